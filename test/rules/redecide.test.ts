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
    open: [open('waiting for its list', { stages: { case: listing.from[0]! } })],
  })
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
