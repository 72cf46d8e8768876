import { expect, test } from 'vitest'
import { parsePack } from '../../src/core/rules/parsePack.ts'
import { type OpenCase, redecide } from '../../src/core/rules/redecide.ts'
import { beijing, cn, factsMet, today } from './packs.ts'

const stricter = parsePack(
  JSON.parse(JSON.stringify(cn.document).replace('context.copies >= 3', 'context.copies >= 4')),
)
const act = (kind: string, facts: object = {}) => ({
  entry: kind,
  kind,
  at: today,
  facts: { ...factsMet(kind), ...facts },
})
const open = (id: string, change: Partial<OpenCase>): OpenCase => ({
  id,
  zone: 'onshore',
  stages: { case: 'secured' },
  acts: [],
  ...change,
})

test('what was recorded is decided again on its own facts; a case that nothing changes for is left out', () => {
  const found = redecide({
    before: [cn, beijing],
    after: [stricter, beijing],
    at: today,
    open: [
      open('three copies', { acts: [act('case.opened'), act('seizure.listed', { copies: 3 })] }),
      open('four copies', { acts: [act('seizure.listed', { copies: 4 })] }),
    ],
  })
  expect(
    found.map(({ case: id, acts }) => [
      id,
      acts.map(({ kind, before, after }) => [kind, before, after.map((each) => each.rule)]),
    ]),
  ).toEqual([['three copies', [['seizure.listed', [], ['CN-MPS159-230-copies']]]]])
})

test('for what comes next it names the rules that begin, end or read otherwise', () => {
  const listing = beijing.manifest.steps!.find((step) => step.kind === 'seizure.listed')!
  const [found] = redecide({
    before: [cn, beijing],
    after: [stricter, beijing],
    at: today,
    open: [open('waiting for its list', { number: '京公顺2026-0001', stages: { case: listing.from[0]! } })],
  })
  expect([found?.case, found?.number]).toEqual(['waiting for its list', '京公顺2026-0001'])
  expect(found?.next).toContainEqual({
    kind: 'seizure.listed',
    subject: 'case',
    begin: [],
    end: [],
    changed: ['CN-MPS159-230-copies'],
  })
})

test('the same packs change nothing', () => {
  const cases = [open('a', { acts: [act('seizure.listed', { copies: 2 })] })]
  expect(redecide({ before: [cn, beijing], after: [cn, beijing], at: today, open: cases })).toEqual([])
})

test('another value of a parameter names the acts that were decided with it, with what was found, and the next acts that will be', () => {
  const higher = parsePack(JSON.parse(JSON.stringify(beijing.document).replace('"value":"1.10"', '"value":"1.20"')))
  const rule = beijing.manifest.parameters.depositCover!.rule
  const reading = beijing.rules.find(({ id }) => id === rule)!
  const kind = reading.kinds.find((each) => beijing.manifest.steps!.some((step) => step.kind === each))!
  const step = beijing.manifest.steps!.find((each) => each.kind === kind)!
  const facts = Object.fromEntries(reading.facts.map((name) => [name, { ok: true, found: '1.15', required: '1.10' }]))
  const subject = step.subject === 'case' ? 'case' : `${step.subject} A`
  const [found] = redecide({
    before: [cn, beijing],
    after: [cn, higher],
    at: today,
    open: [
      open('covered at 1.15', { stages: { [subject]: step.from[0]! }, acts: [act(kind, facts), act('case.opened')] }),
      open('elsewhere', { stages: { case: 'none' }, acts: [act('case.opened')] }),
    ],
  })
  expect(found?.case).toBe('covered at 1.15')
  expect(found?.acts).toEqual([])
  expect(found?.reads).toMatchObject([
    { kind, rule, parameter: 'depositCover', before: '1.10', after: '1.20', found: facts },
  ])
  expect(found?.next.find((next) => next.kind === kind)?.changed).toEqual([rule])
})
