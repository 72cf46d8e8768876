import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cutBundle } from '../../src/core/bundle/cutBundle.ts'
import { cutFor } from '../../src/core/bundle/cutFor.ts'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { type CutReader, readerViews } from '../../src/core/bundle/readers.ts'
import { lastFillPassed, sealedFields } from '../../src/core/bundle/seals.ts'
import { encodeBundle } from '../../src/core/bundle/writeBundle.ts'
import { commonKinds } from '../../src/core/case/commonKinds.ts'
import { zoneKinds } from '../../src/core/zone/zoneKinds.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import type { Report } from '../../verifier/report.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { confirmable, entriesOf, leaves, withheldLeaves } from './guess.ts'

/** A whole rehearsal, as 0.1.0 left it. */
const path = join(import.meta.dirname, '../upgrade/bundles/0.1.0.bundle.gz')
const whole = readBundle(gunzipSync(readFileSync(path)).toString('utf8'))
const readers: readonly (readonly [CutReader, string | undefined])[] = [
  ['defence', undefined],
  ['victim', 'victim'],
  ['platform', 'sandbox-venue-a'],
  ['public', undefined],
]
const cuts = new Map(
  readers.map(([reader, of]) => [reader, cutFor({ bundle: whole, reader, ...(of === undefined ? {} : { of }) })]),
)
const cutOf = (reader: CutReader) => cuts.get(reader)!
const textOf = (reader: CutReader): string => encodeBundle(cutOf(reader))
const verify = (text: string): Report =>
  verifyBundle({ bundle: text, kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds })

describe.each(readers)('a cut for %s', (reader) => {
  const text = textOf(reader)
  const report = verify(text)

  test('verifies against the same heads as the whole, and says for whom it was cut', () => {
    expect(report.faults).toEqual([])
    expect(report.cut?.map((row) => row.reader)).toEqual([reader, reader])
    expect(cutOf(reader).zones.map(({ checkpoint }) => checkpoint)).toEqual(
      whole.zones.map(({ checkpoint }) => checkpoint),
    )
    expect(report.counts.replayed).toBe(0)
    expect(report.notProved).toContain('withheld')
  })

  test('lists each withheld field, and how many entries are hidden', () => {
    const missing = entriesOf(cutOf(reader)).flatMap(({ entry }) =>
      Object.keys(entry.header.commitments).filter((field) => entry.fields[field] === undefined),
    )
    const listed = report.withheld.filter(({ what }) => what === 'field')
    expect(listed.map(({ name }) => name).sort()).toEqual(missing.sort())
    const hidden = report.withheld.reduce((sum, { what, count }) => sum + (what === 'entry' ? (count ?? 0) : 0), 0)
    expect(hidden).toBeGreaterThan(20)
  })

  test('holds no string of what it withholds anywhere', () => {
    const found = withheldLeaves(whole, cutOf(reader)).filter((leaf) => text.includes(leaf))
    expect(found).toEqual([])
  })

  test('lets nobody who guesses a withheld value right see that it is right', () => {
    expect(confirmable(whole, cutOf(reader), text)).toEqual([])
  })

  test('names no document that does not go along', () => {
    expect(cutOf(reader).withheld).toEqual([])
    const absent = [...Object.keys(whole.documents), ...whole.withheld].filter(
      (hash) => cutOf(reader).documents[hash] === undefined,
    )
    expect(absent.filter((hash) => text.includes(hash))).toEqual([])
  })

  test('is one encoding, read and written again', () => {
    expect(encodeBundle(readBundle(text))).toBe(text)
  })
})

