import { beforeAll, describe, expect, test } from 'vitest'
import { personKey } from '../../sandbox/rehearsal/cast.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { Refused } from '../../sandbox/rehearsal/zoneClient.ts'
import { signAction } from '../../src/core/case/action.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import { checkClaim, proveClaim } from '../../src/core/claims/claimProof.ts'
import { computeTerms } from '../../src/onshore/distribution/courtPlan.ts'
import { distributionOf } from '../../src/onshore/distribution/distribution.ts'
import type { Simulation } from '../simulation/simulate.ts'
import {
  actOnClaims,
  addFile,
  arrange,
  claimFile,
  countClaims,
  instruction,
  register,
  screenPayees,
  statement,
} from './arrange.ts'

/** law.md D9: losses V1 8,000,000 (2,000,000 repaid), V2 4,000,000, V3 3,000,000; medical 200,000; secured 300,000; civil debt 100,000. */
const claimsOfD9 = [
  'C1 creditor civil-debt 10000000 0 6222000000000011',
  'M1 creditor medical 20000000 0 6222000000000012',
  'S1 creditor secured 30000000 0 6222000000000013',
  'V1 victim restitution 800000000 200000000 6222000000000001',
  'V2 victim restitution 400000000 0 6222000000000002',
  'V3 victim restitution 300000000 0',
]
const potA = '1000000000'
const potB = '100000000'
const pots = [
  { pot: 'forfeitable', lots: ['A'], total: potA },
  { pot: 'lawful', lots: ['B'], total: potB },
]

interface Asked {
  readonly lot?: string
  readonly method?: string
  readonly planMethod?: string | undefined
  readonly shares?: readonly object[]
  readonly change?: object
  readonly issuer?: string
  readonly pots?: readonly object[]
}

const sharesA = [{ to: 'claimants', rank: 'restitution', amount: potA }]
const sharesB = [
  { to: 'claimants', rank: 'medical', amount: '20000000' },
  { to: 'claimants', rank: 'secured', amount: '30000000' },
  { to: 'claimants', rank: 'restitution', amount: '50000000' },
]

function rootOf(
  sim: Simulation & { readonly judgment: string },
  claims: string,
  method: 'net' | 'equalising',
  over = pots,
) {
  const { files } = sim.zones.onshore.streams.get(claims)!.state as { files: never[] }
  return computeTerms({
    plan: { method, fine: '50000000' },
    pots: over as never,
    returnsTo: ['victim'],
    files,
    document: (sha) => sim.zones.onshore.documents.get(sha)!,
  })
}

async function planOf(sim: Simulation, { planMethod, issuer = 'court', pots: of = pots }: Asked): Promise<string> {
  return file(sim, sim.onshore, issuer, 'distribution-plan', {
    ...(planMethod === undefined ? {} : { method: planMethod }),
    pots: of as never,
    fine: '50000000',
  })
}

/** Proposes, has it approved by head and finance, and decides; throws Refused. */
async function decide(
  sim: Simulation & { readonly judgment: string },
  claims: string,
  asked: Asked = {},
): Promise<void> {
  const { lot = 'A', method = 'net' } = asked
  const plan = await planOf(sim, { planMethod: method, ...asked })
  const { root } = rootOf(sim, claims, method === 'equalising' ? 'equalising' : 'net')
  await sim.onshore.approved(
    {
      by: 'p-zhang',
      kind: 'distribution.decided',
      subject: { lot },
      payload: {
        pot: lot === 'A' ? 'forfeitable' : 'lawful',
        method,
        plan,
        total: lot === 'A' ? potA : potB,
        shares: asked.shares ?? (lot === 'A' ? sharesA : sharesB),
        claims,
        files: 1,
        count: 6,
        root,
        ...asked.change,
      },
      documents: [plan],
    },
    ['p-zhao', 'p-sun'],
  )
}

async function refusal(act: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await act()
    return []
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { unmet, code, message } = error.refusal
    return unmet.length > 0 ? unmet.map(({ rule }) => rule) : [`${code}: ${message}`]
  }
}

const lotsOfD9 = [
  { lot: 'A', outcome: 'forfeit', credited: potA },
  { lot: 'B', outcome: 'lawful-property', credited: potB },
]

