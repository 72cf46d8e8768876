/** Time-stamp tokens (RFC 3161, RFC 5816) in CMS (RFC 5652): read strictly, verified offline with their chain. */
import { sha1 } from '@noble/hashes/legacy.js'
import { equalBytes } from '../hash.ts'
import { type Hash, hashNamed, hashOf, signatureHolds } from './algorithms.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import { chainOf } from './chain.ts'
import {
  childrenOf,
  type DerNode,
  derTags,
  integerOf,
  malformed,
  oidOf,
  readDer,
  timeOf,
  unfit,
  walkDer,
} from './der.ts'

const oids = {
  signedData: '1.2.840.113549.1.7.2',
  timeInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const

/** What an authority said: this imprint existed then. */
export interface TimeInfo {
  readonly policy: string
  readonly hash: Hash
  readonly imprint: Uint8Array
  readonly serial: bigint
  readonly atMs: number
  /** How far the time may be off; 0 where nothing is said. */
  readonly accuracyMs: number
  readonly nonce?: bigint
}

export interface TimeToken {
  readonly info: TimeInfo
  readonly certificates: readonly Certificate[]
  readonly content: Uint8Array
  readonly signer: SignerInfo
}

interface SignerInfo {
  /** IssuerAndSerialNumber, or a key identifier, as it came. */
  readonly id: DerNode
  readonly digest: Hash
  /** The signed attributes under the tag that was signed. */
  readonly signed: Uint8Array
  readonly attributes: ReadonlyMap<string, DerNode>
  readonly algorithm: DerNode
  readonly signature: Uint8Array
}

/** Reads a token; nothing is verified yet. @throws {TIMESTAMP_INVALID} */
export function readToken(bytes: Uint8Array): TimeToken {
  const outer = walkDer(readDer(bytes))
  if (oidOf(outer.next(derTags.oid)) !== oids.signedData) malformed('is no signed data')
  const data = walkDer(readDer(outer.next(0xa0).content))
  outer.end()
  integerOf(data.next(derTags.integer))
  data.next(derTags.set)
  const encapsulated = walkDer(data.next(derTags.sequence))
  if (oidOf(encapsulated.next(derTags.oid)) !== oids.timeInfo) unfit('STAMP_NO_TIME')
  const content = readDer(encapsulated.next(0xa0).content)
  if (content.tag !== derTags.octetString) malformed('holds its content in pieces')
  const sent = data.optional(0xa0)
  data.optional(0xa1)
  const signers = childrenOf(data.next(derTags.set))
  data.end()
  if (signers.length !== 1) unfit('STAMP_SIGNERS', { count: String(signers.length) })
  return {
    info: readInfo(content.content),
    // Other forms than certificates have other tags and are passed over.
    certificates: (sent === undefined ? [] : childrenOf(sent))
      .filter(({ tag }) => tag === derTags.sequence)
      .map(({ whole }) => readCertificate(whole)),
    content: content.content,
    signer: readSigner(signers[0]!),
  }
}

function readInfo(bytes: Uint8Array): TimeInfo {
  const walk = walkDer(readDer(bytes))
  if (integerOf(walk.next(derTags.integer)) !== 1n) malformed('is of another version than 1')
  const policy = oidOf(walk.next(derTags.oid))
  const imprinted = walkDer(walk.next(derTags.sequence))
  const hash = hashOf(imprinted.next(derTags.sequence))
  const imprint = imprinted.next(derTags.octetString).content
  const serial = integerOf(walk.next(derTags.integer))
  const atMs = timeOf(walk.next(derTags.generalizedTime))
  const accuracy = walk.optional(derTags.sequence)
  walk.optional(derTags.boolean)
  const nonce = walk.optional(derTags.integer)
  walk.optional(0xa0)
  walk.optional(0xa1)
  walk.end()
  return {
    policy,
    hash,
    imprint,
    serial,
    atMs,
    accuracyMs: accuracy === undefined ? 0 : accuracyMsOf(accuracy),
    ...(nonce === undefined ? {} : { nonce: integerOf(nonce) }),
  }
}

/** Seconds, then millis [0] and micros [1]; rounded up to milliseconds. */
function accuracyMsOf(node: DerNode): number {
  const walk = walkDer(node)
  const small = (part: DerNode | undefined): number =>
    part === undefined ? 0 : part.content.reduce((value, byte) => value * 256 + byte, 0)
  const seconds = small(walk.optional(derTags.integer))
  const millis = small(walk.optional(0x80))
  const micros = small(walk.optional(0x81))
  walk.end()
  return seconds * 1000 + millis + Math.ceil(micros / 1000)
}

function readSigner(node: DerNode): SignerInfo {
  const walk = walkDer(node)
  integerOf(walk.next(derTags.integer))
  const id = walk.next(derTags.sequence, 0x80)
  const digest = hashOf(walk.next(derTags.sequence))
  const attributes = walk.next(0xa0)
  const algorithm = walk.next(derTags.sequence)
  const signature = walk.next(derTags.octetString).content
  walk.optional(0xa1)
  walk.end()
  // RFC 5652, 5.4: signed under the tag of a set, though sent under [0].
  const signed = attributes.whole.slice()
  signed[0] = derTags.set
  const found = new Map<string, DerNode>()
  for (const attribute of childrenOf(attributes)) {
    const part = walkDer(attribute)
    const oid = oidOf(part.next(derTags.oid))
    const values = childrenOf(part.next(derTags.set))
    if (found.has(oid) || values.length !== 1) malformed(`has the attribute ${oid} more than once`)
    found.set(oid, values[0]!)
  }
  return { id, digest, signed, attributes: found, algorithm, signature }
}

/** A time that was proved, and by whom. */
export interface ProvedTime {
  readonly at: string
  readonly accuracyMs: number
  readonly policy: string
  readonly serial: string
  /** The certificate that signed. */
  readonly authority: string
  /** The certificate at the end of the chain, which signs itself. */
  readonly root: string
  /** SHA-256 of the root's certificate, hex: what is compared with a paper. */
  readonly rootFingerprint: string
  readonly nonce?: bigint
}

/**
 * Verifies that an authority saw these bytes at the time that it names: imprint, signature, purpose of the signer's certificate, chain up to a
 * certificate that signs itself. Whether that root is to be trusted is another question.
 *
 * @param certificates DER, beside those in the token
 * @example verifyToken({ token, message: utf8ToBytes(checkpointText), certificates: [] }).at // '2026-03-02T01:00:00.000Z'
 * @throws {TIMESTAMP_INVALID} with what does not hold
 */
export function verifyToken(parameters: {
  readonly token: Uint8Array
  readonly message: Uint8Array
  readonly certificates: readonly Uint8Array[]
}): ProvedTime {
  const token = readToken(parameters.token)
  const { info, content, signer } = token
  if (!equalBytes(info.hash.of(parameters.message), info.imprint)) unfit('STAMP_IMPRINT')
  const certificates = [...token.certificates, ...parameters.certificates.map(readCertificate)]
  const signing = certificates.find((candidate) => isNamed(candidate, signer.id))
  if (signing === undefined) return unfit('STAMP_NO_SIGNER')
  checkAttributes(signer, content, signing)
  const { algorithm, signed: message, signature, digest } = signer
  if (!signatureHolds({ key: signing.key, algorithm, message, signature, digest })) unfit('STAMP_UNSIGNED')
  if (!signing.timeStamping) unfit('STAMP_PURPOSE', { name: signing.subjectText })
  const chain = chainOf({ signer: signing, certificates, atMs: info.atMs })
  const root = chain.at(-1)!
  return {
    at: new Date(info.atMs).toISOString(),
    accuracyMs: info.accuracyMs,
    policy: info.policy,
    serial: info.serial.toString(16),
    authority: signing.subjectText,
    root: root.subjectText,
    rootFingerprint: root.fingerprint,
    ...(info.nonce === undefined ? {} : { nonce: info.nonce }),
  }
}

/** By issuer and serial number. A key identifier is not accepted: RFC 3161 has the certificate named in the attributes anyway. */
function isNamed(certificate: Certificate, id: DerNode): boolean {
  if (id.tag !== derTags.sequence) return malformed('names its signer by a key identifier')
  const walk = walkDer(id)
  const issuer = walk.next(derTags.sequence).whole
  const serial = integerOf(walk.next(derTags.integer))
  return equalBytes(certificate.issuer, issuer) && certificate.serial === serial
}

function checkAttributes(signer: SignerInfo, content: Uint8Array, signing: Certificate): void {
  const { attributes, digest } = signer
  const type = attributes.get(oids.contentType)
  if (type === undefined || oidOf(type) !== oids.timeInfo) malformed('does not sign that its content is a time')
  const said = attributes.get(oids.messageDigest)
  if (said === undefined || !equalBytes(said.content, digest.of(content))) unfit('STAMP_CONTENT')
  checkNamed(attributes, signing)
}

/** The certificate is under the signature too: RFC 5816's attribute, or RFC 3161's older one. */
function checkNamed(attributes: SignerInfo['attributes'], signing: Certificate): void {
  const second = attributes.get(oids.signingCertificateV2)
  const named = second ?? attributes.get(oids.signingCertificate)
  const list = named ?? malformed('does not sign which certificate it was signed with')
  const first = childrenOf(walkDer(list).next(derTags.sequence))[0]
  const walk = walkDer(first ?? malformed('names no certificate'))
  const algorithm = second === undefined ? undefined : walk.optional(derTags.sequence)
  // The older attribute has SHA-1 only: it binds a certificate that was found by name and number already.
  const hash = second === undefined ? sha1 : algorithm === undefined ? hashNamed('sha256').of : hashOf(algorithm).of
  if (!equalBytes(walk.next(derTags.octetString).content, hash(signing.whole))) unfit('STAMP_CERTIFICATE')
}
