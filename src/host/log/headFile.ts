/**
 * The greatest head that this zone signed, in a file beside its database: a database that is restored from a backup knows nothing of what was signed
 * after it, and the other zone may be away.
 */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { SluiceError } from '../../core/errors.ts'
import { parseCheckpoint } from '../../core/record/log/checkpoint.ts'
import { parseNote } from '../../core/record/log/note.ts'
import { latestCheckpoint } from './checkpoints.ts'
import type { Queryable } from './queryable.ts'

export interface HeadFile {
  /** Keeps a head that was published, where it is greater than the one kept. */
  keep(note: string): void
  /** Settles when what was to be kept is on the disk. */
  settled(): Promise<void>
}

const sizeOf = (note: string): number => parseCheckpoint(parseNote(note).text).size

/** The head in the file; `undefined` where there is none yet. @throws {CONFIG_INVALID} where it is no signed note */
export async function readHeadFile(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    sizeOf(text)
    return text
  } catch {
    throw new SluiceError('CONFIG_INVALID', `${file} is to hold the last head of the log, and does not.`)
  }
}

/** @example const heads = openHeadFile({ file: 'head', kept: await readHeadFile('head'), say }) */
export function openHeadFile(parameters: {
  readonly file: string
  readonly kept: string | undefined
  readonly say: (text: string) => void
}): HeadFile {
  const { file, say } = parameters
  let size = parameters.kept === undefined ? -1 : sizeOf(parameters.kept)
  let next: string | undefined
  let writing: Promise<void> | undefined
  const write = async (): Promise<void> => {
    while (next !== undefined) {
      const note = next
      next = undefined
      try {
        // Under another name first: what has its name is whole.
        await writeFile(`${file}.new`, note, { flush: true, mode: 0o600 })
        await rename(`${file}.new`, file)
      } catch (error) {
        say(`${file}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    writing = undefined
  }
  return {
    keep: (note) => {
      const found = sizeOf(note)
      if (found <= size) return
      size = found
      next = note
      writing ??= write()
    },
    settled: async () => writing,
  }
}

/**
 * Both heads where the database is older than the one that was kept. Whether a key of this log signed that one is judged where it is recorded, for keys
 * change.
 */
export async function olderThan(
  pool: Queryable,
  kept: string | undefined,
): Promise<{ readonly held: string; readonly offered: string } | undefined> {
  if (kept === undefined) return undefined
  const { size, own } = await latestCheckpoint(pool)
  return sizeOf(kept) <= size ? undefined : { held: kept, offered: own }
}
