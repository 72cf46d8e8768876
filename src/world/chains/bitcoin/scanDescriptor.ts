import type { Utxo } from '../../../core/custody/bitcoin/buildPayment.ts'
import { addressAt, type Descriptor, type DescriptorPlace } from '../../../core/custody/bitcoin/descriptor.ts'
import type { BitcoinNetwork } from '../../../core/custody/bitcoin/network.ts'
import type { BitcoinChain } from './bitcoinChain.ts'

export interface DescriptorScan {
  /** Coins with their places, ready for `buildPayment`. `height` is absent while unconfirmed. */
  readonly utxos: readonly (Utxo & { readonly address: string; readonly height?: number })[]
  /** First place on each branch that was never used. */
  readonly next: readonly DescriptorPlace[]
}

/**
 * Finds the coins of a descriptor: every branch is walked until `gap` addresses in a row were never used.
 *
 * @example (await scanDescriptor({ chain, descriptor, network, gap: 5 })).utxos
 */
export async function scanDescriptor(parameters: {
  readonly chain: BitcoinChain
  readonly descriptor: Descriptor
  readonly network: BitcoinNetwork
  /** 20 unless said, as wallets do (BIP-44). */
  readonly gap?: number
}): Promise<DescriptorScan> {
  const { descriptor } = parameters
  const utxos: DescriptorScan['utxos'][number][] = []
  const next: DescriptorPlace[] = []
  for (let branch = 0; branch < descriptor.branches; branch++) {
    const found = await scanBranch(parameters, branch)
    utxos.push(...found.utxos)
    next.push({ branch, index: found.nextIndex })
  }
  return { utxos, next }
}

async function scanBranch(
  { chain, descriptor, network, gap = 20 }: Parameters<typeof scanDescriptor>[0],
  branch: number,
) {
  const utxos: DescriptorScan['utxos'][number][] = []
  let nextIndex = 0
  const last = descriptor.ranged ? Number.MAX_SAFE_INTEGER : 0
  for (let index = 0; index < nextIndex + gap && index <= last; index++) {
    const place = { branch, index }
    const address = addressAt(descriptor, place, network)
    if ((await chain.history({ address })).length === 0) continue
    nextIndex = index + 1
    for (const coin of await chain.utxos([address])) utxos.push({ ...coin, place })
  }
  return { utxos, nextIndex }
}
