import { expect, test } from 'vitest'
import { organisationAct } from './organisationAct.ts'

const form = { org: 'agency', name: 'SANDBOX Agency ', role: 'agency', family: 'group-a', document: ' shown ' }

test('an organisation that becomes again what it was is enrolled by three acts', () => {
  const acts = [form, { ...form, family: 'group-b' }, form].map((said) => organisationAct(said)!.act)
  expect(new Set(acts.map(({ id }) => id)).size).toBe(3)
  expect(acts.map(({ payload }) => payload.family)).toEqual(['group-a', 'group-b', 'group-a'])
  expect(acts[0]!.payload).toEqual(acts[2]!.payload)
})

test('what is typed is trimmed, and its document is named by its hash', () => {
  const { act, texts } = organisationAct(form)!
  expect(act).toMatchObject({ kind: 'organisation.enrolled', payload: { org: 'agency', name: 'SANDBOX Agency' } })
  expect(texts).toEqual(['shown'])
  expect(act.documents).toEqual([act.payload.document])
})

test.each([
  ['no id', { org: '' }],
  ['an id in capitals', { org: 'Agency' }],
  ['no name', { name: ' ' }],
  ['no role', { role: '' }],
  ['no document', { document: ' ' }],
])('a form with %s makes none', (_, change) => {
  expect(organisationAct({ ...form, ...change })).toBeUndefined()
})
