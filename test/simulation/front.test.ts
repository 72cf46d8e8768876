import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Custody } from '../../sandbox/coins/coins.ts'
import { moveCoins } from '../../sandbox/rehearsal/move.ts'
import { screen } from '../../sandbox/rehearsal/screen.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import { custodyDescriptor, makeCustodian } from '../../sandbox/signer/custodian.ts'
import { makeHolder, signBip322 } from '../../sandbox/signer/holder.ts'
import { bitcoinAsset, network } from '../../sandbox/world.ts'
import { addressAt, parseDescriptor } from '../../src/core/custody/bitcoin/descriptor.ts'
import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { freeUnits } from '../../src/onshore/custody/units.ts'
import { actOn as act, onshoreActs } from './onshoreActs.ts'
import { type Simulation, simulate } from './simulate.ts'

/** One case from May 2025 on; the scenarios D2, D3 and D5 walk lots of it, to the date. */
let sim: Simulation
let custody: Custody
beforeAll(async () => {
  sim = await simulate({ world: true, startsAt: '2025-05-01T01:00:00.000Z' })
  custody = (await seize(sim, { startsOn: '2025-05-01' })).custody
}, 120_000)
afterAll(() => sim.end())

const { refused, paper, units, split } = onshoreActs(() => sim)

async function told(lot: string, on: string, parties: readonly { party: string; standing: string }[]) {
  const proof = await sim.onshore.document(`SANDBOX served ${lot} ${on}`)
  const payload = { about: 'disposal', parties: parties.map((one) => ({ ...one, on })), paper: proof }
  return act('p-shen', 'concerned.told', lot, payload, [proof])
}

async function title(by: string, issuer: string, lot: string, change: { readonly [key: string]: Json }) {
  const found = { undisputed: true, harmsNobody: true, ...change }
  const { rightHolder, undisputed, harmsNobody } = found as unknown as Record<string, Json>
  const finding = await paper(issuer, 'title-finding', {
    lot,
    rightHolder: rightHolder!,
    undisputed: undisputed!,
    harmsNobody: harmsNobody!,
  })
  const payload = { coOwners: [], concerned: [], grounds: 'SANDBOX', ...found, paper: finding }
  return act(by, 'title.found', lot, payload, [finding])
}

async function consent(
  by: string,
  lot: string,
  given: { readonly consent: string; readonly rightHolder: string; readonly form: string; readonly signedAt: string },
  more: object = {},
  leaveOut: readonly string[] = [],
) {
  const { rightHolder, form, signedAt } = given
  const full = {
    rightHolder,
    form,
    lot,
    units: units(lot),
    signedAt,
    valuation: { amount: '450000', currency: 'CNY', date: '2026-05-07', source: 'SANDBOX annotation' },
    model: 'beijing',
    fee: 'SANDBOX budget',
    alternatives: ['wait', 'return', 'security'],
    noEffect: true,
    howToWithdraw: 'SANDBOX in writing, at any time until the first tranche leaves',
  }
  const body = Object.fromEntries(Object.entries(full).filter(([name]) => !leaveOut.includes(name)))
  const form_ = await paper('counsel', 'disposal-consent', body)
  const payload = { ...given, paper: form_, units: units(lot), inCustody: false, ...more }
  return act(by, 'consent.given', lot, payload, [form_])
}

