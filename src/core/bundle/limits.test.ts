import { expect, test } from 'vitest'
import { entryFormat, entryId, sealEntry } from '../record/entry.ts'
import { bundleLimits } from './bundle.ts'
import type { ByteSource } from './byteSource.ts'
import type { FiledBundle } from './filed.ts'
import { openInPlace } from './openBundle.ts'
import { readBundle } from './readBundle.ts'
import { writeBundle } from './writeBundle.ts'
import { filedLines } from './writeFiled.ts'

/** A source of many gigabytes that is nowhere: parts, each repeated so often. */
function repeated(parts: readonly (readonly [bytes: Uint8Array, times: number])[]): ByteSource {
  const size = parts.reduce((sum, [bytes, times]) => sum + bytes.length * times, 0)
  return {
    size,
    read: (from, to) => {
      const found = new Uint8Array(to - from)
      let at = 0
      for (const [bytes, times] of parts) {
        const end = at + bytes.length * times
        for (let next = Math.max(from, at); next < Math.min(to, end); ) {
          const inside = (next - at) % bytes.length
          const piece = bytes.subarray(inside, Math.min(bytes.length, inside + Math.min(to, end) - next))
          found.set(piece, next - from)
          next += piece.length
        }
        at = end
      }
      return found
    },
  }
}

const ascii = (text: string) => new TextEncoder().encode(text)
const { bytesMax, heldBytesMax, lineBytesMax, linesMax } = bundleLimits
const refusal = (source: ByteSource) => {
  try {
    openInPlace(source)
    return 'it was read'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The lines of a small bundle of one case with one entry, each with its line feed. */
function smallLines(proof: readonly string[] = []): readonly string[] {
  const entry = sealEntry({
    header: { format: entryFormat, machine: 'sluice/machine/1', world: 'rehearsal', zone: 'z', position: 0, kind: 'case.opened', recordedAt: at, effectiveAt: at, heads: {} },
    fields: { documents: [] },
    streamKey: new Uint8Array(32),
  }) // biome-ignore format: one entry
  const streams = [{ id: entryId(entry), kind: 'case', entries: [{ entry, index: 0, proof }] }]
  const part = { zone: 'z', kind: 'onshore', world: 'rehearsal', checkpoint: 'none', streams, documents: {}, crossings: {} } as const // biome-ignore format: one part
  return writeBundle([part]).split(/(?<=\n)/)
}
const at = '2026-03-02T01:00:00.000Z'
const once = (text: string) => [ascii(text), 1] as const

test('a bundle has at most eight gigabytes, whatever is in it', () => {
  const [first, rest] = [ascii('x\n'), ascii('\n')]
  expect(refusal(repeated([[first, 1], [rest, bytesMax - 1]]))).toBe(`line 1: expected at most ${bytesMax} bytes.`) // biome-ignore format: one source
  expect(refusal(repeated([[first, 1], [rest, bytesMax - 2]]))).toMatch(/^line 1: expected canonical JSON/) // biome-ignore format: one source
})

test('one of more than a gigabyte is opened where it stands, holding none of its entries', () => {
  const [header, zone, stream, entry, end] = smallLines()
  const count = Math.ceil(1_200_000_000 / entry!.length)
  const lines = header!.replace('"lines":5', `"lines":${count + 4}`)
  const counted = stream!.replace('"entries":1', `"entries":${count}`)
  const source = repeated([once(lines), once(zone!), once(counted), [ascii(entry!), count], once(end!)])
  const [part] = openInPlace(source).zones
  expect(part!.streams[0]!.entries.length).toBe(count)
  expect(part!.streams[0]!.entries.read(count - 1)).toMatchObject({
    index: 0,
    entry: { header: { kind: 'case.opened' } },
  })
})

test('a line has at most 64 megabytes', () => {
  expect(refusal(repeated([[ascii('1'.repeat(65_537)), lineBytesMax / 65_536], once('\n')]))).toBe('line 1: expected a size within the limits.') // biome-ignore format: one source
})

test('a bundle has at most four million lines', () => {
  const [header, zone, stream, entry] = smallLines()
  const counted = (count: number) => once(stream!.replace('"entries":1', `"entries":${count}`))
  const begun = [once(header!), once(zone!)]
  // Of entries no more than the first is read before all are counted.
  const tooMany = [...begun, counted(linesMax), once(entry!), [ascii('x\n'), linesMax] as const]
  expect(refusal(repeated(tooMany))).toBe(`line ${linesMax + 1}: expected a size within the limits.`)
})

test('a proof has at most 63 hashes', () => {
  const proof = Array.from({ length: 63 }, () => 'ab'.repeat(32))
  expect(() => readBundle(smallLines(proof).join(''))).not.toThrow()
  expect(() => readBundle(smallLines([...proof, 'ab'.repeat(32)]).join(''))).toThrow(
    'line 4: expected an inclusion proof of 32-byte hashes.',
  )
})

test('all lines but those of entries have at most one gigabyte together: a reader holds them', () => {
  const lines = smallLines()
  const long = lineBytesMax - 200
  const documents = Array.from({ length: Math.ceil(heldBytesMax / long) + 1 }, (_, i) => [
    once(`{"line":"document","sha256":"${i.toString(16).padStart(64, '0')}","text":"`),
    [ascii('a'.repeat(65_536)), Math.floor(long / 65_536)] as const,
    once('"}\n'),
  ])
  const source = repeated([...lines.slice(0, -1).map(once), ...documents.flat(), once(lines.at(-1)!)])
  expect(refusal(source)).toMatch(
    new RegExp(
      `^line \\d+: expected lines of at most ${heldBytesMax} bytes together, those of entries not counted\\.$`,
    ),
  )
})

test('what no reader would take is not written', () => {
  // Sixteen of them and the last line lack two bytes of the limit.
  const line = new Uint8Array(lineBytesMax - 1)
  const hashes = Array.from({ length: heldBytesMax / lineBytesMax }, (_, i) => `${i}`)
  const documents = { hashes, has: () => true, text: () => '', line: () => line }
  const bundle: FiledBundle = { world: 'rehearsal', zones: [], documents, withheld: [] }
  let bytes = 0
  for (const part of filedLines(bundle).body()) bytes += part.length
  expect(bytes).toBe(heldBytesMax - 2 + hashes.length + 1)
  const withheld = { ...bundle, withheld: ['ab'.repeat(32)] }
  expect(() => [...filedLines(withheld).body()].length).toThrow(
    `the case makes a bundle of lines of more than ${heldBytesMax} bytes, those of entries not counted, which nobody would read.`,
  )
  const many = { length: linesMax, lineOf: () => 1, read: () => { throw new TypeError('nothing is read') }, pass: () => { throw new TypeError('nothing is read') }, bytes: () => line } // biome-ignore format: one list
  const zone = { zone: 'z', kind: 'onshore', world: 'rehearsal', checkpoint: 'none', streams: [{ id: 'a', kind: 'case', entries: many, firstIndex: 0 }], crossings: {} } as const // biome-ignore format: one part
  expect(() => filedLines({ ...bundle, zones: [zone] })).toThrow(
    `lines, more than ${linesMax}, which nobody would read.`,
  )
})
