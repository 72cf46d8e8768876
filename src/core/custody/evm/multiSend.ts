import { decodeFunctionData, encodeFunctionData } from 'viem/utils'
import { bytesToHex, hexToBytes } from '../../record/hash.ts'
import { type EvmAddress, evmAddress } from './evmAddress.ts'

/** One call that a Safe makes. */
export interface SafeCall {
  readonly to: EvmAddress
  readonly value: bigint
  readonly data: `0x${string}`
}

/**
 * MultiSendCallOnly of Safe 1.4.1, which makes plain calls one after the other, all or none. A Safe runs its code as its own: no other address is ever
 * called so, and a transfer cannot name one. Source: Safe's list of deployments; the same address on every chain that it names as canonical.
 */
export const multiSendCallOnly: EvmAddress = '0x9641d764fc13c8B624c04430C7356C1C7C8102e2'

const abi = [
  {
    type: 'function',
    name: 'multiSend',
    stateMutability: 'payable',
    inputs: [{ name: 'transactions', type: 'bytes' }],
    outputs: [],
  },
] as const

/**
 * The data of a call of {@link multiSendCallOnly}: of each call one byte 0 (no delegate call), address, value and length of 32 bytes each, and its data.
 *
 * @example multiSendData([{ to, value: 1n, data: '0x' }, { to: other, value: 2n, data: '0x' }]) // '0x8d80ff0a…'
 */
export function multiSendData(calls: readonly SafeCall[]): `0x${string}` {
  const packed = calls.map(
    ({ to, value, data }) =>
      `00${to.slice(2).toLowerCase()}${word(value)}${word(BigInt((data.length - 2) / 2))}${data.slice(2)}`,
  )
  return encodeFunctionData({ abi, functionName: 'multiSend', args: [`0x${packed.join('')}`] })
}

/** The calls in such data; undefined for any other call, for a delegate call within it, and for whatever a plain encoder would not write. */
export function readMultiSend(data: `0x${string}`): readonly SafeCall[] | undefined {
  try {
    const bytes = hexToBytes(decodeFunctionData({ abi, data }).args[0].slice(2))
    const calls: SafeCall[] = []
    for (let at = 0; at < bytes.length; ) {
      const hex = (from: number, length: number): string => bytesToHex(bytes.subarray(at + from, at + from + length))
      const length = Number(BigInt(`0x${hex(53, 32)}`))
      if (bytes[at] !== 0 || at + headBytes + length > bytes.length) return undefined
      calls.push({
        to: evmAddress(`0x${hex(1, 20)}`),
        value: BigInt(`0x${hex(21, 32)}`),
        data: `0x${hex(headBytes, length)}`,
      })
      at += headBytes + length
    }
    return multiSendData(calls) === data.toLowerCase() ? calls : undefined
  } catch {
    return undefined
  }
}

/** Operation, address, value, length. */
const headBytes = 1 + 20 + 32 + 32

const word = (value: bigint): string => value.toString(16).padStart(64, '0')