describe('D5 related but unclaimed, lot B', () => {
  const unclaimed = (payload: object, documents: readonly string[]) =>
    act('p-zhang', 'basis.unclaimed', 'B', payload, documents)

  test('the notice runs six months from its publication, to the Monday after a Sunday', async () => {
    sim.at('2025-05-09T02:00:00.000Z')
    const proof = await sim.onshore.document('SANDBOX notice')
    const payload = { notice: 'n1', kind: 'owner-unknown', publishedOn: '2025-05-09', where: 'SANDBOX', paper: proof }
    expect(await refused(act('p-zhang', 'notice.published', 'B', payload, []))).toEqual(['CN-SPC-615-published'])
    expect(await refused(act('p-zhang', 'notice.published', 'B', payload, [proof]))).toEqual([])
    expect(sim.stateOf('onshore').marks?.['notice.owner-unknown']).toEqual({ n1: '2025-05-09' })
  })

  test('with no finding that it is unrelated it goes with the case, not to the treasury', async () => {
    sim.at('2025-11-10T02:00:00.000Z')
    expect(await refused(unclaimed({ ground: 'unrelated-ownerless', notice: 'n1' }, []))).toEqual([
      'BJ-approvals',
      'CN-MPS159-233-notice',
      'CN-MPS159-234-withcase',
    ])
    expect(await refused(unclaimed({ ground: 'notice-over', notice: 'n1' }, []))).toEqual([
      'BJ-approvals',
      'CN-SPC-445-ground',
    ])
  })

  test('with the finding it is a basis from the day after the tenth of November, unless somebody claims it', async () => {
    const finding = await paper('psb', 'unrelated-finding', {
      lot: 'B',
      unrelated: true,
      ownerUnknown: true,
      signedBy: 'p-chen',
    })
    const basis = unclaimed({ ground: 'unrelated-ownerless', notice: 'n1', finding }, [finding])
    expect(await refused(basis)).toEqual(['BJ-approvals', 'CN-MPS159-233-notice'])
    sim.at('2025-11-10T16:00:00.000Z')
    expect(await refused(basis)).toEqual(['BJ-approvals'])
    const claim = await objection('B', 'o1', { standing: 'outsider' })
    expect(await refused(claim)).toEqual([])
    expect(await refused(basis)).toEqual(['BJ-approvals', 'BJ-holds', 'CN-MPS159-233-noclaim'])
    expect(await refused(await decision('B', 'o1', 'dismissed'))).toEqual([])
    await sim.onshore.approved(basis, ['p-chen'])
    expect(sim.stageOf('onshore', { lot: 'B' })).toBe('unclaimed')
    expect(sim.stateOf('onshore').slices.basis).toMatchObject({ B: { outcome: 'forfeit' } })
  })
})

async function objection(lot: string, id: string, change: object = {}): Promise<Doing> {
  const written = await sim.onshore.document(`SANDBOX objection ${id}`)
  const payload = {
    objection: id,
    party: 'victim',
    standing: 'victim',
    about: 'title',
    ground: 'SANDBOX mine',
    paper: written,
    receivedOn: sim.clock.now().slice(0, 10),
    decidedBy: 'court',
    ...change,
  }
  return act('p-zhang', 'objection.filed', lot, payload, [written])
}

async function decision(lot: string, id: string, how: string, issuer = 'court'): Promise<Doing> {
  const written = await paper(issuer, 'objection-decision', { objection: id, decision: how })
  const payload = { objection: id, decision: how, reasons: 'SANDBOX', paper: written }
  return act('p-shen', 'objection.decided', lot, payload, [written])
}

