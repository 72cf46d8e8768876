import { availableParallelism } from 'node:os'
import { bundleLimits } from '../../../core/bundle/bundle.ts'
import type { Io } from '../command.ts'
import { holdFile } from './heldFile.ts'
import { sourceIn } from './openFile.ts'
import { verifyOnThreads } from './verifyOnThreads.ts'

/** What came of verifying a file, of which nothing is held any more. */
export interface VerifiedFile {
  /** The first thing wrong; absent where it holds. */
  readonly wrong?: string
  /** Its first line, which names the digest of the rest: who reads the file again holds it to this. */
  readonly head: Uint8Array
}

/** The first line of a bundle is far shorter: a few names and a hash. */
const headBytesMax = 65_536

/** @param trust text of a trust file. @throws {INPUT_INVALID} no file, too large, changed meanwhile, or not a trust file */
export async function verifiedFile(io: Io, path: string, trust: string | undefined): Promise<VerifiedFile> {
  const bundle = await holdFile(io, path, bundleLimits.bytesMax)
  try {
    const begun = sourceIn(bundle).read(0, Math.min(bundle.size, headBytesMax))
    const head = begun.slice(0, begun.indexOf(10) + 1)
    const given = { bundle, ...(trust === undefined ? {} : { trust }) }
    const { holds, faults } = await verifyOnThreads(given, availableParallelism())
    return { head, ...(holds ? {} : { wrong: faults[0]?.message ?? '' }) }
  } finally {
    bundle.close()
  }
}