describe('D9, through the machine', () => {
  let sim: Awaited<ReturnType<typeof arrange>>
  let claims: string
  beforeAll(async () => {
    sim = await arrange(lotsOfD9, { returnsTo: ['victim'] })
    claims = await register(sim, claimsOfD9, '2026-06-02')
  })
  const state = (): CaseState => sim.stateOf('onshore')

  test.each<[string, Asked, string[]]>([
    [
      'no method in the plan',
      { planMethod: undefined },
      ['CN-SPC-438-method', 'CN-EXE-10-shares', 'CN-HOUSE-distribution-claims'],
    ],
    [
      'another method than the plan’s',
      { planMethod: 'equalising' },
      ['CN-SPC-438-method', 'CN-HOUSE-distribution-claims'],
    ],
    ['a plan that no court signed', { issuer: 'psb' }, ['CN-EXE-2-plan']],
    [
      'the pots merged',
      { pots: [{ pot: 'forfeitable', lots: ['A', 'B'], total: '1100000000' }] },
      ['CN-EXE-10-shares', 'CN-SPC-445-pots', 'CN-HOUSE-distribution-claims'],
    ],
    [
      'the creditor paid out of the victims’ money',
      {
        shares: [
          { to: 'claimants', rank: 'medical', amount: '20000000' },
          { to: 'claimants', rank: 'restitution', amount: '980000000' },
        ],
      },
      ['CN-EXE-10-shares'],
    ],
    [
      'one fen more to the victims',
      { shares: [{ to: 'claimants', rank: 'restitution', amount: '1000000001' }] },
      ['CN-EXE-10-shares'],
    ],
    ['a root over other claims', { change: { root: 'a'.repeat(64) } }, ['CN-HOUSE-distribution-claims']],
    ['claims left out', { change: { count: 5 } }, ['CN-HOUSE-distribution-claims']],
    ['a total that was not credited', { change: { total: '999999999' } }, ['CN-EXE-10-shares']],
  ])('%s is refused', async (_, asked, rules) => {
    expect([...(await refusal(() => decide(sim, claims, asked)))].sort()).toEqual([...rules].sort())
  })

  test('the equalising method gives other figures from the same papers', () => {
    const { table, paid } = rootOf(sim, claims, 'equalising')
    expect([...paid.forfeitable].slice(table.count - 3)).toEqual([440_000_000, 320_000_000, 240_000_000])
  })

  test('an objection that waits stops it until the court has decided', async () => {
    const paper = sim.zones.onshore.document('SANDBOX objection of V2')
    actOnClaims(sim, claims, {
      by: 'p-zhang',
      kind: 'claim.objected',
      payload: { number: 'V2', on: '2026-06-10', paper },
      documents: [paper],
    })
    expect(await refusal(() => decide(sim, claims))).toEqual(['CN-EXE-14-objections'])
    const ruling = await file(sim, sim.onshore, 'court', 'objection-ruling', { number: 'V2', decision: 'rejected' })
    const decision = (by: string) =>
      actOnClaims(sim, claims, {
        by,
        kind: 'claim.decided',
        payload: { number: 'V2', decision: 'rejected', ruling },
        documents: [ruling],
      })
    expect(() => decision('p-zhang')).toThrow('BJ-role')
    await enrolClerk(sim)
    actAsClerk(sim, claims, { number: 'V2', decision: 'rejected', ruling })
  })

  test('both pots are decided, to the fen, and each claimant can check the own share', async () => {
    expect(await refusal(() => decide(sim, claims))).toEqual([])
    expect(await refusal(() => decide(sim, claims, { lot: 'B' }))).toEqual([])
    expect([sim.stageOf('onshore', { lot: 'A' }), sim.stageOf('onshore', { lot: 'B' })]).toEqual([
      'distributed',
      'distributed',
    ])
    const row = distributionOf(state(), 'A')!
    const { table, paid, tree } = rootOf(sim, claims, 'net')
    const proof = proveClaim({
      table,
      paid,
      tree: tree!,
      number: 'V1',
      world: 'rehearsal',
      case: sim.onshore.caseId,
      plan: row.plan!,
    })
    expect(checkClaim(proof, row.claims!.root).claim).toMatchObject({ forfeitable: '461538461', lawful: '23076923' })
    expect([...paid.forfeitable]).toEqual([0, 0, 0, 461_538_461, 307_692_308, 230_769_231])
    expect([...paid.lawful]).toEqual([0, 20_000_000, 30_000_000, 23_076_923, 15_384_615, 11_538_462])
  })

  test('a lot is distributed once', async () => {
    expect(await refusal(() => decide(sim, claims))).toEqual(
      expect.arrayContaining(['BJ-order', 'CN-HOUSE-distribution-claims']),
    )
  })

  const ordered = (order: string, more: object, file_: string, approver = 'p-zhao') =>
    sim.onshore.approved(
      {
        by: 'p-sun',
        kind: 'payout.ordered',
        subject: { lot: 'A' },
        payload: defined({
          purpose: 'first',
          claims,
          order,
          from: 0,
          to: 6,
          account: 'psb-case',
          count: 2,
          total: '769230769',
          withoutAccount: '230769231',
          instruction: file_,
          signatures: [{ key: 'a'.repeat(64), signature: 'b'.repeat(128) }],
          ...more,
        }),
        documents: [file_],
      },
      [approver],
    )
  const good: [string, bigint, string][] = [
    ['V1', 461_538_461n, '6222000000000001'],
    ['V2', 307_692_308n, '6222000000000002'],
  ]

  test('nobody is paid whom nobody screened, and who is on no list is', async () => {
    const pay = () => refusal(() => ordered('PAY-0', {}, instruction(sim, 'PAY-0', good)))
    expect(await pay()).toEqual(['CN-AML-40-payees', 'CN-AML-40-screened'])
    await screenPayees(sim, ['V1'])
    expect(await pay()).toEqual(['CN-AML-40-payees'])
    await screenPayees(sim, ['V1', 'V2', 'V3', 'X1'])
  })

  test.each<[string, [string, bigint, string][], object]>([
    ['another account', [good[0]!, ['V2', 307_692_308n, '6222000000000009']], {}],
    ['another amount', [good[0]!, ['V2', 307_692_309n, '6222000000000002']], {}],
    ['somebody who claims nothing', [...good, ['X1', 1n, '6222000000000003']], {}],
    ['one claimant twice', [good[0]!, good[0]!], {}],
    ['not all who have an account', [good[0]!], {}],
    ['rows out of turn', good, { from: 1 }],
  ])('a payment file with %s is refused', async (_, pays, more) => {
    expect(await refusal(() => ordered('PAY-0', more, instruction(sim, 'PAY-0', pays)))).toEqual(['CN-HOUSE-payout'])
  })

  test('claimants are paid through the bank; a payment that bounced waits and is paid again, and nobody twice', async () => {
    expect(await refusal(() => ordered('PAY-1', {}, instruction(sim, 'PAY-1', good)))).toEqual([])
    expect(sim.zones.onshore.outbox.filter(({ type }) => type === 'payment').map(({ key }) => key)).toEqual([
      'payment PAY-1',
    ])
    const paper = await statement(sim, [
      { reference: 'PAY-1', fen: 769_230_769n },
      { reference: 'PAY-1.V2', credit: true, fen: 307_692_308n },
    ])
    const receipt = await file(sim, sim.onshore, 'bank-cn', 'payout-receipt', { order: 'PAY-1', count: 1 })
    const report = (change: object) => ({
      by: 'p-sun',
      kind: 'victim.paid',
      subject: { lot: 'A' },
      payload: defined({
        claims,
        order: 'PAY-1',
        account: 'psb-case',
        total: '769230769',
        returned: '307692308',
        returns: ['V2'],
        statement: paper,
        receipt,
        paidCount: 1,
        collectedByOfficer: false,
        ...change,
      }),
      documents: [paper, receipt],
    })
    expect(await sim.refusedBy(sim.onshore, report({ collectedByOfficer: true }))).toEqual(['CN-MPS159-234-receipt'])
    expect(await sim.refusedBy(sim.onshore, report({ returns: ['V1'] }))).toEqual(['CN-CPL-245-statement'])
    expect(await sim.refusedBy(sim.onshore, report({ returned: '0' }))).toEqual(['CN-CPL-245-statement'])
    expect(await sim.refusedBy(sim.onshore, report({}))).toEqual([])
    expect(await sim.refusedBy(sim.onshore, report({}))).toEqual(['CN-CPL-245-statement'])
    expect(state().balances['equity:claimants CNY']).toBe('461538461')
    expect(distributionOf(state(), 'A')!.payout).toMatchObject({ next: 6, paid: '461538461', waiting: '538461539' })
    const again = (numbers: string[], order: string, pays: [string, bigint, string][], total: string) =>
      ordered(
        order,
        { purpose: 'again', numbers, from: undefined, to: undefined, count: pays.length, total, withoutAccount: '0' },
        instruction(sim, order, pays),
      )
    expect(await refusal(() => again(['V1'], 'PAY-2', [good[0]!], '461538461'))).toEqual(['CN-HOUSE-payout'])
    await newAccounts(sim, claims)
    const anew: [string, bigint, string][] = [
      ['V2', 307_692_308n, '6222000000000022'],
      ['V3', 230_769_231n, '6222000000000033'],
    ]
    expect(await refusal(() => again(['V2', 'V3'], 'PAY-3', anew, '538461539'))).toEqual([])
    expect(await refusal(() => again(['V2', 'V3'], 'PAY-4', anew, '538461539'))).toEqual(['CN-HOUSE-payout'])
    const second = await statement(sim, [{ reference: 'PAY-3', fen: 538_461_539n }])
    const slip = await file(sim, sim.onshore, 'bank-cn', 'payout-receipt', { order: 'PAY-3', count: 2 })
    await sim.onshore.act({
      ...report({
        order: 'PAY-3',
        total: '538461539',
        returned: '0',
        returns: undefined,
        statement: second,
        receipt: slip,
        paidCount: 2,
      }),
      documents: [second, slip],
    })
    expect(distributionOf(state(), 'A')!.payout).toMatchObject({ paid: '1000000000', waiting: '0' })
    await sim.onshore.act({
      by: 'p-sun',
      kind: 'distribution.completed',
      subject: { lot: 'A' },
      payload: { remark: 'SANDBOX' },
    })
    expect(sim.stageOf('onshore', { lot: 'A' })).toBe('paid')
    expect(state().balances['assets:case-account CNY']).toBe(potB)
  })
})