describe('D3 the holder is not the right-holder, lot C', () => {
  const approvalOf = (lot: string, consentId: string) =>
    paper('psb', 'disposal-approval', { level: 'principal-head', lot, consent: consentId, account: 'psb-case' })

  test('the suspect who held the coins consents; the principal head approves; it is refused', async () => {
    sim.at('2026-04-02T02:00:00.000Z')
    await split('A', 'C', '20000000')
    const found = await title('p-chen', 'psb', 'C', {
      rightHolder: 'victim',
      holder: 'suspect-a',
      undisputed: false,
      harmsNobody: false,
      concerned: [{ party: 'victim', standing: 'victim' }],
    })
    expect(await refused(found)).toEqual([])
    const parties = [
      { party: 'victim', standing: 'victim' },
      { party: 'suspect-a', standing: 'suspect' },
    ]
    expect(await refused(await told('C', '2026-04-01', parties))).toEqual([])
    const given = {
      consent: 'c1',
      rightHolder: 'suspect-a',
      form: 'consent',
      signedAt: '2026-04-01T02:00:00.000Z',
    }
    expect(await refused(await consent('p-zhang', 'C', given))).toEqual([])
    const approval = await approvalOf('C', 'c1')
    const finance = await paper('finance-bureau', 'finance-word', { lot: 'C' })
    const payload = {
      consent: 'c1',
      approval,
      finance,
      propertyClass: 'volatile',
      organisedCrime: false,
      account: 'psb-case',
    }
    const disposal = act('p-zhang', 'basis.consentedInvestigation', 'C', payload, [approval, finance])
    expect(await refused(disposal)).toEqual([
      'BJ-approvals',
      'CN-MPS159-246-harm',
      'CN-MPS2015-21-permit',
      'CN-MPS2015-21-rightholder',
    ])
    // Organised crime: consent is not enough at all.
    expect(await refused({ ...disposal, payload: { ...payload, organisedCrime: true } })).toContain(
      'CN-OC-43-application',
    )
  })

  test('it may go back early to the victim, once title is clear, at the word of the county head', async () => {
    const holder = makeHolder({ seed: sim.seed, holder: 'victim' })
    const message = `SANDBOX: I, victim, ask that lot C be returned to ${holder.bitcoinAddress}`
    const control = await paper('victim', 'address-control', {
      claimant: 'victim',
      address: holder.bitcoinAddress,
      message,
      signature: signBip322({ message, holder }),
    })
    const identity = await paper('psb', 'identity-check', { claimant: 'victim' })
    const record = await sim.onshore.document('SANDBOX pictures and chain proofs')
    const approval = await paper('psb', 'return-approval', { lot: 'C', level: 'county-head', factsVerified: true })
    const weak = await paper('psb', 'return-approval', { lot: 'C', level: 'unit-head', factsVerified: true })
    const payload = (of: string) => ({
      claimant: 'victim',
      address: holder.bitcoinAddress,
      control,
      identity,
      record,
      valuation: 'SANDBOX 90000 CNY, 2026-04-02',
      approval: of,
      reasons: 'SANDBOX',
    })
    const documents = [control, identity, record, approval, weak]
    expect(await refused(act('p-zhang', 'earlyReturn.decided', 'C', payload(weak), documents))).toEqual([
      'BJ-approvals',
      'CN-AML-40-address',
      'CN-AML-40-screened',
      'CN-MPS159-234-clear',
      'CN-MPS159-234-harm',
      'CN-MPS159-234-head',
    ])
    const found = { rightHolder: 'victim', concerned: [{ party: 'victim', standing: 'victim' }] }
    await sim.onshore.act(await title('p-chen', 'psb', 'C', found))
    await cleared('return', 'victim', 'C', holder.bitcoinAddress)
    await sim.onshore.approved(act('p-zhang', 'earlyReturn.decided', 'C', payload(approval), documents), [
      'p-zhao',
      'p-chen',
    ])
    await giveBack('C', 'victim', holder.bitcoinAddress)
    expect(sim.stageOf('onshore', { lot: 'C' })).toBe('returned')
    expect(sim.stateOf('onshore').marks?.['lot.released']?.['lot C']).toBe(sim.clock.now())
  }, 240_000)
})

function cleared(purpose: 'return' | 'handover', about: string, lot: string, address: string) {
  return screen(sim, 'onshore', { purpose, about, lot, addresses: [address] })
}

async function giveBack(lot: string, claimant: string, address: string): Promise<void> {
  const fee = 2_000n
  const txid = await moveCoins(sim, {
    transfer: `return-${lot.toLowerCase()}`,
    purpose: 'return',
    lot,
    pays: [{ address, units: (BigInt(units(lot)) - fee).toString() }],
    fee,
    custody,
  })
  const receipt = await paper(claimant, 'receipt', { txid })
  const payload = { transfer: `return-${lot.toLowerCase()}`, receipt, collectedByOfficer: false }
  await sim.onshore.act(act('p-wang', 'lot.returned', lot, payload, [receipt]))
}

