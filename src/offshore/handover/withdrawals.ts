import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical } from '../../core/record/jcs.ts'
import { hasDelivered, roundOf } from '../sale/auction/roundState.ts'
import { type OrdersState, saleOf } from '../sale/sale.ts'
import { atPlatforms, ofTranche } from './atPlatforms.ts'

/** One withdrawal that a platform was told to make. What is `ordered` counts as possibly sent until the platform says which it is. */
export interface WithdrawalLeg {
  readonly platform: string
  /** Base units taken from the account; what arrives is less by the fee. */
  readonly units: string
  readonly fee: string
  readonly state: 'ordered' | 'sent' | 'failed'
  readonly txid?: string
  /** Onshore has booked what it brought. Noted when the next is ordered of the platform: what crosses of one platform shows its newest arrival only. */
  readonly arrived?: true
}

/** What is withdrawn of one tranche, to which address, and what of it was sold before. */
export interface Withdrawals {
  readonly asset: string
  readonly address: string
  readonly feeBearer: string
  /** Base units sold at a platform and not yet booked as sold. */
  readonly sold: Readonly<Record<string, string>>
  /** By the key under which the platform knows it. */
  readonly legs: Readonly<Record<string, WithdrawalLeg>>
}

type WithdrawalSlice = Readonly<Record<string, Withdrawals>>

export function withdrawalsOf(state: CaseState, tranche: string | undefined): Withdrawals | undefined {
  return tranche === undefined ? undefined : slice<WithdrawalSlice>(state, 'withdrawals')?.[tranche]
}

export function withWithdrawals(state: CaseState, tranche: string, row: Withdrawals): CaseState {
  return withSlice(state, 'withdrawals', { ...slice<WithdrawalSlice>(state, 'withdrawals'), [tranche]: row })
}

/** Whether anything of the tranche was sold, over the books or as a block. */
function anySold(state: CaseState, tranche: string, sold: Withdrawals['sold']): boolean {
  const { settled, past = [] } = saleOf(state, tranche) ?? {}
  // Of all rounds: the deals of one before the newest are not kept.
  const delivered = roundOf(state, tranche)?.delivered ?? {}
  const parts = [sold, settled?.sold ?? {}, ...past.map((one) => one.sold), delivered]
  return parts.some((part) => Object.values(part).some((units) => units !== '0'))
}

/**
 * The key of a withdrawal: the first 128 bits of the hash of what is intended, so that the same intent is the same withdrawal at the platform, however often
 * it is asked for. `attempt` counts what was ordered of the tranche at the platform before.
 */
export function withdrawalKeyFor(intent: {
  readonly tranche: string
  readonly platform: string
  readonly asset: string
  readonly address: string
  readonly units: string
  readonly attempt: number
}): string {
  const { tranche, platform, asset, address, units, attempt } = intent
  return hashText(canonical({ address, asset, attempt, platform, tranche, units, what: 'withdrawal' })).slice(0, 32)
}

/**
 * What lies at each platform of an asset, less what was sold there and is not booked yet, and what is under way from there. Base units; platforms with
 * nothing left are not named.
 *
 * @example leftAtPlatforms({ state, tranche: 'A/1', asset, sold: new Map([['a', 5n]]) }).get('a')
 */
export function leftAtPlatforms(parameters: {
  readonly state: CaseState
  readonly tranche: string | undefined
  readonly asset: string
  readonly sold: ReadonlyMap<string, bigint>
}): ReadonlyMap<string, bigint> {
  const { state, tranche, asset, sold } = parameters
  const legs = Object.values(withdrawalsOf(state, tranche)?.legs ?? {})
  const left = [...atPlatforms(state, asset, ofTranche(tranche))].map(([platform, held]) => {
    const underWay = legs.filter((leg) => leg.platform === platform && leg.state === 'ordered')
    const out = underWay.reduce((sum, leg) => sum + BigInt(leg.units), sold.get(platform) ?? 0n)
    return [platform, held - out] as const
  })
  return new Map(left.filter(([, of]) => of > 0n))
}

