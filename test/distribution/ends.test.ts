import { describe, expect, test } from 'vitest'
import { screen } from '../../sandbox/rehearsal/screen.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { type Doing, Refused } from '../../sandbox/rehearsal/zoneClient.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import { computeTerms } from '../../src/onshore/distribution/courtPlan.ts'
import { distributionOf } from '../../src/onshore/distribution/distribution.ts'
import type { Simulation } from '../simulation/simulate.ts'
import {
  addFile,
  arrange,
  btc,
  change,
  claimFile,
  countClaims,
  instruction,
  register,
  screenPayees,
  statement,
} from './arrange.ts'

const fen = '1000000000'

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

const tryAct = (sim: Simulation, doing: Doing, approvers: readonly string[] = []) =>
  refusal(() => (approvers.length === 0 ? sim.onshore.act(doing) : sim.onshore.approved(doing, approvers)))

function balances(sim: Simulation): CaseState['balances'] {
  return sim.stateOf('onshore').balances
}

/** Sums of every asset over all accounts: nothing is made or lost. */
function sums(sim: Simulation): readonly string[] {
  const total = new Map<string, bigint>()
  for (const [key, units] of Object.entries(balances(sim))) {
    const asset = key.slice(key.indexOf(' ') + 1)
    total.set(asset, (total.get(asset) ?? 0n) + BigInt(units))
  }
  return [...total].filter(([, sum]) => sum !== 0n).map(([asset]) => asset)
}

describe('row 18: no effective outcome yet', () => {
  const held = (amount: string): Doing => ({
    by: 'p-sun',
    kind: 'money.held',
    subject: { lot: 'A' },
    payload: { account: 'psb-case', amount, reason: 'SANDBOX trial runs', reviewOn: '2026-12-01' },
  })
  test('the money is kept whole, and is not distributed', async () => {
    const sim = await arrange([{ lot: 'A', outcome: 'none', credited: fen }])
    expect(await tryAct(sim, held('999999999'))).toEqual(['CN-CPL-245-held'])
    expect(await tryAct(sim, held(fen))).toEqual([])
    expect(sim.stageOf('onshore', { lot: 'A' })).toBe('held')
    const plan = await file(sim, sim.onshore, 'court', 'distribution-plan', { method: 'treasury-only' })
    const payload = {
      pot: 'forfeitable',
      method: 'treasury-only',
      plan,
      total: fen,
      shares: [{ to: 'treasury', amount: fen }],
    }
    const decide: Doing = {
      by: 'p-zhang',
      kind: 'distribution.decided',
      subject: { lot: 'A' },
      payload,
      documents: [plan],
    }
    expect(await tryAct(sim, decide, ['p-zhao', 'p-sun'])).toContain('CN-SPC-445-pots')
  })
  test('with an outcome it is distributed, not held', async () => {
    const sim = await arrange([{ lot: 'A', outcome: 'forfeit', credited: fen }])
    expect(await tryAct(sim, held(fen))).toEqual(['CN-CPL-245-held'])
  })
})

test('a lot of which a tranche has not been credited is not distributed', async () => {
  const sim = await arrange([{ lot: 'A', outcome: 'forfeit', credited: fen }])
  change(sim, (state) => ({ ...state, stages: { ...state.stages, 'tranche A/2': 'sent' } }))
  const plan = await file(sim, sim.onshore, 'court', 'distribution-plan', { method: 'treasury-only' })
  const shares = [{ to: 'treasury', amount: fen }]
  const payload = { pot: 'forfeitable', method: 'treasury-only', plan, total: fen, shares }
  const decide: Doing = {
    by: 'p-zhang',
    kind: 'distribution.decided',
    subject: { lot: 'A' },
    payload,
    documents: [plan],
  }
  expect(await tryAct(sim, decide, ['p-zhao', 'p-sun'])).toEqual(['CN-EXE-10-shares'])
  change(sim, (state) => ({ ...state, stages: { ...state.stages, 'tranche A/2': 'credited' } }))
  expect(await tryAct(sim, decide, ['p-zhao', 'p-sun'])).toEqual([])
})