describe('D2 sale during trial, lot A', () => {
  const payload = async (level: string, account: string) => {
    const approval = await paper('court', 'disposal-approval', { level, lot: 'A', consent: 'c2', account })
    return {
      documents: [approval],
      payload: { consent: 'c2', approval, propertyClass: 'volatile', organisedCrime: false, account },
    }
  }
  const disposal = async (level: string, account: string): Promise<Doing> => {
    const { documents, payload: of } = await payload(level, account)
    return act('p-shen', 'basis.consentedTrial', 'A', of, documents)
  }

  test('the defendant, undisputed right-holder, applies in writing on the eighth of May', async () => {
    sim.at('2026-05-06T02:00:00.000Z')
    await sim.onshore.act(await title('p-shen', 'court', 'A', { rightHolder: 'defendant', holder: 'defendant' }))
    await sim.onshore.act(await told('A', '2026-05-06', [{ party: 'defendant-kin', standing: 'kin' }]))
    sim.at('2026-05-08T02:00:00.000Z')
    const given = {
      consent: 'c2',
      rightHolder: 'defendant',
      form: 'application',
      signedAt: '2026-05-08T01:00:00.000Z',
    }
    expect(await refused(await consent('p-shen', 'A', { ...given, signedAt: '2026-05-08T03:00:00.000Z' }))).toEqual([
      'CN-HOUSE-consent-paper',
    ])
    expect(await refused(await consent('p-shen', 'A', given))).toEqual([])
  })

  test('on the eleventh the presiding judge approves: refused; into the account of the bureau: refused', async () => {
    sim.at('2026-05-11T02:00:00.000Z')
    expect(await refused(await disposal('presiding-judge', 'court-case'))).toEqual(['CN-SPC-439-president'])
    sim.at('2026-05-12T02:00:00.000Z')
    expect(await refused(await disposal('court-president', 'psb-case'))).toEqual(['CN-SPC-439-money'])
  })

  test('what is claimed is told apart: an objection to a part strikes that part and no more', async () => {
    const before = freeUnits(sim.stateOf('onshore'), 'A')
    expect(await refused(await objection('A', 'o2', { units: `${BigInt(units('A')) + 1n}` }))).toEqual([
      'CN-SPC-279-objection',
    ])
    await sim.onshore.act(await objection('A', 'o2', { units: '10000000' }))
    expect(freeUnits(sim.stateOf('onshore'), 'A')).toBe(before - 10_000_000n)
    expect(sim.stateOf('onshore').holds['objection/o2']).toMatchObject({ kind: 'objection', units: '10000000' })
    expect(await refused(await disposal('court-president', 'court-case'))).toEqual(['BJ-holds', 'CN-OC-49-told'])
    const lifted = { hold: 'objection/o2', reason: 'SANDBOX' }
    expect(await refused({ ...act('p-shen', 'hold.lifted', 'A', lifted), subject: {} })).toEqual([
      'CN-CPL-117-decided',
      'CN-EXE-14-holdpaper',
    ])
    expect(await refused(await decision('A', 'o2', 'upheld', 'psb'))).toEqual(['CN-CIVPL-238-decision'])
    await sim.onshore.act(await decision('A', 'o2', 'upheld'))
    await split('A', 'D', '10000000', { ground: 'objection', hold: 'objection/o2' })
    expect(sim.stateOf('onshore').holds['objection/o2']).toMatchObject({ lots: ['D'] })
    expect(freeUnits(sim.stateOf('onshore'), 'A')).toBe(before - 10_000_000n)
  })

  test('the application was for more than is left: one for the lot as it is, and the basis is met', async () => {
    expect(await refused(await disposal('court-president', 'court-case'))).toEqual(['CN-SPC-439-stands'])
    const given = {
      consent: 'c3',
      rightHolder: 'defendant',
      form: 'application',
      signedAt: '2026-05-12T01:00:00.000Z',
    }
    await sim.onshore.act(await consent('p-shen', 'A', given))
    const approval = await paper('court', 'disposal-approval', { level: 'court-president', lot: 'A', consent: 'c3' })
    const of = { consent: 'c3', approval, propertyClass: 'volatile', organisedCrime: false, account: 'court-case' }
    const other = { ...of, propertyClass: 'other' }
    expect(await refused(act('p-shen', 'basis.consentedTrial', 'A', other, [approval]))).toEqual(['CN-SPC-439-class'])
    expect(await refused(act('p-shen', 'basis.consentedTrial', 'A', of, [approval]))).toEqual([])
    expect(sim.stageOf('onshore', { lot: 'A' })).toBe('consented')
    expect(sim.stateOf('onshore').slices.earlyBasis).toMatchObject({ A: { stage: 'trial', organ: 'court' } })
  })

  test('taken back before a tranche leaves, the basis is gone', async () => {
    const back = async (rightHolder: string) => {
      const written = await paper('counsel', 'consent-withdrawal', { rightHolder })
      return act('p-shen', 'consent.withdrawn', 'A', { consent: 'c3', paper: written }, [written])
    }
    expect(await refused(await back('somebody-else'))).toEqual(['CN-CPL-52-back'])
    expect(await refused(await back('defendant'))).toEqual([])
    expect(sim.stageOf('onshore', { lot: 'A' })).toBe('classified')
    expect(sim.stateOf('onshore').slices.earlyBasis).toEqual({})
    expect(await refused(await back('defendant'))).toEqual(['CN-CPL-52-back'])
  })

  test('from custody: counsel apart, full form, 72 hours, the procuratorate', async () => {
    const statement = await paper('counsel', 'counsel-statement', {
      consent: 'c4',
      present: true,
      apart: true,
      outsideInterrogation: true,
    })
    const given = {
      consent: 'c4',
      rightHolder: 'defendant',
      form: 'application',
      signedAt: '2026-05-12T02:00:00.000Z',
    }
    await sim.onshore.act(await consent('p-shen', 'A', given, { inCustody: true, counsel: statement }))
    const approval = await paper('court', 'disposal-approval', { level: 'court-president', lot: 'A', consent: 'c4' })
    const confirmed = await paper('procuratorate', 'consent-confirmation', { consent: 'c4' })
    const of = (confirmation: object) => ({
      consent: 'c4',
      approval,
      propertyClass: 'volatile',
      organisedCrime: false,
      account: 'court-case',
      ...confirmation,
    })
    const disposalOf = (confirmation: object) =>
      act('p-shen', 'basis.consentedTrial', 'A', of(confirmation), [approval, confirmed])
    sim.at('2026-05-15T01:59:59.000Z')
    expect(await refused(disposalOf({ confirmation: confirmed }))).toEqual(['CN-CPL-52-custody'])
    sim.at('2026-05-15T02:00:00.000Z')
    expect(await refused(disposalOf({}))).toEqual(['CN-CPL-52-custody'])
    expect(await refused(disposalOf({ confirmation: confirmed }))).toEqual([])
  })
})

