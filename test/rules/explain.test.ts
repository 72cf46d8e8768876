import { describe, expect, test } from 'vitest'
import { checkPacks } from '../../src/core/rules/checkPacks.ts'
import { diffForCases, diffPacks } from '../../src/core/rules/diffPacks.ts'
import { explain } from '../../src/core/rules/explain.ts'
import { startOf } from '../../src/core/rules/interval.ts'
import { listRules, regimeView, ungoverned } from '../../src/core/rules/listRules.ts'
import { parsePack } from '../../src/core/rules/parsePack.ts'
import { beijing, cn, decide, factsMet, hk, laws, models, today, unmetIds } from './packs.ts'
import { questions } from './questions.ts'

const packs = [cn, hk, beijing]

test('the set has at least sixty questions, each asked once', () => {
  expect(questions.length).toBeGreaterThanOrEqual(60)
  expect(new Set(questions.map((question) => question.ask)).size).toBe(questions.length)
})

const state = { no: 'unmet', if: 'open', yes: 'met' } as const

test.each(questions)('$zone $at: $ask: $answer', ({ kind, zone, at, facts, answer, rules }) => {
  const explained = explain({
    packs,
    zone,
    kind,
    at: startOf(at),
    language: 'en',
    ...(facts === undefined ? {} : { facts }),
  })
  expect(explained.answer).toBe(answer)
  const named = explained.rules.filter((rule) => rule.blocks && rule.state === state[answer]).map((rule) => rule.rule)
  if (answer === 'no') expect(named).toEqual(rules)
  else expect(named).toEqual(expect.arrayContaining([...rules]))
})

const boundaries = ([cn, hk] as const).flatMap((pack) =>
  pack.rules.flatMap((rule) => {
    const { from, until } = rule.interval
    const zone = pack.manifest.zones[0]!
    const at = (moment: string, begins: boolean) => ({ rule, zone, moment, begins })
    return [at(from, true), ...(until === undefined ? [] : [at(until, false)])]
  }),
)

test('every change of the law, rule by rule: a millisecond before it and at it the rule is in force on its own side alone', () => {
  expect(boundaries.length).toBeGreaterThan(250)
  for (const { rule, zone, moment, begins } of boundaries) {
    const inForce = (at: string) => listRules({ packs, zone, at }).some((each) => each.rule === rule.id)
    const before = new Date(Date.parse(moment) - 1).toISOString()
    expect([rule.id, inForce(before), inForce(moment)]).toEqual([rule.id, !begins, begins])
  }
})

/** One rule for each day on which the law of a shore became another. */
const days = [...new Map(boundaries.map((change) => [`${change.zone} ${change.moment}`, change])).values()]
test.each(days)('$zone $moment: explain names $rule.id on its own side of that day alone', (change) => {
  const { rule, zone, moment, begins } = change
  const named = (at: string) => {
    const { rules } = explain({ packs, zone, kind: rule.kinds[0]!, at, language: 'en' })
    const ids = rules.map((each) => each.rule)
    // A rule that steps back before a later one that says the same is not named beside it.
    return ids.includes(rule.id) || (rule.yieldsTo?.some((id) => ids.includes(id)) ?? false)
  }
  const before = new Date(Date.parse(moment) - 1).toISOString()
  expect([named(before), named(moment)]).toEqual([!begins, begins])
})

describe('an explanation', () => {
  test('names the source in its own language and the rest in the language asked', () => {
    const { rules } = explain({ packs, zone: 'onshore', kind: 'reserve.confirmed', at: today, language: 'zh-HK' })
    expect(rules.find((rule) => rule.rule === 'CN-VC2026-noquote')?.citation).toMatchObject({
      instrument: '关于进一步防范和处置虚拟货币等相关风险的通知',
      number: '银发〔2026〕42号',
      title: '內地不為虛擬貨幣提供定價、資訊中介服務',
    })
  })
  test('refuses a fact that the kind does not have', () => {
    expect(() =>
      explain({ packs, zone: 'onshore', kind: 'paper.issued', at: today, language: 'en', facts: { nice: true } }),
    ).toThrow('paper.issued has no fact nice.')
  })
  test('agrees with the decision wherever all is known', () => {
    for (const { kind, zone, at } of questions) {
      const verdict = decide({ packs, kind, zone, at: startOf(at), facts: factsMet(kind) })
      const { answer } = explain({ packs, zone, kind, at: startOf(at), language: 'en', facts: factsMet(kind) })
      expect([kind, answer === 'yes']).toEqual([kind, verdict.allowed])
    }
  })
})

test.each(models.map((model) => [model.manifest.id, model] as const))(
  'the packs with the model %s are whole: sources, parameters, no contradiction',
  (_, model) => {
    expect(checkPacks([...laws, model])).toEqual([])
  },
)

