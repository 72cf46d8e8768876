import { resolve } from 'node:path'
import { SluiceError } from '../../../core/errors.ts'
import { equalBytes, utf8ToBytes } from '../../../core/record/hash.ts'
import { createTree } from '../../../core/record/log/merkle.ts'
import { decodeEntries, newTiles, tilePath, tileWidth } from '../../../core/record/log/tiles.ts'
import { folderSink } from '../../log/sink.ts'
import { type Call, exitDone } from '../command.ts'
import { readHead, rootText, withLog } from './source.ts'

const forever = { contentType: 'application/octet-stream', cacheControl: 'max-age=31536000, immutable' }

/** `sluice log export FOLDER`. */
export function exportTiles(call: Call): Promise<number> {
  const { words, io, json } = call
  const folder = words.operand('FOLDER')
  return withLog(call, async (log) => {
    const head = await readHead(call, log)
    const { size, root, origin } = head.checkpoint
    const sink = folderSink(resolve(io.folder, folder))
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
    const about = { folder, origin, size, root: rootText(root), written: written + 1 }
    io.out(
      json
        ? `${JSON.stringify({ ok: true, ...about })}\n`
        : `${folder}: ${origin}, ${size} entries, ${about.written} files written.\n`,
    )
    return exitDone
  })
}