describe('row 20: acquitted after the sale', () => {
  const paidBack = async (sim: Simulation, how: { readonly [key: string]: unknown } = {}) => {
    const decision = await file(sim, sim.onshore, (how.issuer as string) ?? 'court', 'acquittal', { owner: 'victim' })
    const amount = String(how.amount ?? '1000400000')
    const dossier = await file(sim, sim.onshore, 'cbex', 'price-dossier', {
      lot: 'A',
      price: '1000400000',
      method: (how.method as string) ?? '变卖',
    })
    const valuation = await file(sim, sim.onshore, 'institute', 'valuation', {
      value: String(how.value ?? '1000400000'),
    })
    const receipt = await file(sim, sim.onshore, 'victim', 'receipt', { amount })
    const paper = await statement(sim, [{ reference: 'BACK-1', fen: BigInt(amount) }])
    const payload = {
      decision,
      owner: 'victim',
      method: how.method ?? '变卖',
      price: '1000400000',
      dossier,
      valuation,
      compensation: String(how.compensation ?? '0'),
      from: how.from ?? 'case-account',
      amount,
      account: 'psb-case',
      statement: paper,
      reference: 'BACK-1',
      receipt,
      knownOn: '2026-06-01',
      claimedOn: '2026-06-18',
    }
    const documents = [decision, dossier, valuation, receipt, paper]
    return tryAct(sim, { by: 'p-sun', kind: 'owner.compensated', subject: { lot: 'A' }, payload, documents }, [
      'p-zhao',
      'p-chen',
    ])
  }
  const sold = async (moved = '99990000', screened = true) => {
    const sim = await arrange([{ lot: 'A', outcome: 'none', credited: fen }])
    if (screened) await screen(sim, 'onshore', { purpose: 'payment', about: 'victim', lot: 'A', addresses: [] })
    change(sim, (state) => ({
      ...state,
      slices: {
        ...state.slices,
        transfers: {
          'tranche-a-1': {
            purpose: 'tranche',
            lot: 'A',
            tranche: 'A/1',
            network: btc.split('/')[0]!,
            asset: btc,
            pays: [{ platform: 'x', address: 'bcrt1q', units: moved }],
            fee: '10000',
            feeAsset: btc,
            unsigned: '0'.repeat(64),
            txid: '1'.repeat(64),
            confirmed: true,
          },
        },
      } as never,
    }))
    return sim
  }
  test('the price is paid gross with its dossier; the budget bears what costs took', async () => {
    const sim = await sold()
    expect(await paidBack(sim, { issuer: 'cbex' })).toEqual(['CN-SCL-36-owner'])
    expect(await paidBack(sim, { amount: fen })).toEqual(['CN-SCL-36-price'])
    expect(await paidBack(sim, { from: 'budget' })).toEqual(['CN-SCL-36-owner'])
    expect(await paidBack(sim)).toEqual([])
    expect(balances(sim)).toEqual({
      'equity:fx CNY': `-${fen}`,
      'equity:owner CNY': '1000400000',
      'equity:state-budget CNY': '-400000',
    })
    expect([sim.stageOf('onshore', { lot: 'A' }), sums(sim)]).toEqual(['compensated', []])
  })
  test('of a negotiated sale clearly below value compensation is paid too; of an auction the price', async () => {
    expect(await paidBack(await sold(), { value: '2000000000' })).toEqual(['CN-SCL-36-below'])
    expect(
      await paidBack(await sold(), { value: '2000000000', compensation: '999600000', amount: '2000000000' }),
    ).toEqual([])
    expect(await paidBack(await sold(), { value: '2000000000', method: '拍卖' })).toEqual([])
  })
  test('an owner who was not screened is not paid', async () => {
    expect(await paidBack(await sold('99990000', false))).toEqual(['CN-AML-40-screened'])
  })
  test('while units are still in custody they go back in kind first', async () => {
    expect(await paidBack(await sold('50000000'))).toEqual(['CN-SCL-36-price'])
  })
})