describe('what was found to be another’s', () => {
  test('goes back to whom the decision names, past the hold that the decision keeps for him, and nowhere else', async () => {
    const address = makeHolder({ seed: sim.seed, holder: 'victim' }).bitcoinAddress
    const stranger = makeHolder({ seed: sim.seed, holder: 'stranger' })
    const release = async (claimant: string, holderName: string, change: object = {}) => {
      const holder = makeHolder({ seed: sim.seed, holder: holderName })
      const message = `SANDBOX: I, ${claimant}, ask for lot D at ${holder.bitcoinAddress}`
      const control = await paper('victim', 'address-control', {
        claimant,
        address: holder.bitcoinAddress,
        message,
        signature: signBip322({ message, holder }),
      })
      const identity = await paper('psb', 'identity-check', { claimant })
      const payload = {
        ground: 'objection-upheld',
        foundOn: '2026-05-12',
        claimant,
        address: holder.bitcoinAddress,
        control,
        identity,
        objection: 'o2',
        ...change,
      }
      return act('p-zhang', 'release.decided', 'D', payload, [control, identity])
    }
    expect(await refused(await release('suspect-a', 'stranger'))).toEqual([
      'BJ-approvals',
      'CN-AML-40-address',
      'CN-AML-40-screened',
      'CN-CPL-145-unrelated',
      'CN-MPS159-233-owner',
    ])
    expect(stranger.bitcoinAddress).not.toBe(address)
    await cleared('return', 'victim', 'D', stranger.bitcoinAddress)
    expect(await refused(await release('victim', 'victim', { ground: 'lifted' }))).toEqual([
      'BJ-approvals',
      'CN-AML-40-address',
      'CN-CPL-145-unrelated',
    ])
    await cleared('return', 'victim', 'D', address)
    await sim.onshore.approved(await release('victim', 'victim'), ['p-zhao', 'p-chen'])
    expect(sim.stateOf('onshore').holds).toEqual({})
    await giveBack('D', 'victim', address)
    expect(sim.stageOf('onshore', { lot: 'D' })).toBe('returned')
  }, 240_000)
})