describe('the tests above can fail', () => {
  test('a cut that leaves signatures and hashes beside withheld values lets them be guessed', () => {
    const naive = cutBundle(
      whole,
      (_, field) => !field.startsWith('payload.') || /\.(what|values|signature)$/.test(field),
    )
    const names = confirmable(whole, naive, encodeBundle(naive))
    expect(names.some((name) => name.endsWith('signature'))).toBe(true)
    expect(names.some((name) => name.endsWith('proposed'))).toBe(true)
  })

  test('an entry that a whole bundle lacks is a fault, and so is a header changed in a cut', () => {
    const zones = whole.zones.map((part) => ({
      ...part,
      streams: part.streams.map((stream) =>
        stream.kind === 'case' ? { ...stream, entries: stream.entries.filter((_, i) => i !== 4) } : stream,
      ),
    }))
    expect(verify(encodeBundle({ ...whole, zones })).holds).toBe(false)
    const changed = cutOf('public').zones.map((part) => ({
      ...part,
      streams: part.streams.map((stream) => ({
        ...stream,
        entries: stream.entries.map(({ entry, ...placed }) => ({
          ...placed,
          entry: { ...entry, header: { ...entry.header, effectiveAt: '2026-01-01T00:00:00.000Z' } },
        })),
      })),
    }))
    expect(verify(encodeBundle({ ...cutOf('public'), zones: changed })).faults[0]?.kind).toMatch(/chain|inclusion/)
  })
})

describe('who sees what', () => {
  const kindsIn = (reader: CutReader): ReadonlySet<string> =>
    new Set(entriesOf(cutOf(reader)).map(({ entry }) => entry.header.kind))

  test('the court sees the whole', () => {
    expect(cutFor({ bundle: whole, reader: 'court' })).toBe(whole)
  })

  test('nobody but the court sees a stop, an incident, a person or an approval', () => {
    for (const [reader] of readers)
      for (const kind of [
        'hold.placed',
        'hold.lifted',
        'incident.raised',
        'person.enrolled',
        'approval.given',
        'proposal.made',
      ])
        expect([reader, kind, kindsIn(reader).has(kind)]).toEqual([reader, kind, false])
  })

  test('a victim sees the own claim, and another victim nothing of it', () => {
    expect(kindsIn('victim')).toContain('return.decided')
    const other = cutFor({ bundle: whole, reader: 'victim', of: 'somebody-else' })
    const kinds = entriesOf(other).map(({ entry }) => entry.header.kind)
    expect(kinds).not.toContain('return.decided')
    expect(kinds).not.toContain('lot.returned')
    expect(() => cutFor({ bundle: whole, reader: 'victim' })).toThrow(/name the claimant/)
  })

  test('a platform sees its own clearance, address and orders, and nothing of the other platform', () => {
    const text = textOf('platform')
    expect(kindsIn('platform')).toContain('order.reported')
    for (const { entry } of entriesOf(cutOf('platform')))
      expect(JSON.stringify(entry.fields)).not.toContain('sandbox-venue-b')
    const addresses = entriesOf(whole).flatMap(({ entry }) =>
      entry.header.kind === 'address.issued' ? [entry.fields] : [],
    )
    const of = (platform: string): string =>
      String(addresses.find((fields) => fields['payload.platform']?.value === platform)?.['payload.address']?.value)
    expect([text.includes(of('sandbox-venue-a')), text.includes(of('sandbox-venue-b'))]).toEqual([true, false])
  })

  test('the public sees outcomes of effective judgments, no person, no address, no account, no amount', () => {
    const text = textOf('public')
    const opened = entriesOf(cutOf('public')).flatMap(({ entry }) =>
      entry.header.kind === 'basis.judged' ? [entry.fields['payload.outcome']?.value] : [],
    )
    expect(opened).toEqual(['forfeit', 'return'])
    const fields = entriesOf(cutOf('public')).map(({ entry }) => JSON.stringify(entry.fields))
    const all = leaves(entriesOf(whole).map(({ entry }) => entry.fields))
    const private_ = [...all].filter((leaf) => /^(p-|bcrt1|SBX-)/.test(leaf) || /^[1-9]\d{5,}$/.test(leaf))
    expect(private_.length).toBeGreaterThan(50)
    for (const leaf of private_) {
      expect([leaf, fields.some((shown) => shown.includes(leaf))]).toEqual([leaf, false])
      if (!/^\d/.test(leaf)) expect([leaf, text.includes(leaf)]).toEqual([leaf, false])
    }
  })

  test('a judgment that is not effective is not public', () => {
    const pending = whole.zones.map((part) => ({
      ...part,
      streams: part.streams.map((stream) => ({
        ...stream,
        entries: stream.entries.map((placed) => {
          const fact = placed.entry.fields['fact.judgmentEffective']
          if (fact === undefined) return placed
          const { value } = fact.value as { value: object }
          const fields = {
            ...placed.entry.fields,
            'fact.judgmentEffective': { ...fact, value: { value: { ...value, ok: false } } },
          }
          return { ...placed, entry: { ...placed.entry, fields: fields as typeof placed.entry.fields } }
        }),
      })),
    }))
    const kinds = entriesOf(cutFor({ bundle: { ...whole, zones: pending }, reader: 'public' }))
    expect(kinds.map(({ entry }) => entry.header.kind)).not.toContain('basis.judged')
  })
})

