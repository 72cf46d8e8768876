import { saidOf } from '../../src/core/flaws/flaw.ts'
import { bytesToHex, startSha256 } from '../../src/core/record/hash.ts'
import { initCedar } from '../../src/core/rules/cedar.ts'
import type { Language } from '../../src/core/rules/pack.ts'
import { type Report, type ShareFound, verifyPart } from '../library.ts'
import { signaturesAhead } from '../signaturesAhead.ts'
import { blobSource } from './blobSource.ts'
import { type KeptReport, keepReport, type ShownReport } from './shownReport.ts'
import { webEd25519 } from './webEd25519.ts'

/** One end of a line from worker to worker: what they have for each other does not pass through the page. */
interface Port {
  postMessage(found: ShareFound): void
  onmessage: ((event: { readonly data: ShareFound }) => void) | null
}

/** What the page asks of a worker. */
export type Asked =
  | {
      /** The rule engine in base64, as it stands in the page. */
      readonly wasm: string
      readonly bundle: Blob
      readonly trust?: string
      readonly share: { readonly of: number; readonly take: number }
      /** Of the first worker, a line from each of the others; of another, the one to the first. */
      readonly ports: readonly Port[]
    }
  | { readonly language: Language; readonly section: number; readonly from: number }
  | { readonly save: true }
  | { readonly fingerprint: Blob }
export type Told =
  | { readonly progress: { readonly done: number; readonly total: number } }
  | { readonly shown: ShownReport }
  | { readonly language: Language; readonly section: number; readonly from: number; readonly rows: readonly (readonly string[])[] } // biome-ignore format: one message
  | { readonly saved: Blob }
  | { readonly fingerprint: string }
  | { readonly refused: Readonly<Record<Language, string>> }

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: Told): void
  addEventListener(type: 'message', listener: (event: { readonly data: Asked }) => void): void
}

const scope = globalThis as unknown as WorkerScope
let report: Report | undefined
let kept: KeptReport | undefined

async function answer(asked: Asked): Promise<Told | undefined> {
  if ('fingerprint' in asked) return { fingerprint: fingerprintOf(asked.fingerprint) }
  if ('save' in asked) return { saved: new Blob([JSON.stringify(report, undefined, 2)], { type: 'application/json' }) }
  if ('section' in asked) {
    if (kept === undefined) throw new TypeError('asked for rows before the work')
    const { language, section, from } = asked
    return { language, section, from, rows: kept.rowsFrom(language, section, from) }
  }
  return await verify(asked)
}

/** Does its share. The first then waits for what the others found, and makes the report of it. */
async function verify(asked: Extract<Asked, { readonly wasm: unknown }>): Promise<Told | undefined> {
  const { wasm, trust, share, bundle, ports } = asked
  const others = share.take === 0 ? ports.map(heardFrom) : []
  initCedar(bytesOf(wasm))
  const source = blobSource(bundle)
  // The browser's own arithmetic is many times as fast, and answers later: it goes first, and what it found good is known.
  const ahead = await webEd25519()
  if (ahead !== undefined) await signaturesAhead({ bundle: source, share, verify: ahead })
  let told = 0
  const verified = verifyPart({
    bundle: source,
    ...(trust === undefined ? {} : { trust }),
    share,
    progress: (done, total) => {
      // A hundred steps are enough for a bar.
      if (done < total && done - told < total / 100) return
      told = done
      scope.postMessage({ progress: { done, total } })
    },
  })
  if (share.take > 0) {
    ports[0]!.postMessage(verified.found)
    return undefined
  }
  report = verified.report(await Promise.all(others))
  kept = keepReport(report)
  return { shown: kept.shown }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64.trim())
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

function heardFrom(port: Port): Promise<ShareFound> {
  return new Promise((resolve) => {
    port.onmessage = ({ data }) => resolve(data)
  })
}

const readAtOnce = 4_194_304

function fingerprintOf(blob: Blob): string {
  const { size, read } = blobSource(blob)
  const hash = startSha256()
  for (let at = 0; at < size; at += readAtOnce) hash.update(read(at, Math.min(size, at + readAtOnce)))
  return bytesToHex(hash.digest())
}

scope.addEventListener('message', async ({ data }) => {
  try {
    const told = await answer(data)
    if (told !== undefined) scope.postMessage(told)
  } catch (error) {
    scope.postMessage({ refused: saidOf(error) })
  }
})
