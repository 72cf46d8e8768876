import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Custody } from '../../sandbox/coins/coins.ts'
import { personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { moveCoins } from '../../sandbox/rehearsal/move.ts'
import { screen } from '../../sandbox/rehearsal/screen.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import { makeHolder, type SandboxHolder, signBip322 } from '../../sandbox/signer/holder.ts'
import { countersignAction, signAction } from '../../src/core/case/action.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { overridesFor, type Packs } from '../../src/core/zone/packsState.ts'
import { measuresOf, standingOf } from '../../src/onshore/measure/measure.ts'
import { actOn as act, onshoreActs } from './onshoreActs.ts'
import { type Simulation, simulate } from './simulate.ts'

/** One case from September 2025 on: what leaves it, or is sold, before any judgment. */
let sim: Simulation
let custody: Custody
beforeAll(async () => {
  sim = await simulate({ world: true, startsAt: '2025-09-01T01:00:00.000Z' })
  custody = (await seize(sim, { startsOn: '2025-09-01' })).custody
}, 120_000)
afterAll(() => sim.end())

const { refused, paper, units, split } = onshoreActs(() => sim)

/** An entry of the packs' stream: by one person, countersigned by another. */
let signed = 0
function zoneAct(kind: string, by: string, second: string | undefined, payload: object, documents: readonly string[]) {
  const { org, roles } = personOf(by)
  const action = signAction(
    {
      id: `exceptions:${signed++}`,
      kind,
      actor: { org, person: by, role: roles[0]! },
      payload: payload as { [key: string]: Json },
      documents,
      zone: sim.zones.onshore.parameters.id,
    },
    personKey(sim.seed, by).secretKey,
  )
  const result = sim.zones.onshore.act(
    second === undefined ? action : countersignAction(action, personKey(sim.seed, second).secretKey),
  )
  if (result.outcome !== 'refused') return []
  const { unmet, code, message } = result.refusal
  return unmet.length === 0 ? [`${code}: ${message}`] : unmet.map(({ rule }) => rule)
}

let laterGive: () => readonly string[]
const packs = () => sim.zones.onshore.streamOf('packs')!.state as Packs

/** The right-holder's release or return: control shown with the very key, identity checked by the organ. */
async function backTo(
  lot: string,
  claimant: string,
  holder: SandboxHolder,
  change: object,
  more: readonly string[] = [],
) {
  const message = `SANDBOX: I, ${claimant}, ask for lot ${lot} at ${holder.bitcoinAddress}`
  const control = await paper('institute', 'address-control', {
    claimant,
    address: holder.bitcoinAddress,
    message,
    signature: signBip322({ message, holder }),
  })
  const identity = await paper('psb', 'identity-check', { claimant })
  await screen(sim, 'onshore', {
    purpose: 'return',
    about: claimant,
    lot,
    addresses: [holder.bitcoinAddress],
    names: [`SANDBOX ${claimant}`],
  })
  const payload = { claimant, address: holder.bitcoinAddress, control, identity, ...change }
  return act('p-zhang', 'release.decided', lot, payload, [control, identity, ...more])
}

async function giveBack(lot: string, claimant: string, address: string): Promise<void> {
  const fee = 2_000n
  const transfer = `return-${lot.toLowerCase()}`
  const pays = [{ address, units: (BigInt(units(lot)) - fee).toString() }]
  const txid = await moveCoins(sim, { transfer, purpose: 'return', lot, pays, fee, custody })
  const receipt = await paper(claimant, 'receipt', { txid })
  await sim.onshore.act(act('p-wang', 'lot.returned', lot, { transfer, receipt, collectedByOfficer: false }, [receipt]))
  expect(sim.stageOf('onshore', { lot })).toBe('returned')
}

const approvers = ['p-zhao', 'p-chen']

describe('5b at the investigation: permitted by an article that nobody here has read', () => {
  const permit = 'CN-MPS2015-21-permit'
  const asked = ['BJ-approvals']

  async function ready(lot: string, consent: string): Promise<Doing> {
    const finding = await paper('psb', 'title-finding', {
      lot,
      rightHolder: 'victim',
      undisputed: true,
      harmsNobody: true,
    })
    await sim.onshore.act(
      act(
        'p-chen',
        'title.found',
        lot,
        {
          rightHolder: 'victim',
          undisputed: true,
          harmsNobody: true,
          coOwners: [],
          concerned: [{ party: 'suspect-a', standing: 'suspect' }],
          grounds: 'SANDBOX traced',
          paper: finding,
        },
        [finding],
      ),
    )
    const served = await sim.onshore.document(`SANDBOX served ${lot}`)
    const parties = [{ party: 'suspect-a', standing: 'suspect', on: '2025-09-01' }]
    await sim.onshore.act(act('p-shen', 'concerned.told', lot, { about: 'disposal', parties, paper: served }, [served]))
    const signedAt = '2025-09-01T00:30:00.000Z'
    const form = await paper('victim', 'disposal-consent', {
      rightHolder: 'victim',
      form: 'application',
      lot,
      units: units(lot),
      signedAt,
      valuation: { amount: '450000', currency: 'CNY', date: '2025-08-29', source: 'SANDBOX annotation' },
      model: 'beijing',
      fee: 'SANDBOX budget',
      alternatives: ['wait', 'return', 'security'],
      noEffect: true,
      howToWithdraw: 'SANDBOX in writing, at any time until the first tranche leaves',
    })
    await sim.onshore.act(
      act(
        'p-zhang',
        'consent.given',
        lot,
        {
          consent,
          rightHolder: 'victim',
          form: 'application',
          signedAt,
          paper: form,
          units: units(lot),
          inCustody: false,
        },
        [form],
      ),
    )
    const approval = await paper('psb', 'disposal-approval', {
      level: 'principal-head',
      lot,
      consent,
      account: 'psb-case',
    })
    const finance = await paper('finance-bureau', 'finance-word', { lot })
    const payload = {
      consent,
      approval,
      finance,
      propertyClass: 'volatile',
      organisedCrime: false,
      account: 'psb-case',
    }
    return act('p-zhang', 'basis.consentedInvestigation', lot, payload, [approval, finance])
  }

  const give = (by: string, second: string, change: object = {}) => {
    const document = sim.zones.onshore.document('SANDBOX opinion: the article, as counsel read it')
    const payload = {
      rule: permit,
      pack: packs().inForce.find((pack) => pack.id === 'cn')!.hash,
      kind: 'legal-opinion',
      document,
      case: sim.onshore.caseId,
      beneficiary: 'psb',
      reason: 'SANDBOX the full text was had from the ministry',
      ...change,
    }
    return zoneAct('override.given', by, second, payload, [document])
  }

  test('with every condition met it is refused all the same: an unverified permission permits nothing', async () => {
    await split('A', 'C', '20000000')
    await split('A', 'D', '20000000')
    expect(await refused(await ready('C', 'c1'))).toEqual([...asked, permit])
  })

  test('an opinion from the beneficiary’s own chain is none, and one for another case lets nothing pass in this one', async () => {
    expect(give('p-chen', 'p-gao')).toEqual(['HOUSE-override-giver'])
    expect(give('p-ma', 'p-zhao')).toEqual(['HOUSE-override-approver'])
    expect(give('p-ma', 'p-gao', { case: 'ab'.repeat(32) })).toEqual([])
    expect(overridesFor(packs(), sim.onshore.caseId)).toEqual([])
    expect(await refused(await ready('C', 'c2'))).toEqual([...asked, permit])
  })

  test('with an opinion from outside the basis is met; the entry names the rule, and the entry that let it pass', async () => {
    expect(give('p-ma', 'p-gao')).toEqual([])
    const doing = await ready('C', 'c3')
    const { payload } = doing
    // The other conditions stand: no finance department, another account, a lower head.
    expect(await refused({ ...doing, payload: { ...payload, account: 'court-case' } })).toContain(permit)
    await sim.onshore.approved(doing, approvers)
    expect(sim.stageOf('onshore', { lot: 'C' })).toBe('consented')
    const last = sim.entriesOf('onshore').at(-1)!.entry
    expect(last.header.kind).toBe('basis.consentedInvestigation')
    expect(last.fields.decision!.value).toMatchObject({
      overridden: [{ rule: permit, entry: packs().overrides!.at(-1)!.entry }],
    })
  })

  test('withdrawn, it lets nothing more pass; what stood on it stands', async () => {
    const { entry } = packs().overrides!.at(-1)!
    expect(zoneAct('override.withdrawn', 'p-ma', undefined, { override: entry, reason: 'SANDBOX' }, [])).toEqual([])
    expect(await refused(await ready('D', 'd1'))).toEqual([...asked, permit])
    expect(sim.stageOf('onshore', { lot: 'C' })).toBe('consented')
  })

  test('the third of one person in a year passes, the fourth does not: withdrawn ones count as given', () => {
    expect(give('p-ma', 'p-gao')).toEqual([])
    expect(give('p-ma', 'p-gao')).toEqual(['HOUSE-override-person'])
    expect(packs().overrides!.filter(({ by }) => by.person === 'p-ma')).toHaveLength(3)
    expect(give('p-kou', 'p-gao')).toEqual(['HOUSE-override-giver'])
  })

  /** Called at the end of the file, when a year has passed. */
  laterGive = () => give('p-ma', 'p-gao')
})

describe('release', () => {
  const owner = () => makeHolder({ seed: sim.seed, holder: 'bystander' })
  const suspect = (n: number) => makeHolder({ seed: sim.seed, holder: `suspect-${n}` })
  const asked = ['BJ-approvals']

  test('unrelated: on a signed finding about this lot, within three days of it, to whom it was taken from', async () => {
    await split('A', 'E', '10000000')
    const found = (lot: string, unrelated: boolean) =>
      paper('psb', 'unrelated-finding', { lot, unrelated, from: 'victim' })
    const [right, other, related] = [await found('E', true), await found('D', true), await found('E', false)]
    const release = (finding: string, change: object = {}, claimant = 'victim') =>
      backTo('E', claimant, owner(), { ground: 'unrelated', foundOn: '2025-09-01', finding, ...change }, [finding])
    expect(await refused(await release(other))).toEqual([...asked, 'CN-CPL-145-unrelated'])
    expect(await refused(await release(related))).toEqual([...asked, 'CN-CPL-145-unrelated'])
    expect(await refused(await release(right, {}, 'suspect-a'))).toEqual([...asked, 'CN-MPS159-233-owner'])
    // Three days from Monday the first: through Thursday the fourth, mainland time.
    sim.at('2025-09-04T15:59:59.999Z')
    expect(await refused(await release(right))).toEqual(asked)
    // A day late blocks nobody: it is done, and the entry says that it was late.
    sim.at('2025-09-04T16:00:00.000Z')
    await sim.onshore.approved(await release(right), approvers)
    const { warnings } = sim.entriesOf('onshore').at(-1)!.entry.fields.decision!.value as { warnings: string[] }
    expect(warnings).toEqual(['CN-CPL-145-threedays'])
    await giveBack('E', 'victim', owner().bitcoinAddress)
  }, 60_000)

  test('lapsed: while another organ that waited in line holds it, nothing is released; its own term over, all of it is', async () => {
    const decision = await paper('psb', 'seizure-decision', { number: 'SANDBOX-冻-2', level: 'county-head' })
    const freeze = {
      measure: 'm2',
      kind: 'frozen',
      lines: [4],
      decision,
      startsOn: '2025-09-04',
      expiresOn: '2026-03-03',
      propertyClass: 'funds',
      grounds: 'SANDBOX counted as funds',
    }
    await sim.onshore.approved({ by: 'p-zhang', kind: 'measure.taken', payload: freeze, documents: [decision] }, [
      'p-chen',
    ])
    const notice = await sim.onshore.document('SANDBOX notice to assist of another bureau')
    const queued = { measure: 'm2', organ: 'other-psb', notice, level: 'county-head', since: '2025-09-04', months: '6' }
    await sim.onshore.act({ by: 'p-zhang', kind: 'measure.queued', payload: queued, documents: [notice] })
    const release = (foundOn: string, ground = 'lapsed') => backTo('B', 'victim', suspect(3), { ground, foundOn })
    const stands = () => standingOf(measuresOf(sim.stateOf('onshore')).m2!, sim.clock.now()).state
    sim.at('2026-03-03T15:59:59.999Z')
    expect(stands()).toBe('in-force')
    expect(await refused(await release('2026-03-03'))).toEqual([...asked, 'CN-CPL-145-unrelated'])
    // At midnight of its last day the freeze is gone and the one that waited holds: nobody's act is needed.
    sim.at('2026-03-03T16:00:00.000Z')
    expect(stands()).toBe('taken-over')
    expect(await refused(await release('2026-03-04'))).toEqual([...asked, 'CN-CPL-145-unrelated'])
    // Nor does the organ's own lot go on to anything else while the other's freeze holds.
    const again = { ...freeze, measure: 'm3', startsOn: '2026-03-04', expiresOn: '2026-09-03' }
    expect(await refused({ by: 'p-zhang', kind: 'measure.taken', payload: again, documents: [decision] })).toEqual([
      ...asked,
      'CN-MPS159-242-second',
      'CN-MPS159-242-turn',
    ])
    // Six months of the other's own: from the fourth of March through the fourth of September.
    sim.at('2026-09-04T15:59:59.999Z')
    expect(stands()).toBe('taken-over')
    sim.at('2026-09-04T16:00:00.000Z')
    expect(stands()).toBe('lapsed')
    expect(await refused(await release('2026-09-05', 'lifted'))).toEqual([...asked, 'CN-CPL-145-unrelated'])
    await sim.onshore.approved(await release('2026-09-05'), approvers)
    await giveBack('B', 'victim', suspect(3).bitcoinAddress)
  }, 60_000)

  test('lifted: for the competent authority it is nobody else’s; for the owner it goes to the address of the list', async () => {
    sim.at('2026-09-07T02:00:00.000Z')
    const lift = async (asksConfiscation: boolean, recipient: string) => {
      const ground = await paper('procuratorate', 'lifting-ground', { ground: 'not-prosecuted', asksConfiscation })
      const payload = {
        measure: 'm1',
        ground: 'not-prosecuted',
        decidedOn: '2026-09-07',
        paper: ground,
        opinionAsksConfiscation: asksConfiscation,
        recipient,
      }
      return { by: 'p-zhang', kind: 'measure.lifted', payload, documents: [ground] }
    }
    const release = () => backTo('D', 'victim', suspect(1), { ground: 'lifted', foundOn: '2026-09-07' })
    expect(await refused(await release())).toEqual([...asked, 'CN-CPL-145-unrelated'])
    // Two ends of the same case, one beside the other: what the opinion asks decides whose it is.
    const before = sim.zones.onshore.streams.get(sim.onshore.caseId)!
    await sim.onshore.approved(await lift(true, 'competent-authority'), ['p-chen'])
    expect(await refused(await release())).toEqual([...asked, 'CN-CPL-145-unrelated'])
    sim.zones.onshore.streams.set(sim.onshore.caseId, before)
    await sim.onshore.approved(await lift(false, 'owner'), ['p-chen'])
    const elsewhere = backTo('D', 'victim', makeHolder({ seed: sim.seed, holder: 'elsewhere' }), {
      ground: 'lifted',
      foundOn: '2026-09-07',
    })
    expect(await refused(await elsewhere)).toEqual([...asked, 'CN-MPS159-233-owner'])
    await sim.onshore.approved(await release(), approvers)
    await giveBack('D', 'victim', suspect(1).bitcoinAddress)
    // The rest of lot A is the owner's too, and nobody sells it any more.
    const letter = await paper('psb', 'disposal-approval', { level: 'principal-head', lot: 'A', consent: 'c3' })
    const sale = {
      consent: 'c3',
      approval: letter,
      propertyClass: 'volatile',
      organisedCrime: false,
      account: 'psb-case',
    }
    expect(await refused(act('p-zhang', 'basis.consentedInvestigation', 'A', sale, [letter]))).toContain(
      'CN-MPS159-240-measure',
    )
  }, 60_000)
})

test('a year after the first, the same person may give an opinion again', () => {
  expect(Date.parse(sim.clock.now()) - Date.parse('2025-09-01T01:00:00.000Z')).toBeGreaterThan(365 * 86_400_000)
  expect(laterGive()).toEqual([])
})
