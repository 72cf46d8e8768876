import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  address,
  closed,
  documentHash,
  id,
  list,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  trancheId,
} from '../../core/case/shapes.ts'
import { type CaseState, crossedOf, slice, withSlice } from '../../core/case/state.ts'
import type { PriceSnapshot } from '../../core/price/snapshot.ts'
import { faultOfDefinition, readFloorDefinition } from '../price/floorDefinition.ts'
import { proceedsComeHome, quotesAdmitted } from '../sale/currency/admitted.ts'
import { evidenceShown } from '../sale/plan/bookHistory.ts'
import { type DisposalPlan, faultOfPlan, readDisposalPlan } from '../sale/plan/disposalPlan.ts'
import { clearanceOf } from './clear.ts'

export interface RouteSlice {
  readonly [lot: string]: {
    readonly tranches: readonly { readonly tranche: string; readonly platform: string; readonly units: string }[]
    readonly reserveMethod: string
    readonly returnAddress: string
    /** Hash of the plan by which all of it is to be sold; a route of machine 1 has none. */
    readonly plan?: string
    /** Hash of what the average of a floor means, where the floor is one. */
    readonly floorDefinition?: string
  }
}

export function routeOf(state: CaseState, lot: string | undefined): RouteSlice[string] | undefined {
  return lot === undefined ? undefined : slice<RouteSlice>(state, 'route')?.[lot]
}

const shape = closed({
  bankAcceptance: documentHash,
  safeAnswer: documentHash,
  acceptances: list(closed({ platform: id, statement: documentHash }), 20),
  tranches: list(closed({ tranche: trancheId, platform: id, units: positiveUnits }), 100),
  returnAddress: address,
  reserveMethod: oneOf(['best-quote', 'day-average']),
  /** Where the floor is an average: its definition, and what history says of it. */
  reachability: documentHash,
  /** The daily series that history was read from. */
  floorHistory: optional(documentHash),
  /** The plan of the whole sale: pre-positioning, schedule, what it should cost. Frozen here, before anything leaves custody. */
  plan: documentHash,
  /** The books, fees and limits that it was made from. */
  planEvidence: documentHash,
})

/** Row 8b: agreed before anything leaves custody: bank, SAFE, platforms, pre-positioning, reserve method, whether its floor can be reached, the way back. */
export const routeAgreed = defineKind<Of<typeof shape>>({
  name: 'route.agreed',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    bankAccepts: ({ payload, paper, directory }) =>
      directory().organisations[paper(payload.bankAcceptance, 'bank-acceptance').issuer]?.role === 'bank',
    safeAnswer: ({ payload, paper }) =>
      ((paper(payload.safeAnswer, 'safe-route-answer').body as { route?: string }).route ?? '') !== '',
    platformAcceptsAsset: ({ payload, paper, state, subject }) => {
      const missing = payload.tranches.find(({ platform }) => {
        const acceptance = payload.acceptances.find((candidate) => candidate.platform === platform)
        if (acceptance === undefined) return true
        const statement = paper(acceptance.statement, 'platform-acceptance')
        const cleared = clearanceOf(state(), subject.lot, platform)
        return statement.issuer !== platform || (statement.body as { asset?: string }).asset !== cleared?.asset
      })
      return verdict(
        missing === undefined,
        missing === undefined ? 'accepted by each' : `not by ${missing.platform}`,
        'each platform cleared, and accepting the asset',
      )
    },
    planPositioned: ({ payload, state, subject, document }) => {
      const mandate = BigInt(String(crossedOf(state(), 'entrustment.accepted', subject)?.fields.units ?? '0'))
      const planned = positioned(readDisposalPlan(document(payload.plan)))
      // A tranche that went back keeps its name: another of that name could never leave custody.
      const { stages } = state()
      const again = payload.tranches.some(({ tranche }) => stages[`tranche ${tranche}`] !== undefined)
      return (
        !again &&
        payload.tranches.reduce((sum, row) => sum + BigInt(row.units), 0n) <= mandate &&
        planned === rowsOf(payload.tranches)
      )
    },
    planForecast: ({ payload, document, parameter }) => {
      const plan = readDisposalPlan(document(payload.plan))
      const fault = faultOfPlan(plan, {
        evidence: payload.planEvidence,
        capPpmMax: BigInt(parameter('participationCapPpm')),
      })
      const { forecast, frontier } = plan
      return verdict(
        fault === undefined,
        fault ??
          `${forecast.costBpsE2} (${forecast.lowBpsE2} to ${forecast.highBpsE2}) hundredths of a bp in ${forecast.minutes} min, ${frontier.length} windows beside it`,
        'expected cost with its interval, frontier, safe size; parts that add up; the evidence that is attached',
      )
    },
    quotesAdmitted: (input) => quotesAdmitted(readDisposalPlan(input.document(input.payload.plan)), input),
    proceedsComeHome: (input) => proceedsComeHome(readDisposalPlan(input.document(input.payload.plan)), input),
    planEvidenced: ({ payload, document }) => {
      const { platforms, books } = evidenceShown(document(payload.planEvidence))
      const missing = payload.tranches.find(({ platform }) => !platforms.includes(platform))
      return verdict(
        missing === undefined && books > 0,
        missing === undefined ? `${books} books of ${platforms.length} platforms` : `none of ${missing.platform}`,
        'books of each platform that coins go to',
      )
    },
    reserveMethod: ({ payload, parameter }) => payload.reserveMethod === parameter('reserveMethod'),
    reachabilityShown: (input) => {
      const { payload, document } = input
      if (payload.reserveMethod !== 'day-average') return document(payload.reachability).length > 2
      if (payload.floorHistory === undefined) return false
      const floor = readFloorDefinition(document(payload.reachability))
      const history = JSON.parse(document(payload.floorHistory)) as PriceSnapshot
      return (
        String(floor.definition.days) === input.parameter('reserveAverageDays') &&
        faultOfDefinition(floor, history) === undefined
      )
    },
    returnPath: ({ payload }) => payload.returnAddress.length > 0,
  },
  apply: (state, { payload, subject }) => {
    const { tranches, reserveMethod, returnAddress, plan, reachability } = payload
    const floor = reserveMethod === 'day-average' ? { floorDefinition: reachability } : {}
    return withSlice(state, 'route', {
      ...slice<RouteSlice>(state, 'route'),
      [subject.lot!]: { tranches, reserveMethod, returnAddress, plan, ...floor },
    })
  },
  crosses: { to: 'onshore', fields: ['subject', 'payload.tranches', 'payload.reserveMethod', 'payload.returnAddress'] },
})

type Row = { readonly tranche: string; readonly platform: string; readonly units: string }

/** Rows as one text, whatever their order: two lists are compared by it. */
function rowsOf(rows: readonly Row[]): string {
  return rows
    .map(({ tranche, platform, units }) => `${tranche} ${platform} ${units}`)
    .sort()
    .join('\n')
}

function positioned(plan: DisposalPlan): string {
  return rowsOf(
    plan.tranches.flatMap(({ tranche, allocation }) =>
      allocation.map(({ platform, units }) => ({ tranche, platform, units })),
    ),
  )
}
