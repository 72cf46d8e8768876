import { base64 } from '@scure/base'
import { bytesToHex, hexToBytes, hmacSha256, sha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import { keyBytesOf, publicKeyOf, type SecretKey, signText } from '../../src/core/record/publicKeys.ts'
import { der, derInteger, derOid, derTags } from '../../src/core/record/time/der.ts'
import { secretOf } from '../profile.ts'

/** Certificates (RFC 5280) of an authority that exists in rehearsals only. Same seed, same bytes: Ed25519 and SM2 sign without chance here. */
export interface SandboxCertificate {
  /** The holder's certificate, then the root's: PEM. */
  readonly pem: string
  /** SHA-256 of the root's certificate, hex. */
  readonly root: string
}

const authority = 'SANDBOX root of trust'
const from = '20200101000000Z'
const until = '20400101000000Z'
const utf8String = 0x0c
const generalizedTime = 0x18
const octets = 0x04
const boolean = 0x01
const explicit = (n: number): number => 0xa0 + n

/** Certifies a key of an organisation, as the record spells it. @example certify({ seed, subject: 'SANDBOX bank-cn', key }).root */
export function certify(parameters: {
  readonly seed: string
  readonly subject: string
  readonly key: string
}): SandboxCertificate {
  const { seed, subject, key } = parameters
  const secret = secretOf(seed, hmacSha256(utf8ToBytes('sluice/sandbox/root-of-trust/1'), utf8ToBytes(seed)))
  const rootKey = publicKeyOf(secret)
  const root = certificate({ secret, subject: authority, key: rootKey, serial: 1, isAuthority: true })
  const own = certificate({ secret, subject, key, serial: 2, isAuthority: false })
  return { pem: `${pemOf(own)}${pemOf(root)}`, root: bytesToHex(sha256(root)) }
}

function certificate(parameters: {
  readonly secret: SecretKey
  readonly subject: string
  readonly key: string
  readonly serial: number
  readonly isAuthority: boolean
}): Uint8Array {
  const { secret, subject, key, serial, isAuthority } = parameters
  const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(derTags.sequence, ...parts)
  const algorithm = sequence(derOid(isSm2(publicKeyOf(secret)) ? '1.2.156.10197.1.501' : '1.3.101.112'))
  const time = (text: string): Uint8Array => der(generalizedTime, utf8ToBytes(text))
  const name = (text: string): Uint8Array =>
    sequence(der(0x31, sequence(derOid('2.5.4.3'), der(utf8String, utf8ToBytes(text)))))
  const body = sequence(
    der(explicit(0), derInteger(Uint8Array.of(2))),
    derInteger(Uint8Array.of(serial)),
    algorithm,
    name(authority),
    sequence(time(from), time(until)),
    name(subject),
    sequence(keyAlgorithm(key), der(derTags.bitString, Uint8Array.of(0), keyBytesOf(key))),
    der(explicit(3), sequence(...extensions(isAuthority))),
  )
  const signature = der(derTags.bitString, Uint8Array.of(0), signatureOf(body, secret))
  return sequence(body, algorithm, signature)
}

/** May issue, or may sign documents. */
function extensions(isAuthority: boolean): Uint8Array[] {
  const extension = (oid: string, value: Uint8Array): Uint8Array =>
    der(derTags.sequence, derOid(oid), der(boolean, Uint8Array.of(0xff)), der(octets, value))
  const basic = isAuthority ? der(derTags.sequence, der(boolean, Uint8Array.of(0xff))) : der(derTags.sequence)
  // Bits from the left: 0 digitalSignature, 5 keyCertSign.
  const usage = isAuthority ? Uint8Array.of(2, 0x04) : Uint8Array.of(7, 0x80)
  return [extension('2.5.29.19', basic), extension('2.5.29.15', der(derTags.bitString, usage))]
}

function keyAlgorithm(key: string): Uint8Array {
  return isSm2(key)
    ? der(derTags.sequence, derOid('1.2.840.10045.2.1'), derOid('1.2.156.10197.1.301'))
    : der(derTags.sequence, derOid('1.3.101.112'))
}

/** Of SM2 the two numbers as a sequence, of Ed25519 the 64 bytes as they are. */
function signatureOf(body: Uint8Array, secret: SecretKey): Uint8Array {
  const bytes = hexToBytes(signText(body, secret))
  if (!isSm2(publicKeyOf(secret))) return bytes
  return der(derTags.sequence, derInteger(bytes.subarray(0, 32)), derInteger(bytes.subarray(32)))
}

function isSm2(key: string): boolean {
  return key.startsWith('sm2:')
}

function pemOf(bytes: Uint8Array): string {
  const lines = base64.encode(bytes).match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