describe('row 20: lawful property', () => {
  test('fine to the treasury, subsistence and rest to the convict; complete only then', async () => {
    const sim = await arrange([{ lot: 'B', outcome: 'lawful-property', credited: fen }])
    const plan = await file(sim, sim.onshore, 'court', 'distribution-plan', {
      method: 'treasury-only',
      fine: '600000000',
      subsistence: '30000000',
    })
    const shares = [
      { to: 'convict', rank: 'subsistence', amount: '30000000' },
      { to: 'treasury', rank: 'fine', amount: '600000000' },
      { to: 'convict', rank: 'rest', amount: '370000000' },
    ]
    const payload = { pot: 'lawful', method: 'treasury-only', plan, total: fen, shares }
    const decide: Doing = {
      by: 'p-zhang',
      kind: 'distribution.decided',
      subject: { lot: 'B' },
      payload,
      documents: [plan],
    }
    expect(await tryAct(sim, decide, ['p-zhao', 'p-sun'])).toEqual([])
    const slip = await file(sim, sim.onshore, 'finance-bureau', 'treasury-slip', {
      level: '区级',
      unitCode: 'SANDBOX-1',
      item: '罚金',
      amount: '600000000',
    })
    const lines = await statement(sim, [
      { reference: 'FINE-1', fen: 600_000_000n },
      { reference: 'LIFE-1', fen: 30_000_000n },
      { reference: 'REST-1', fen: 370_000_000n },
    ])
    const pay = (kind: string, more: object): Doing => ({
      by: 'p-sun',
      kind,
      subject: { lot: 'B' },
      payload: { account: 'psb-case', statement: lines, ...more },
      documents: [lines, slip],
    })
    expect(await tryAct(sim, pay('treasury.paid', { slip, amount: fen, reference: 'FINE-1' }))).toContain(
      'CN-CL-64-gross',
    )
    expect(
      await tryAct(sim, pay('treasury.paid', { purpose: 'fine', slip, amount: '600000000', reference: 'FINE-1' })),
    ).toEqual([])
    expect(
      await tryAct(sim, pay('treasury.paid', { purpose: 'fine', slip, amount: '600000000', reference: 'FINE-1' })),
    ).toEqual(['CN-CL-64-gross'])
    const done: Doing = {
      by: 'p-sun',
      kind: 'distribution.completed',
      subject: { lot: 'B' },
      payload: { remark: 'SANDBOX' },
    }
    expect(await tryAct(sim, done)).toEqual(['CN-HOUSE-distribution-complete'])
    for (const [purpose, amount, reference] of [
      ['subsistence', '30000000', 'LIFE-1'],
      ['rest', '370000000', 'REST-1'],
    ] as const) {
      const receipt = await file(sim, sim.onshore, 'victim', 'receipt', { amount })
      if (purpose === 'subsistence') {
        const act = pay('convict.paid', { purpose, amount, reference, receipt })
        expect(await tryAct(sim, { ...act, documents: [lines, receipt] }, ['p-zhao'])).toEqual(['CN-AML-40-screened'])
        await screen(sim, 'onshore', { purpose: 'payment', about: 'victim', lot: 'B', addresses: [] })
      }
      const act = { ...pay('convict.paid', { purpose, amount, reference, receipt }), documents: [lines, receipt] }
      expect(await tryAct(sim, { ...act, payload: { ...act.payload, amount: '1' } }, ['p-zhao'])).toContain(
        'CN-SPC-449-convict',
      )
      expect(await tryAct(sim, act, ['p-zhao'])).toEqual([])
    }
    expect(await tryAct(sim, done)).toEqual([])
    expect(balances(sim)).toEqual({
      'equity:fx CNY': `-${fen}`,
      'equity:treasury CNY': '600000000',
      'equity:convict CNY': '400000000',
    })
  })
})

