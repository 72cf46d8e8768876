import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { paperKeyOf } from '../../sandbox/bank/sign.ts'
import { tradedBy } from '../../sandbox/coins/traded.ts'
import { entrustOnshore } from '../../sandbox/rehearsal/entrust.ts'
import { screen } from '../../sandbox/rehearsal/screen.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import { makeHolder } from '../../sandbox/signer/holder.ts'
import { bitcoinAsset, network } from '../../sandbox/world.ts'
import { defineKind } from '../../src/core/case/kind.ts'
import { closed, flag, type Of } from '../../src/core/case/shapes.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { change } from '../distribution/arrange.ts'
import { openListed } from './openFront.ts'
import { type Simulation, simulate } from './simulate.ts'

/** The scenarios D1, D6, D7 and D8 by real actions; the others are walked in front.test.ts and in test/distribution. */

const bodyOf = (document: Json) =>
  document as unknown as { manifest: Record<string, Json>; cedar: Record<string, string> }

describe('D1 change of notice: a price inquiry to mainland buyers, opened onshore', () => {
  const shape = closed({ opensOnshore: flag, asksOnshoreBuyers: flag, computesPrice: flag })
  type Payload = Of<typeof shape>
  /** The machine has no such act, because it is barred: a kind of the test's own asks what the law would say to it. */
  const inquiryOpened = defineKind<Payload>({
    name: 'inquiry.opened',
    stream: 'case',
    zones: ['onshore'],
    anywhere: true,
    payload: shape,
    facts: {
      opensOnshore: ({ payload }) => payload.opensOnshore,
      asksOnshoreBuyers: ({ payload }) => payload.asksOnshoreBuyers,
      computesPrice: ({ payload }) => payload.computesPrice,
    },
    apply: (state) => state,
  })
  const inquiry = (effectiveAt?: string): Doing => ({
    by: 'p-zhang',
    kind: 'inquiry.opened',
    payload: { opensOnshore: true, asksOnshoreBuyers: true, computesPrice: false },
    ...(effectiveAt === undefined ? {} : { effectiveAt }),
  })
  const before = '2026-02-05T15:59:00.000Z'
  const after = '2026-02-05T16:00:00.000Z'

  test('the notice of 2021 refuses it to the last minute, that of 2026 from midnight on; in 2027 each moment is answered as then', async () => {
    const sim = await simulate({ startsAt: '2026-02-01T01:00:00.000Z', kinds: [inquiryOpened] })
    await openListed(sim, { measure: 'seized', startsOn: '2026-02-01' })
    sim.at(before)
    expect(await sim.refusedBy(sim.onshore, inquiry())).toEqual(['CN-VC2021-noinquiry'])
    sim.at(after)
    expect(await sim.refusedBy(sim.onshore, inquiry())).toEqual(['CN-VC2026-noinquiry'])
    sim.at('2027-03-01T01:00:00.000Z')
    expect(await sim.refusedBy(sim.onshore, inquiry(before))).toEqual(['CN-VC2021-noinquiry'])
    expect(await sim.refusedBy(sim.onshore, inquiry(after))).toEqual(['CN-VC2026-noinquiry'])
    await sim.end()
  })
})

