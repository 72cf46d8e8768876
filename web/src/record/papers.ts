import { SluiceError } from '../../../src/core/errors.ts'
import { flaw, flawError } from '../../../src/core/flaws/flaw.ts'
import type { Json } from '../../../src/core/record/jcs.ts'
import { type Paper, readPaper } from '../../../src/core/record/paper.ts'

/** What a form makes of state and papers: the act, unsigned, with the texts that it names by their hashes. The zone decides. */
export interface CaseAct {
  /** Where the entry has an id of its own, as one about a line of a bank; a fresh one otherwise. */
  readonly id?: string
  readonly kind: string
  readonly payload: { readonly [name: string]: Json }
  readonly texts: readonly string[]
  /** Documents that the zone holds already. */
  readonly documents?: readonly string[]
}

export interface ReadPaperText {
  readonly text: string
  readonly paper: Paper
  readonly body: Readonly<Record<string, Json>>
}

/**
 * A pasted paper of one type; what is wrong with it where it is none; nothing where there is no text. Whether its key is the issuer's the zone looks up.
 *
 * @example paperOf(text, 'return-decision')
 */
export function paperOf(pasted: string, type: string): ReadPaperText | SluiceError | undefined {
  const text = pasted.trim()
  if (text === '') return undefined
  try {
    const paper = readPaper(text)
    const { body } = paper
    if (paper.type !== type || typeof body !== 'object' || Array.isArray(body))
      return flawError('INPUT_INVALID', flaw('PAPER_TYPE', { found: paper.type, expected: type }))
    return { text, paper, body: body as ReadPaperText['body'] }
  } catch (error) {
    if (error instanceof SluiceError) return error
    throw error
  }
}
