import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { type SignedAction, signAction, signApproval } from '../../src/core/case/action.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import { computeTerms } from '../../src/onshore/distribution/courtPlan.ts'
import { distributionOf } from '../../src/onshore/distribution/distribution.ts'
import type { MemoryResult, MemoryZone } from '../simulation/memoryZone.ts'
import { arrange, instruction, register, screenPayees, statement } from './arrange.ts'

const pot = 999_983n
const count = 12
const accountOf = (i: number) => `62220000000000${String(i).padStart(2, '0')}`
const numberOf = (i: number) => `V${String(i).padStart(2, '0')}`

let sim: Awaited<ReturnType<typeof arrange>>
let claims: string
let amounts: readonly bigint[]

beforeAll(async () => {
  sim = await arrange([{ lot: 'A', outcome: 'return', credited: String(pot) }], { returnsTo: ['victim'] })
  // Every third has no account.
  const rows = Array.from(
    { length: count },
    (_, i) => `${numberOf(i)} victim restitution ${100_000 + 7919 * i} ${i} ${i % 3 === 2 ? '' : accountOf(i)}`,
  )
  claims = await register(sim, rows, '2025-01-02')
  const { files } = sim.zones.onshore.streams.get(claims)!.state as { files: never[] }
  const plan = await file(sim, sim.onshore, 'court', 'distribution-plan', { method: 'net' })
  const { root, paid } = computeTerms({
    plan: { method: 'net' },
    pots: [{ pot: 'forfeitable', lots: ['A'], total: String(pot) }],
    returnsTo: ['victim'],
    files,
    document: (sha) => sim.zones.onshore.documents.get(sha)!,
  })
  amounts = [...paid.forfeitable].map(BigInt)
  const shares = [{ to: 'claimants', rank: 'restitution', amount: String(pot) }]
  const payload = { pot: 'forfeitable', method: 'net', plan, total: String(pot), shares, claims, files: 1, count, root }
  await sim.onshore.approved(
    { by: 'p-zhang', kind: 'distribution.decided', subject: { lot: 'A' }, payload, documents: [plan] },
    ['p-zhao', 'p-sun'],
  )
  await screenPayees(
    sim,
    Array.from({ length: count }, (_, i) => numberOf(i)),
  )
})

/** Somebody acts on a copy of the zone. */
function act(
  zone: MemoryZone,
  by: string,
  kind: string,
  payload: object,
  documents: readonly string[] = [],
  proposal?: string,
): MemoryResult {
  const { org, roles } = personOf(by)
  const subject = { lot: 'A' }
  const action = {
    id: `${by}:${zone.entries.size}:${kind}`,
    kind,
    actor: { org, person: by, role: roles[0]! },
    subject,
    payload,
    documents,
    ...(proposal === undefined ? {} : { proposal }),
  }
  const placed = { ...action, zone: 'sandbox-onshore', stream: sim.onshore.caseId }
  const signed = signAction(placed as unknown as SignedAction, personKey(sim.seed, by).secretKey)
  return zone.act(signed, { stream: sim.onshore.caseId })
}

function approved(
  zone: MemoryZone,
  by: string,
  approver: string,
  kind: string,
  payload: object,
  documents: readonly string[],
): MemoryResult {
  const made = act(zone, by, 'proposal.made', { proposes: kind, payload }, documents)
  if (made.outcome === 'refused') return made
  const { what, values } = stateOf(zone).proposals[made.entry]!
  const role = personOf(approver).roles[0]!
  const seen = zone.streams.get(sim.onshore.caseId)!.head
  const { key, signature } = signApproval(
    { proposal: made.entry, what, values, role, seen },
    personKey(sim.seed, approver).secretKey,
  )
  act(zone, approver, 'approval.given', { proposal: made.entry, what, values, seen, key, signature })
  return act(zone, by, kind, payload, documents, made.entry)
}

const stateOf = (zone: MemoryZone): CaseState => zone.streams.get(sim.onshore.caseId)!.state as CaseState
const signatures = [{ key: 'a'.repeat(64), signature: 'b'.repeat(128) }]

interface Model {
  /** Order that each claim is in, and whether it is paid. */
  readonly inOrder: Map<number, string>
  readonly paid: Set<number>
  readonly orders: { readonly id: string; readonly rows: readonly number[]; reported: boolean }[]
  next: number
  step: number
}

type Step = readonly [kind: number, a: number, b: number]

async function walk(zone: MemoryZone, steps: readonly Step[]): Promise<void> {
  const model: Model = { inOrder: new Map(), paid: new Set(), orders: [], next: 0, step: 0 }
  for (const [kind, a, b] of steps) {
    model.step += 1
    if (kind < 4) orderFirst(zone, model, a)
    else if (kind < 7) await report(zone, model, a, b)
    else orderAgain(zone, model, a, b)
    check(zone, model)
  }
}

