/** What proved slots say: of a Safe, and of a token whose balances stand where we know. */
import { toEip55 } from '../../assets/addresses/evm.ts'
import type { EvmAddress } from './evmAddress.ts'
import { mappedSlot, type ProvedAccount, slotOf } from './stateProof.ts'

/** Storage of Safe 1.1.1 to 1.4.1: the singleton that it runs first, then modules, owners (a ring from 1), their count, threshold, nonce. */
const safeSlots = { singleton: 0n, owners: 2n, ownerCount: 3n, threshold: 4n, nonce: 5n } as const
const ringEnd = '0x0000000000000000000000000000000000000001'

export interface ProvedSafe {
  readonly address: EvmAddress
  /** The code that it runs. That this is Safe's own is for the reader to compare with Safe's published addresses. */
  readonly singleton: EvmAddress
  readonly owners: readonly EvmAddress[]
  readonly threshold: number
  readonly nonce: bigint
}

/** Slots to be asked for, for a Safe with these owners as somebody says they are. */
export function safeSlotsFor(owners: readonly string[]): string[] {
  const { singleton, ownerCount, threshold, nonce } = safeSlots
  return [
    ...[singleton, ownerCount, threshold, nonce].map(slotOf),
    ...[ringEnd, ...owners].map((owner) => mappedSlot(owner, safeSlots.owners)),
  ]
}

/**
 * The Safe that an account is by its proved slots: the ring of owners is walked from its beginning to its end, so that none is left out. Not one where a
 * slot is missing, or the ring does not close with as many owners as are counted.
 */
export function safeOf(account: ProvedAccount): ProvedSafe | undefined {
  const at = (slot: bigint) => account.slots.get(slotOf(slot))
  const [singleton, count, threshold, nonce] = [
    at(safeSlots.singleton),
    at(safeSlots.ownerCount),
    at(safeSlots.threshold),
    at(safeSlots.nonce),
  ]
  if (singleton === undefined || count === undefined || threshold === undefined || nonce === undefined) return undefined
  if (count === 0n || count > 100n || threshold === 0n || threshold > count || singleton >> 160n !== 0n)
    return undefined
  const owners: EvmAddress[] = []
  let next = account.slots.get(mappedSlot(ringEnd, safeSlots.owners))
  while (next !== undefined && next !== 1n && next !== 0n && next >> 160n === 0n && BigInt(owners.length) < count) {
    const owner = addressOf(next)
    owners.push(owner)
    next = account.slots.get(mappedSlot(owner, safeSlots.owners))
  }
  if (next !== 1n || BigInt(owners.length) !== count || new Set(owners).size !== owners.length) return undefined
  return { address: account.address, singleton: addressOf(singleton), owners, threshold: Number(threshold), nonce }
}

function addressOf(word: bigint): EvmAddress {
  return toEip55(word.toString(16).padStart(40, '0')) as EvmAddress
}

/**
 * At which slot a token keeps its mapping of balances, where we know: read in the verified source of the contract. A proxy may be given other code that
 * keeps them elsewhere, so USDC and its like are not here.
 */
const balanceMappings: Readonly<Record<string, bigint>> = {
  // Tether's TetherToken on Ethereum: owner, totalSupply, balances.
  'eip155:1 0xdAC17F958D2ee523a2206206994597C13D831ec7': 2n,
}

export function balanceMappingOf(network: string, token: EvmAddress): bigint | undefined {
  return balanceMappings[`${network} ${token}`]
}

/** What a holder has of a token, by its proved slot; undefined where the proof has no such slot. */
export function tokenBalanceOf(parameters: {
  readonly token: ProvedAccount
  readonly holder: string
  readonly mapping: bigint
}): bigint | undefined {
  return parameters.token.slots.get(mappedSlot(parameters.holder, parameters.mapping))
}