describe('row 20: nobody claims', () => {
  test('after a year of notice to the treasury; a claim that comes later is refunded from there', async () => {
    const sim = await arrange([{ lot: 'A', outcome: 'return', credited: fen }], { returnsTo: ['victim'] })
    const claims = await register(sim, ['V1 victim restitution 1000000000 0'], '2026-06-19')
    const { files } = sim.zones.onshore.streams.get(claims)!.state as { files: never[] }
    const plan = await file(sim, sim.onshore, 'court', 'distribution-plan', { method: 'net' })
    const { root } = computeTerms({
      plan: { method: 'net' },
      pots: [{ pot: 'forfeitable', lots: ['A'], total: fen }],
      returnsTo: ['victim'],
      files,
      document: (sha) => sim.zones.onshore.documents.get(sha)!,
    })
    const shares = [{ to: 'claimants', rank: 'restitution', amount: fen }]
    const payload = { pot: 'forfeitable', method: 'net', plan, total: fen, shares, claims, files: 1, count: 1, root }
    expect(
      await tryAct(
        sim,
        { by: 'p-zhang', kind: 'distribution.decided', subject: { lot: 'A' }, payload, documents: [plan] },
        ['p-zhao', 'p-sun'],
      ),
    ).toEqual([])
    change(sim, (state) => {
      const row = distributionOf(state, 'A')!
      const slices = state.slices as unknown as { readonly distribution: object }
      return {
        ...state,
        slices: {
          ...state.slices,
          distribution: {
            ...slices.distribution,
            A: { ...row, payout: { ...row.payout!, next: 0, waiting: '0' } },
          } as never,
        },
      }
    })
    const slip = await file(sim, sim.onshore, 'finance-bureau', 'treasury-slip', {
      level: '区级',
      unitCode: 'SANDBOX-1',
      item: '罚没收入',
      amount: fen,
    })
    const unclaimed = async () => {
      const lines = await statement(sim, [{ reference: 'UNCLAIMED-1', fen: 1_000_000_000n }])
      const act: Doing = {
        by: 'p-sun',
        kind: 'treasury.paid',
        subject: { lot: 'A' },
        documents: [lines, slip],
        payload: {
          purpose: 'unclaimed',
          slip,
          account: 'psb-case',
          amount: fen,
          statement: lines,
          reference: 'UNCLAIMED-1',
        },
      }
      return tryAct(sim, act, ['p-chen'])
    }
    sim.at('2027-06-19T10:00:00.000Z')
    expect(await unclaimed()).toEqual(['CN-SPC-445-unclaimed'])
    sim.at('2027-06-19T16:00:00.000Z')
    expect(await unclaimed()).toEqual([])
    expect(balances(sim)['assets:case-account CNY']).toBeUndefined()
    const claim = await file(sim, sim.onshore, 'psb', 'claim-verified', { verified: true, amount: fen })
    const application = await file(sim, sim.onshore, 'psb', 'refund-application', { amount: fen })
    const lines = await statement(sim, [{ reference: 'REFUND-1', credit: true, fen: 1_000_000_000n }])
    const refund = (amount: string): Doing => ({
      by: 'p-sun',
      kind: 'treasury.refunded',
      subject: { lot: 'A' },
      documents: [claim, application, lines],
      payload: { amount, claim, application, account: 'psb-case', statement: lines, reference: 'REFUND-1' },
    })
    expect(await tryAct(sim, refund('2000000000'), ['p-chen'])).toEqual(['CN-CPL-245-statement', 'CN-SPC-445-refund'])
    expect(await tryAct(sim, refund(fen), ['p-chen'])).toEqual([])
    expect(distributionOf(sim.stateOf('onshore'), 'A')!.payout).toMatchObject({ waiting: fen, unclaimed: '0' })
    expect(balances(sim)['assets:case-account CNY']).toBe(fen)
    const text = claimFile(['V1 victim restitution 1000000000 0 6222000000000001'])
    const reason = sim.zones.onshore.document('SANDBOX letter of V1')
    addFile(sim, claims, { text, purpose: 'amended', totals: { count: 1, owed: fen, repaid: '0' }, reason })
    await countClaims(sim, claims)
    await screenPayees(sim, ['V1'])
    const pays = instruction(sim, 'LATE-1', [['V1', 1_000_000_000n, '6222000000000001']])
    const order: Doing = {
      by: 'p-sun',
      kind: 'payout.ordered',
      subject: { lot: 'A' },
      documents: [pays],
      payload: {
        purpose: 'again',
        claims,
        order: 'LATE-1',
        numbers: ['V1'],
        account: 'psb-case',
        count: 1,
        total: fen,
        withoutAccount: '0',
        instruction: pays,
        signatures: [{ key: 'a'.repeat(64), signature: 'b'.repeat(128) }],
      },
    }
    expect(await tryAct(sim, order, ['p-zhao'])).toEqual([])
  })
})

