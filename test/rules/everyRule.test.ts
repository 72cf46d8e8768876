import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/record/jcs.ts'
import type { Override } from '../../src/core/rules/evaluate.ts'
import { type FactType, factsOf } from '../../src/core/rules/facts.ts'
import type { Pack, ReadyRule } from '../../src/core/rules/pack.ts'
import { allPacks, beijing, decide, factsMet, laws, momentOf, unmetIds, zoneOf } from './packs.ts'
import { refusals, refusalsOfModels } from './refusals.ts'

const opposite: Record<FactType, (value: Json) => Json> = {
  Bool: (value) => !value,
  verdict: () => ({ ok: false, found: 'something else', required: 'as required' }),
  Long: () => 0,
  String: () => 'something else',
  Set: () => [],
}

const wrongType: Record<FactType, readonly Json[]> = {
  Bool: ['true', 1],
  verdict: [
    true,
    { ok: true },
    { ok: 'true', found: '', required: '' },
    { ok: true, found: '', required: '', more: '' },
  ],
  Long: ['2', 2.5, 2 ** 53, Number.NaN],
  String: [true, 0],
  Set: ['a', [1]],
}

/** The largest and smallest counts that exist are no counts of people or copies. */
const endsOfLong = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -1, 0]

/** Texts at the ends of what a text may be: none, blanks, as long as a document, and what would break out of a sentence of Cedar or JSON. */
const endsOfWords = ['', ' ', 'x'.repeat(100_000), '" || true || "', '\u0000', '"}', 'true', '\u202eeurt']

/** The words that a rule compares this fact with. */
function wordsOf(rule: ReadyRule, fact: string): readonly string[] {
  const compared = new RegExp(
    `context\\.${fact} (?:==|!=) "([^"]*)"|\\[([^\\]]*)\\]\\.contains\\(context\\.${fact}\\)`,
    'g',
  )
  return [...rule.cedar.matchAll(compared)].flatMap(([, one, many]) =>
    one === undefined ? [...(many ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1]!) : [one],
  )
}

/** Near each word: a blank more, other case, a letter less, wide letters, the word twice. */
function endsOfText(words: readonly string[]): readonly string[] {
  const near = words.flatMap((word) => [
    `${word} `,
    ` ${word}`,
    word.toUpperCase(),
    word.slice(0, -1),
    `${word}\u0000`,
    word.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    `${word}${word}`,
  ])
  return [...endsOfWords, ...near].filter((text) => !words.includes(text))
}

const outcomeOf = (verdict: ReturnType<typeof decide>, rule: string): string =>
  unmetIds(verdict).includes(rule) ? 'unmet' : verdict.allowed && verdict.warnings.includes(rule) ? 'shown' : 'met'

/** Facts of which no rule refuses a text that it does not know, and why none such arrives. */
const closedElsewhere: Readonly<Record<string, string>> = {
  'hold.placed holdAuthority': 'the role of who acts, held in the directory (BJ-role)',
  'hold.placed holdKind': 'a closed list of the shape',
  'override.given approvedBy': 'person and organisation of the countersignature, or nothing',
}

function casesOf(rule: ReadyRule, facts: Record<string, Json>, types: Readonly<Record<string, FactType>>) {
  const ofModel = Object.entries(refusalsOfModels).find(([end]) => rule.id === `${rule.id.split('-')[0]}-${end}`)?.[1]
  return refusals[rule.id] ?? ofModel ?? rule.facts.map((name) => ({ [name]: opposite[types[name]!](facts[name]!) }))
}

/** A legal opinion in the place of a permission that nobody has verified. */
function opinionOn(rule: string): Override {
  return { rule, kind: 'legal-opinion', document: '0'.repeat(64), by: { person: 'p9', org: 'law-firm' } }
}

function everyRule(): { id: string; pack: Pack; rule: ReadyRule }[] {
  return allPacks.flatMap((pack) => pack.rules.map((rule) => ({ id: `${pack.manifest.id} ${rule.id}`, pack, rule })))
}

