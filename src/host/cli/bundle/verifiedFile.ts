import { availableParallelism } from 'node:os'
import { faultLine } from '../../../../verifier/reportText.ts'
import { bundleLimits } from '../../../core/bundle/bundle.ts'
import type { Io } from '../command.ts'
import type { Language } from '../language.ts'
import { holdFile } from './heldFile.ts'
import { sourceIn } from './openFile.ts'
import { verifyOnThreads } from './verifyOnThreads.ts'

/** What came of verifying a file, of which nothing is held any more. */
export interface VerifiedFile {
  /** The first thing wrong, in English and in words for a reader; absent where it holds. */
  readonly wrong?: { readonly message: string; in(language: Language): string }
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
    const { faults, unmet = [] } = await verifyOnThreads(given, availableParallelism())
    const [first] = faults
    if (first === undefined) return { head }
    return { head, wrong: { message: first.message, in: (language) => faultLine(first, { unmet }, language) } }
  } finally {
    bundle.close()
  }
}