describe('seals', () => {
  const offshore = whole.zones[1]!
  const before = offshore.streams.map((stream) => {
    const last = stream.entries.findLastIndex(({ entry }) => entry.header.kind === 'sale.closed')
    return stream.kind === 'case' ? { ...stream, entries: stream.entries.slice(0, last) } : stream
  })
  const open = { ...whole, zones: [{ ...offshore, streams: before }] }
  const floors = (bundle: typeof whole): unknown[] =>
    entriesOf(bundle).flatMap(({ entry }) =>
      ['reserve.set', 'sale.started'].includes(entry.header.kind) ? [entry.fields['payload.floor']?.value] : [],
    )

  test('reserve, plan and tranche sizes are closed until the last fill of the last tranche', () => {
    expect(lastFillPassed(entriesOf(open).map(({ entry }) => entry))).toBe(false)
    const cut = cutFor({ bundle: open, reader: 'defence' })
    expect(floors(cut)).toEqual([undefined, undefined, undefined, undefined])
    for (const { entry } of entriesOf(cut)) {
      for (const field of sealedFields[entry.header.kind] ?? [])
        expect([field, entry.fields[field]]).toEqual([field, undefined])
    }
    expect(confirmable(open, cut, encodeBundle(cut))).toEqual([])
  })

  test('and unseal after it', () => {
    expect(lastFillPassed(entriesOf(whole).map(({ entry }) => entry))).toBe(true)
    expect(floors(cutOf('defence')).every((floor) => typeof floor === 'string')).toBe(true)
  })

  test('what crossed counts onshore as it counts offshore', () => {
    const onshore = entriesOf({ ...whole, zones: [whole.zones[0]!] }).map(({ entry }) => entry)
    const sold = onshore.filter(({ header }) => header.kind !== 'case.closed')
    expect(lastFillPassed(sold)).toBe(true)
    const unsold = sold.filter(({ fields }) => !JSON.stringify(fields['payload.entry'] ?? '').includes('"sale.closed"'))
    expect(lastFillPassed(unsold)).toBe(false)
  })
})

test('each list names fields that the kinds have: nothing is open or sealed by a slip of the pen', () => {
  const known = new Map<string, Set<string>>()
  for (const { name, payload } of [...zoneKinds, ...commonKinds, ...onshoreKinds, ...offshoreKinds])
    known.set(
      name,
      new Set(Object.keys((payload as { properties?: object }).properties ?? {}).map((key) => `payload.${key}`)),
    )
  const unknown: string[] = []
  const ask = (place: string, kind: string, fields: readonly string[]): void => {
    for (const field of fields)
      if (field.startsWith('payload.') && known.get(kind)?.has(field) !== true)
        unknown.push(`${place} ${kind} ${field}`)
  }
  for (const [reader, { kinds }] of Object.entries(readerViews))
    if (kinds !== 'all') for (const [kind, { fields }] of Object.entries(kinds)) ask(reader, kind, fields)
  for (const [kind, fields] of Object.entries(sealedFields)) ask('seals', kind, fields)
  expect(unknown).toEqual([])
})