describe('rows 22 and 23: what is not sold', () => {
  const lot = { lot: 'D' }
  test('destroyed on an order, by a recorded method, before a witness who did not handle it', async () => {
    const sim = await arrange([{ lot: 'D', outcome: 'forfeit', purpose: 'destroy' }])
    const act = async (change: {
      readonly ground?: string
      readonly witness?: string
      readonly method?: string
      readonly issuer?: string
    }): Promise<Doing> => {
      const { ground = 'judgment', witness = 'p-gao', method = 'keys-destroyed', issuer = 'court' } = change
      const order = await file(sim, sim.onshore, issuer, 'destruction-order', { lot: 'D', ground })
      const record = await file(sim, sim.onshore, 'finance-bureau', 'destruction-record', {
        lot: 'D',
        units: '100000000',
        method: 'keys-destroyed',
        witnesses: ['p-gao', 'p-zhang'],
      })
      return {
        by: 'p-wang',
        kind: 'lot.destroyed',
        subject: lot,
        documents: [order, record],
        payload: { ground, order, method, how: 'SANDBOX', witnesses: [witness], record },
      }
    }
    expect(await tryAct(sim, await act({ issuer: 'psb' }), ['p-zhao', 'p-chen'])).toEqual(['CN-CL-64-destroy'])
    expect(await tryAct(sim, await act({ witness: 'p-zhang' }), ['p-zhao', 'p-chen'])).toEqual([
      'CN-HOUSE-destroy-witness',
    ])
    expect(await tryAct(sim, await act({ method: 'unspendable' }), ['p-zhao', 'p-chen'])).toEqual([
      'CN-HOUSE-destroy-witness',
    ])
    expect(await tryAct(sim, await act({}), ['p-zhao', 'p-chen'])).toEqual([])
    expect([
      sim.stageOf('onshore', lot),
      balances(sim)[`equity:destroyed ${btc}`],
      balances(sim)[`assets:custody ${btc}`],
    ]).toEqual(['destroyed', '100000000', undefined])
    expect(await tryAct(sim, close, ['p-chen'])).toEqual([])
  })

  const close: Doing = {
    by: 'p-zhang',
    kind: 'case.closed',
    payload: { retentionYears: 10, retentionBasis: 'SANDBOX' },
  }

  test('sealed in a named standing custody, looked at within the year, and the case closes', async () => {
    const sim = await arrange([{ lot: 'D', outcome: 'forfeit', purpose: 'unsellable' }])
    expect(await tryAct(sim, close, ['p-chen'])).toEqual(['CN-CPL-245-ended'])
    const decision = await file(sim, sim.onshore, 'psb', 'sealing-decision', { lot: 'D', custodian: 'institute' })
    const keys = await file(sim, sim.onshore, 'institute', 'key-ceremony', { fresh: true, custodian: 'institute' })
    const seal = (more: object): Doing => ({
      by: 'p-wang',
      kind: 'lot.sealed',
      subject: lot,
      documents: [decision, keys],
      payload: { reason: 'untradable', decision, custodian: 'institute', keys, reviewOn: '2027-06-20', ...more },
    })
    expect(await tryAct(sim, seal({ custodian: 'provider' }), ['p-zhao', 'p-chen'])).toEqual(['CN-CPL-245-seal'])
    expect(await tryAct(sim, seal({}), ['p-zhao', 'p-chen'])).toEqual([])
    expect(balances(sim)[`standing:custody ${btc}`]).toBe('100000000')
    const review = async (units: string): Promise<Doing> => {
      const proof = await file(sim, sim.onshore, 'institute', 'control-proof', { lot: 'D', units })
      return {
        by: 'p-wang',
        kind: 'seal.reviewed',
        subject: lot,
        payload: { finding: 'SANDBOX', proof, stillThere: true, reviewOn: '2027-06-20' },
        documents: [proof],
      }
    }
    expect(await tryAct(sim, await review('99999999'))).toEqual(['CN-HOUSE-seal-proof'])
    expect(await tryAct(sim, await review('100000000'))).toEqual([])
    expect(await tryAct(sim, close, ['p-chen'])).toEqual([])
    expect(sums(sim)).toEqual([])
  })
})

