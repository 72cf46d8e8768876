import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/record/jcs.ts'
import { lastDay } from '../../src/core/rules/calendar.ts'
import { citation, packOfRule } from '../../src/core/rules/citation.ts'
import { type LicenceRegister, licenceInForce } from '../../src/core/rules/licences.ts'
import type { Zone } from '../../src/core/rules/pack.ts'
import { beijing, cn, decide, factsMet, hk, unmetIds } from './packs.ts'
import { licences, mainland } from './registers.ts'

/** The scenarios D1 to D10 that the packs must decide, as far as rules carry them; the fen of D9 are counted by the distribution's own tests. */
const no = (found: string, required: string): Json => ({ ok: false, found, required })
const ask = (zone: Zone, kind: string, change: Record<string, Json>, at: string) =>
  decide({
    packs: zone === 'onshore' ? [cn, beijing] : [hk, beijing],
    zone,
    kind,
    at,
    facts: { ...factsMet(kind), ...change },
  })
const cites = (ids: readonly string[]) =>
  ids.map((id) => {
    const { number, instrument, article } = citation(packOfRule([cn, hk, beijing], id)!, id, 'zh-CN')
    return `${number ?? instrument} ${article}`
  })

describe('D1 change of notice: an inquiry opened onshore', () => {
  const inquiry = { opensOnshore: true, asksOnshoreBuyers: true }
  test.each([
    ['2026-02-05T15:59:00.000Z', ['CN-VC2021-noinquiry'], '银发〔2021〕237号 一(二)'],
    ['2026-02-05T16:00:00.000Z', ['CN-VC2026-noinquiry'], '银发〔2026〕42号 虚拟货币相关业务活动'],
  ])('at %s cites %s', (at, rules, source) => {
    const verdict = ask('onshore', 'inquiry.opened', inquiry, at)
    expect([verdict.allowed, unmetIds(verdict), cites(unmetIds(verdict))]).toEqual([false, rules, [source]])
    // Asked again at any later time, the moment of the act decides: same answer, same rule ids.
    expect(ask('onshore', 'inquiry.opened', inquiry, at)).toEqual(verdict)
  })
})

describe('D2 sale during trial', () => {
  test.each([
    ['the presiding judge approves', { approverLevel: 'presiding-judge' }, ['CN-SPC-439-president']],
    ['the president approves', {}, []],
    ['the money goes to the police account', { moneyHeldBy: 'police' }, ['CN-SPC-439-money']],
  ])('%s', (_, change, rules) => {
    expect(
      unmetIds(
        ask(
          'onshore',
          'basis.consentedTrial',
          { organisedCrime: false, consentInCustody: false, ...change },
          '2026-05-12T02:00:00.000Z',
        ),
      ),
    ).toEqual(rules)
  })
})

test('D3 who held the coins cannot consent for the victim they came from', () => {
  const facts = {
    organisedCrime: false,
    consentInCustody: false,
    appliedInWriting: false,
    rightHolderIdentified: false,
    rightHolderUndisputed: false,
    harmsNobody: false,
    actorIsRightHolder: no('holder A', 'right-holder B'),
  }
  const verdict = ask('onshore', 'basis.consentedInvestigation', facts, '2026-04-02T02:00:00.000Z')
  expect(unmetIds(verdict)).toEqual(['CN-MPS159-246-harm', 'CN-MPS2015-21-permit', 'CN-MPS2015-21-rightholder'])
  expect(citation(cn, 'CN-MPS2015-21-rightholder', 'en').remedy).toBe(
    'Return it early to the victim (MPS-159 article 234), or wait for the judgment (SPC 438).',
  )
})

describe('D4 nobody there', () => {
  test.each([
    ['the reason is noted, a witness signs', {}, [], []],
    [
      'the reason is not noted',
      { holderSignedOrNoted: false },
      ['CN-MPS159-230-holder'],
      ['公安部令第127号，公安部令第159号修正 230(2)'],
    ],
    ['no witness', { witnessSigned: false }, ['CN-CPL-142-witness'], ['主席令第10号（2018） 142']],
    ['two copies', { copies: 2 }, ['CN-MPS159-230-copies'], ['公安部令第127号，公安部令第159号修正 230(1)']],
  ])('%s', (_, change, rules, sources) => {
    const unmet = unmetIds(
      ask('onshore', 'seizure.listed', { copies: 3, investigatorSignatures: 2, ...change }, '2026-03-10T02:00:00.000Z'),
    )
    expect([unmet, cites(unmet)]).toEqual([rules, sources])
  })
})

