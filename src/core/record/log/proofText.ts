/** Proofs as text (C2SP tlog-proof, `.tlog-proof`): what proves one entry offline, to whoever has the keys. */
import { base64 } from '@scure/base'
import { flaw, flawError } from '../../flaws/flaw.ts'
import { openCheckpoint, parseRoot, parseSize, profileOfOrigin } from './checkpoint.ts'
import { decodeBase64, type NoteVerifier } from './keys.ts'
import { verifyInclusion } from './merkle.ts'

export interface TlogProof {
  readonly index: number
  readonly proof: readonly Uint8Array[]
  /** The signed checkpoint, cosignatures included. */
  readonly note: string
  /** Opaque; vouched for by nobody. */
  readonly extra?: Uint8Array
}

const header = 'c2sp.org/tlog-proof@v1'
const proofLinesMax = 63

/** @example formatProof({ index: 7, proof, note }) // 'c2sp.org/tlog-proof@v1\nindex 7\n…' */
export function formatProof(proof: TlogProof): string {
  const extra = proof.extra === undefined ? '' : `extra ${base64.encode(proof.extra)}\n`
  const hashes = proof.proof.map((hash) => `${base64.encode(hash)}\n`).join('')
  return `${header}\n${extra}index ${proof.index}\n${hashes}\n${proof.note}`
}

/**
 * Reads a proof strictly; verifies nothing.
 *
 * @throws {PROOF_INVALID}   @throws {CHECKPOINT_INVALID} where a number or a hash is malformed
 */
export function parseProof(text: string): TlogProof {
  const border = text.indexOf('\n\n')
  const lines = text.slice(0, Math.max(border, 0)).split('\n')
  if (border < 0 || lines.shift() !== header) return refuse(`the first line is ${header}`)
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64(lines.shift()!.slice('extra '.length)) : null
  if (extra === undefined) return refuse('extra data is base64')
  const index = /^index (\d+)$/.exec(lines.shift() ?? '')
  if (index === null || lines.length > proofLinesMax) return refuse('an index line and at most 63 hashes follow')
  const read = { index: parseSize(index[1]!), proof: lines.map(parseRoot), note: text.slice(border + 2) }
  return extra === null ? read : { ...read, extra }
}

/**
 * Checks a proof of an entry under a checkpoint of the log that the caller means.
 *
 * @throws {PROOF_INVALID}   @throws {CHECKPOINT_INVALID}   @throws {SIGNATURE_INVALID}
 */
export function verifyProof(parameters: {
  readonly text: string
  /** The entry as it stands in the log, before leaf hashing. */
  readonly entry: Uint8Array
  readonly origin: string
  readonly verifiers: readonly NoteVerifier[]
}): TlogProof {
  const { text, entry, origin, verifiers } = parameters
  const parsed = parseProof(text)
  const { checkpoint } = openCheckpoint({ note: parsed.note, origin, verifiers })
  const profile = profileOfOrigin(origin)
  const { size, root } = checkpoint
  verifyInclusion({ index: parsed.index, size, leafHash: profile.leaf(entry), root, proof: parsed.proof, profile })
  return parsed
}

function refuse(expected: string): never {
  throw flawError('PROOF_INVALID', flaw('PROOF_TEXT', { expected }), { check: 'proof', failed: 'form', expected })
}
