import { hashTypedData } from 'viem/utils'
import { SluiceError } from '../../errors.ts'
import { canonical, type Json, parseCanonical } from '../../record/jcs.ts'
import { readTransferCall, transferCall } from './erc20.ts'
import { chainIdOf, coinOf, type EvmAddress, evmAddress, readEvmAsset, tokenOf } from './evmAddress.ts'

export const safeTransferFormat = 'sluice/safe-transfer/1'

/**
 * An unsigned transfer out of a Safe (1.3 to 1.4.1), as it is approved: the inner transaction that owners sign, and the outer one that carries it,
 * signed by an account that holds gas only. Nonces and fees are part of what is approved: when they go stale it is built and approved again.
 */
export interface SafeTransfer {
  readonly format: typeof safeTransferFormat
  /** CAIP-2. */
  readonly network: string
  readonly safe: EvmAddress
  readonly inner: {
    readonly to: EvmAddress
    readonly value: bigint
    readonly data: `0x${string}`
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
  readonly pays: { readonly address: EvmAddress; readonly asset: string; readonly units: bigint }
  readonly feeAsset: string
  /** The most that the gas account can pay. */
  readonly feeMax: bigint
}

const uint256Max = (1n << 256n) - 1n

/**
 * Builds a transfer out of a Safe. Same parameters, same text.
 *
 * @param parameters.asset CAIP-19: the chain's coin or an ERC-20 token
 * @returns `unsigned`, canonical JSON, with what it does
 * @throws {PAYMENT_INVALID} {ADDRESS_INVALID} {INPUT_INVALID}
 */
export function buildSafeTransfer(parameters: {
  readonly network: string
  readonly safe: string
  readonly safeNonce: bigint
  readonly asset: string
  readonly to: string
  readonly units: bigint
  readonly outer: Omit<OuterTransaction, 'from'> & { readonly from: string }
}): SafeTransferSummary & { readonly unsigned: string } {
  const { network, units } = parameters
  const asset = readEvmAsset(parameters.asset, network)
  const to = evmAddress(parameters.to)
  if (units <= 0n || units > uint256Max) refuse('it pays nothing, or more than there can be')
  const inner =
    asset.kind === 'coin'
      ? { to, value: units, data: '0x' as const, nonce: parameters.safeNonce }
      : { to: asset.contract, value: 0n, data: transferCall({ to, units }), nonce: parameters.safeNonce }
  const transfer: SafeTransfer = {
    format: safeTransferFormat,
    network,
    safe: evmAddress(parameters.safe),
    inner,
    outer: { ...parameters.outer, from: evmAddress(parameters.outer.from) },
  }
  const unsigned = encode(transfer)
  return { unsigned, ...summaryOf(readSafeTransfer(unsigned)) }
}

function encode({ format, network, safe, inner, outer }: SafeTransfer): string {
  return canonical({ format, network, safe, inner: asText(inner), outer: asText(outer) })
}

function asText(values: object): Json {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}

/** What an approved transfer pays, and at most costs. */
export function summaryOf(transfer: SafeTransfer): SafeTransferSummary {
  const { network, inner, outer } = transfer
  const call = inner.data === '0x' ? undefined : readTransferCall(inner.data)
  return {
    safeTxHash: safeTxHashOf(transfer),
    pays: call
      ? { address: call.to, asset: tokenOf(network, inner.to), units: call.units }
      : { address: inner.to, asset: coinOf(network), units: inner.value },
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

/** The EIP-712 digest that owners sign. Always a plain call (operation 0) without refund: the gas account pays for itself. */
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
      operation: 0,
      safeTxGas: 0n,
      baseGas: 0n,
      gasPrice: 0n,
      gasToken: zero,
      refundReceiver: zero,
    },
  })
}

/**
 * Reads an unsigned transfer from hostile text: canonical JSON, exact keys, an inner call that is a plain payment or an ERC-20 transfer and nothing else.
 *
 * @throws {PAYMENT_INVALID} naming what is wrong
 */
export function readSafeTransfer(text: string): SafeTransfer {
  const value = record(parse(text), ['format', 'inner', 'network', 'outer', 'safe'])
  const inner = record(value.inner, ['data', 'nonce', 'to', 'value'])
  const outer = record(value.outer, ['from', 'gas', 'maxFeePerGas', 'maxPriorityFeePerGas', 'nonce'])
  if (value.format !== safeTransferFormat) refuse('it is of another format')
  const transfer: SafeTransfer = {
    format: safeTransferFormat,
    network: string(value.network),
    safe: address(value.safe),
    inner: { to: address(inner.to), value: uint(inner.value), data: hex(inner.data), nonce: uint(inner.nonce) },
    outer: {
      from: address(outer.from),
      nonce: uint(outer.nonce),
      gas: uint(outer.gas),
      maxFeePerGas: uint(outer.maxFeePerGas),
      maxPriorityFeePerGas: uint(outer.maxPriorityFeePerGas),
    },
  }
  chainIdOf(transfer.network)
  checkPayment(transfer)
  return transfer
}

function checkPayment({ safe, inner, outer }: SafeTransfer): void {
  if (inner.to === safe) refuse('it calls the Safe itself, which could change its owners')
  if (outer.maxPriorityFeePerGas > outer.maxFeePerGas) refuse('its priority fee is above its fee')
  if (outer.nonce > BigInt(Number.MAX_SAFE_INTEGER)) refuse('its outer nonce is beyond reason')
  if (outer.gas < 21_000n || outer.maxFeePerGas === 0n) refuse('its outer transaction could not be carried')
  if (inner.data === '0x') {
    if (inner.value === 0n) refuse('it pays nothing')
    return
  }
  const call = readTransferCall(inner.data)
  if (call === undefined || inner.value !== 0n) refuse('it is neither a payment nor an ERC-20 transfer')
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