describe('D5 related but unclaimed', () => {
  const noticeOver = (at: string): Json => {
    const last = lastDay({ calendar: mainland, event: '2025-05-09', term: { months: 6 } })
    return { ok: at.slice(0, 10) > last, found: at.slice(0, 10), required: `after ${last}` }
  }
  const claim = (at: string, foundUnrelated: boolean) =>
    unmetIds(
      ask(
        'onshore',
        'basis.unclaimed',
        {
          ground: 'unrelated-ownerless',
          foundUnrelated,
          legalAffairsSigned: foundUnrelated,
          noticeOver: noticeOver(at),
        },
        at,
      ),
    )
  test('no finding that it is unrelated: with the case, not to the treasury', () => {
    expect(claim('2025-11-10T02:00:00.000Z', false)).toEqual(['CN-MPS159-233-notice', 'CN-MPS159-234-withcase'])
  })
  test('with the finding, only from the day after the tenth of November', () => {
    expect(claim('2025-11-10T02:00:00.000Z', true)).toEqual(['CN-MPS159-233-notice'])
    expect(claim('2025-11-11T02:00:00.000Z', true)).toEqual([])
  })
  test('an ended notice alone is no ground', () => {
    expect(unmetIds(ask('onshore', 'basis.unclaimed', { ground: 'notice-over' }, '2025-11-11T02:00:00.000Z'))).toEqual([
      'CN-SPC-445-ground',
    ])
  })
})

describe('D6 the licence at the moment', () => {
  const btc = 'bip122:000000000019d6689c085ae165831e93/slip44:0'
  const privacyCoin = 'monero:418015bb9ae982a1975da7d79277c270/slip44:128'
  const host = 'api.vdx.test'
  const register: LicenceRegister = {
    ...licences,
    rows: licences.rows.map((row) =>
      row.entity === 'victory-fintech'
        ? {
            ...row,
            admits: [{ asset: btc, clientTypes: ['professional-investor'], from: '2026-02-13', source: 'test' }],
            hosts: [{ host, source: 'test' }],
          }
        : row,
    ),
  }
  const order = (change: { asset?: string; host?: string; at: string }) => {
    const { reason: _, ...licence } = licenceInForce({
      register,
      entity: 'victory-fintech',
      asset: btc,
      clientType: 'professional-investor',
      host,
      ...change,
    })
    return ask('offshore', 'order.placed', { venueLicensed: licence }, change.at)
  }
  test.each([
    ['not licensed yet', { at: '2026-02-12T07:00:00.000Z' }, ['HK-AMLO-53ZRD-order']],
    ['licensed', { at: '2026-02-13T07:00:00.000Z' }, []],
    ['a coin that is not admitted', { at: '2026-02-13T07:00:00.000Z', asset: privacyCoin }, ['HK-AMLO-53ZRD-order']],
    [
      'a host of another entity',
      { at: '2026-02-13T07:00:00.000Z', host: 'api-pro.hashkey.com' },
      ['HK-AMLO-53ZRD-order'],
    ],
  ])('%s', (_, change, rules) => {
    expect(unmetIds(order(change))).toEqual(rules)
  })
  test('the refusal shows what was found', () => {
    const verdict = order({ at: '2026-02-12T07:00:00.000Z' })
    expect(verdict.allowed ? [] : verdict.unmet[0]!.found.venueLicensed).toEqual({
      ok: false,
      found: 'AMLO s. 53ZRK from 2026-02-13 to open',
      required: `licence of victory-fintech for ${btc}, professional-investor, at ${host}, in force at 2026-02-12T07:00:00.000Z`,
    })
  })
})

describe('D7 from the wallet of the bureau', () => {
  const leg = { unhosted: true, thirdParty: true }
  test('a message between institutions is not what is asked, and what is asked is named', () => {
    const missing = {
      ...leg,
      messageInstead: true,
      originatorName: false,
      approvedBeforeReceipt: false,
      controlTestByPlatform: false,
    }
    expect(unmetIds(ask('offshore', 'leg.received', missing, '2026-03-16T02:00:00.000Z'))).toEqual([
      'HK-G-11.3-thirdparty',
      'HK-G-12.10.6-received',
      'HK-G-12.11.4-message',
      'HK-G-12.14.2-received',
    ])
  })
  test('below eight thousand Hong Kong dollars address or document is not asked', () => {
    const small = { ...leg, aboveThreshold: false, addressOrDocument: false }
    expect(unmetIds(ask('offshore', 'leg.received', small, '2026-03-16T02:00:00.000Z'))).toEqual([])
    expect(
      unmetIds(ask('offshore', 'leg.received', { ...small, aboveThreshold: true }, '2026-03-16T02:00:00.000Z')),
    ).toEqual(['HK-G-12.14.2-received'])
  })
  test('the same stands where the machine asks before an address is used', () => {
    const missing = { thirdPartyApproved: false, particularsObtained: no('none', 'all'), controlTest: false }
    expect(unmetIds(ask('offshore', 'address.issued', missing, '2026-03-16T02:00:00.000Z'))).toEqual([
      'HK-G-11.5c-thirdparty',
      'HK-G-12.10.6-control',
      'HK-G-12.14.2b-particulars',
    ])
  })
})