/** Without the fields that were taken away. */
function defined(payload: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined))
}

async function newAccounts(sim: Simulation, claims: string): Promise<void> {
  const reason = sim.zones.onshore.document('SANDBOX letters of V2 and V3')
  const text = claimFile([
    'V2 victim restitution 400000000 0 6222000000000022',
    'V3 victim restitution 300000000 0 6222000000000033',
  ])
  const totals = { count: 6, owed: '1560000000', repaid: '200000000' }
  expect(() => addFile(sim, claims, { text, purpose: 'amended', totals })).toThrow('CN-HOUSE-claims-files')
  addFile(sim, claims, { text, purpose: 'amended', totals, reason })
  await countClaims(sim, claims)
}

/** The cast has no clerk of the court: the zone's administration enrols one. */
async function enrolClerk(sim: Simulation): Promise<void> {
  const document = await file(sim, sim.onshore, 'court', 'appointment', { person: 'p-clerk', roles: ['court-clerk'] })
  await sim.onshore.found('person.enrolled', {
    person: 'p-clerk',
    org: 'court',
    roles: ['court-clerk'],
    personalName: 'SANDBOX 书记员',
  })
  const key = {
    key: personKey(sim.seed, 'p-clerk').publicKey,
    holder: 'p-clerk',
    use: 'person',
    algorithm: 'ed25519',
    vouchedBy: 'court',
    document,
    confirmation: { by: 'court', how: 'in-person', document },
  }
  await sim.onshore.found('key.enrolled', key, [document])
}

