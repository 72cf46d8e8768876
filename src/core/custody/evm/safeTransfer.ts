import { hashTypedData } from 'viem/utils'
import { SluiceError } from '../../errors.ts'
import { canonical, type Json, parseCanonical } from '../../record/jcs.ts'
import { readTransferCall, transferCall } from './erc20.ts'
import { chainIdOf, coinOf, type EvmAddress, evmAddress, readEvmAsset, tokenOf } from './evmAddress.ts'
import { multiSendCallOnly, multiSendData, type SafeCall } from './multiSend.ts'

/** One payment, and several in one transaction. */
export const safeTransferFormats = ['sluice/safe-transfer/1', 'sluice/safe-transfer/2'] as const

/**
 * An unsigned transfer out of a Safe (1.3 to 1.4.1), as it is approved: the inner transaction that owners sign, and the outer one that carries it,
 * signed by an account that holds gas only. Nonces and fees are part of what is approved: when they go stale it is built and approved again.
 * Several payments go as plain calls through {@link multiSendCallOnly}, all or none; the text names the calls, and what carries them follows.
 */
export interface SafeTransfer {
  readonly format: (typeof safeTransferFormats)[number]
  /** CAIP-2. */
  readonly network: string
  readonly safe: EvmAddress
  /** Each a payment of the chain's coin or an ERC-20 transfer. */
  readonly calls: readonly SafeCall[]
  readonly inner: SafeCall & {
    /** 0: the Safe calls; 1: it runs the code of {@link multiSendCallOnly}. */
    readonly operation: 0 | 1
    readonly nonce: bigint
  }
  readonly outer: OuterTransaction
}

export interface OuterTransaction {
  readonly from: EvmAddress
  readonly nonce: bigint
  readonly gas: bigint
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

export interface SafeTransferSummary {
  /** What owners sign (EIP-712). */
  readonly safeTxHash: `0x${string}`
  /** In the order in which they are made. */
  readonly pays: readonly { readonly address: EvmAddress; readonly asset: string; readonly units: bigint }[]
  readonly feeAsset: string
  /** The most that the gas account can pay. */
  readonly feeMax: bigint
}

const uint256Max = (1n << 256n) - 1n

/** As many as an act may name. */
const callsMax = 20

/**
 * Builds a transfer out of a Safe. Same parameters, same text.
 *
 * @param parameters.asset CAIP-19: the chain's coin or an ERC-20 token
 * @param parameters.pays units to each address; several go in one transaction, all or none
 * @returns `unsigned`, canonical JSON, with what it does
 * @throws {PAYMENT_INVALID} {ADDRESS_INVALID} {INPUT_INVALID}
 */
export function buildSafeTransfer(parameters: {
  readonly network: string
  readonly safe: string
  readonly safeNonce: bigint
  readonly asset: string
  readonly pays: readonly { readonly address: string; readonly units: bigint }[]
  readonly outer: Omit<OuterTransaction, 'from'> & { readonly from: string }
}): SafeTransferSummary & { readonly unsigned: string } {
  const { network, safeNonce: nonce } = parameters
  const asset = readEvmAsset(parameters.asset, network)
  const calls = parameters.pays.map(({ address: payee, units }): SafeCall => {
    const to = evmAddress(payee)
    if (units <= 0n || units > uint256Max) refuse('it pays nothing, or more than there can be')
    return asset.kind === 'coin'
      ? { to, value: units, data: '0x' }
      : { to: asset.contract, value: 0n, data: transferCall({ to, units }) }
  })
  const [only, ...others] = calls
  if (only === undefined) refuse('it pays nobody')
  const unsigned = canonical({
    format: safeTransferFormats[others.length === 0 ? 0 : 1],
    network,
    safe: evmAddress(parameters.safe),
    inner: others.length === 0 ? asText({ ...only, nonce }) : { calls: calls.map(asText), nonce: String(nonce) },
    outer: asText({ ...parameters.outer, from: evmAddress(parameters.outer.from) }),
  })
  return { unsigned, ...summaryOf(readSafeTransfer(unsigned)) }
}

function asText(values: object): Json {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}

/** What an approved transfer pays, and at most costs. */
export function summaryOf(transfer: SafeTransfer): SafeTransferSummary {
  const { network, calls, outer } = transfer
  return {
    safeTxHash: safeTxHashOf(transfer),
    pays: calls.map(({ to, value, data }) => {
      const call = data === '0x' ? undefined : readTransferCall(data)
      return call === undefined
        ? { address: to, asset: coinOf(network), units: value }
        : { address: call.to, asset: tokenOf(network, to), units: call.units }
    }),
    feeAsset: coinOf(network),
    feeMax: outer.gas * outer.maxFeePerGas,
  }
}

const zero = '0x0000000000000000000000000000000000000000'

const safeTxTypes = {
  SafeTx: [
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'data', type: 'bytes' },
    { name: 'operation', type: 'uint8' },
    { name: 'safeTxGas', type: 'uint256' },
    { name: 'baseGas', type: 'uint256' },
    { name: 'gasPrice', type: 'uint256' },
    { name: 'gasToken', type: 'address' },
    { name: 'refundReceiver', type: 'address' },
    { name: 'nonce', type: 'uint256' },
  ],
} as const

