import { decodeFunctionData, encodeFunctionData } from 'viem/utils'
import { type EvmAddress, evmAddress } from './evmAddress.ts'

/** `transfer` as ERC-20 has it. USDT returns nothing where the standard says bool: the call is the same. */
export const transferAbi = [
  {
    type: 'function',
    name: 'transfer',
    stateMutability: 'nonpayable',
    inputs: [
      { name: 'to', type: 'address' },
      { name: 'value', type: 'uint256' },
    ],
    outputs: [],
  },
] as const

/** keccak-256 of `Transfer(address,address,uint256)`. */
export const transferTopic = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'

/** keccak-256 of `DestroyedBlackFunds(address,uint256)`: what Tether's contract says when it destroys what a frozen address holds. */
export const destroyedTopic = '0x61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6'

export function transferCall(parameters: { readonly to: EvmAddress; readonly units: bigint }): `0x${string}` {
  return encodeFunctionData({ abi: transferAbi, functionName: 'transfer', args: [parameters.to, parameters.units] })
}

/** Reads a `transfer` call; undefined for any other call and for padding that a plain encoder would not write. */
export function readTransferCall(data: `0x${string}`): { readonly to: EvmAddress; readonly units: bigint } | undefined {
  try {
    const { args } = decodeFunctionData({ abi: transferAbi, data })
    const call = { to: evmAddress(args[0]), units: args[1] }
    return transferCall(call) === data.toLowerCase() ? call : undefined
  } catch {
    return undefined
  }
}
