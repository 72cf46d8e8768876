import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/record/jcs.ts'
import { evaluate } from '../../src/core/rules/evaluate.ts'
import type { Pack, PackStep } from '../../src/core/rules/pack.ts'
import { cn, factsMet, hk, models, today } from './packs.ts'

/**
 * Random walks over a model: any step, by anybody, approved by anybody, with some fact broken now and then. The packs alone decide. Whatever is let
 * through, the stage of a subject stands on all the kinds before it, and nobody has acted on both sides; company families walk in `test/property`.
 */
const strangers = ['the case-officer', 'the legal-affairs', 'the cbex-officer', 'the trader', 'ann', 'bob']

interface Walk {
  readonly stages: Map<string, string>
  /** Kinds that a subject went through, those of its lot and case included. */
  readonly seen: Map<string, string[]>
  readonly hands: Map<string, Set<string>>
}

const keyOf = (subject: PackStep['subject']) =>
  ({ case: ['case'], lot: ['lot', 'case'], tranche: ['tranche', 'lot', 'case'] })[subject]
const stageOf = (walk: Walk, step: PackStep) =>
  keyOf(step.subject)
    .map((key) => walk.stages.get(`${step.zone} ${key}`))
    .find((stage) => stage !== undefined) ?? 'none'
const verdict = (ok: boolean): Json => ({ ok, found: '', required: '' })

interface Try {
  readonly step: PackStep
  readonly person: string
  readonly role: string
  readonly approvers: readonly string[]
  /** Index of a fact to break; beyond the last, none. */
  readonly broken: number
}

function decide(packs: readonly Pack[], model: Pack, walk: Walk, { step, person, role, approvers, broken }: Try) {
  const clash = (who: string, as: string) =>
    model.manifest.incompatibleRoles!.some(
      ([a, b]) => (a === as && walk.hands.get(who)?.has(b)) || (b === as && walk.hands.get(who)?.has(a)),
    )
  const needed = step.approvals.flatMap(({ role: as, count }) => Array.from({ length: count }, () => as))
  const enough =
    new Set(approvers.slice(0, needed.length)).size === needed.length &&
    !approvers.slice(0, needed.length).includes(person)
  const apart = !clash(person, role) && needed.every((as, i) => !clash(approvers[i]!, as))
  const facts: Record<string, Json> = {
    ...factsMet(step.kind),
    ...(step.purpose === undefined ? {} : { purpose: step.purpose }),
    ...(step.kind === 'entrustment.made' ? { role: 'court-clerk' } : {}),
    order: verdict(step.from.length === 0 || step.from.includes(stageOf(walk, step))),
    roleOfStep: verdict(step.roles.includes(role)),
    approvals: verdict(enough),
    separation: verdict(apart),
  }
  const names = Object.keys(factsMet(step.kind)).filter((name) => typeof facts[name] === 'object')
  const name = names[broken]
  const question = {
    packs,
    zone: step.zone,
    at: today,
    kind: step.kind,
    principal: { id: person, org: 'o', roles: [role] },
    resource: { type: 'case', id: 'c' },
  }
  return {
    allowed: evaluate({ ...question, facts: name === undefined ? facts : { ...facts, [name]: verdict(false) } })
      .allowed,
    broken: name,
    needed,
  }
}

const bases =
  'basis.judged|basis.ruled|basis.unclaimed|basis.consentedInvestigation|basis.consentedProsecution|basis.consentedTrial'

/** Kinds without which a stage must never be reached, read from the laws and the plan and not from the steps; one of several where a bar stands between. */
const evidence: Record<string, Record<string, readonly string[]>> = {
  beijing: {
    inventoried: ['case.opened', 'seizure.decided', 'seizure.listed', 'custody.prepared', 'custody.secured'],
    moving: [
      'inventory.recorded',
      'lot.classified',
      bases,
      'entrustment.made',
      'entrustment.accepted',
      'deposit.received',
      'transfer.approved',
      'transfer.confirmed',
    ],
    credited: ['transfer.confirmed', 'fx.settled', 'deposit.received', bases],
    paid: [bases, 'distribution.decided'],
    returned: ['return.decided|release.decided|earlyReturn.decided', 'transfer.confirmed'],
    'handed-over': ['handover.decided', 'transfer.confirmed'],
    selling: ['case.accepted', 'clearance.given', 'route.agreed', 'reserve.set'],
    withdrawing: ['case.accepted', 'clearance.given', 'route.agreed'],
    remitted: [
      'clearance.given',
      'sale.started|block.closed',
      'sale.closed|block.closed',
      'proceeds.booked|block.closed',
      'remittance.ordered',
    ],
  },
  shanghai: {
    moving: [bases, 'entrustment.accepted', 'deposit.received'],
    paid: [bases],
    selling: ['case.accepted', 'clearance.given', 'route.agreed', 'reserve.set'],
    withdrawing: ['case.accepted', 'clearance.given', 'route.agreed'],
    remitted: ['clearance.given', 'reserve.set', 'sale.closed|block.closed'],
  },
  saxony: {
    moving: ['lot.classified', 'entrustment.made', 'entrustment.accepted'],
    returned: ['lot.classified', 'release.decided', 'transfer.confirmed'],
    selling: ['case.accepted', 'clearance.given', 'route.agreed', 'reserve.set'],
    withdrawing: ['case.accepted', 'clearance.given', 'route.agreed'],
    remitted: ['clearance.given', 'reserve.set', 'sale.closed|block.closed'],
  },
}