/** The EIP-712 digest that owners sign. Always without refund: the gas account pays for itself. */
export function safeTxHashOf({
  network,
  safe,
  inner,
}: Pick<SafeTransfer, 'network' | 'safe' | 'inner'>): `0x${string}` {
  return hashTypedData({
    domain: { chainId: chainIdOf(network), verifyingContract: safe },
    types: safeTxTypes,
    primaryType: 'SafeTx',
    message: {
      ...inner,
      safeTxGas: 0n,
      baseGas: 0n,
      gasPrice: 0n,
      gasToken: zero,
      refundReceiver: zero,
    },
  })
}

/**
 * Reads an unsigned transfer from hostile text: canonical JSON, exact keys, calls that are plain payments or ERC-20 transfers and nothing else.
 *
 * @throws {PAYMENT_INVALID} naming what is wrong
 */
export function readSafeTransfer(text: string): SafeTransfer {
  const value = record(parse(text), ['format', 'inner', 'network', 'outer', 'safe'])
  const format = safeTransferFormats.find((known) => known === value.format) ?? refuse('it is of another format')
  const outer = record(value.outer, ['from', 'gas', 'maxFeePerGas', 'maxPriorityFeePerGas', 'nonce'])
  const transfer: SafeTransfer = {
    format,
    network: string(value.network),
    safe: address(value.safe),
    ...(format === safeTransferFormats[0] ? readOne(value.inner) : readSeveral(value.inner)),
    outer: {
      from: address(outer.from),
      nonce: uint(outer.nonce),
      gas: uint(outer.gas),
      maxFeePerGas: uint(outer.maxFeePerGas),
      maxPriorityFeePerGas: uint(outer.maxPriorityFeePerGas),
    },
  }
  chainIdOf(transfer.network)
  checkOuter(transfer.outer)
  for (const call of transfer.calls) checkCall(call, transfer.safe)
  return transfer
}

function readOne(value: Json | undefined): Pick<SafeTransfer, 'calls' | 'inner'> {
  const inner = record(value, ['data', 'nonce', 'to', 'value'])
  const call = readCall(inner)
  return { calls: [call], inner: { ...call, operation: 0, nonce: uint(inner.nonce) } }
}

function readSeveral(value: Json | undefined): Pick<SafeTransfer, 'calls' | 'inner'> {
  const inner = record(value, ['calls', 'nonce'])
  if (!Array.isArray(inner.calls) || inner.calls.length < 2 || inner.calls.length > callsMax)
    refuse(`it makes fewer than two calls, or more than ${callsMax}`)
  const calls = (inner.calls as readonly Json[]).map((call) => readCall(record(call, ['data', 'to', 'value'])))
  const carried = { to: multiSendCallOnly, value: 0n, data: multiSendData(calls) }
  return { calls, inner: { ...carried, operation: 1, nonce: uint(inner.nonce) } }
}

function readCall({ to, value, data }: Readonly<Record<string, Json>>): SafeCall {
  return { to: address(to), value: uint(value), data: hex(data) }
}

function checkOuter(outer: OuterTransaction): void {
  if (outer.maxPriorityFeePerGas > outer.maxFeePerGas) refuse('its priority fee is above its fee')
  if (outer.nonce > BigInt(Number.MAX_SAFE_INTEGER)) refuse('its outer nonce is beyond reason')
  if (outer.gas < 21_000n || outer.maxFeePerGas === 0n) refuse('its outer transaction could not be carried')
}

function checkCall({ to, value, data }: SafeCall, safe: EvmAddress): void {
  if (to === safe) refuse('it calls the Safe itself, which could change its owners')
  if (data === '0x') {
    if (value === 0n) refuse('it pays nothing')
    return
  }
  const call = readTransferCall(data)
  if (call === undefined || value !== 0n) refuse('it is neither a payment nor an ERC-20 transfer')
  if (call.units === 0n) refuse('it pays nothing')
}

function refuse(what: string): never {
  throw new SluiceError('PAYMENT_INVALID', `Not a transfer out of a Safe: ${what}.`)
}

function parse(text: string): Json {
  try {
    return parseCanonical(text)
  } catch {
    return refuse('it is not canonical JSON')
  }
}

function record(value: Json | undefined, keys: readonly string[]): Readonly<Record<string, Json>> {
  if (typeof value !== 'object' || Array.isArray(value)) refuse('a part of it is missing')
  if (
    Object.keys(value as object)
      .sort()
      .join() !== keys.join()
  )
    refuse('it has other fields')
  return value as Readonly<Record<string, Json>>
}

function string(value: Json | undefined): string {
  return typeof value === 'string' ? value : refuse('a field is not text')
}

function address(value: Json | undefined): EvmAddress {
  const text = string(value)
  return evmAddress(text) === text ? (text as EvmAddress) : refuse('an address is not in EIP-55 form')
}

function uint(value: Json | undefined): bigint {
  const text = string(value)
  const number = /^(0|[1-9]\d{0,77})$/.test(text) ? BigInt(text) : refuse('a number is not whole')
  return number <= uint256Max ? number : refuse('a number is too large')
}

function hex(value: Json | undefined): `0x${string}` {
  const text = string(value)
  return /^0x([0-9a-f]{2})*$/.test(text) ? (text as `0x${string}`) : refuse('its data is not hex')
}
