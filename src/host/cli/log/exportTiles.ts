import { resolve } from 'node:path'
import { SluiceError } from '../../../core/errors.ts'
import { equalBytes, utf8ToBytes } from '../../../core/record/hash.ts'
import { createTree } from '../../../core/record/log/merkle.ts'
import { decodeEntries, newTiles, tilePath, tileWidth } from '../../../core/record/log/tiles.ts'
import { s3Sink } from '../../log/s3Sink.ts'
import type { S3Credentials } from '../../log/signS3.ts'
import { folderSink, type LogSink } from '../../log/sink.ts'
import { type Call, exitDone } from '../command.ts'
import { readText } from '../files.ts'
import { refuseShared } from '../refuseShared.ts'
import { isRecord } from '../zoneHttp.ts'
import { readHead, rootText, withLog } from './source.ts'

const forever = { contentType: 'application/octet-stream', cacheControl: 'max-age=31536000, immutable', once: true }

/** `sluice log export PLACE`: a folder, or a bucket. */
export function exportTiles(call: Call): Promise<number> {
  const { words, io, json } = call
  const place = words.operand('PLACE')
  return withLog(call, async (log) => {
    const head = await readHead(call, log)
    const { size, root, origin } = head.checkpoint
    const sink = await sinkOf(call, place)
    const tree = createTree({ profile: head.profile })
    let written = 0
    for (const tile of newTiles({ from: 0, to: size })) {
      const path = tilePath(tile)
      const kept = tile.width === tileWidth && (await sink.has(path))
      // Entries are read in any case: the root is computed from all of them.
      if (kept && tile.level !== 'entries') continue
      const bytes = await log.tile(tile)
      if (tile.level === 'entries')
        for (const entry of decodeEntries(bytes, tile.width)) tree.append(head.profile.leaf(entry))
      if (kept) continue
      await sink.put({ path, bytes, ...forever })
      written++
    }
    if (!equalBytes(tree.root(), root)) {
      throw new SluiceError(
        'LOG_INCONSISTENT',
        `${origin}: the entries have the root ${rootText(tree.root())}, its checkpoint says ${rootText(root)}. No checkpoint was written.`,
      )
    }
    await sink.put({
      path: 'checkpoint',
      bytes: utf8ToBytes(head.note),
      contentType: 'text/plain; charset=utf-8',
      cacheControl: 'max-age=1',
    })
    const about = { place, origin, size, root: rootText(root), written: written + 1 }
    io.out(
      json
        ? `${JSON.stringify({ ok: true, ...about })}\n`
        : `${place}: ${origin}, ${size} entries, ${about.written} files written.\n`,
    )
    return exitDone
  })
}

async function sinkOf({ words, io }: Call, place: string): Promise<LogSink> {
  if (!/^https?:\/\//.test(place)) return folderSink(resolve(io.folder, place))
  const file = words.text('store-key')
  if (file === undefined)
    throw new SluiceError(
      'INPUT_INVALID',
      '--store-key FILE is missing: {"accessKeyId", "secretAccessKey"} of the store.',
    )
  await refuseShared(io, file)
  const credentials = readCredentials(await readText(io, file, 4_096))
  return s3Sink({ url: place, region: words.text('region') ?? 'us-east-1', credentials, now: io.now })
}

function readCredentials(text: string): S3Credentials {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Told below, without what was read.
  }
  if (isRecord(value) && typeof value.accessKeyId === 'string' && typeof value.secretAccessKey === 'string')
    return { accessKeyId: value.accessKeyId, secretAccessKey: value.secretAccessKey }
  throw new SluiceError('INPUT_INVALID', '--store-key: expected a file with {"accessKeyId", "secretAccessKey"}.')
}
