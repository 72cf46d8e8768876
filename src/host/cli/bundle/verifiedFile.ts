import { availableParallelism } from 'node:os'
import { bundleLimits } from '../../../core/bundle/bundle.ts'
import type { Io } from '../command.ts'
import { readShared } from './sharedBytes.ts'
import { verifyOnThreads } from './verifyOnThreads.ts'

/** What came of verifying a file, of which nothing is held any more. */
export interface VerifiedFile {
  /** The first thing wrong; absent where it holds. */
  readonly wrong?: string
  /** Its first line, which names the digest of the rest: who reads the file again holds it to this. */
  readonly head: Uint8Array
}

/** @param trust text of a trust file. @throws {INPUT_INVALID} no file, too large, or not a trust file */
export async function verifiedFile(io: Io, path: string, trust: string | undefined): Promise<VerifiedFile> {
  const bundle = await readShared(io, path, bundleLimits.bytesMax)
  const given = { bundle, ...(trust === undefined ? {} : { trust }) }
  const { holds, faults } = await verifyOnThreads(given, availableParallelism())
  const head = new Uint8Array(bundle.subarray(0, bundle.indexOf(10) + 1))
  return { head, ...(holds ? {} : { wrong: faults[0]?.message ?? '' }) }
}