const share = Number(process.env.SLUICE_WALKS ?? 10_000) / 10_000
const walks: Record<string, number> = { beijing: 5000 * share, shanghai: 3000 * share, saxony: 2000 * share }
const seed = Number(process.env.SEED ?? 20261124)

/** How much sooner a walk takes a way that it has not gone yet. Of the walk alone, so that a walk that fails can be made smaller. */
const novelty = 6

/** One of the steps that lead on from here, those that the walk has not gone yet sooner than the others. */
function ahead(steps: readonly PackStep[], walk: Walk, drawn: number): PackStep | undefined {
  const next = steps.filter((step) => {
    const stage = stageOf(walk, step)
    return step.to !== undefined && step.to !== stage && step.from.includes(stage)
  })
  if (next.length === 0) return undefined
  const weights = next.map(({ zone, subject, kind }) =>
    walk.seen.get(`${zone} ${subject}`)?.includes(kind) ? 1 : novelty,
  )
  const place = drawn % weights.reduce((sum, weight) => sum + weight, 0)
  return next.find((_, i) => place < weights.slice(0, i + 1).reduce((sum, weight) => sum + weight, 0))
}

/** Mostly the next step, by the right person, approved by the right ones, with whole facts; each of these now and then not. */
function tryOf(steps: readonly PackStep[], walk: Walk, [a, b, c, d]: readonly [number, number, number, number]): Try {
  const step = (a % 10 === 0 ? undefined : ahead(steps, walk, Math.floor(a / 10))) ?? steps[a % steps.length]!
  const role = b % 12 === 0 ? 'auditor' : step.roles[b % step.roles.length]!
  const person = c % 12 === 0 ? strangers[c % strangers.length]! : `the ${role}`
  const needed = step.approvals.flatMap(({ role: as, count }) =>
    Array.from({ length: count }, (_, i) => `the ${as}${i === 0 ? '' : ` ${i}`}`),
  )
  const approvers = d % 12 === 0 ? [strangers[c % strangers.length]!, strangers[b % strangers.length]!] : needed
  return { step, person, role, approvers, broken: d % 15 === 1 ? a % 7 : 999 }
}

describe.each(models.map((model) => [model.manifest.id, model] as const))(
  'ten thousand walks, over %s',
  (id, model) => {
    const packs = [cn, hk, model]
    const steps = model.manifest.steps!
    const reached = new Set<string>()

    test('reach no stage without its evidence, put nobody on both sides, and go far enough to mean something', {
      timeout: 1_800_000,
    }, () => {
      const choice = fc.tuple(fc.nat(9_999), fc.nat(99), fc.nat(99), fc.nat(99))
      const walkOf = fc.tuple(
        fc.constantFrom('onshore', 'offshore'),
        fc.array(choice, { minLength: 26, maxLength: 36, size: 'max' }),
      )
      fc.assert(
        fc.property(walkOf, ([zone, choices]) => {
          const walk: Walk = { stages: new Map(), seen: new Map(), hands: new Map() }
          const own = steps.filter((step) => step.zone === zone)
          for (const numbers of choices) {
            const tried = tryOf(own, walk, numbers)
            const { allowed, needed } = decide(packs, model, walk, tried)
            if (!allowed) continue
            advance(walk, tried, needed)
            checkWalk(id, model, walk)
            // A stage counts when it is stood on: few walks end in the middle of a sale.
            if (tried.step.to !== undefined) reached.add(tried.step.to)
          }
        }),
        { numRuns: walks[id]!, seed },
      )
      // A fact of the seed and the packs: no other test has to have finished first.
      const named = [...Object.keys(evidence[id]!), ...steps.flatMap(({ to }) => (to === undefined ? [] : [to]))]
      expect(named.filter((stage) => !reached.has(stage))).toEqual([])
    })
  },
)

function advance(walk: Walk, { step, person, role, approvers }: Try, needed: readonly string[]): void {
  const act = (who: string, as: string) => walk.hands.set(who, new Set([...(walk.hands.get(who) ?? []), as]))
  act(person, role)
  needed.forEach((as, i) => void act(approvers[i]!, as))
  const key = `${step.zone} ${step.subject}`
  walk.seen.set(key, [...(walk.seen.get(key) ?? []), step.kind])
  if (step.to !== undefined) walk.stages.set(key, step.to)
}

function checkWalk(id: string, model: Pack, walk: Walk): void {
  for (const [key, stage] of walk.stages) {
    const [zone, subject] = key.split(' ') as [string, PackStep['subject']]
    const seen = new Set(keyOf(subject).flatMap((each) => walk.seen.get(`${zone} ${each}`) ?? []))
    expect([
      stage,
      (evidence[id]![stage] ?? []).filter((kinds) => !kinds.split('|').some((kind) => seen.has(kind))),
    ]).toEqual([stage, []])
  }
  for (const [person, roles] of walk.hands) {
    for (const [a, b] of model.manifest.incompatibleRoles!)
      expect([person, roles.has(a) && roles.has(b)]).toEqual([person, false])
  }
}