function order(zone: MemoryZone, model: Model, rows: readonly number[], more: object, without: bigint): MemoryResult {
  const id = `P-${model.step}`
  const total = rows.reduce((sum, i) => sum + amounts[i]!, 0n)
  const sha = instruction(
    sim,
    id,
    rows.map((i) => [numberOf(i), amounts[i]!, accountOf(i)] as const),
  )
  zone.document(sim.zones.onshore.documents.get(sha)!)
  const payload = {
    claims,
    order: id,
    account: 'psb-case',
    count: rows.length,
    total: String(total),
    withoutAccount: String(without),
    instruction: sha,
    signatures,
    ...more,
  }
  const result = approved(zone, 'p-sun', 'p-zhao', 'payout.ordered', payload, [sha])
  if (result.outcome === 'appended') {
    model.orders.push({ id, rows, reported: false })
    for (const i of rows) model.inOrder.set(i, id)
  }
  return result
}

function orderFirst(zone: MemoryZone, model: Model, a: number): void {
  const from = model.next
  const to = Math.min(count, from + 1 + (a % 5))
  const all = Array.from({ length: to - from }, (_, i) => from + i)
  const rows = all.filter((i) => i % 3 !== 2)
  if (rows.length === 0) return
  const without = all.filter((i) => i % 3 === 2).reduce((sum, i) => sum + amounts[i]!, 0n)
  const result = order(zone, model, rows, { purpose: 'first', from, to }, without)
  expect(result.outcome).toBe('appended')
  model.next = to
}

async function report(zone: MemoryZone, model: Model, a: number, b: number): Promise<void> {
  const open = model.orders.filter(({ reported }) => !reported)
  if (open.length === 0) return
  const chosen = open[a % open.length]!
  const returned = chosen.rows.filter((i) => ((b >> (i % 7)) & 1) === 1)
  const total = chosen.rows.reduce((sum, i) => sum + amounts[i]!, 0n)
  const back = returned.reduce((sum, i) => sum + amounts[i]!, 0n)
  const paper = await statement(sim, [
    { reference: chosen.id, fen: total },
    ...returned.map((i) => ({ reference: `${chosen.id}.${numberOf(i)}`, credit: true, fen: amounts[i]! })),
  ])
  const paidCount = chosen.rows.length - returned.length
  const receipt = await file(sim, sim.onshore, 'bank-cn', 'payout-receipt', { order: chosen.id, count: paidCount })
  for (const sha of [paper, receipt]) zone.document(sim.zones.onshore.documents.get(sha)!)
  const payload = {
    claims,
    order: chosen.id,
    account: 'psb-case',
    total: String(total),
    returned: String(back),
    statement: paper,
    receipt,
    paidCount,
    collectedByOfficer: false,
    ...(returned.length === 0 ? {} : { returns: returned.map(numberOf) }),
  }
  expect(act(zone, 'p-sun', 'victim.paid', payload, [paper, receipt]).outcome).toBe('appended')
  chosen.reported = true
  for (const i of chosen.rows) if (!returned.includes(i)) model.paid.add(i)
  for (const i of returned) model.inOrder.delete(i)
}

/** Whoever waits may be paid again; whoever is paid, is in an order, has no account or was not reached may not. */
function orderAgain(zone: MemoryZone, model: Model, a: number, b: number): void {
  const row = a % count
  const other = b % count
  const rows = row === other ? [row] : [row, other].sort((x, y) => x - y)
  const waits = (i: number) => i < model.next && i % 3 !== 2 && !model.paid.has(i) && !model.inOrder.has(i)
  const result = order(zone, model, rows, { purpose: 'again', numbers: rows.map(numberOf) }, 0n)
  expect([rows, result.outcome]).toEqual([rows, rows.every(waits) ? 'appended' : 'refused'])
}

function check(zone: MemoryZone, model: Model): void {
  const state = stateOf(zone)
  const balance = (account: string) => BigInt(state.balances[`${account} CNY`] ?? '0')
  const sum = Object.entries(state.balances).reduce(
    (all, [key, units]) => (key.endsWith(' CNY') ? all + BigInt(units) : all),
    0n,
  )
  const { payout } = distributionOf(state, 'A')!
  const paid = [...model.paid].reduce((all, i) => all + amounts[i]!, 0n)
  const open = payout!.orders
    .filter(({ statement: of }) => of === undefined)
    .reduce((all, { total }) => all + BigInt(total), 0n)
  const beyond = amounts.slice(payout!.next).reduce((all, amount) => all + amount, 0n)
  expect(sum).toBe(0n)
  expect(balance('assets:case-account') + balance('equity:claimants')).toBe(pot)
  expect([balance('equity:claimants'), BigInt(payout!.paid)]).toEqual([paid, paid])
  expect(paid + BigInt(payout!.waiting) + open + beyond).toBe(pot)
}

test('over drawn sequences of payments, bounces and second payments no fen is made or lost and nobody is paid twice', {
  timeout: 300_000,
}, async () => {
  const step = fc.tuple(fc.nat(9), fc.nat(99), fc.nat(127))
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10, size: 'max' }), (steps) =>
      walk(sim.zones.onshore.fork(), steps),
    ),
    { numRuns: 25, seed: 20261129, endOnFailure: true },
  )
})