describe('another organ takes over', () => {
  test('with fresh keys of its own, the list, a joint count on the chain and its receipt', async () => {
    await split('B', 'F', '5000000')
    const keys = (names: readonly string[]) => names.map((holder) => makeCustodian({ seed: sim.seed, holder }))
    const wallet = custodyDescriptor({ threshold: 2, custodians: keys(['court-1', 'court-2', 'court-3']) })
    const address = addressAt(parseDescriptor(wallet), { branch: 0, index: 0 }, bitcoinRegtestBcoin)
    const ceremony = (fresh: boolean) => paper('court', 'key-ceremony', { wallet, fresh })
    const list = await paper('psb', 'transfer-list', { lot: 'F', units: '5000000', asset: bitcoinAsset })
    const ground = await sim.onshore.document('SANDBOX transferred with the case')
    const over = async (fresh: boolean, organ = 'court') => {
      const made = await ceremony(fresh)
      const payload = { organ, network, wallet, address, ceremony: made, transferList: list, ground }
      return act('p-zhang', 'handover.decided', 'F', payload, [made, list, ground])
    }
    expect(await refused(await over(true))).toEqual(['BJ-approvals', 'CN-AML-40-address', 'CN-AML-40-screened'])
    await cleared('handover', 'court', 'F', address)
    expect(await refused(await over(false))).toEqual(['BJ-approvals', 'CN-HOUSE-handover-keys'])
    expect(await refused(await over(true, 'cbex'))).toEqual([
      'BJ-approvals',
      'CN-AML-40-address',
      'CN-AML-40-screened',
      'CN-HOUSE-handover-keys',
      'CN-MPS159-185-organ',
    ])
    await sim.onshore.approved(await over(true), ['p-zhao', 'p-chen'])
    const fee = 2_000n
    const arrived = (5_000_000n - fee).toString()
    const txid = await moveCoins(sim, {
      transfer: 'handover-f',
      purpose: 'handover',
      lot: 'F',
      pays: [{ address, units: arrived }],
      fee,
      custody,
    })
    const receipt = await paper('court', 'receipt', { txid })
    const counted = (court: string) =>
      act(
        'p-wang',
        'lot.handedOver',
        'F',
        {
          transfer: 'handover-f',
          counts: [
            { org: 'psb', units: arrived },
            { org: 'court', units: court },
          ],
          receipt,
        },
        [receipt],
      )
    expect(await refused(counted('1'))).toEqual(['CN-MPS159-185-count'])
    expect(await refused(counted(arrived))).toEqual([])
    expect(sim.stageOf('onshore', { lot: 'F' })).toBe('handed-over')
    expect(sim.stateOf('onshore').balances[`equity:handed-over ${bitcoinAsset}`]).toBe(arrived)
  }, 240_000)
})

const judged = (
  number: string,
  lines: readonly Json[],
  change: { readonly [key: string]: Json } = {},
  issuer = 'court',
) =>
  paper(issuer, 'judgment', {
    court: 'SANDBOX court',
    number,
    effectiveOn: '2026-05-10',
    appealClosed: true,
    lines: [...lines],
    ...change,
  })
