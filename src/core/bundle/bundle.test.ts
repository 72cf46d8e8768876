import { describe, expect, test } from 'vitest'
import { type Entry, entryFormat, entryId, sealEntry } from '../record/entry.ts'
import { hashText } from '../record/hash.ts'
import type { Json } from '../record/jcs.ts'
import type { ZonePart } from './bundle.ts'
import { cutBundle } from './cutBundle.ts'
import { readBundle } from './readBundle.ts'
import { encodeBundle, writeBundle } from './writeBundle.ts'

const at = '2026-03-02T01:00:00.000Z'
const paper = 'a paper'
/** Decomposed: another normal form than JSON here may hold. */
const decomposed = 'Cafe\u0301'

function entryOf(zone: string, kind: string, fields: Record<string, Json>, before?: Entry, first?: Entry): Entry {
  return sealEntry({
    header: {
      format: entryFormat,
      machine: 'sluice/machine/1',
      world: 'rehearsal',
      zone,
      ...(before === undefined ? {} : { stream: entryId(first ?? before), prev: entryId(before) }),
      position: before === undefined ? 0 : before.header.position + 1,
      kind,
      recordedAt: at,
      effectiveAt: at,
      heads: {},
    },
    fields,
    streamKey: new Uint8Array(32).fill(7),
  })
}

function partOf(kind: 'onshore' | 'offshore'): ZonePart {
  const zone = `zone-${kind}`
  const opened = entryOf(zone, 'zone.opened', { documents: [] })
  const first = entryOf(zone, 'case.opened', {
    documents: [hashText(paper), hashText('not here')],
    'payload.note': 'a',
  })
  const second = entryOf(zone, 'case.closed', { documents: [hashText(decomposed)], 'payload.note': 'secret' }, first)
  return {
    zone,
    kind,
    world: 'rehearsal',
    checkpoint: 'origin\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— name AAAAAAA=\n',
    streams: [
      {
        id: entryId(first),
        kind: 'case',
        entries: [
          { entry: first, index: 1, proof: [] },
          { entry: second, index: 2, proof: ['ab'.repeat(32)] },
        ],
      },
      { id: entryId(opened), kind: 'directory', entries: [{ entry: opened, index: 0, proof: [] }] },
    ],
    documents: { [hashText(paper)]: paper, [hashText(decomposed)]: decomposed, [hashText('unnamed')]: 'unnamed' },
    crossings: {},
  }
}

const text = writeBundle([partOf('offshore'), partOf('onshore')])

function refusal(changed: string): unknown {
  try {
    readBundle(changed)
    return 'read'
  } catch (error) {
    return error
  }
}

/** Changes a line and makes the digest in the first one good again. */
function resealed(change: (lines: string[]) => string[]): string {
  const [header = '', ...body] = text.split('\n').slice(0, -1)
  const changed = change(body)
  const rest = changed.map((line) => `${line}\n`).join('')
  const again = header
    .replace(/"digest":"[0-9a-f]{64}"/, `"digest":"${hashText(rest)}"`)
    .replace(/"lines":\d+/, `"lines":${changed.length + 1}`)
  return `${again}\n${rest}`
}

describe('one encoding', () => {
  test('what was read is written with the same bytes', () => {
    expect(encodeBundle(readBundle(text))).toBe(text)
  })

  test('parts handed in another order give the same file: onshore first, packs to sales', () => {
    expect(writeBundle([partOf('onshore'), partOf('offshore')])).toBe(text)
    const { zones } = readBundle(text)
    expect(zones.map(({ kind }) => kind)).toEqual(['onshore', 'offshore'])
    expect(zones[0]!.streams.map(({ kind }) => kind)).toEqual(['directory', 'case'])
  })

  test('a document in another normal form travels as base64 and comes back to the byte', () => {
    expect(text).toContain('"base64":"Q2FmZcyB"')
    expect(readBundle(text).documents[hashText(decomposed)]).toBe(decomposed)
  })

  test('holds the documents that entries name, no other, and lists those that are missing', () => {
    const { documents, withheld } = readBundle(text)
    expect(Object.keys(documents).sort()).toEqual([hashText(paper), hashText(decomposed)].sort())
    expect(withheld).toEqual([hashText('not here')])
  })
})