describe('before coins leave the wallet of the bureau', () => {
  let sim: Simulation
  beforeAll(async () => {
    sim = await simulate({ world: true, seed: 'd6', startsAt: '2026-02-11T01:00:00.000Z' })
    const { held, inventory } = await seize(sim, { startsOn: '2026-02-11' })
    await entrustOnshore(sim, { held, inventory, depositFen: 120_000_000n })
    const { offshore } = sim
    // Another brand's company under its own licence, as of the day on which the regulator published it.
    const enrolment = await file(sim, offshore, 'trust', 'enrolment', { org: vdx })
    await offshore.found(
      'organisation.enrolled',
      { org: vdx, role: 'platform', family: 'vdx', name: 'SANDBOX VDX', document: enrolment },
      [enrolment],
    )
    const { publicKey } = paperKeyOf({ seed: sim.seed, party: vdx })
    await offshore.found(
      'key.enrolled',
      {
        key: publicKey,
        holder: vdx,
        use: 'organisation',
        algorithm: 'ed25519',
        vouchedBy: 'trust',
        document: enrolment,
        confirmation: { by: 'trust', how: 'call-back', document: enrolment },
      },
      [enrolment],
    )
    await offshore.found('licence.registered', {
      entity: vdx,
      regulator: 'SANDBOX SFC',
      licence: 'SANDBOX VDX',
      assets: [bitcoinAsset],
      clientTypes: ['professional-investor'],
      hosts: ['vdx.invalid:443'],
      from: '2026-02-12T16:00:00.000Z',
      source: 'SANDBOX register',
    })
  }, 240_000)
  afterAll(() => sim.end())

  const vdx = 'sandbox-vdx'
  const monero = 'monero:418015bb9ae982a1975da7d79277c270/slip44:128'
  const screenCustomer = async (platform: string): Promise<void> => {
    const { bitcoinAddress } = makeHolder({ seed: sim.seed, holder: 'suspect-1' })
    const screened = { purpose: 'clearance', about: 'trust', platform, lot: 'A' } as const
    await screen(sim, 'offshore', { ...screened, addresses: [bitcoinAddress], names: ['SANDBOX VDX'] })
  }
  const clearance = async (platform: string, asset = bitcoinAsset): Promise<Doing> => {
    const of = (issuer: string, type: string, body: { readonly [key: string]: Json }) =>
      file(sim, sim.offshore, issuer, type, body)
    const papers = {
      diligence: await of(platform, 'customer-diligence', { customer: 'trust', asset }),
      titleOpinion: await of('counsel', 'title-opinion', { basis: 'judgment' }),
      oscoOpinion: await of('counsel', 'osco-opinion', { section: 's.25' }),
      sourcePack: await of(platform, 'source-pack-accepted', { asset }),
      screening: await of(platform, 'sanctions-screening', { lists: ['UNSO', 'UNATMO', 'WMD'], hits: 0 }),
      statement: await of(platform, 'platform-statement', { asset, states: 'may proceed' }),
    }
    const [first] = await sim.offshore.get<{ id: string }[]>('/api/cases')
    sim.offshore.caseId = first!.id
    await screenCustomer(platform)
    return {
      by: 'p-ng',
      kind: 'clearance.given',
      subject: { lot: 'A' },
      payload: {
        platform,
        accountHolder: 'trust',
        clientType: 'professional-investor',
        asset,
        states: 'may proceed',
        ...papers,
      },
      documents: Object.values(papers),
    }
  }
  const address = async (said: { readonly [key: string]: Json }, payload: object = {}): Promise<Doing> => {
    const given = makeHolder({ seed: sim.seed, holder: vdx }).bitcoinAddress
    const statement = await file(sim, sim.offshore, vdx, 'deposit-address', {
      address: given,
      asset: bitcoinAsset,
      testUnits: tradedBy.BTC.testUnits.toString(),
      network,
      particulars: [
        'originator-name',
        'originator-wallet',
        'originator-address-or-id',
        'recipient-name',
        'recipient-account',
      ],
      thirdPartyApprovedBy: 'SANDBOX MLRO',
      ...said,
    })
    return {
      by: 'p-ng',
      kind: 'address.issued',
      subject: { lot: 'A' },
      payload: {
        platform: vdx,
        address: given,
        testUnits: tradedBy.BTC.testUnits.toString(),
        particulars: true,
        thirdParty: true,
        statement,
        ...payload,
      },
      documents: [statement],
    }
  }

  describe('D6 the licence at the moment', () => {
    test('on 12 February the company has none, from 13 February it has; a privacy coin is never admitted', async () => {
      sim.at('2026-02-12T07:00:00.000Z')
      expect(await sim.refusedBy(sim.offshore, await clearance(vdx))).toEqual(['HK-AMLO-53ZRD-licence'])
      sim.at('2026-02-13T07:00:00.000Z')
      expect(await sim.refusedBy(sim.offshore, await clearance(vdx, monero))).toContain('HK-AMLO-53ZRD-licence')
      expect(await sim.refusedBy(sim.offshore, await clearance(vdx))).toEqual([])
    })
  })

  describe('D7 from the wallet of the bureau straight to a deposit address', () => {
    test('a message between institutions is not what is asked: particulars, approval and test are, each named', async () => {
      sim.at('2026-03-16T02:00:00.000Z')
      // A month after the clearance its screening is old (G 6.15).
      expect(await sim.refusedBy(sim.offshore, await address({}))).toEqual(['HK-G-6.15-current'])
      await screenCustomer(vdx)
      const message = await address(
        { particulars: ['ivms101-message'], thirdPartyApprovedBy: '', testUnits: '1' },
        { thirdParty: false },
      )
      expect((await sim.refusedBy(sim.offshore, message)).toSorted()).toEqual([
        'HK-G-11.5c-thirdparty',
        'HK-G-12.10.6-control',
        'HK-G-12.14.2b-particulars',
      ])
      const all = [
        'originator-name',
        'originator-wallet',
        'originator-address-or-id',
        'recipient-name',
        'recipient-account',
      ]
      for (const missing of all) {
        const said = { particulars: all.filter((item) => item !== missing) }
        expect([missing, await sim.refusedBy(sim.offshore, await address(said))]).toEqual([
          missing,
          ['HK-G-12.14.2b-particulars'],
        ])
      }
    })

    test('onshore nothing is approved to an address that no platform has issued', async () => {
      const to = makeHolder({ seed: sim.seed, holder: vdx }).bitcoinAddress
      const built = await sim.onshore.post<{ unsigned: string }>(`/api/cases/${sim.onshore.caseId}/transfers`, {
        lot: 'A',
        pays: [{ address: to, units: tradedBy.BTC.testUnits.toString() }],
        fee: '2000',
      })
      const refused = await sim.refusedBy(sim.onshore, {
        by: 'p-wang',
        kind: 'proposal.made',
        subject: { lot: 'A' },
        payload: {
          proposes: 'transfer.approved',
          payload: {
            transfer: 'd7',
            purpose: 'test',
            network,
            asset: bitcoinAsset,
            pays: [{ platform: vdx, address: to, units: tradedBy.BTC.testUnits.toString() }],
            fee: '2000',
            unsigned: built.unsigned,
            readBack: true,
          },
        },
        documents: [built.unsigned],
      })
      expect(refused).toEqual(expect.arrayContaining(['BJ-route']))
    })

    test('a leg worth HK$7,999 needs no address or document of the originator, one of HK$8,000 does; the rest always', async () => {
      const few = ['originator-name', 'originator-wallet', 'recipient-name', 'recipient-account']
      const worth = async (legValueHkd: string, particulars = few) =>
        sim.refusedBy(sim.offshore, await address({ particulars, legValueHkd }))
      expect(await worth('800000')).toEqual(['HK-G-12.14.2b-particulars'])
      expect(await worth('799900', few.slice(1))).toEqual(['HK-G-12.14.2b-particulars'])
      expect(await worth('-1')).toEqual(['HK-G-12.14.2b-particulars'])
      expect(await worth('799900')).toEqual([])
    })
  })
})

