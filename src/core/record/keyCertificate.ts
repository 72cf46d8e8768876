import { SluiceError } from '../errors.ts'
import { bytesToHex } from './hash.ts'
import type { PublicKey } from './time/algorithms.ts'
import { type Certificate, readCertificate, readPem } from './time/certificate.ts'
import { chainOf } from './time/chain.ts'

/** What a certificate says of a key, once its chain was walked. */
export interface Certified {
  /** @example 'CN=A bank, O=A bank' */
  readonly subject: string
  /** Of the certificate at the end of the chain, which signs itself. */
  readonly root: string
  readonly until: string
}

/**
 * Whether a certificate (X.509, PEM, the holder's own first, then its issuers up to the root) is of this key, was valid at a moment with its whole chain,
 * and ends at the root given. Ed25519, P-256 and SM2 keys; issuers as for time-stamps. Revocation is not asked: there is no network here.
 *
 * @returns what it says, or a sentence on why it does not hold. Never throws.
 */
export function certifiedKey(parameters: {
  readonly pem: string
  /** As the record spells keys. */
  readonly key: string
  /** RFC 3339. */
  readonly at: string
  /** SHA-256 of the root's certificate, hex. */
  readonly root: string
}): Certified | string {
  const { pem, key, at, root } = parameters
  try {
    const [own, ...issuers] = readPem(pem).map(readCertificate)
    if (own === undefined) return 'no certificate in the document'
    const spelled = spelledOf(own.key)
    if (spelled !== key) return `a certificate of the key ${spelled ?? own.key.kind}`
    if (!own.signs) return 'a certificate whose key may not sign documents'
    const chain = chainOf({ signer: own, certificates: issuers, atMs: Date.parse(at) })
    const last = chain.at(-1)!
    if (chain.length === 1) return 'a certificate that signs itself and vouches for nothing'
    if (last.fingerprint !== root) return `a chain to the root ${last.fingerprint}`
    return { subject: own.subjectText, root: last.fingerprint, until: new Date(untilOf(chain)).toISOString() }
  } catch (error) {
    if (error instanceof SluiceError) return error.message.replace(/^The time-stamp/, 'a chain that')
    return 'a certificate that cannot be read'
  }
}

function untilOf(chain: readonly Certificate[]): number {
  return Math.min(...chain.map(({ untilMs }) => untilMs))
}

function spelledOf({ kind, point }: PublicKey): string | undefined {
  if (point === undefined) return undefined
  if (kind === 'ed25519') return bytesToHex(point)
  if (kind !== 'p256' && kind !== 'sm2') return undefined
  const compressed = point.length === 65 && point[0] === 4 ? compress(point) : bytesToHex(point)
  return kind === 'sm2' ? `sm2:${compressed}` : compressed
}

/** SEC 1, 2.3.3: x with the parity of y. */
function compress(point: Uint8Array): string {
  return `${(point[64]! & 1) === 1 ? '03' : '02'}${bytesToHex(point.subarray(1, 33))}`
}
