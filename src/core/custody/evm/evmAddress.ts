import { checkEvm } from '../../assets/addresses/evm.ts'
import { SluiceError } from '../../errors.ts'

export type EvmAddress = `0x${string}`

/** The EIP-55 form of an address. @throws {ADDRESS_INVALID} also where its checksum is wrong, or it is the zero address */
export function evmAddress(text: string): EvmAddress {
  const answer = checkEvm(text)
  if ('canonical' in answer) return answer.canonical as EvmAddress
  throw new SluiceError('ADDRESS_INVALID', `Not an address of an EVM chain (${answer.reason}).`, {
    facts: { address: text.slice(0, 60), reason: answer.reason },
  })
}

/** The chain id of a CAIP-2 network. @example chainIdOf('eip155:31337') // 31337 */
export function chainIdOf(network: string): number {
  const match = /^eip155:([1-9]\d{0,14})$/.exec(network)
  if (match) return Number(match[1])
  throw new SluiceError('INPUT_INVALID', `${network} is not an EVM network.`, { facts: { network } })
}

/** What a CAIP-19 asset id of an EVM chain names: its own coin, or a token by its contract. */
export type EvmAsset = { readonly kind: 'coin' } | { readonly kind: 'token'; readonly contract: EvmAddress }

/** @example readEvmAsset('eip155:1/erc20:0xdac1…', 'eip155:1') // { kind: 'token', contract: '0xdAC1…' } */
export function readEvmAsset(asset: string, network: string): EvmAsset {
  const rest = asset.startsWith(`${network}/`) ? asset.slice(network.length + 1) : ''
  if (rest === 'slip44:60') return { kind: 'coin' }
  if (rest.startsWith('erc20:')) return { kind: 'token', contract: evmAddress(rest.slice(6)) }
  throw new SluiceError('INPUT_INVALID', `${network} has no asset ${asset}.`, { facts: { asset, network } })
}

/** CAIP-19 id of a chain's own coin. */
export const coinOf = (network: string): string => `${network}/slip44:60`

/** CAIP-19 id of a token. Its contract stands in lower case, as registers of assets write it: one token has one id. @example tokenOf('eip155:1', '0xdAC17F…') // 'eip155:1/erc20:0xdac17f…' */
export const tokenOf = (network: string, contract: string): string =>
  `${network}/erc20:${evmAddress(contract).toLowerCase()}`
