import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { cutFiled } from '../../../core/bundle/cutFiled.ts'
import { type FiledBundle, joinBundles } from '../../../core/bundle/filed.ts'
import { cutReaders } from '../../../core/bundle/readers.ts'
import { filedLines } from '../../../core/bundle/writeFiled.ts'
import { callError, callFaultText } from '../callFaults/callFault.ts'
import { casesOf } from '../casesOf.ts'
import { type Call, exitDone } from '../command.ts'
import { placeNew, refuseExisting } from '../files.ts'
import { withParts } from './fetchParts.ts'
import { openFile } from './openFile.ts'
import { writeFiledFile } from './writeFiledFile.ts'

/** `sluice bundle CASE -o FILE`. The case is written as it comes: what it holds is on the disk, not in memory. */
export async function saveBundle(call: Call): Promise<number> {
  const { words, io, json } = call
  const output = words.text('output')
  if (output === undefined) throw callError('BUNDLE_OUTPUT')
  const target = output === '-' ? undefined : resolve(io.folder, output)
  if (target !== undefined) await refuseExisting(target, output)
  const cut = cutOf(call)
  const cases = await casesOf(call)
  const absent = cases.flatMap(({ peer }) =>
    peer === undefined || cases.some(({ about }) => about.zone === peer) ? [] : [peer],
  )
  const near = target === undefined ? tmpdir() : dirname(target)
  const about = await withParts(cases, near, async (parts, folder) => {
    const bundle = cut(joinBundles(parts))
    const path = join(folder, 'bundle')
    const { sha256, bytes } = writeFiledFile(path, filedLines(bundle))
    if (target === undefined) printFile(path, call)
    else await placeNew(path, target, output)
    return {
      file: output,
      sha256,
      bytes,
      world: bundle.world,
      ...(words.text('for') === undefined ? {} : { for: words.text('for') }),
      zones: bundle.zones.map(({ zone }) => zone),
      entries: entriesIn(bundle),
      documents: bundle.documents.hashes.length,
      withheld: bundle.withheld.length,
      absent,
    }
  })
  if (target === undefined) return exitDone
  if (json) io.out(`${JSON.stringify({ ok: true, ...about })}\n`)
  else {
    for (const zone of absent) io.err(`${callFaultText('BUNDLE_ZONE_ABSENT', { zone }, call.language)}\n`)
    io.out(
      `${output}: ${about.entries} entries of ${about.zones.join(' and ')}, ${about.documents} documents, ${about.withheld} withheld, ${about.bytes} bytes.\n`,
    )
    io.out(`SHA-256 ${about.sha256}\n`)
    if (about.world === 'rehearsal') io.out('A rehearsal: no real asset and no real person is in it.\n')
  }
  return exitDone
}

/** Makes the bundle as the reader of `--for` may have it. */
function cutOf({ words }: Call): (bundle: FiledBundle) => FiledBundle {
  const named = words.text('for')
  const of = words.text('of')
  if (named === undefined) {
    if (of === undefined) return (bundle) => bundle
    throw callError('BUNDLE_OF')
  }
  const reader = cutReaders.find((one) => one === named)
  if (reader === undefined) throw callError('BUNDLE_FOR', { found: named, readers: cutReaders.join(', ') })
  return (bundle) => cutFiled({ bundle, reader, ...(of === undefined ? {} : { of }) })
}

function entriesIn({ zones }: FiledBundle): number {
  return zones.reduce((sum, { streams }) => sum + streams.reduce((count, { entries }) => count + entries.length, 0), 0)
}

const printedAtOnce = 1024 * 1024

function printFile(path: string, { io }: Call): void {
  const file = openFile(path)
  try {
    const decoder = new TextDecoder()
    for (let at = 0; at < file.size; at += printedAtOnce)
      io.out(decoder.decode(file.read(at, Math.min(file.size, at + printedAtOnce)), { stream: true }))
  } finally {
    file.close()
  }
}
