import { SluiceError } from '../../../core/errors.ts'
import type { SalePlan } from '../sale.ts'
import { type TrancheSaleParameters, trancheSale } from './trancheSale.ts'

export interface RestSaleParameters extends TrancheSaleParameters {
  /** What was sold or handed over of the tranche before, in base units by platform. */
  readonly gone: Readonly<Record<string, string>>
  /** What the account traded in the thirty days before, by platform whose fee follows it: minor units by hour of UTC. */
  readonly volumes?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/**
 * The sale of what is left of a tranche: the agreed plan without its beginning. At each platform what is gone counts against the earliest slices; the rest
 * keeps its order, its distances in time and every bound of the plan, from the new start on. Where nothing is gone it is the sale of the whole tranche.
 *
 * @throws {INPUT_INVALID} more is gone than the tranche had, or nothing is left
 * @example restSale({ ...whole, gone: { 'venue-a': '40000000' } }).venues // venue-a with 40000000 less
 */
export function restSale({ gone, volumes = {}, ...parameters }: RestSaleParameters): SalePlan {
  const whole = trancheSale(parameters)
  const venues = whole.venues.flatMap((venue) => {
    const left = BigInt(venue.units) - BigInt(gone[venue.platform] ?? '0')
    if (left < 0n)
      throw new SluiceError('INPUT_INVALID', `more is gone at ${venue.platform} than ${whole.tranche} had there.`, {
        facts: { planned: venue.units, gone: gone[venue.platform]! },
      })
    const past = volumes[venue.platform]
    const fees = venue.fees === undefined || past === undefined ? {} : { fees: { ...venue.fees, past } }
    return left === 0n ? [] : [{ ...venue, units: left.toString(), ...fees }]
  })
  if (venues.length === 0) throw new SluiceError('INPUT_INVALID', `nothing of ${whole.tranche} is left.`)
  const open = new Map(Object.entries(gone).map(([platform, units]) => [platform, BigInt(units)]))
  const slices = whole.slices.flatMap(({ notBefore, venues: parts }) => {
    const rest = parts.flatMap(({ platform, units }) => {
      const before = open.get(platform) ?? 0n
      const taken = before < BigInt(units) ? before : BigInt(units)
      open.set(platform, before - taken)
      return taken === BigInt(units) ? [] : [{ platform, units: (BigInt(units) - taken).toString() }]
    })
    return rest.length === 0 ? [] : [{ notBefore, venues: rest }]
  })
  const startMs = Date.parse(parameters.startAt)
  const shiftMs = Date.parse(slices[0]!.notBefore) - startMs
  return {
    ...whole,
    execution: {
      ...whole.execution,
      minutes: Math.max(1, whole.execution.minutes - Math.floor(shiftMs / 60_000)),
    },
    venues,
    slices: slices.map(({ notBefore, venues: parts }, i) => ({
      slice: i + 1,
      notBefore: new Date(Date.parse(notBefore) - shiftMs).toISOString(),
      units: parts.reduce((sum, { units }) => sum + BigInt(units), 0n).toString(),
      venues: parts,
    })),
  }
}