/**
 * What a sale of the tranche sold at each platform and no entry has booked yet, base units. Platforms that sold nothing are not named; of a sale that was
 * settled all is booked.
 *
 * @param totals of its orders; not asked for where they do not count
 * @example soldUnbooked(state, 'A/1', () => orders.totals).get('a')
 */
export function soldUnbooked(
  state: CaseState,
  tranche: string | undefined,
  totals: () => OrdersState['totals'] | undefined,
): ReadonlyMap<string, bigint> {
  if (saleOf(state, tranche)?.settled !== undefined) return new Map()
  const sold = Object.entries(totals() ?? {}).filter(([, { units }]) => units !== '0')
  return new Map(sold.map(([platform, { units }]) => [platform, BigInt(units)]))
}

/** What the newest order to withdraw said was sold and not booked, as far as that has not been settled since. */
function soldThen(state: CaseState, tranche: string | undefined): Withdrawals['sold'] {
  return saleOf(state, tranche)?.settled === undefined ? (withdrawalsOf(state, tranche)?.sold ?? {}) : {}
}

/** Base units that platforms sent back of a tranche, by platform. */
export function sentBackUnits(state: CaseState, tranche: string): readonly (readonly [string, string])[] {
  return Object.values(withdrawalsOf(state, tranche)?.legs ?? {})
    .filter((leg) => leg.state === 'sent')
    .map(({ platform, units }) => [platform, units] as const)
}

/** After a withdrawal: more follows, or nothing is left and nothing of the tranche was sold, or the rest of it was. */
export const rests = ['more', 'whole', 'part'] as const
export type Rest = (typeof rests)[number]

/** What is true once `units` more have left: whether anything of the tranche is still at a platform, and whether any of it was sold. */
export function restOnceGone(
  state: CaseState,
  tranche: string | undefined,
  { asset, units }: { readonly asset: string; readonly units: string },
): Rest {
  const sold = soldThen(state, tranche)
  const left = [...atPlatforms(state, asset, ofTranche(tranche))].reduce(
    (sum, [platform, held]) => sum + held - BigInt(sold[platform] ?? '0'),
    -BigInt(units),
  )
  if (left > 0n) return 'more'
  return anySold(state, tranche ?? '', sold) ? 'part' : 'whole'
}

/**
 * Nothing of the tranche is left to sell. What a sale sold of it is still to be closed by the platforms' statements, and a block by its round; where all of
 * that is booked, its money at most has to be paid out yet. A lot all of whose tranches went back whole can be cleared and routed anew.
 */
export function withTrancheGone(
  state: CaseState,
  lot: string,
  tranche: string,
  rest: Exclude<Rest, 'more'>,
): CaseState {
  const part = isOpen(state, tranche) ? 'rest-sent-back' : isPaidOut(state, tranche) ? 'booked' : 'sold'
  const stages = { ...state.stages, [`tranche ${tranche}`]: rest === 'whole' ? 'sent-back' : part }
  const out = Object.entries(stages).some(([key, stage]) => key.startsWith(`tranche ${lot}/`) && stage !== 'sent-back')
  return { ...state, stages: out ? stages : { ...stages, [`lot ${lot}`]: 'accepted' } }
}

/** Whether something of a tranche was sold that no entry has booked yet: in the books by a sale that was not settled, or by a round that was not closed. */
function isOpen(state: CaseState, tranche: string): boolean {
  const unsettled = Object.keys(soldThen(state, tranche)).length > 0
  const round = roundOf(state, tranche)
  return unsettled || (round !== undefined && round.closed !== true && hasDelivered(round))
}

/** Whether what the books brought lies in the trust account. */
function isPaidOut(state: CaseState, tranche: string): boolean {
  return !Object.values(saleOf(state, tranche)?.proceeds ?? {}).includes('sold')
}