const line = (outcome: string, of: string): Json => ({ lines: [2, 3], asset: bitcoinAsset, units: of, outcome })

describe('a judgment, lot G', () => {
  const basis = (judgment: string, change: object = {}, documents: readonly string[] = []) =>
    act(
      'p-zhang',
      'basis.judged',
      'G',
      { judgment, outcome: 'forfeit', serviceOn: '2026-05-15', mapping: true, ...change },
      [judgment, ...documents],
    )

  test('that says nothing of the lot is no basis; the court explains its own, or rules apart when asked', async () => {
    await split('A', 'G', '3000000')
    const silent = await judged('SANDBOX-刑初-9', [])
    expect(await refused(basis(silent))).toEqual(['BJ-approvals', 'CN-CPL-245-fits', 'CN-SPC-444-names'])
    const explained = (issuer: string, explains: string) =>
      judged('SANDBOX-说明-1', [line('forfeit', '3000000')], { explains }, issuer)
    const own = await explained('court', 'SANDBOX-刑初-9')
    const foreign = await explained('procuratorate', 'SANDBOX-刑初-9')
    const astray = await explained('court', 'SANDBOX-刑初-8')
    for (const explanation of [foreign, astray])
      expect(await refused(basis(silent, { explanation }, [explanation]))).toEqual(['BJ-approvals', 'CN-SPC-444-names'])
    expect(await refused(basis(silent, { explanation: own }, [own]))).toEqual(['BJ-approvals'])
    const question = await sim.onshore.document('SANDBOX question to the court')
    const ruled = (judgment: string, documents: readonly string[]) =>
      act('p-zhang', 'basis.ruled', 'G', { judgment, question, ruling: own, outcome: 'forfeit' }, documents)
    const said = await judged('SANDBOX-刑初-9', [line('forfeit', '3000000')])
    expect(await refused(ruled(silent, [silent, own]))).toEqual(['BJ-approvals', 'CN-MPS159-288-asked'])
    expect(await refused(ruled(said, [said, own, question]))).toEqual(['BJ-approvals', 'CN-SPC-446-silent'])
    expect(await refused(ruled(silent, [silent, own, question]))).toEqual(['BJ-approvals'])
  })

  test('of the first instance is a basis once ten days from its receipt are over, whatever it says of itself', async () => {
    const early = await judged('SANDBOX-刑初-9', [line('forfeit', '3000000')], { receivedOn: '2026-05-11' })
    // Ten days from the eleventh: through the twenty-first, a Thursday.
    sim.at('2026-05-21T15:59:59.000Z')
    expect(await refused(basis(early))).toEqual(['BJ-approvals', 'CN-CPL-259-effective'])
    const late = await judged('SANDBOX-刑初-9', [line('forfeit', '3000000')], {
      receivedOn: '2026-05-11',
      effectiveOn: '2026-05-22',
    })
    expect(await refused(basis(late))).toEqual(['BJ-approvals', 'CN-CPL-259-effective'])
    sim.at('2026-05-21T16:00:00.000Z')
    expect(await refused(basis(late))).toEqual(['BJ-approvals'])
    await sim.onshore.approved(basis(late), ['p-chen'])
    expect(sim.stateOf('onshore').marks?.['judgment.effective']?.['lot G']).toBe('2026-05-22')
  })
})

