import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { caseUco } from '../../src/core/audit/caseUco.ts'
import { cutBundle } from '../../src/core/bundle/cutBundle.ts'
import { filedOf } from '../../src/core/bundle/filed.ts'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { sluice } from '../e2e/cliCall.ts'

const kept = join(import.meta.dirname, '../upgrade/bundles/0.1.0.bundle.gz')
const text = gunzipSync(readFileSync(kept)).toString('utf8')
const document = caseUco(filedOf(readBundle(text)))
const graph = document['@graph']
const folder = mkdtempSync(join(tmpdir(), 'sluice-case-uco-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Classes of CASE 1.4 and UCO 1.4 with the properties that they may have here, and whether one must be there, typed off the ontologies. */
const classes: Readonly<Record<string, readonly string[]>> = {
  'case-investigation:Investigation': ['uco-core:name', 'uco-core:description', 'uco-core:object!'],
  'case-investigation:InvestigativeAction': [
    'uco-core:name', 'uco-core:description', 'uco-action:startTime', 'uco-action:endTime', 'uco-action:performer', 'uco-action:participant', 'uco-action:object', 'uco-action:result',
  ],
  'case-investigation:ProvenanceRecord': ['case-investigation:exhibitNumber', 'uco-core:description', 'uco-core:object!'],
  'uco-identity:Organization': ['uco-core:name'],
  'uco-identity:Person': ['uco-core:name'],
  'uco-observable:ContentDataFacet': ['uco-observable:hash'],
  'uco-observable:ObservableObject': ['uco-core:name', 'uco-core:description', 'uco-core:hasFacet'],
  'uco-types:Hash': ['uco-types:hashMethod!', 'uco-types:hashValue!'],
} // biome-ignore format: a table

type Node = { readonly [key: string]: unknown }

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesIn(item)
  else if (typeof value === 'object' && value !== null) {
    if ('@id' in value && '@type' in value) yield value as Node
    for (const item of Object.values(value)) yield* nodesIn(item)
  }
}

const all = [...nodesIn(graph)]

test('every node is of a class of the ontologies, with its properties and no other, under a name that ends in a UUID', () => {
  for (const { '@id': id, '@type': type, ...properties } of all) {
    const allowed = classes[String(type)] ?? []
    const names = allowed.map((name) => name.replace('!', ''))
    expect([type, Object.keys(properties).filter((name) => !names.includes(name))]).toEqual([type, []])
    for (const name of allowed) if (name.endsWith('!')) expect(properties).toHaveProperty([name.slice(0, -1)])
    expect(id).toMatch(/^kb:[a-z-]+-[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
  expect(new Set(all.map(({ '@type': type }) => type)).size).toBe(Object.keys(classes).length)
})

test('what is named is there', () => {
  const ids = new Set(all.map(({ '@id': id }) => id))
  const named = [...JSON.stringify(graph).matchAll(/\{"@id":"([^"]+)"\}/g)].map(([, id]) => id)
  expect(named.filter((id) => !ids.has(id))).toEqual([])
  expect(named.length).toBeGreaterThan(100)
})

test('the seizure, the sweep and each transfer are there, in their terms, with the entry that proves them', () => {
  const actions = graph.filter((node) => node['@type'] === 'case-investigation:InvestigativeAction')
  const names = new Set(actions.map((node) => node['uco-core:name']))
  for (const kind of ['seizure.listed', 'custody.secured', 'inventory.recorded', 'transfer.confirmed', 'lot.returned'])
    expect(names).toContain(kind)
  for (const action of actions) expect(action['uco-core:description']).toMatch(/^Entry [0-9a-f]{64} of zone /)
  const exhibits = graph.filter((node) => node['@type'] === 'case-investigation:ProvenanceRecord')
  expect(exhibits.filter((node) => node['case-investigation:exhibitNumber'] === 'line 2').length).toBe(3)
  expect(graph[0]!['uco-core:description']).toContain('SANDBOX')
})

test('the same bundle gives the same document; what is withheld is not in it', () => {
  expect(caseUco(filedOf(readBundle(text)))).toEqual(document)
  const cut = cutBundle(readBundle(text), (_, field) => field !== 'payload.lines' && field !== 'actor')
  const said = JSON.stringify(caseUco(filedOf(cut)))
  expect(said).not.toContain('"case-investigation:exhibitNumber":"line 2","uco-core:description":"150000000')
  expect(said).not.toContain('uco-identity:Person')
})

test('the command writes it once, and nothing of a bundle that does not hold', async () => {
  writeFileSync(join(folder, 'case.sluice'), text)
  writeFileSync(join(folder, 'broken.sluice'), text.replace('"gross":"', '"gross":"1'))
  const { exit, out } = await sluice('export case-uco case.sluice -o case.jsonld', { folder })
  expect([exit, out]).toEqual([0, `case.jsonld: ${graph.length} nodes.\n`])
  expect(JSON.parse(readFileSync(join(folder, 'case.jsonld'), 'utf8'))).toEqual(document)
  const broken = await sluice('export case-uco broken.sluice', { folder })
  expect([broken.exit, broken.out]).toEqual([1, ''])
}, 1_500_000)