describe('a faulty pack is told', () => {
  const changed = (change: (text: string) => string) => parsePack(JSON.parse(change(JSON.stringify(cn.document))))
  test('a contradiction', () => {
    const twin = changed((text) =>
      text
        .replace('context.caseFiled }', 'context.caseFiled && context.outOfArea && context.cooperationPaper == false }')
        .replace('"facts":["caseFiled"]', '"facts":["caseFiled","outOfArea","cooperationPaper"]'),
    )
    expect(checkPacks([twin, hk, beijing]).map((fault) => `${fault.what} ${fault.detail.slice(0, 31)}`)).toContain(
      'contradiction case.opened in the onshore zone',
    )
  })
  test('a rule that never refuses', () => {
    const idle = changed((text) =>
      text.replace('unless { context.caseFiled }', 'unless { context.caseFiled || context.caseFiled == false }'),
    )
    expect(checkPacks([idle, hk, beijing])).toEqual([{ pack: 'cn', what: 'never-refuses', detail: 'CN-MPS2015-filed' }])
  })
  test('a contradiction that a stated precedence resolves is none', () => {
    const contrary = (text: string) =>
      text.replace(
        'context.asksOnshoreBuyers == false && context.computesPrice == false };\\n\\n// No information',
        'context.computesPrice };\\n\\n// No information',
      )
    const facts = '"facts":["asksOnshoreBuyers","computesPrice","opensOnshore"],"blocks":true,"yieldsTo"'
    const without = (text: string) => contrary(text).replace(/"blocks":true,"yieldsTo":\[[^\]]*\]/, '"blocks":true')
    const fewer = (text: string) =>
      text.replace(facts, '"facts":["computesPrice","opensOnshore"],"blocks":true,"yieldsTo"')
    const told = (change: (text: string) => string) =>
      checkPacks([changed(change), hk, beijing]).filter((fault) => fault.what === 'contradiction')
    expect(told((text) => contrary(fewer(text)))).toEqual([])
    expect(told((text) => without(fewer(text))).map((fault) => fault.detail.slice(0, 14))).toContain('inquiry.opened')
  })
  test.each([
    ['a rule that does not exist', '"CN-NONE"', 'CN-VC2017-noinquiry yields to CN-NONE, which does not exist'],
    [
      'a rule on other acts',
      '"CN-CPL-142-witness"',
      'CN-VC2017-noinquiry yields to CN-CPL-142-witness, which governs other acts',
    ],
  ])('a precedence of %s', (_, other, detail) => {
    const twin = changed((text) => text.replace(/"yieldsTo":\[[^\]]*\]/, `"yieldsTo":[${other}]`))
    expect(checkPacks([twin, hk, beijing])).toContainEqual({ pack: 'cn', what: 'precedence', detail })
  })
  test('a source that no rule cites, a parameter without a rule, a rule id in two packs', () => {
    const idle = changed((text) =>
      text
        .replace(
          '"instruments":[',
          '"instruments":[{"id":"NONE","title":"x","titleEn":"x","issuer":"x","effective":"2020-01-01","jurisdiction":"CN","confidence":"L","lastChecked":"2026-01-01","textPointer":"x"},',
        )
        .replace('"parameters":{', '"parameters":{"idle":{"value":"1","rule":"CN-NONE","unit":"x","note":"x"},'),
    )
    expect(checkPacks([idle, hk, beijing])).toEqual([
      { pack: 'cn', what: 'source-not-cited', detail: 'NONE' },
      { pack: 'cn', what: 'parameter-without-rule', detail: 'idle: CN-NONE' },
      { pack: 'cn', what: 'parameter-not-read', detail: 'idle' },
    ])
    const twice = checkPacks([cn, changed((text) => text.replace('"version":"', '"version":"again ')), hk, beijing])
    expect(twice.filter((fault) => fault.what === 'rule-id-twice').length).toBe(cn.rules.length)
  })
  test('a parameter that no fact reads, whatever value it has', () => {
    const twin = parsePack(
      JSON.parse(
        JSON.stringify(beijing.document).replace(
          '"parameters":{',
          '"parameters":{"officersMin":{"value":"3","rule":"CN-MPS159-229-officers","unit":"persons","note":"x"},',
        ),
      ),
    )
    expect(checkPacks([cn, hk, twin])).toEqual([{ pack: 'beijing', what: 'parameter-not-read', detail: 'officersMin' }])
  })
  test('a parameter of another form', () => {
    const twin = parsePack(
      JSON.parse(
        JSON.stringify(beijing.document).replace('"depositCover":{"value":"1.10"', '"depositCover":{"value":"110 %"'),
      ),
    )
    expect(checkPacks([cn, hk, twin])).toEqual([
      {
        pack: 'beijing',
        what: 'parameter-malformed',
        detail: 'depositCover: 110 %; expected a ratio such as 1.10',
      },
    ])
  })
  test('a source that an article names and the pack does not have', () => {
    const twin = changed((text) => text.replace('"article":"440; CPL 245(2)"', '"article":"440; NOLAW 245(2)"'))
    expect(checkPacks([twin, hk, beijing])).toEqual([
      { pack: 'cn', what: 'source-missing', detail: 'CN-SPC-440-evidence: NOLAW' },
    ])
  })
  test('a rule whose last day lies before its first', () => {
    const twin = changed((text) => text.replace('"article":"229"', '"article":"229","repealed":"2019-01-01"'))
    expect(checkPacks([twin, hk, beijing])).toContainEqual({
      pack: 'cn',
      what: 'never-in-force',
      detail: 'CN-MPS159-229-officers',
    })
  })
  test('a rule whose condition Cedar cannot type', () => {
    expect(() => changed((text) => text.replace('context.officers >= 2', 'context.officers.ok'))).toThrow(
      'CN-MPS159-229-officers',
    )
  })
  test('a rule that reads another fact than its manifest says', () => {
    expect(() => changed((text) => text.replace('"facts":["caseFiled"]', '"facts":["jurisdictionShown"]'))).toThrow(
      'rule CN-MPS2015-filed: manifest reads jurisdictionShown, Cedar caseFiled',
    )
  })
  test('a rule on a kind that nobody knows', () => {
    expect(() => changed((text) => text.replaceAll('claim.answered', 'claim.praised'))).toThrow(
      'no kind is called claim.praised',
    )
  })
  test('a permit', () => {
    expect(() => changed((text) => text.replace('forbid (principal', 'permit (principal'))).toThrow(
      'expected forbid, found permit',
    )
  })
})

