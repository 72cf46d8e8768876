import Type from 'typebox'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import {
  closed,
  count,
  documentHash,
  hex32,
  list,
  lotId,
  type Of,
  oneOf,
  optional,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { type CaseState, withSlice } from '../../core/case/state.ts'
import { SluiceError } from '../../core/errors.ts'
import { basisOf } from '../basis/basis.ts'
import type { JudgmentBody } from '../basis/judgment.ts'
import { type ClaimsState, claimsOf } from '../claims/claims.ts'
import { onTheWay } from '../custody/homeward.ts'
import { looseReturns } from '../custody/units.ts'
import {
  computePlan,
  creditedFor,
  type PlanBody,
  potOf,
  potsOf,
  returnsToOf,
  sayShares,
  sharesOf,
} from './courtPlan.ts'
import { distributionsOf, emptyPayout } from './distribution.ts'

const share = closed({
  to: oneOf(['treasury', 'claimants', 'convict']),
  rank: optional(
    oneOf(['medical', 'secured', 'restitution', 'civil-debt', 'subsistence', 'fine', 'confiscation', 'rest']),
  ),
  amount: positiveUnits,
})

const shape = closed({
  pot: oneOf(['forfeitable', 'lawful']),
  method: oneOf(['net', 'equalising', 'treasury-only']),
  /** The court's plan, a signed paper. */
  plan: documentHash,
  total: positiveUnits,
  /** What each rank gets from this pot, in order of payment. */
  shares: list(share, 12),
  /** Further lots of this pot; absent where the lot of the entry is the only one. */
  lots: optional(list(lotId, 40)),
  /** The claims stream, where there are claims; how many files and claims the decision stands on, and the root over what each gets. */
  claims: optional(hex32),
  files: optional(count),
  count: optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
  root: optional(hex32),
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

/**
 * Row 19: one pot of the court's plan. Two pots of one judgment are two entries and never merge: each lot belongs to the pot that its line of the judgment
 * gives it, and what pot A pays a victim counts as repaid in pot B. To the fen, recomputed from plan, judgment and claims.
 */
export const distributionDecided = defineKind<Payload>({
  name: 'distribution.decided',
  stream: 'case',
  zones: ['onshore'],
  reads: ['claims'],
  payload: shape,
  facts: {
    potsSeparate,
    everyLineHasPot: ({ payload, state, subject }) => {
      const without = lotsOf(payload, subject.lot).find((lot) => potOf(state(), lot) === undefined)
      return verdict(
        without === undefined,
        without === undefined ? payload.pot : `none for lot ${without}`,
        'a pot by the judgment',
      )
    },
    methodStated: (input) => {
      const { method } = planOf(input)
      return method !== undefined && method === input.payload.method
    },
    planByCourt: ({ payload, paper, directory }) => {
      const { issuer } = paper(payload.plan, 'distribution-plan')
      return directory().organisations[issuer]?.role === 'court'
    },
    sharesExact,
    claimsCounted,
    claimantClassReturned: (input) => {
      const { payload, state, subject, paper } = input
      const basis = basisOf(state(), subject.lot)
      const returned =
        basis === undefined ? [] : returnsToOf(paper(basis.judgment, 'judgment').body as unknown as JudgmentBody)
      const toClaimants = payload.shares.some((row) => row.to === 'claimants' && row.rank === 'restitution')
      return verdict(
        !toClaimants || returned.length > 0,
        toClaimants ? 'restitution' : 'no restitution',
        returned.length > 0 ? `return to ${returned.join(', ')}` : 'no words of return: treasury only',
      )
    },
    objectionsDecided: ({ payload, state, related, subject }) => {
      const lots = lotsOf(payload, subject.lot)
      const held = Object.values(state().holds).some(
        (hold) => hold.kind === 'objection' && (hold.lots.length === 0 || hold.lots.some((lot) => lots.includes(lot))),
      )
      if (held) return false
      return claimsOf(state()) === undefined || Object.keys(related<ClaimsState>('claims').objections).length === 0
    },
    notTwice: ({ payload, state, subject }) => {
      const twice = lotsOf(payload, subject.lot).find((lot) => isDistributed(state(), lot))
      return verdict(
        twice === undefined,
        twice === undefined ? 'first' : `lot ${twice} is distributed`,
        'each lot once',
      )
    },
  },
  apply: (state, { payload, subject, recordedAt }) => {
    const treasury = payload.shares
      .filter((row) => row.to === 'treasury')
      .reduce((sum, row) => sum + BigInt(row.amount), 0n)
    const { pot, plan, total, shares, lots, files = 0, count: claims = 0, root } = payload
    const row = {
      total,
      treasury: treasury.toString(),
      pot,
      plan,
      decidedAt: recordedAt,
      shares,
      ...(lots === undefined ? {} : { lots }),
      ...(root === undefined ? {} : { claims: { files, count: claims, root }, payout: emptyPayout }),
    }
    return withSlice(state, 'distribution', { ...distributionsOf(state), [subject.lot!]: row })
  },
})

/** All lots whose money this decision shares: its own first. */
function lotsOf(payload: Payload, lot: string | undefined): readonly string[] {
  return [...(lot === undefined ? [] : [lot]), ...(payload.lots ?? [])]
}

/** A lot is distributed by its own decision, or as a further lot of another's. */
export function isDistributed(state: CaseState, lot: string): boolean {
  const all = distributionsOf(state)
  return all[lot] !== undefined || Object.values(all).some((row) => row.lots?.includes(lot) === true)
}

function planOf({ payload, paper }: Pick<Input, 'payload' | 'paper'>): PlanBody {
  return paper(payload.plan, 'distribution-plan').body as unknown as PlanBody
}

/** Every lot of the plan stands in the pot that its line of the judgment gives it, once, with exactly what was credited for it. */
function potsSeparate(input: Input): boolean {
  const { payload, subject } = input
  const state = input.state()
  const pots = potsOf(planOf(input), state, subject.lot)
  const lots = pots.flatMap((row) => row.lots)
  if (new Set(lots).size !== lots.length || new Set(pots.map(({ pot }) => pot)).size !== pots.length) return false
  const sound = pots.every(({ pot, lots: of, total }) => {
    const credited = of.reduce((sum, lot) => sum + creditedFor(state, lot), 0n)
    return of.every((lot) => potOf(state, lot) === pot) && credited.toString() === total
  })
  const own = pots.find(({ pot }) => pot === payload.pot)
  const wanted = [...lotsOf(payload, subject.lot)].sort()
  return sound && own !== undefined && [...own.lots].sort().join() === wanted.join()
}

function sharesExact(input: Input) {
  const { payload, subject } = input
  const credited = lotsOf(payload, subject.lot).reduce((sum, lot) => sum + creditedFor(input.state(), lot), 0n)
  const found = sayShares(payload.shares)
  const open = openTranche(input.state(), lotsOf(payload, subject.lot))
  if (open !== undefined) return verdict(false, open, 'every tranche of the pot credited')
  if (payload.total !== credited.toString()) return verdict(false, `${payload.total} in all`, `${credited} credited`)
  try {
    const computed = compute(input)
    const required = sayShares(sharesOf(computed.paid.totals[payload.pot === 'lawful' ? 'lawful' : 'forfeitable']))
    return verdict(found === required, found, required)
  } catch (error) {
    return notComputable(error)
  }
}

/** A tranche whose money has not come: it would be left out of the pot that it belongs to. So would coins that are on their way back, or came and stand in no lot of their own. */
function openTranche(state: CaseState, lots: readonly string[]): string | undefined {
  const open = Object.entries(state.stages).find(
    ([key, stage]) => !['credited', 'back'].includes(stage) && lots.some((lot) => key.startsWith(`tranche ${lot}/`)),
  )
  if (open !== undefined) return `${open[0]} ${open[1]}`
  const coming = lots.map((lot) => onTheWay(state, lot)).find((words) => words !== undefined)
  if (coming !== undefined) return coming
  const loose = lots.find((lot) => looseReturns(state, lot) > 0n)
  return loose && `${looseReturns(state, loose)} of lot ${loose} came back, not split off`
}

/** The root that is recorded is the one over what each claimant gets, and the claims are those that the case has counted. */
function claimsCounted(input: Input) {
  const { payload, state } = input
  const known = claimsOf(state())
  const said = `${payload.count ?? 0} claims in ${payload.files ?? 0} files, root ${payload.root ?? 'none'}`
  if (known === undefined) {
    const none = payload.claims === undefined && payload.root === undefined
    return verdict(none, said, 'no claims: none were counted')
  }
  if (payload.claims !== known.stream)
    return verdict(false, payload.claims ?? 'no claims named', `the claims ${known.stream}`)
  try {
    const { table, root } = compute(input)
    const { files } = input.related<ClaimsState>('claims')
    const required = `${table.count} claims in ${files.length} files, root ${root ?? 'none'}`
    const counted = known.files === files.length && known.count === table.count
    return verdict(counted && said === required, said, counted ? required : 'the claims as the case counted them last')
  } catch (error) {
    return notComputable(error)
  }
}

function compute(input: Input) {
  const { payload, subject } = input
  const files = claimsOf(input.state()) === undefined ? [] : input.related<ClaimsState>('claims').files
  return computePlan({ reads: input, plan: payload.plan, lot: subject.lot, files })
}

function notComputable(error: unknown) {
  if (error instanceof SluiceError && ['DISTRIBUTION_INCOMPLETE', 'INPUT_INVALID'].includes(error.code))
    return verdict(false, 'not computable', error.message)
  throw error
}
