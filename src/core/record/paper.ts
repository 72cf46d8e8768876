import { flaw, flawError } from '../flaws/flaw.ts'
import { bytesToHex, concatBytes, sha256, utf8ToBytes } from './hash.ts'
import { canonical, type Json, parseCanonical } from './jcs.ts'
import { publicKeyOf, type SecretKey, signatureHolds, signText } from './publicKeys.ts'
import { remembered } from './remembered.ts'

/**
 * A paper is a file that an outside party signed: a bank's statement, a platform's word, a judgment extract. One canonical JSON document;
 * the signature is Ed25519 or SM2 over domain and the document without it. What it says is attested by its issuer, never proved by us.
 */
export interface Paper {
  readonly format: 'sluice/paper/1'
  readonly type: string
  readonly world: 'real' | 'rehearsal'
  /** Organisation id in the directory. */
  readonly issuer: string
  /** Public key, as the record spells keys. */
  readonly key: string
  readonly issuedAt: string
  readonly body: Json
  readonly signature: string
}

const domain = utf8ToBytes('sluice/paper/1\n')

export function paperDigest(paper: Omit<Paper, 'signature'>): Uint8Array {
  const { format, type, world, issuer, key, issuedAt, body } = paper
  return concatBytes(domain, utf8ToBytes(canonical({ format, type, world, issuer, key, issuedAt, body })))
}

/** @example signPaper({ type: 'camt.053', world: 'rehearsal', issuer: 'bank', issuedAt, body: { xml }, secretKey }) */
export function signPaper(parameters: {
  readonly type: string
  readonly world: 'real' | 'rehearsal'
  readonly issuer: string
  readonly issuedAt: string
  readonly body: Json
  readonly secretKey: SecretKey
}): { readonly paper: Paper; readonly text: string; readonly sha256: string } {
  const { type, world, issuer, issuedAt, body, secretKey } = parameters
  const unsigned = {
    format: 'sluice/paper/1' as const,
    type,
    world,
    issuer,
    key: publicKeyOf(secretKey),
    issuedAt,
    body,
  }
  const paper: Paper = { ...unsigned, signature: signText(paperDigest(unsigned), secretKey) }
  const text = canonical(paper as unknown as Json)
  return { paper, text, sha256: bytesToHex(sha256(utf8ToBytes(text))) }
}

/**
 * Reads a paper and checks its signature against the key that it names. Whether that key is the issuer's is the directory's question.
 *
 * @throws {SIGNATURE_INVALID} {INPUT_INVALID}
 */
export function readPaper(text: string): Paper {
  return papersRead(text)
}

const papersRead = remembered(64, checkPaper)

function checkPaper(text: string): Paper {
  const value = parseCanonical(text) as unknown as Paper
  const keys = 'body,format,issuedAt,issuer,key,signature,type,world'
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== keys) {
    throw flawError('INPUT_INVALID', flaw('PAPER', { keys }))
  }
  const good = signatureHolds({ key: value.key, message: paperDigest(value), signature: value.signature })
  if (!good || value.format !== 'sluice/paper/1') {
    const { type, issuer } = value
    throw flawError('SIGNATURE_INVALID', flaw('PAPER_UNSIGNED', { type: String(type), issuer: String(issuer) }), {
      type,
      issuer,
    })
  }
  return value
}
