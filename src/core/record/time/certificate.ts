/** Certificates (RFC 5280) as far as the chain of a time-stamp needs them. */
import { base64 } from '@scure/base'
import { equalBytes } from '../hash.ts'
import { fingerprintOf, type PublicKey, readPublicKey, signatureHolds } from './algorithms.ts'
import {
  bitsOf,
  childrenOf,
  type DerNode,
  derTags,
  integerOf,
  malformed,
  oidOf,
  readDer,
  textOf,
  timeOf,
  walkDer,
} from './der.ts'

export interface Certificate {
  readonly whole: Uint8Array
  /** SHA-256 of the certificate, hex. */
  readonly fingerprint: string
  readonly serial: bigint
  /** Names as they came, for comparing. */
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  /** For people. @example 'CN=SANDBOX Time, O=SANDBOX' */
  readonly subjectText: string
  readonly fromMs: number
  readonly untilMs: number
  readonly key: PublicKey
  /** May issue certificates. */
  readonly authority: boolean
  readonly pathLength?: number
  /** Its only purpose is time-stamping, and it says so critically (RFC 3161, 2.3). */
  readonly timeStamping: boolean
  /** May sign documents: its key usage says nothing, or digital signature or non-repudiation. */
  readonly signs: boolean
  /** What its issuer signed. */
  readonly signed: Uint8Array
  readonly signatureAlgorithm: DerNode
  readonly signature: Uint8Array
}

/** @throws {TIMESTAMP_INVALID} */
export function readCertificate(bytes: Uint8Array): Certificate {
  const outer = walkDer(readDer(bytes))
  const body = outer.next(derTags.sequence)
  const signatureAlgorithm = outer.next(derTags.sequence)
  const signature = bitsOf(outer.next(derTags.bitString))
  outer.end()
  const walk = walkDer(body)
  walk.optional(0xa0)
  const serial = integerOf(walk.next(derTags.integer))
  if (!equalBytes(walk.next(derTags.sequence).whole, signatureAlgorithm.whole))
    malformed('has a certificate that names two signature algorithms')
  const issuer = walk.next(derTags.sequence).whole
  const validity = walkDer(walk.next(derTags.sequence))
  const subject = walk.next(derTags.sequence)
  const key = readPublicKey(walk.next(derTags.sequence))
  walk.optional(0x81)
  walk.optional(0x82)
  const extensions = readExtensions(walk.optional(0xa3))
  walk.end()
  const fromMs = timeOf(validity.next(derTags.utcTime, derTags.generalizedTime))
  const untilMs = timeOf(validity.next(derTags.utcTime, derTags.generalizedTime))
  return {
    whole: bytes,
    fingerprint: fingerprintOf(bytes),
    serial,
    issuer,
    subject: subject.whole,
    subjectText: nameText(subject),
    fromMs,
    untilMs,
    key,
    ...purposesOf(extensions),
    signed: body.whole,
    signatureAlgorithm,
    signature,
  }
}

interface Extension {
  readonly critical: boolean
  readonly value: DerNode
}

/** What a chain of ours understands; a critical extension beyond it refuses the certificate (RFC 5280, 4.2). */
const understood = new Set(['2.5.29.15', '2.5.29.19', '2.5.29.37', '2.5.29.14', '2.5.29.35', '2.5.29.32'])

function readExtensions(node: DerNode | undefined): ReadonlyMap<string, Extension> {
  const found = new Map<string, Extension>()
  for (const one of node === undefined ? [] : childrenOf(readDer(node.content))) {
    const walk = walkDer(one)
    const oid = oidOf(walk.next(derTags.oid))
    const critical = walk.optional(derTags.boolean)?.content[0] === 0xff
    const value = readDer(walk.next(derTags.octetString).content)
    if (found.has(oid)) malformed(`has a certificate with the extension ${oid} twice`)
    if (critical && !understood.has(oid))
      malformed(`has a certificate with the critical extension ${oid}, which is not known here`)
    found.set(oid, { critical, value })
  }
  return found
}

const timeStampingPurpose = '1.3.6.1.5.5.7.3.8'

function purposesOf(
  extensions: ReadonlyMap<string, Extension>,
): Pick<Certificate, 'authority' | 'pathLength' | 'timeStamping' | 'signs'> {
  const purposes = extensions.get('2.5.29.37')
  const oids = purposes === undefined ? [] : childrenOf(purposes.value).map(oidOf)
  const usage = extensions.get('2.5.29.15')?.value
  // Bits of keyUsage from the left: 0 digitalSignature, 1 nonRepudiation, 5 keyCertSign.
  const bits = usage === undefined ? undefined : (usage.content[1] ?? 0)
  const maySign = bits === undefined || (bits & 0xc0) !== 0
  const mayIssue = bits === undefined || (bits & 0x04) !== 0
  const basic = extensions.get('2.5.29.19')
  const walk = basic === undefined ? undefined : walkDer(basic.value)
  const authority = walk?.optional(derTags.boolean)?.content[0] === 0xff && mayIssue
  const limit = authority ? walk?.optional(derTags.integer) : undefined
  return {
    authority,
    ...(limit === undefined ? {} : { pathLength: Number(integerOf(limit)) }),
    signs: maySign,
    timeStamping: oids.length === 1 && oids[0] === timeStampingPurpose && purposes!.critical && maySign,
  }
}

const attributeNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
}

/** The name as text: common name first. */
export function nameText(node: DerNode): string {
  const parts = childrenOf(node).flatMap((set) =>
    childrenOf(set).flatMap((pair) => {
      const walk = walkDer(pair)
      const name = attributeNames[oidOf(walk.next(derTags.oid))]
      const [value] = walk.rest()
      return name === undefined || value === undefined ? [] : [{ name, text: textOf(value) }]
    }),
  )
  const order = ['CN', 'OU', 'O', 'C']
  return parts
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    .map(({ name, text }) => `${name}=${text}`)
    .join(', ')
}

/** Whether `issuer` signed `certificate`, by name and key. */
export function issuedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (!equalBytes(certificate.issuer, issuer.subject)) return false
  const { signed: message, signatureAlgorithm: algorithm, signature } = certificate
  return signatureHolds({ key: issuer.key, algorithm, message, signature })
}

/** The certificates of a PEM file, in their order. @throws {TIMESTAMP_INVALID} */
export function readPem(text: string): Uint8Array[] {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)]
  return blocks.map(([, body]) => {
    try {
      return base64.decode(body!.replaceAll(/\s/g, ''))
    } catch {
      return malformed('has a PEM block that is no base64')
    }
  })
}
