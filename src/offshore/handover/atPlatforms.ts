import type { CaseState } from '../../core/case/state.ts'
import { balanceOf } from '../../core/ledger/posting.ts'

/** Platforms at which the books show units of an asset, with how many. */
export function atPlatforms(state: CaseState, asset: string): ReadonlyMap<string, bigint> {
  const prefix = 'assets:venue:'
  return new Map(
    Object.keys(state.balances)
      .filter((key) => key.startsWith(prefix) && key.endsWith(` ${asset}`))
      .map((key) => key.slice(prefix.length, key.lastIndexOf(' ')))
      .map((platform) => [platform, balanceOf(state.balances, `${prefix}${platform}`, asset)]),
  )
}
