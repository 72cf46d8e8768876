import { createRequire } from 'node:module'
import { evaluate, type Question, rulesInForce, type Verdict } from '../../src/core/rules/evaluate.ts'
import { actionGroups, factsOf } from '../../src/core/rules/facts.ts'
import { askCedar, prepare } from '../../src/core/rules/prepare.ts'
import { interleave, perSecond, type Samples } from '../record/measure.ts'
import { questions } from './workload.ts'

/** A copy of the engine of its own, as somebody would call it who has read its first page. */
const plain = createRequire(import.meta.url)(
  '@cedar-policy/cedar-wasm/nodejs',
) as typeof import('@cedar-policy/cedar-wasm/nodejs')

const counts = { ours: 200_000, stateless: 2_000, prepared: 10_000 }

/**
 * Decisions with reasons per second. *stateless*: `isAuthorized` with the texts of the rules in force, parsed anew each time. *prepared*: our policy sets,
 * parsed once, Cedar asked each time. *ours*: `evaluate` as the zone calls it. All three answer the same questions, and must say the same.
 */
export async function measureDecisions(
  rounds: number,
): Promise<{ readonly entrants: Samples[]; readonly agreed: number }> {
  const asked = questions(counts.ours, 20261129)
  const agreed = agree(asked.slice(0, counts.stateless))
  const slice = (count: number) => asked.slice(0, count)
  const time = (count: number, one: (question: Question) => void) => () => {
    const mine = slice(count)
    return perSecond(count, () => {
      for (const question of mine) one(question)
    })
  }
  const entrants = await interleave(
    [
      { name: 'ours', run: time(counts.ours, (question) => void evaluate(question)) },
      { name: 'prepared', run: time(counts.prepared, askPrepared) },
      { name: 'stateless', run: time(counts.stateless, (question) => void askStateless(question)) },
    ],
    rounds,
  )
  return { entrants, agreed }
}

function askPrepared(question: Question): void {
  const prepared = prepare(question)!
  const facts = question.facts
  if (prepared.facts.some(([name]) => facts[name] === undefined)) return
  const context = Object.fromEntries(
    prepared.facts.map(([name, type]) => [
      name,
      type === 'verdict' ? { ok: (facts[name] as { ok: boolean }).ok } : facts[name]!,
    ]),
  )
  askCedar(prepared, context)
}

/** Ids that refuse: those whose condition is not met, and those that err. */
function askStateless({ packs, zone, kind, at, facts }: Question): readonly string[] {
  const rules = rulesInForce({ packs, zone, kind, at })
  const parents = Object.entries(actionGroups).flatMap(([group, has]) =>
    has(kind) ? [{ type: 'Action', id: group }] : [],
  )
  const answer = plain.isAuthorized({
    principal: { type: 'Person', id: 'actor' },
    action: { type: 'Action', id: kind },
    resource: { type: 'Stream', id: 'subject' },
    context: facts as never,
    policies: { staticPolicies: Object.fromEntries(rules.map((rule) => [rule.id, rule.cedar])) },
    entities: [{ uid: { type: 'Action', id: kind }, attrs: {}, parents }],
  })
  if (answer.type === 'failure') throw new TypeError(answer.errors.map((error) => error.message).join())
  const { reason, errors } = answer.response.diagnostics
  return [...reason, ...errors.map((error) => error.policyId)].sort()
}

/** On whole facts ours refuses for what Cedar refuses for, and for unverified permissions. Throws where it does not. */
function agree(asked: readonly Question[]): number {
  let compared = 0
  for (const question of asked) {
    const whole = Object.keys(factsOf(question.kind)!).every((name) => Object.hasOwn(question.facts, name))
    if (!whole) continue
    const rules = new Map(rulesInForce(question).map((rule) => [rule.id, rule]))
    const permitsNothing = [...rules.values()].filter(
      (rule) => rule.force === 'unverified' && rule.effect === 'permits',
    )
    const theirs = new Set(askStateless(question).filter((id) => rules.get(id)?.blocks === true))
    for (const rule of permitsNothing) theirs.add(rule.id)
    const mine = unmet(evaluate(question))
    if ([...theirs].sort().join() !== mine.join())
      throw new TypeError(`${question.kind}: ${mine.join()} and ${[...theirs].join()}`)
    compared++
  }
  return compared
}

function unmet(verdict: Verdict): string[] {
  return verdict.allowed ? [] : verdict.unmet.map((each) => each.rule).sort()
}
