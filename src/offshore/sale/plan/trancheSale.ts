import { SluiceError } from '../../../core/errors.ts'
import { type SalePlan, salePlanFormat } from '../sale.ts'
import type { DisposalPlan } from './disposalPlan.ts'

export interface TrancheSaleParameters {
  readonly disposal: DisposalPlan
  /** Hash of that plan. */
  readonly agreed: string
  readonly tranche: string
  /** When the first slice may begin; the others follow it as the plan says. */
  readonly startAt: string
  readonly floor: string
  /** The floor in yuan, for a plan that sells in several currencies. */
  readonly floorCny?: string
  readonly deadline: string
  readonly method: SalePlan['method']
}

/**
 * The sale of one tranche as the agreed plan has it: only the moment, the floor, the deadline and the method are new. `sale.started` is held to the bytes of
 * this, so that what is sold is what was approved before the coins left custody.
 *
 * @throws {INPUT_INVALID} a tranche that the plan does not have, a time that is none
 */
export function trancheSale(parameters: TrancheSaleParameters): SalePlan {
  const { disposal, agreed, tranche, startAt, floor, floorCny, deadline, method } = parameters
  const planned = disposal.tranches.find((row) => row.tranche === tranche)
  if (planned === undefined) throw new SluiceError('INPUT_INVALID', `the plan has no tranche ${tranche}.`)
  const startMs = Date.parse(startAt)
  if (Number.isNaN(startMs)) throw new SluiceError('INPUT_INVALID', `expected a time, found ${startAt}.`)
  return {
    format: salePlanFormat,
    agreed,
    tranche,
    asset: disposal.asset,
    currency: disposal.currency,
    floor,
    ...(disposal.fx === undefined ? {} : { fx: disposal.fx, ...(floorCny === undefined ? {} : { floorCny }) }),
    history: disposal.evidence,
    planningLot: disposal.planningLot,
    execution: disposal.execution,
    participationCapPpm: disposal.participationCapPpm,
    flexPpm: disposal.flexPpm,
    intervalSeconds: disposal.intervalSeconds,
    deadline,
    method,
    venues: planned.allocation.map(({ platform, units, test }) => {
      const venue = disposal.venues.find((row) => row.platform === platform)
      if (venue === undefined) throw new SluiceError('INPUT_INVALID', `the plan has no platform ${platform}.`)
      return { ...venue, units: (BigInt(units) + BigInt(test)).toString() }
    }),
    slices: planned.slices.map(({ slice, afterMinutes, venues }) => ({
      slice,
      notBefore: new Date(startMs + afterMinutes * 60_000).toISOString(),
      units: venues.reduce((sum, { units }) => sum + BigInt(units), 0n).toString(),
      venues,
    })),
  }
}
