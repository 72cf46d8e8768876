import type { ZonePart } from '../../../src/core/bundle/bundle.ts'
import type { Language } from '../i18n/language.ts'

/** What the page asks of the worker: the parts of one case's zones, or a bundle as a file has it. */
export interface VerifyRequest {
  readonly parts?: readonly ZonePart[]
  readonly bundle?: string
  readonly trust?: string
  readonly wasm: ArrayBuffer
}

export interface VerifySummary {
  readonly holds: boolean
  /** By keys given from outside; without them the answer is that it is consistent in itself. */
  readonly signersIdentified: boolean
  /** Sections of the report by language, so that a switch of language needs no second run. */
  readonly sections: Readonly<
    Record<Language, readonly { readonly title: string; readonly lines: readonly string[] }[]>
  >
  readonly entries: number
  readonly replayed: number
  readonly facts: number
  readonly documents: number
  readonly signatures: number
  readonly postings: number
  readonly zones: readonly string[]
  readonly bundle: string
}

export type VerifyAnswer =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'result'; readonly summary: VerifySummary }
  | { readonly type: 'failed'; readonly said: Readonly<Record<Language, string>> }
