import { SluiceError } from '../errors.ts'
import { addressAt, type Descriptor, parseDescriptor } from './bitcoin/descriptor.ts'
import { type BitcoinNetwork, bitcoinMainnet, bitcoinRegtestBcoin, bitcoinTestnet } from './bitcoin/network.ts'

/** An agency wallet as the record holds it: a descriptor for Bitcoin, the Safe with its owners for an EVM chain. */
export interface WalletReference {
  /** CAIP-2. */
  readonly network: string
  readonly wallet: string
}

export interface ReadWallet {
  readonly threshold: number
  readonly keys: readonly string[]
}

/** The networks that custody is kept on, by CAIP-2 id. Regtest is bcoin's: the node that rehearsals run. */
const networks: readonly BitcoinNetwork[] = [bitcoinMainnet, bitcoinTestnet, bitcoinRegtestBcoin]

/** @throws {INPUT_INVALID} */
export function bitcoinNetworkOf(network: string): BitcoinNetwork {
  const found = networks.find((candidate) => candidate.id === network)
  if (found === undefined)
    throw new SluiceError('INPUT_INVALID', `no Bitcoin network is called ${network}.`, { facts: { network } })
  return found
}

/** How far along a branch addresses are looked for. A wallet of a case uses a handful. */
const indexMax = 200

/** @throws {INPUT_INVALID} {DESCRIPTOR_INVALID} when the wallet cannot be read or its network has no custody here */
export function readWallet({ network, wallet }: WalletReference): ReadWallet {
  if (network.startsWith('bip122:')) {
    const descriptor = parseDescriptor(wallet)
    return { threshold: descriptor.threshold, keys: descriptor.keys.map((key) => key.text) }
  }
  if (network.startsWith('eip155:')) {
    const { owners, threshold } = readSafe(wallet)
    return { threshold, keys: owners }
  }
  throw new SluiceError('INPUT_INVALID', `custody on ${network} is not supported: expected bip122 or eip155.`, {
    facts: { network },
  })
}

export interface SafeReference {
  readonly safe: string
  readonly owners: readonly string[]
  readonly threshold: number
}

/** The Safe of an EVM wallet: canonical JSON `{ safe, owners, threshold }`. @throws {INPUT_INVALID} */
export function readSafe(wallet: string): SafeReference {
  const value = JSON.parse(wallet) as SafeReference
  const address = /^0x[0-9a-fA-F]{40}$/
  if (
    !address.test(value.safe) ||
    !Array.isArray(value.owners) ||
    value.owners.some((owner) => !address.test(owner)) ||
    !Number.isInteger(value.threshold)
  ) {
    throw new SluiceError('INPUT_INVALID', 'expected { safe, owners, threshold } of an EVM wallet.')
  }
  return value
}

/** Whether an address is derived from the wallet, receiving or change branch. */
export function ownsAddress({ network, wallet, address }: WalletReference & { readonly address: string }): boolean {
  if (network.startsWith('eip155:')) return readSafe(wallet).safe.toLowerCase() === address.toLowerCase()
  return (
    placeOfAddress({ descriptor: parseDescriptor(wallet), network: bitcoinNetworkOf(network), address }) !== undefined
  )
}

/** Where below the descriptor an address stands. */
export function placeOfAddress(parameters: {
  readonly descriptor: Descriptor
  readonly network: BitcoinNetwork
  readonly address: string
}): { readonly branch: number; readonly index: number } | undefined {
  const { descriptor, network, address } = parameters
  for (let index = 0; index < indexMax; index++) {
    for (let branch = 0; branch < descriptor.branches; branch++) {
      if (addressAt(descriptor, { branch, index }, network) === address) return { branch, index }
    }
  }
  return undefined
}
