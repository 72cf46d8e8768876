import { bytesToHex, startSha256 } from '../../src/core/record/hash.ts'
import { initCedar } from '../../src/core/rules/cedar.ts'
import { type Report, type ShareFound, verifyPart } from '../library.ts'
import { blobSource } from './blobSource.ts'

/** What the page asks of a worker: a share of the work, then of the first what the others found. */
export type Asked =
  | {
      readonly wasm: Uint8Array<ArrayBuffer>
      readonly bundle: Blob
      readonly trust?: string
      readonly share: { readonly of: number; readonly take: number }
    }
  | { readonly others: readonly ShareFound[] }
  | { readonly fingerprint: Blob }
export type Told =
  | { readonly progress: { readonly done: number; readonly total: number } }
  | { readonly found: ShareFound }
  | { readonly report: Report }
  | { readonly fingerprint: string }
  | { readonly refused: string }

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: Told): void
  addEventListener(type: 'message', listener: (event: { readonly data: Asked }) => void): void
}

const scope = globalThis as unknown as WorkerScope
let verified: ReturnType<typeof verifyPart> | undefined

function answer(asked: Asked): Told {
  if ('others' in asked) {
    if (verified === undefined) throw new TypeError('asked for a report before the work')
    return { report: verified.report(asked.others) }
  }
  if ('fingerprint' in asked) return { fingerprint: fingerprintOf(asked.fingerprint) }
  initCedar(asked.wasm)
  const { trust, share } = asked
  let told = 0
  verified = verifyPart({
    bundle: blobSource(asked.bundle),
    ...(trust === undefined ? {} : { trust }),
    share,
    progress: (done, total) => {
      // A hundred steps are enough for a bar.
      if (done < total && done - told < total / 100) return
      told = done
      scope.postMessage({ progress: { done, total } })
    },
  })
  return { found: verified.found }
}

const readAtOnce = 4_194_304

function fingerprintOf(blob: Blob): string {
  const { size, read } = blobSource(blob)
  const hash = startSha256()
  for (let at = 0; at < size; at += readAtOnce) hash.update(read(at, Math.min(size, at + readAtOnce)))
  return bytesToHex(hash.digest())
}

scope.addEventListener('message', ({ data }) => {
  try {
    scope.postMessage(answer(data))
  } catch (error) {
    scope.postMessage({ refused: error instanceof Error ? error.message : String(error) })
  }
})