describe('D8 foreign exchange', () => {
  const open = async (amend?: (folder: string, document: Json) => Json): Promise<Simulation> => {
    const sim = await simulate({ startsAt: '2026-05-18T01:00:00.000Z', ...(amend === undefined ? {} : { amend }) })
    await openListed(sim, { measure: 'seized', startsOn: '2026-03-02' })
    // Nothing of this case went offshore: what would cross has nowhere to arrive.
    sim.zones.onshore.appended = () => {}
    return sim
  }
  /** What the sale offshore left: a tranche that is out and sold, and the bank's remittance that crossed. The way there is walked by other suites. */
  const remitted = (sim: Simulation, amount: string): void =>
    change(sim, (state) => ({
      ...state,
      stages: { ...state.stages, 'lot A': 'tested', 'tranche A/1': 'transferred' },
      balances: { ...state.balances, 'crossing:offshore USD': amount, 'equity:sold USD': `-${amount}` },
      crossed: {
        ...state.crossed,
        'remittance.reported A/1': {
          entry: '0'.repeat(64),
          at: sim.clock.now(),
          recordedAt: sim.clock.now(),
          fields: { amount, currency: 'USD', endToEndId: 'E-1' },
        } as never,
      },
    }))
  const terms = { currency: 'USD', ceiling: '300000000', from: '2026-04-20', until: '2026-05-20' }
  const approval = async (
    sim: Simulation,
    payee = 'psb-case',
    account = 'SBX-CN-CASE',
    issuer = 'safe',
  ): Promise<Doing> => {
    const said = { number: 'SANDBOX-核-1', branch: 'SANDBOX branch' }
    const paper = await file(sim, sim.onshore, issuer, 'safe-approval', { ...said, ...terms, payeeAccount: account })
    return {
      by: 'p-sun',
      kind: 'fx.approved',
      subject: { lot: 'A' },
      payload: { route: 'approval', approval: paper, ...said, ...terms, payee },
      documents: [paper],
    }
  }
  const settled = async (
    sim: Simulation,
    {
      sent,
      came,
      valueDate = '2026-05-18',
      account = 'SBX-CN-CASE',
    }: { sent: bigint; came: bigint; valueDate?: string; account?: string },
  ): Promise<Doing> => {
    const charges = sent === came ? [] : [{ what: 'correspondent', amount: (sent - came).toString() }]
    const advice = await file(sim, sim.onshore, 'bank-cn', 'remittance-advice', {
      currency: 'USD',
      remitted: sent.toString(),
      received: came.toString(),
      charges: charges.map(({ what, amount }) => ({ amount, what })),
      payeeAccount: account,
      endToEndId: 'E-1',
      valueDate,
    })
    const gross = came * 7n
    const slipped = {
      rate: '7',
      rmbGross: gross.toString(),
      bankFee: '20000',
      rmb: (gross - 20_000n).toString(),
      bopNumber: 'B-1',
    }
    const slip = await file(sim, sim.onshore, 'bank-cn', 'settlement-slip', slipped)
    return {
      by: 'p-sun',
      kind: 'fx.settled',
      subject: { lot: 'A', tranche: 'A/1' },
      payload: {
        advice,
        slip,
        currency: 'USD',
        remitted: sent.toString(),
        received: came.toString(),
        charges,
        ...slipped,
      },
      documents: [advice, slip],
    }
  }

  test('three million US dollars less a charge of 35 come in within ceiling, dates and payee; a cent more, a day later and another payee do not', async () => {
    const sim = await open()
    remitted(sim, '300000000')
    expect(await sim.refusedBy(sim.onshore, await approval(sim, 'deposit', 'SBX-CN-DEPOSIT'))).toEqual([
      'CN-FX-23-payee',
    ])
    expect(await sim.refusedBy(sim.onshore, await approval(sim, 'psb-case', 'SBX-CN-CASE', 'cbex'))).toEqual([
      'CN-FX-21-approval',
    ])
    expect(await sim.refusedBy(sim.onshore, await approval(sim))).toEqual([])
    const whole = { sent: 300_000_000n, came: 299_996_500n }
    const refused = async (off: object) => sim.refusedBy(sim.onshore, await settled(sim, { ...whole, ...off }))
    expect(await refused({ valueDate: '2026-05-21' })).toEqual(['CN-FX-21-within'])
    expect(await refused({ account: 'SBX-CN-DEPOSIT' })).toEqual(['CN-FX-21-within'])
    expect(await refused({})).toEqual([])
    expect(sim.stageOf('onshore', { lot: 'A', tranche: 'A/1' })).toBe('settled')
    const { balances } = sim.stateOf('onshore')
    expect(balances['assets:receivable CNY']).toBe((299_996_500n * 7n - 20_000n).toString())
    expect(balances['expenses:bank-charges USD']).toBe('3500')
    await sim.end()
  })

  test('one cent above the ceiling is refused', async () => {
    const sim = await open()
    remitted(sim, '300000001')
    expect(await sim.refusedBy(sim.onshore, await approval(sim))).toEqual([])
    expect(await sim.refusedBy(sim.onshore, await settled(sim, { sent: 300_000_001n, came: 299_996_501n }))).toEqual([
      'CN-FX-21-within',
    ])
    await sim.end()
  })

  describe("SAFE's reply that none is needed, with the bank's opinion", () => {
    const reply = async (sim: Simulation, leaveOut: readonly string[] = [], bank = 'bank-cn'): Promise<Doing> => {
      const said = { number: 'SANDBOX-复-1', branch: 'SANDBOX branch' }
      const paper = await file(sim, sim.onshore, 'safe', 'safe-reply', { ...said, route: 'reply' })
      const opinion = await file(sim, sim.onshore, bank, 'fx-opinion', { ...terms, payeeAccount: 'SBX-CN-CASE' })
      const full = { route: 'reply', approval: paper, opinion, ...said, ...terms, payee: 'psb-case' }
      const payload = Object.fromEntries(Object.entries(full).filter(([name]) => !leaveOut.includes(name)))
      return { by: 'p-sun', kind: 'fx.approved', subject: { lot: 'A' }, payload, documents: [paper, opinion] }
    }

    test('is refused under the Beijing model, by its own parameter and FX 21', async () => {
      const sim = await open()
      remitted(sim, '300000000')
      expect(await sim.refusedBy(sim.onshore, await reply(sim))).toEqual(['BJ-fx-approval'])
      await sim.end()
    })

    test('stands on FX 13 and 12 under a model that admits it, changed as data only', async () => {
      const sim = await open((folder, document) => {
        if (folder !== 'packs/models/beijing') return document
        const { manifest, cedar } = bodyOf(document)
        const file8 = '08-foreign-exchange.cedar'
        const admitted = cedar[file8]!.replace(
          'context.fxRoute == "approval"',
          '["approval", "reply"].contains(context.fxRoute)',
        )
        expect(admitted).not.toBe(cedar[file8])
        return { manifest, cedar: { ...cedar, [file8]: admitted } } as unknown as Json
      })
      remitted(sim, '300000000')
      expect(await sim.refusedBy(sim.onshore, await reply(sim, ['opinion']))).toEqual(
        expect.arrayContaining(['CN-FX-13-reply']),
      )
      expect(await sim.refusedBy(sim.onshore, await reply(sim, [], 'cbex'))).toEqual(['CN-FX-13-reply'])
      expect(await sim.refusedBy(sim.onshore, await reply(sim))).toEqual([])
      const { rules } = sim.entriesOf('onshore').at(-1)!.entry.fields.decision!.value as { rules: string[] }
      expect(rules).toEqual(expect.arrayContaining(['CN-FX-12-route', 'CN-FX-13-reply']))
      expect(await sim.refusedBy(sim.onshore, await settled(sim, { sent: 300_000_000n, came: 300_000_000n }))).toEqual(
        [],
      )
      await sim.end()
    })
  })
})
