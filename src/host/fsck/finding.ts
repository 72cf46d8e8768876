/** What can be wrong with a database. The list is closed: each code is one kind of damage, seen in a test. */
export const findingCodes = {
  'entry-form': 'the bytes kept for an entry are no entry',
  'entry-hash': 'an entry does not have the hash that it is filed under',
  'entry-field': 'a value is not the one that its entry commits to',
  'entry-columns': 'what the table says of an entry is not what the entry says',
  'entry-missing': 'a position in a stream has no entry',
  'entry-chain': 'an entry does not follow the one before it',
  'entry-orphan': 'an entry belongs to no stream',
  'entry-apply': 'an entry cannot be applied',
  'stream-empty': 'a stream has no entry',
  'stream-head': 'a stream says another head, position or time than its entries',
  'stream-state': 'the state kept of a stream is not the one that its entries make',
  'vault-missing': 'a personal value is neither kept nor deleted',
  'vault-value': 'a personal value is not the one that its entry commits to',
  'vault-deletion': 'a deleted personal value is still there, or does not say when and why',
  'vault-orphan': 'a personal value belongs to no entry',
  'action-missing': 'an entry has no action that asked for it',
  'action-digest': 'an action is not the one that its entry records',
  'action-orphan': 'an action made no entry',
  'action-signature': 'the signature under an action does not hold',
  'outbox-missing': 'an effect that an entry calls for is not in the outbox',
  'outbox-request': 'an effect asks for something else than its entry does',
  'outbox-orphan': 'an effect was called for by no entry',
  'document-hash': 'a document does not have the hash that it is filed under',
  'document-missing': 'a document that a fact was read from is not kept',
  'pack-missing': 'a published pack is not kept',
  'pack-invalid': 'a published pack cannot be read',
  'log-missing': 'an entry is neither in the log nor on its way there',
  'log-leaf': 'a leaf of the log is of another entry than it is filed under, or of none',
  'log-tree': 'tree, tiles or checkpoints do not follow from the leaves',
  'log-cosignature': 'a cosignature does not hold under the key of its witness',
  'log-none': 'the database has no log',
  'crossing-document': 'what is kept of a crossing is not what its entry received',
  'crossing-missing': 'what an entry received of the other zone is not kept',
  peer: 'a case is joined to another case of the other zone than its crossings say',
  reader: 'who reads a case is not what its entries say',
  'reader-document': 'a document is shown with a stream that does not name it, or not with one that does',
  'page-note': 'what a case is looked through by is not what an entry says',
  'page-posting': 'a line of the ledger is not the one that its entry makes',
  decision: 'an entry is decided otherwise when it is decided again',
} as const

export type FindingCode = keyof typeof findingCodes

export interface Finding {
  readonly code: FindingCode
  /** Table or stream, id, position: where to look. */
  readonly at: string
  readonly found: string
  readonly expected?: string
}

/** Beyond this, findings are counted and not listed. */
const listedMax = 1_000

/** Gathers findings. */
export class Findings {
  readonly list: Finding[] = []
  omitted = 0

  add(code: FindingCode, at: string, found: string, expected?: string): void {
    if (this.list.length >= listedMax) this.omitted++
    else
      this.list.push({
        code,
        at,
        found: shorten(found),
        ...(expected === undefined ? {} : { expected: shorten(expected) }),
      })
  }
}

function shorten(text: string): string {
  return text.length > 400 ? `${text.slice(0, 397)}...` : text
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