describe('unclaimed by the other three grounds, lot H', () => {
  const published = async (notice: string, kind: string, publishedOn: string) => {
    const proof = await sim.onshore.document(`SANDBOX ${notice}`)
    const payload = { notice, kind, publishedOn, where: 'SANDBOX', paper: proof }
    return act('p-zhang', 'notice.published', 'H', payload, [proof])
  }
  const unclaimed = (ground: string, notice: string, decided: string) =>
    act('p-zhang', 'basis.unclaimed', 'H', { ground, notice, title: decided }, [decided])

  test('confiscation: a serious offence, and the ruling after its five days, not the notice', async () => {
    await split('A', 'H', '2000000')
    await sim.onshore.act(await published('n2', 'confiscation', '2025-10-20'))
    const ruling = (change: { readonly [key: string]: Json }) =>
      judged('SANDBOX-没-1', [line('forfeit', '2000000')], change)
    const petty = await ruling({ seriousOffence: false })
    expect(await refused(unclaimed('confiscation-ruling', 'n2', petty))).toEqual(['BJ-approvals', 'CN-CPL-298-class'])
    const fresh = await ruling({ seriousOffence: true, receivedOn: '2026-05-19', effectiveOn: '2026-05-20' })
    expect(await refused(unclaimed('confiscation-ruling', 'n2', fresh))).toEqual(['BJ-approvals', 'CN-CPL-300-ruling'])
    const good = await ruling({ seriousOffence: true, receivedOn: '2026-05-11', effectiveOn: '2026-05-19' })
    expect(await refused(unclaimed('confiscation-ruling', 'n2', good))).toEqual(['BJ-approvals'])
  })

  test.each([
    ['ownerless-judgment', 'ownerless', 'ownerless', 'CN-CIVPL-203-ownerless'],
    ['unclaimed-after-judgment', 'claim-after-judgment', 'return', 'CN-SPC-445-year'],
  ])('%s: a year of its own notice and the judgment', async (ground, kind, outcome, rule) => {
    await sim.onshore.act(await published(`short-${kind}`, kind, '2025-05-22'))
    await sim.onshore.act(await published(`long-${kind}`, kind, '2025-05-20'))
    const decided = await judged('SANDBOX-民特-1', [line(outcome, '2000000')])
    const other = await judged('SANDBOX-民特-2', [line('lawful-property', '2000000')])
    expect(await refused(unclaimed(ground, `short-${kind}`, decided))).toEqual(['BJ-approvals', rule])
    expect(await refused(unclaimed(ground, 'n2', decided))).toEqual(['BJ-approvals', rule])
    expect(await refused(unclaimed(ground, `long-${kind}`, other))).toEqual(['BJ-approvals', rule])
    expect(await refused(unclaimed(ground, `long-${kind}`, decided))).toEqual(['BJ-approvals'])
  })
})

describe('at the prosecution, lot H', () => {
  test('the right-holder applies, the chief procurator approves, the procuratorate keeps the money', async () => {
    await sim.onshore.act(
      await title('p-yan', 'procuratorate', 'H', { rightHolder: 'suspect-a', coOwners: ['spouse'] }),
    )
    const given = (id: string, rightHolder: string, form: string) =>
      consent('p-yan', 'H', { consent: id, rightHolder, form, signedAt: '2026-05-21T12:00:00.000Z' })
    await sim.onshore.act(await given('c5', 'suspect-a', 'application'))
    await sim.onshore.act(await given('c6', 'suspect-a', 'consent'))
    const disposal = async (level: string, account: string, of = 'c5') => {
      const approval = await paper('procuratorate', 'disposal-approval', { level, lot: 'H', consent: of })
      const payload = { consent: of, approval, propertyClass: 'volatile', organisedCrime: false, account }
      return act('p-yan', 'basis.consentedProsecution', 'H', payload, [approval])
    }
    const ready = () => disposal('chief-procurator', 'procuratorate-case')
    // Nobody was told, the suspect neither, and nobody consents for a spouse.
    expect(await refused(await ready())).toEqual(['CN-HOUSE-coowners', 'CN-OC-49-told', 'CN-SPP-214-permit'])
    await sim.onshore.act(await told('H', '2026-05-21', [{ party: 'kin-of-a', standing: 'kin' }]))
    await sim.onshore.act(await given('c7', 'spouse', 'consent'))
    expect(await refused(await disposal('procurator', 'procuratorate-case'))).toEqual(['CN-SPP-214-permit'])
    expect(await refused(await disposal('chief-procurator', 'court-case'))).toEqual(['CN-SPP-214-permit'])
    expect(await refused(await disposal('chief-procurator', 'procuratorate-case', 'c6'))).toEqual(['CN-SPP-214-permit'])
    expect(await refused(await ready())).toEqual([])
  })
})