function actAsClerk(sim: Simulation, claims: string, payload: { readonly [key: string]: string }): void {
  const action = signAction(
    {
      id: `p-clerk:claim.decided:${payload.number}`,
      zone: 'sandbox-onshore',
      stream: claims,
      kind: 'claim.decided',
      actor: { org: 'court', person: 'p-clerk', role: 'court-clerk' },
      payload,
      documents: [payload.ruling!],
    },
    personKey(sim.seed, 'p-clerk').secretKey,
  )
  const result = sim.zones.onshore.act(action, { stream: claims })
  expect(result.outcome === 'refused' ? result.refusal.unmet : []).toEqual([])
}

describe('D10: a judgment without words of return', () => {
  const claimsOfD10 = Array.from(
    { length: 2000 },
    (_, i) => `P${String(i).padStart(4, '0')} pyramid-participant restitution 500000 0`,
  )
  const plan = (sim: Simulation, method: string) =>
    file(sim, sim.onshore, 'court', 'distribution-plan', {
      method,
      pots: [{ pot: 'forfeitable', lots: ['A'], total: potA }],
    })

  const decided = async (
    sim: Awaited<ReturnType<typeof arrange>>,
    claims: string,
    returnsTo: readonly string[],
    shares: object[],
    method: string,
  ) => {
    const { files } = sim.zones.onshore.streams.get(claims)!.state as { files: never[] }
    const paper = await plan(sim, method)
    const { root } = computeTerms({
      plan: { method: method as 'net' },
      pots: [{ pot: 'forfeitable', lots: ['A'], total: potA }],
      returnsTo: returnsTo as never,
      files,
      document: (sha) => sim.zones.onshore.documents.get(sha)!,
    })
    return refusal(() =>
      sim.onshore.approved(
        {
          by: 'p-zhang',
          kind: 'distribution.decided',
          subject: { lot: 'A' },
          payload: {
            pot: 'forfeitable',
            method,
            plan: paper,
            total: potA,
            shares,
            claims,
            files: 1,
            count: 2000,
            root,
          },
          documents: [paper],
        },
        ['p-zhao', 'p-sun'],
      ),
    )
  }

  test('two thousand claims are recorded and answered; payment to any is refused; all goes to the treasury', async () => {
    const sim = await arrange([{ lot: 'A', outcome: 'forfeit', credited: potA }])
    const claims = await register(sim, claimsOfD10)
    const answer = await file(sim, sim.onshore, 'court', 'claims-answer', {
      class: 'pyramid-participant',
      route: 'correction',
    })
    const answered = {
      by: 'p-zhang',
      kind: 'claim.answered',
      payload: { class: 'pyramid-participant', route: 'correction', answer },
      documents: [answer],
    }
    await sim.onshore.approved(answered, ['p-chen'])
    const toAll = [{ to: 'claimants', rank: 'restitution', amount: potA }]
    expect(await decided(sim, claims, [], toAll, 'net')).toEqual(['CN-EXE-10-shares', 'CN-SPC-445-class'])
    const toTreasury = [{ to: 'treasury', rank: 'rest', amount: potA }]
    expect(await decided(sim, claims, [], toTreasury, 'treasury-only')).toEqual([])
    const slip = await file(sim, sim.onshore, 'finance-bureau', 'treasury-slip', {
      level: '区级',
      unitCode: 'SANDBOX-1',
      item: '罚没收入',
      amount: potA,
    })
    const paper = await statement(sim, [{ reference: 'T-1', fen: 1_000_000_000n }])
    const paid = {
      by: 'p-sun',
      kind: 'treasury.paid',
      subject: { lot: 'A' },
      payload: { slip, account: 'psb-case', amount: potA, statement: paper, reference: 'T-1' },
      documents: [slip, paper],
    }
    expect(await sim.refusedBy(sim.onshore, paid)).toEqual([])
    expect(sim.stageOf('onshore', { lot: 'A' })).toBe('paid')
    expect(sim.stateOf('onshore').balances['equity:treasury CNY']).toBe(potA)
  })

  test('where the judgment returns funds to the participants of fund-raising, that class is payable', async () => {
    const sim = await arrange([{ lot: 'A', outcome: 'return', credited: potA }], {
      returnsTo: ['fund-raising-participant'],
    })
    const claims = await register(
      sim,
      claimsOfD10.map((row) =>
        row
          .replace('pyramid', 'fund-raising')
          .replace('-participant restitution 500000', '-participant restitution 600000'),
      ),
    )
    const toAll = [{ to: 'claimants', rank: 'restitution', amount: potA }]
    expect(await decided(sim, claims, ['fund-raising-participant'], toAll, 'net')).toEqual([])
  })
})