describe('refused with its line', () => {
  test.each([
    ['bytes after the end', (lines: string[]) => [...lines, '{"line":"end"}'], /nothing after the end/],
    ['no end', (lines: string[]) => lines.slice(0, -1), /a further line/],
    ['an unknown key', (lines: string[]) => lines.with(-1, '{"end":1,"line":"end"}'), /the keys line/],
    ['another encoding of a line', (lines: string[]) => lines.with(-1, '{"line":"\\u0065nd"}'), /canonical JSON/],
    ['null', (lines: string[]) => lines.with(-1, '{"line":null}'), /canonical JSON/],
    [
      'streams out of order',
      (lines: string[]) => [lines[0]!, ...lines.slice(3, 6), ...lines.slice(1, 3), ...lines.slice(6)],
      /streams in the order/,
    ],
    [
      'a document twice',
      (lines: string[]) => lines.flatMap((line) => (line.includes('"line":"document"') ? [line, line] : [line])),
      /sorted by hash/,
    ],
    [
      'a document that nothing names',
      (lines: string[]) =>
        lines.flatMap((line) =>
          line.includes('"line":"withheld"')
            ? [`{"line":"document","sha256":"${'f'.repeat(64)}","text":"x"}`, line]
            : [line],
        ),
      /documents that an entry names/,
    ],
    [
      'a missing document that is not listed',
      (lines: string[]) => lines.filter((line) => !line.includes('"line":"withheld"')),
      /listed as withheld/,
    ],
    [
      'text that could be text as base64',
      (lines: string[]) =>
        lines.map((line) =>
          line
            .replace('"line":"document","sha256":', '"line":"document","sha256":')
            .replace(
              /^\{"line":"document","sha256":"([0-9a-f]+)","text":"a paper"\}$/,
              '{"base64":"YSBwYXBlcg==","line":"document","sha256":"$1"}',
            ),
        ),
      /a document’s text/,
    ],
  ])('%s', (_, change, says) => {
    expect(refusal(resealed(change))).toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringMatching(says),
      facts: { line: expect.any(Number) },
    })
  })

  test('a changed byte: the digest is another', () => {
    expect(refusal(text.replace('"secret"', '"sacred"'))).toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringMatching(/digest/),
    })
  })

  test('a file of another kind', () => {
    for (const other of ['', '{}', 'hello\n', '[]\n', '\u0000'])
      expect(refusal(other)).toMatchObject({ code: 'BUNDLE_INVALID' })
  })

  test('parts of two worlds, or of one zone twice', () => {
    expect(() => writeBundle([partOf('onshore'), { ...partOf('offshore'), world: 'real' }])).toThrow(/one world/)
    expect(() => writeBundle([partOf('onshore'), partOf('onshore')])).toThrow(/different zones/)
    expect(() => writeBundle([])).toThrow(/one zone at least/)
  })
})

describe('optional sections, in sluice/bundle/2', () => {
  const sections = { cut: [{ reader: 'defence', rule: 'SANDBOX-cut-defence' }] }
  const second = writeBundle([{ ...partOf('onshore'), sections }, partOf('offshore')])
  const refusalOf = (from: string, to: string): unknown => {
    const changed = second.replace(from, to)
    const rest = changed.slice(changed.indexOf('\n') + 1)
    return refusal(changed.replace(/"digest":"[0-9a-f]{64}"/, `"digest":"${hashText(rest)}"`))
  }

  test('come back as they were, and stand after the crossings of their zone', () => {
    expect(second).toContain('"format":"sluice/bundle/2"')
    expect(readBundle(second).zones.map((part) => part.sections)).toEqual([sections, undefined])
    expect(encodeBundle(readBundle(second))).toBe(second)
  })

  test('without any the file is of format 1, whatever was handed in', () => {
    expect(writeBundle([{ ...partOf('onshore'), sections: { cut: [] } }, partOf('offshore')])).toBe(text)
  })

  test.each([
    ['an unknown one', '"name":"cut"', '"name":"cat"', /a section, one of/],
    ['another column', '"reader":"defence"', '"raeder":"defence"', /row 0 of cut with the keys/],
    ['an empty text', '"reader":"defence"', '"reader":""', /reader of row 0 of cut as text/],
    ['no rows', '"rows":[{"reader":"defence","rule":"SANDBOX-cut-defence"}]', '"rows":[]', /rows of cut/],
    ['a file of format 1 that has them', 'sluice/bundle/2', 'sluice/bundle/1', /the keys/],
  ])('%s is refused', (_, from, to, says) => {
    expect(refusalOf(from, to)).toMatchObject({ code: 'BUNDLE_INVALID', message: expect.stringMatching(says) })
  })

  test('format 2 without a section is refused: it would be a second encoding', () => {
    const bare = text
      .replace('sluice/bundle/1', 'sluice/bundle/2')
      .replace(/"line":"zone",/g, '"line":"zone","sections":0,')
    const rest = bare.slice(bare.indexOf('\n') + 1)
    const good = bare.replace(/"digest":"[0-9a-f]{64}"/, `"digest":"${hashText(rest)}"`)
    expect(refusal(good)).toMatchObject({ message: expect.stringMatching(/one section at least/) })
  })

  test('what cannot stand in a section is not written', () => {
    const odd = { ...partOf('onshore'), sections: { cut: [{ reader: '', rule: 'x' }] } }
    expect(() => writeBundle([odd])).toThrow(/reader of row 0/)
  })
})

describe('a cut', () => {
  const cut = cutBundle(readBundle(text), ({ kind }, field) => !(kind === 'case.closed' && field === 'payload.note'))

  test('takes the value out and leaves ids as they are', () => {
    const ids = (bundle: typeof cut): string[] =>
      bundle.zones.flatMap(({ streams }) =>
        streams.flatMap(({ entries }) => entries.map(({ entry }) => entryId(entry))),
      )
    expect(encodeBundle(cut)).not.toContain('secret')
    expect(ids(cut)).toEqual(ids(readBundle(text)))
    expect(encodeBundle(readBundle(encodeBundle(cut)))).toBe(encodeBundle(cut))
  })

  test('takes with a field the documents that only it named', () => {
    const without = cutBundle(readBundle(text), (_, field) => field !== 'documents')
    expect([without.documents, without.withheld]).toEqual([{}, []])
  })
})
