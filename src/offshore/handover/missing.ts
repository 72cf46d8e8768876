import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { balanceOf } from '../../core/ledger/posting.ts'
import type { OfLot } from './atPlatforms.ts'

/** What a platform credited less of a transfer than was sent to it. */
interface Missing {
  readonly tranche: string
  readonly platform: string
  /** Base units. */
  readonly units: string
  /** It was given up by name; what the platform credits after all is taken in from there. */
  readonly declared?: true
}

/** By transaction and platform, as what was received is kept. */
type MissingSlice = Readonly<Record<string, Missing>>

function missingOf(state: CaseState): MissingSlice {
  return slice<MissingSlice>(state, 'missing') ?? {}
}

/** Account of what was sent to a platform for a lot and is not credited: a discrepancy that the platform owes an answer for. */
export function missingAccount(platform: string, { lot = 'none' }: OfLot): string {
  return `assets:missing:${platform}:${lot}`
}

/** Base units in it. */
export function missingUnits(state: CaseState, platform: string, asset: string, subject: OfLot): bigint {
  return balanceOf(state.balances, missingAccount(platform, subject), asset)
}

/** What is missing of one transfer at one platform. @example missingIn(state, `${txid} ${platform}`) */
export function missingIn(state: CaseState, key: string): Missing | undefined {
  return missingOf(state)[key]
}

/** Notes what is missing of a transfer from now on; with nothing, it has all come. */
export function withMissing(state: CaseState, key: string, row: Missing): CaseState {
  const { [key]: before, ...rest } = missingOf(state)
  const declared = before?.declared === true ? ({ declared: true } as const) : {}
  return withSlice(state, 'missing', row.units === '0' ? rest : { ...rest, [key]: { ...row, ...declared } })
}

/** All that is missing of a tranche at a platform is given up. */
export function declareMissing(state: CaseState, tranche: string, platform: string): CaseState {
  const rows = Object.entries(missingOf(state)).map(([key, row]) => {
    const ours = row.tranche === tranche && row.platform === platform
    return [key, ours ? { ...row, declared: true as const } : row] as const
  })
  return withSlice(state, 'missing', Object.fromEntries(rows))
}

/** Base units of a tranche that were sent and not credited, by platform. */
export function missingByPlatform(state: CaseState, tranche: string): readonly (readonly [string, string])[] {
  return Object.values(missingOf(state))
    .filter((row) => row.tranche === tranche)
    .map(({ platform, units }) => [platform, units] as const)
}
