import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { bundleLimits, bundleLinesType } from '../../../core/bundle/bundle.ts'
import { type FiledBundle, fileBundle } from '../../../core/bundle/filed.ts'
import { headerLine } from '../../../core/bundle/writeBundle.ts'
import { SluiceError } from '../../../core/errors.ts'
import { bytesToHex, startSha256, utf8ToBytes } from '../../../core/record/hash.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import { callError } from '../callFaults/callFault.ts'
import type { CaseInZone } from '../casesOf.ts'
import { malformed } from '../zoneHttp.ts'
import { type OpenFile, openFile } from './openFile.ts'

/**
 * Fetches what each zone exports of a case into a folder of its own beside `near`, lets somebody work on it, and takes the folder away again.
 *
 * @throws {ZONE_REPLY_MALFORMED} what came is no export  @throws {BUNDLE_INVALID} it is larger than a bundle may be
 */
export async function withParts<T>(
  cases: readonly CaseInZone[],
  near: string,
  work: (parts: readonly FiledBundle[], folder: string) => Promise<T>,
): Promise<T> {
  useNativeSha256()
  const folder = await mkdtemp(join(near, '.sluice-bundle-'))
  const files: OpenFile[] = []
  try {
    const parts: FiledBundle[] = []
    for (const [i, one] of cases.entries()) {
      const path = join(folder, `part-${i}`)
      const file = openFile(path, await fetchPart(one, path))
      files.push(file)
      parts.push(opened(one, file))
    }
    return await work(parts, folder)
  } finally {
    for (const file of files) file.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function pathOf({ id }: CaseInZone): string {
  return `/api/cases/${id}/export`
}

/** Writes the lines of an export as they come. What is given is the first line of the bundle that they make. */
async function fetchPart(one: CaseInZone, path: string): Promise<Uint8Array> {
  const { http, about } = one
  const hash = startSha256()
  let lines = 1
  let bytes = 0
  let zoneLine = ''
  const decoder = new TextDecoder()
  const noted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of http.getParts(pathOf(one), bundleLinesType)) {
      bytes += chunk.length
      if (bytes > bundleLimits.bytesMax)
        throw callError(
          'BUNDLE_PART_LARGE',
          { url: http.url },
          { as: 'BUNDLE_INVALID', facts: { bytesMax: bundleLimits.bytesMax } },
        )
      if (lines === 1) zoneLine += decoder.decode(chunk.subarray(0, endOf(chunk)), { stream: true })
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++
      hash.update(chunk)
      yield chunk
    }
  }
  await pipeline(noted(), createWriteStream(path, { flags: 'wx' }))
  const second = hasSections(zoneLine)
  const head = { digest: bytesToHex(hash.digest()), second, lines, world: about.world, zones: [about.zone] }
  return utf8ToBytes(headerLine(head))
}

function endOf(chunk: Uint8Array): number {
  const at = chunk.indexOf(10)
  return at < 0 ? chunk.length : at
}

/** The rest of what is wrong with it is said where the lines are read. */
function hasSections(line: string): boolean {
  try {
    return Object.hasOwn(JSON.parse(line) as object, 'sections')
  } catch {
    return false
  }
}

function opened(one: CaseInZone, file: OpenFile): FiledBundle {
  try {
    return fileBundle(file)
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'BUNDLE_INVALID') throw error
    throw malformed(one.http.url, pathOf(one), `something else than a part of a case (${error.message})`, error)
  }
}