describe.each(everyRule())('$id', ({ pack, rule }) => {
  // A rule for all kinds is the same sentence for each: two of them stand for the rest.
  const kinds = rule.kinds.slice(0, 2)
  const ask = (kind: string, facts: Record<string, Json>, overrides: readonly Override[] = []) =>
    decide({ overrides, packs: [pack], kind, facts, zone: zoneOf(pack, kind), at: momentOf(rule) })

  test('lets through what meets it', () => {
    for (const kind of kinds) {
      const verdict = ask(kind, factsMet(kind))
      expect(verdict.rules).toContain(rule.id)
      const permitsNothing = rule.force === 'unverified' && rule.effect === 'permits'
      expect(unmetIds(verdict).includes(rule.id)).toBe(permitsNothing)
      if (permitsNothing) expect(unmetIds(ask(kind, factsMet(kind), [opinionOn(rule.id)]))).not.toContain(rule.id)
    }
  })

  test(rule.blocks ? 'refuses what does not' : 'shows what does not, and refuses nothing', () => {
    for (const kind of kinds) {
      for (const unmet of casesOf(rule, factsMet(kind), factsOf(kind)!)) {
        const verdict = ask(kind, { ...factsMet(kind), ...unmet })
        if (rule.blocks) expect([unmet, unmetIds(verdict)]).toEqual([unmet, expect.arrayContaining([rule.id])])
        else expect(verdict.allowed && verdict.warnings).toEqual([rule.id])
      }
    }
  })

  test('refuses when a fact is missing or of the wrong type, never skips', () => {
    for (const kind of kinds) {
      for (const name of rule.facts) {
        const type = factsOf(kind)![name]!
        const { [name]: _, ...missing } = factsMet(kind)
        for (const facts of [missing, ...wrongType[type].map((value) => ({ ...factsMet(kind), [name]: value }))]) {
          const verdict = ask(kind, facts)
          const found = verdict.allowed ? undefined : verdict.unmet.find((unmet) => unmet.rule === rule.id)
          expect([name, facts[name], found?.code]).toEqual([name, facts[name], 'RULE_NOT_EVALUABLE'])
        }
      }
    }
  })

  test('takes no text that is near a word for the word, however short or long', () => {
    for (const kind of kinds) {
      for (const name of rule.facts.filter((fact) => factsOf(kind)![fact] === 'String')) {
        const words = wordsOf(rule, name)
        const others = rule.facts.filter((fact) => fact !== name)
        const types = factsOf(kind)!
        const met = factsMet(kind)
        const unmet = {
          ...met,
          ...Object.fromEntries(others.map((fact) => [fact, opposite[types[fact]!](met[fact]!)])),
        }
        const refusesBy = (facts: Record<string, Json>, text: string) => {
          const verdict = ask(kind, { ...facts, [name]: text })
          return rule.blocks
            ? unmetIds(verdict).includes(rule.id)
            : verdict.allowed && verdict.warnings.includes(rule.id)
        }
        // What nobody ever named: refused by this rule, asked all that the rule can ask, or refused by another one on the same act.
        const unknownUnmet = refusesBy(unmet, 'a text that no rule names')
        const unknown = refusesBy(met, 'a text that no rule names')
        const packs = [...laws, pack.manifest.kind === 'model' ? pack : beijing]
        const all = decide({
          packs,
          kind,
          facts: { ...met, [name]: 'a text that no rule names' },
          zone: zoneOf(pack, kind),
          at: momentOf(rule),
        })
        const strictest = casesOf(rule, met, types).some((each) =>
          refusesBy({ ...met, ...each }, 'a text that no rule names'),
        )
        const closed = closedElsewhere[`${kind} ${name}`] !== undefined
        const refused = unknown || strictest || unmetIds(all).length > 0 || closed
        expect([kind, name, refused]).toEqual([kind, name, true])
        for (const end of endsOfText(words)) {
          expect([name, end.slice(0, 40), refusesBy(met, end)]).toEqual([name, end.slice(0, 40), unknown])
          expect([name, end.slice(0, 40), refusesBy(unmet, end)]).toEqual([name, end.slice(0, 40), unknownUnmet])
        }
      }
    }
  })

  test('reads whether a verdict is met, whatever stands in its texts', () => {
    for (const kind of kinds) {
      const met = factsMet(kind)
      const verdicts = rule.facts.filter((fact) => factsOf(kind)![fact] === 'verdict')
      for (const name of verdicts) {
        const base = ask(kind, met)
        const unmet = ask(kind, { ...met, [name]: { ok: false, found: 'a', required: 'b' } })
        for (const text of endsOfWords) {
          for (const [found, required] of [
            [text, ''],
            ['', text],
            [text, text],
          ] as const) {
            const with_ = (ok: boolean) => ask(kind, { ...met, [name]: { ok, found, required } })
            expect(outcomeOf(with_(true), rule.id)).toEqual(outcomeOf(base, rule.id))
            // What was found and what was required may even read the same: not met is not met.
            expect(outcomeOf(with_(false), rule.id)).toEqual(outcomeOf(unmet, rule.id))
          }
        }
      }
    }
  })

  test('refuses counts at the ends of their range', () => {
    for (const kind of kinds) {
      for (const name of rule.facts.filter((fact) => factsOf(kind)![fact] === 'Long')) {
        for (const end of endsOfLong) expect(unmetIds(ask(kind, { ...factsMet(kind), [name]: end }))).toContain(rule.id)
      }
    }
  })
})
