import type { Subject } from '../../core/case/kind.ts'
import type { CaseState } from '../../core/case/state.ts'
import { balanceOf } from '../../core/ledger/posting.ts'

/** What an entry is about, as far as it says whose coins and money they are. */
export type OfLot = Pick<Subject, 'lot'>

/** Account of what lies at a platform for a lot, coins and money: two lots of a case share the platform, and no balance. @example venueAccount('a', subject) // 'assets:venue:a:A' */
export function venueAccount(platform: string, { lot = 'none' }: OfLot): string {
  return `assets:venue:${platform}:${lot}`
}

/** Account of what a lot brought and the trust holds. @example trustAccount(subject) // 'assets:trust:A' */
export function trustAccount({ lot = 'none' }: OfLot): string {
  return `assets:trust:${lot}`
}

/** The lot that a tranche is of. @example ofTranche('A/1') // { lot: 'A' } */
export function ofTranche(tranche: string | undefined): OfLot {
  return tranche === undefined ? {} : { lot: tranche.slice(0, tranche.indexOf('/')) }
}

/** Units of an asset, or minor units of a currency, that the books show at a platform for a lot. */
export function heldAt(state: CaseState, platform: string, asset: string, subject: OfLot): bigint {
  return balanceOf(state.balances, venueAccount(platform, subject), asset)
}

/** Platforms at which the books show units of an asset for a lot, with how many. */
export function atPlatforms(state: CaseState, asset: string, subject: OfLot): ReadonlyMap<string, bigint> {
  const [prefix, suffix] = ['assets:venue:', `:${subject.lot ?? 'none'} ${asset}`]
  const platforms = Object.keys(state.balances)
    .filter((key) => key.startsWith(prefix) && key.endsWith(suffix))
    .map((key) => key.slice(prefix.length, -suffix.length))
  return new Map(platforms.map((platform) => [platform, heldAt(state, platform, asset, subject)]))
}

/** The same in all. */
export function heldInAll(state: CaseState, asset: string, subject: OfLot): bigint {
  return [...atPlatforms(state, asset, subject).values()].reduce((sum, held) => sum + held, 0n)
}

/** Units of an asset at platforms, of all lots together: at one platform, or at all of them. */
export function unitsAtPlatforms({ balances }: Pick<CaseState, 'balances'>, asset: string, platform?: string): bigint {
  const prefix = platform === undefined ? 'assets:venue:' : `assets:venue:${platform}:`
  return Object.entries(balances)
    .filter(([key]) => key.startsWith(prefix) && key.endsWith(` ${asset}`))
    .reduce((sum, [, units]) => sum + BigInt(units), 0n)
}