describe('what property yields', () => {
  test('a fork stands on a line of its own, follows its principal, and is judged with it', async () => {
    const sim = await arrange([{ lot: 'A', outcome: 'forfeit', stage: 'judged' }])
    const bch = 'bip122:000000000000000000651ef99cb9fcbe/slip44:145'
    const proof = await file(sim, sim.onshore, 'institute', 'holding-statement', {
      asset: bch,
      units: '100000000',
      address: 'bcrt1qagencyaddressofline1',
    })
    change(sim, (state) => {
      const custody = state.slices.custody as unknown as { held: { address: string }[] }
      return {
        ...state,
        slices: {
          ...state.slices,
          custody: {
            ...custody,
            held: custody.held.map((row) => ({ ...row, address: 'bcrt1qagencyaddressofline1' })),
          } as never,
        },
      }
    })
    const fork = (more: object): Doing => ({
      by: 'p-wang',
      kind: 'yield.recorded',
      documents: [proof],
      payload: {
        what: 'fork',
        line: 9,
        principals: [1],
        asset: bch,
        units: '100000000',
        address: 'bcrt1qagencyaddressofline1',
        txid: '0'.repeat(64),
        index: 0,
        shownBy: 'statement',
        proof,
        why: 'SANDBOX fork at a height',
        ...more,
      },
    })
    expect(await tryAct(sim, fork({ line: 1 }), ['p-chen'])).toEqual(['CN-CPL-245-yield'])
    expect(await tryAct(sim, fork({ principals: [7] }), ['p-chen'])).toEqual(['CN-CPL-245-yield'])
    expect(await tryAct(sim, fork({ units: '100000001' }), ['p-chen'])).toEqual(['CN-CPL-245-yield'])
    expect(await tryAct(sim, fork({}), ['p-chen'])).toEqual([])
    expect([balances(sim)[`assets:custody ${bch}`], sums(sim)]).toEqual(['100000000', []])
    const classified: Doing = {
      by: 'p-zhang',
      kind: 'lot.classified',
      subject: { lot: 'F' },
      payload: {
        lines: [9],
        outcome: 'sell',
        tradable: true,
        evidenceInKind: false,
        taint: 'SANDBOX none',
        claims: 'SANDBOX none',
      },
    }
    change(sim, (state) => ({
      ...state,
      slices: {
        ...state.slices,
        seizure: {
          ...(state.slices.seizure as object),
          measure: { kind: 'seized', from: '2026-01-12', officers: [] },
          lines: [{ line: 1 }],
        } as never,
      },
    }))
    expect(await tryAct(sim, classified, ['p-chen'])).toEqual([])
    const judged: Doing = {
      by: 'p-zhang',
      kind: 'basis.judged',
      subject: { lot: 'F' },
      documents: [sim.judgment],
      payload: { judgment: sim.judgment, outcome: 'forfeit', serviceOn: '2026-06-02', mapping: true },
    }
    expect(await tryAct(sim, judged, ['p-chen'])).toEqual([])
  })
})