describe('D8 foreign exchange', () => {
  const at = '2026-05-18T02:00:00.000Z'
  test.each([
    ['a charge explains the difference', {}, []],
    ['one cent above the ceiling', { withinCeiling: no('3000000.01', '3000000.00') }, ['CN-FX-21-within']],
    ['the day after the last', { insideDates: no('2026-05-21', '2026-04-20 to 2026-05-20') }, ['CN-FX-21-within']],
    ['another payee', { payeeAsApproved: no('cbex', 'psb') }, ['CN-FX-21-within']],
    ['charges that explain nothing', { chargesExplain: no('2999965.00', '3000000.00') }, ['CN-FX-12-charges']],
  ])('%s', (_, change, rules) => {
    expect(unmetIds(ask('onshore', 'fx.settled', change, at))).toEqual(rules)
  })
  test('without approval, under the Beijing model', () => {
    const verdict = ask('onshore', 'fx.approved', { fxRoute: 'reply' }, at)
    expect([unmetIds(verdict), cites(unmetIds(verdict))]).toEqual([['BJ-fx-approval'], ['国务院令第532号 21']])
  })
})

describe('D9 two pots', () => {
  test.each([
    ['pots mixed', { potsSeparate: false }, ['CN-SPC-445-pots']],
    ['no method in the plan', { methodStated: false }, ['CN-SPC-438-method']],
    ['shares that do not recompute', { sharesExact: no('4615384.62', '4615384.61') }, ['CN-EXE-10-shares']],
  ])('%s', (_, change, rules) => {
    expect(unmetIds(ask('onshore', 'distribution.decided', change, '2026-06-20T02:00:00.000Z'))).toEqual(rules)
  })
})

describe('D10 no victims', () => {
  const at = '2026-06-20T02:00:00.000Z'
  test('claims are recorded and answered', () => expect(ask('onshore', 'claim.answered', {}, at).allowed).toBe(true))
  test('payment to a class to which the judgment returns nothing is refused', () => {
    const facts = { judgmentReturnsToClass: no('上缴国库', 'words of return to 传销参与人') }
    expect(unmetIds(ask('onshore', 'victim.paid', facts, at))).toEqual(['CN-SPC-445-payable'])
    expect(
      unmetIds(ask('onshore', 'distribution.decided', { claimantClassReturned: facts.judgmentReturnsToClass }, at)),
    ).toEqual(['CN-SPC-445-class'])
  })
  test('the coins must be mapped to lines of the inventory', () => {
    expect(unmetIds(ask('onshore', 'basis.judged', { namesAsset: false }, at))).toEqual(['CN-SPC-444-names'])
  })
})

describe('the three refusals that a user meets first', () => {
  const at = '2026-11-24T02:00:00.000Z'
  test('a platform whose licence is not in force', () => {
    const unmet = unmetIds(ask('offshore', 'clearance.given', { licenceInForce: no('not in force', 'in force') }, at))
    expect([unmet, cites(unmet)]).toEqual([['HK-AMLO-53ZRD-licence'], ['Cap. 615 s. 53ZRD, 53ZRK']])
  })
  test('deposit cover below 1.10, at the last digit', () => {
    const unmet = unmetIds(ask('onshore', 'transfer.approved', { coverHolds: no('1.0999999999', '1.10') }, at))
    expect([unmet, cites(unmet)]).toEqual([['BJ-deposit-cover'], ['履约保证金比例的报道 110%']])
  })
  test('a floor that cannot be reached', () => {
    const unmet = unmetIds(ask('offshore', 'sale.started', { floorReachable: no('83.2 BTC', '100 BTC') }, at))
    expect([unmet, cites(unmet)]).toEqual([['BJ-floor-reachable'], ['财税〔2020〕54号 保留价']])
  })
  test('cover blocks no sale, no return and no remittance', () => {
    const facts = { coverHolds: no('0.5', '1.10') }
    expect(ask('onshore', 'transfer.approved', { ...facts, purpose: 'return' }, at).allowed).toBe(true)
    for (const kind of ['sale.started', 'remittance.ordered', 'order.placed'])
      expect(
        beijing.rules.find((rule) => rule.kinds.includes(kind) && rule.facts.includes('coverHolds')),
      ).toBeUndefined()
  })
})