describe('what a new pack changes', () => {
  const stricter = parsePack(
    JSON.parse(
      JSON.stringify(beijing.document)
        .replace('"depositCover":{"value":"1.10"', '"depositCover":{"value":"1.20"')
        .replace(
          '"effect":"forbids","actions":["deposit.released"]',
          '"effect":"forbids","effective":"2026-12-01","actions":["deposit.released"]',
        ),
    ),
  )
  test('rules, parameters and dates are named', () => {
    expect(diffPacks(beijing, stricter)).toEqual({
      added: [],
      removed: [],
      changed: [{ rule: 'BJ-deposit-release', fields: ['effective', 'interval'] }],
      parameters: [{ name: 'depositCover', before: '1.10', after: '1.20' }],
      instruments: [],
      steps: [],
    })
  })
  test('only the cases whose next act is decided otherwise are listed', () => {
    const question = {
      zone: 'onshore' as const,
      at: today,
      principal: { id: 'p1', roles: [], org: 'psb' },
      resource: { type: 'case', id: 'c1' },
    }
    const release = {
      ...question,
      case: 'A',
      kind: 'deposit.released',
      facts: {
        ...factsMet('deposit.released'),
        nothingUncovered: { ok: false, found: 'tranche A/1', required: 'none' },
      },
    }
    const credit = { ...question, case: 'B', kind: 'money.credited', facts: factsMet('money.credited') }
    const changes = diffForCases({ before: [cn, beijing], after: [cn, stricter], open: [release, credit] })
    expect(changes.map(({ case: id, before, after }) => [id, unmetIds(before), after.allowed])).toEqual([
      ['A', ['BJ-deposit-release'], true],
    ])
  })
  test('a pack does not differ from itself', () => {
    const none = { added: [], removed: [], changed: [], parameters: [], instruments: [], steps: [] }
    expect(diffPacks(cn, cn)).toEqual(none)
  })
})

describe('the law of a day', () => {
  const notices = (at: string) => [
    ...new Set(
      listRules({ packs: [cn], at: startOf(at), zone: 'onshore' })
        .filter((rule) => rule.rule.startsWith('CN-VC'))
        .map((rule) => rule.number ?? rule.instrument),
    ),
  ]
  test.each([
    ['2013-12-02', []],
    ['2013-12-03', ['银发〔2013〕289号']],
    ['2017-09-04', ['关于防范代币发行融资风险的公告', '银发〔2013〕289号']],
    ['2021-09-24', ['银发〔2021〕237号', '关于防范代币发行融资风险的公告', '银发〔2013〕289号']],
    ['2026-02-05', ['银发〔2021〕237号', '关于防范代币发行融资风险的公告', '银发〔2013〕289号']],
    ['2026-02-06', ['银发〔2026〕42号', '关于防范代币发行融资风险的公告', '银发〔2013〕289号']],
  ])('on %s the notices in force are %j', (at, expected) => {
    expect(notices(at).sort()).toEqual([...expected].sort())
  })
  test('the two waters of the sixth of February 2026: one notice ends as the other begins, and nothing moves in Hong Kong', () => {
    const at = startOf('2026-02-06')
    const change = regimeView({ packs, at }).changes.filter((each) => each.at === at)
    expect(
      change.map(({ zone, began, ended }) => [
        zone,
        began.every((id) => id.startsWith('CN-VC2026')),
        ended.every((id) => id.startsWith('CN-VC2021')),
        began.length,
        ended.length,
      ]),
    ).toEqual([['onshore', true, true, 8, 8]])
  })
  test('every kind that has a guard is governed today', () => {
    expect(ungoverned([...laws, beijing], today)).toEqual(['zone.opened'])
  })
})
