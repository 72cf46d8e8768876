import { decodeFunctionData, encodeFunctionData, keccak256, parseTransaction, serializeTransaction } from 'viem/utils'
import { toEip55 } from '../../assets/addresses/evm.ts'
import { SluiceError } from '../../errors.ts'
import { bytesToHex, hexToBytes } from '../../record/hash.ts'
import { recoverAddressBytes } from '../messages/personalMessage.ts'
import { chainIdOf, type EvmAddress } from './evmAddress.ts'
import { joinSignatures, type OwnerSignature } from './safeSignatures.ts'
import type { SafeTransfer } from './safeTransfer.ts'

const zero = '0x0000000000000000000000000000000000000000'

const execAbi = [
  {
    type: 'function',
    name: 'execTransaction',
    stateMutability: 'payable',
    inputs: [
      { name: 'to', type: 'address' },
      { name: 'value', type: 'uint256' },
      { name: 'data', type: 'bytes' },
      { name: 'operation', type: 'uint8' },
      { name: 'safeTxGas', type: 'uint256' },
      { name: 'baseGas', type: 'uint256' },
      { name: 'gasPrice', type: 'uint256' },
      { name: 'gasToken', type: 'address' },
      { name: 'refundReceiver', type: 'address' },
      { name: 'signatures', type: 'bytes' },
    ],
    outputs: [{ type: 'bool' }],
  },
] as const

/** The call that makes the Safe carry out a transfer, with a blob of owners' signatures. */
export function executionCall({ inner }: SafeTransfer, blob: `0x${string}`): `0x${string}` {
  const args = [inner.to, inner.value, inner.data, inner.operation, 0n, 0n, 0n, zero, zero, blob] as const
  return encodeFunctionData({ abi: execAbi, functionName: 'execTransaction', args })
}

/** The signatures in a call that carries out exactly this transfer; undefined for any other call. */
export function signaturesInCall(transfer: SafeTransfer, data: `0x${string}`): `0x${string}` | undefined {
  try {
    const { args } = decodeFunctionData({ abi: execAbi, data })
    return executionCall(transfer, args[9]) === data ? args[9] : undefined
  } catch {
    return undefined
  }
}

/**
 * The outer transaction to be signed by the gas account: EIP-1559, unsigned, hex.
 *
 * @example outerTransaction({ transfer, signatures }) // '0x02f9…'
 */
export function outerTransaction(parameters: {
  readonly transfer: SafeTransfer
  readonly signatures: readonly OwnerSignature[]
}): `0x${string}` {
  const { transfer } = parameters
  const { outer } = transfer
  return serializeTransaction({
    type: 'eip1559',
    chainId: chainIdOf(transfer.network),
    nonce: Number(outer.nonce),
    gas: outer.gas,
    maxFeePerGas: outer.maxFeePerGas,
    maxPriorityFeePerGas: outer.maxPriorityFeePerGas,
    to: transfer.safe,
    value: 0n,
    data: executionCall(transfer, joinSignatures(parameters.signatures)),
  })
}

/** A signed EIP-1559 transaction as its bytes say it. */
export interface EvmTransaction {
  readonly txid: `0x${string}`
  readonly from: EvmAddress
  readonly to?: EvmAddress
  readonly chainId: number
  readonly nonce: bigint
  readonly gas: bigint
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
  readonly value: bigint
  readonly data: `0x${string}`
}

/**
 * Reads a signed EIP-1559 transaction; its sender is recovered from the signature. One encoding only.
 *
 * @throws {TRANSACTION_INVALID} also for other types, access lists, and a high s
 */
export function parseEvmTransaction(raw: string): EvmTransaction {
  const bad = (cause?: unknown) =>
    new SluiceError('TRANSACTION_INVALID', 'These bytes are not a signed EIP-1559 transaction.', { cause })
  if (!/^0x02([0-9a-f]{2})+$/.test(raw)) throw bad()
  const serialized = raw as `0x02${string}`
  try {
    const { r, s, yParity, v: _v, type: _type, ...tx } = parseTransaction(serialized)
    if (r === undefined || s === undefined || yParity === undefined || (tx.accessList?.length ?? 0) > 0) throw bad()
    const unsigned = serializeTransaction({ ...tx, type: 'eip1559' })
    if (serializeTransaction({ ...tx, type: 'eip1559' }, { r, s, yParity }) !== serialized) throw bad()
    const word = (hex: string) => hex.slice(2).padStart(64, '0')
    const signature = `0x${word(r)}${word(s)}${(27 + yParity).toString(16)}`
    const from = recoverAddressBytes(hexToBytes(keccak256(unsigned).slice(2)), signature)
    if (from === undefined) throw bad()
    return {
      txid: keccak256(serialized),
      from: toEip55(bytesToHex(from)) as EvmAddress,
      ...(tx.to && { to: toEip55(tx.to.slice(2)) as EvmAddress }),
      chainId: tx.chainId,
      nonce: BigInt(tx.nonce ?? 0),
      gas: tx.gas ?? 0n,
      maxFeePerGas: tx.maxFeePerGas ?? 0n,
      maxPriorityFeePerGas: tx.maxPriorityFeePerGas ?? 0n,
      value: tx.value ?? 0n,
      data: tx.data ?? '0x',
    }
  } catch (cause) {
    throw cause instanceof SluiceError ? cause : bad(cause)
  }
}
