import type { ZonePart } from '../../../core/bundle/bundle.ts'
import { cutFor } from '../../../core/bundle/cutFor.ts'
import { readBundle } from '../../../core/bundle/readBundle.ts'
import { cutReaders } from '../../../core/bundle/readers.ts'
import { encodeBundle, writeBundle } from '../../../core/bundle/writeBundle.ts'
import { SluiceError } from '../../../core/errors.ts'
import { hashText } from '../../../core/record/hash.ts'
import { casesOf } from '../casesOf.ts'
import { type Call, exitDone } from '../command.ts'
import { writeNew } from '../files.ts'
import { isRecord, malformed, type ZoneHttp } from '../zoneHttp.ts'

/** `sluice bundle CASE -o FILE`. */
export async function saveBundle(call: Call): Promise<number> {
  const { words, io, json } = call
  const output = words.text('output')
  if (output === undefined) throw new SluiceError('INPUT_INVALID', '-o FILE is missing: where to write the bundle.')
  const cases = await casesOf(call)
  const absent = cases.flatMap(({ peer }) =>
    peer === undefined || cases.some(({ about }) => about.zone === peer) ? [] : [peer],
  )
  const parts: ZonePart[] = []
  for (const { http, id } of cases) parts.push(await partOf(http, id))
  const text = cutText(writeBundle(parts), call)
  const bundle = readBundle(text)
  await writeNew(io, output, text)
  if (output === '-') return exitDone
  const entries = bundle.zones.reduce(
    (sum, part) => sum + part.streams.reduce((count, stream) => count + stream.entries.length, 0),
    0,
  )
  const about = {
    file: output,
    sha256: hashText(text),
    bytes: new TextEncoder().encode(text).length,
    world: bundle.world,
    ...(words.text('for') === undefined ? {} : { for: words.text('for') }),
    zones: bundle.zones.map(({ zone }) => zone),
    entries,
    documents: Object.keys(bundle.documents).length,
    withheld: bundle.withheld.length,
    absent,
  }
  if (json) io.out(`${JSON.stringify({ ok: true, ...about })}\n`)
  else {
    for (const zone of absent)
      io.err(`The case lives in ${zone} too, which is not in this bundle: name its address with --zone.\n`)
    io.out(
      `${output}: ${about.entries} entries of ${about.zones.join(' and ')}, ${about.documents} documents, ${about.withheld} withheld, ${about.bytes} bytes.\n`,
    )
    io.out(`SHA-256 ${about.sha256}\n`)
    if (about.world === 'rehearsal') io.out('A rehearsal: no real asset and no real person is in it.\n')
  }
  return exitDone
}

/** The bundle as the reader of `--for` may have it. */
function cutText(text: string, { words }: Call): string {
  const named = words.text('for')
  const of = words.text('of')
  if (named === undefined) {
    if (of === undefined) return text
    throw new SluiceError('INPUT_INVALID', '--of ID goes with --for victim or --for platform.')
  }
  const reader = cutReaders.find((one) => one === named)
  if (reader === undefined)
    throw new SluiceError('INPUT_INVALID', `--for ${named}: expected one of ${cutReaders.join(', ')}.`)
  return encodeBundle(cutFor({ bundle: readBundle(text), reader, ...(of === undefined ? {} : { of }) }))
}

/** What a zone exports of a case. Its form is judged where the bundle is written and read again. */
export async function partOf(http: ZoneHttp, id: string): Promise<ZonePart> {
  const path = `/api/cases/${id}/export`
  const part = await http.get(path)
  const whole = isRecord(part) && Array.isArray(part.streams) && isRecord(part.documents) && isRecord(part.crossings)
  if (!whole || typeof part.checkpoint !== 'string')
    throw malformed(http.url, path, 'something else than a part of a case')
  return part as unknown as ZonePart
}
