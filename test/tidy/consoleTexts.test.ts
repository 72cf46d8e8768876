import { expect, test } from 'vitest'
import { commonKinds } from '../../src/core/case/commonKinds.ts'
import { zoneKinds } from '../../src/core/zone/zoneKinds.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { resources } from '../../web/src/i18n/resources.ts'
import { entryKinds } from '../../web/src/record/kinds.ts'
import { readSources } from './sources.ts'

const kinds = [...zoneKinds, ...commonKinds, ...onshoreKinds, ...offshoreKinds]

test('the console knows each kind of entry that the code knows, and no other', () => {
  const known = new Set(kinds.map(({ name }) => name))
  expect([...new Set<string>(entryKinds)].sort()).toEqual([...known].sort())
})

test.each(Object.entries(resources))('each field of a payload has a name in %s', (_, { fields }) => {
  const labels: Readonly<Record<string, string>> = fields
  const nameless = kinds.flatMap(({ name, payload }) =>
    Object.keys((payload as unknown as { properties: object }).properties)
      .filter((field) => labels[field] === undefined)
      .map((field) => `${field} of ${name}`),
  )
  expect(nameless).toEqual([])
})

test.each(Object.entries(resources))('each account that the stages post to has its words in %s', (_, { ledger }) => {
  const names: Readonly<Record<string, string>> = ledger
  const posted = /['`]((?:assets|equity|expenses|crossing|income|liabilities):[a-z-]+)/g
  const accounts = [...readSources(['src/onshore', 'src/offshore'])]
    .filter(([path]) => !path.endsWith('.test.ts'))
    .flatMap(([, text]) => [...text.matchAll(posted)].map(([, account]) => account!))
  expect(new Set(accounts).size).toBeGreaterThan(25)
  const wordless = accounts.filter((account) => !Object.hasOwn(names, `account.${account.replace(':', '.')}`))
  expect([...new Set(wordless)]).toEqual([])
})
