import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToHex, hexToBytes } from '../../../src/core/record/hash.ts'

export interface LoadedKey {
  readonly secret: Uint8Array
  /** Hex. */
  readonly publicKey: string
}

const secretNames = /^(secret|secretKey|privateKey|private|seed|signingKey|key)$/i
const hex = /^(0x)?[0-9a-fA-F]{64}$/
/** DER in front of the 32 bytes of an Ed25519 key in PKCS#8 (RFC 8410). */
const pkcs8Head = '302e020100300506032b657004220420'

/** Finds Ed25519 secret keys in what a person has: bare hex, a PKCS#8 PEM, or JSON that holds one or several. Nothing found: an empty list. */
export function readKeys(text: string): readonly LoadedKey[] {
  const secrets = new Set<string>()
  const trimmed = text.trim()
  if (hex.test(trimmed)) secrets.add(trimmed.replace(/^0x/, '').toLowerCase())
  const pem = /-----BEGIN PRIVATE KEY-----([\s\S]+?)-----END PRIVATE KEY-----/.exec(trimmed)?.[1]
  if (pem !== undefined) addPem(secrets, pem)
  if (/^[[{]/.test(trimmed)) addJson(secrets, trimmed)
  return [...secrets].map((secret) => {
    const bytes = hexToBytes(secret)
    return { secret: bytes, publicKey: bytesToHex(ed25519.getPublicKey(bytes)) }
  })
}

function addPem(secrets: Set<string>, base64: string): void {
  try {
    const der = bytesToHex(Uint8Array.from(atob(base64.replace(/\s/g, '')), (char) => char.charCodeAt(0)))
    if (der.startsWith(pkcs8Head) && der.length === pkcs8Head.length + 64) secrets.add(der.slice(pkcs8Head.length))
  } catch {
    // Not base64: no key.
  }
}

function addJson(secrets: Set<string>, text: string): void {
  try {
    walk(JSON.parse(text), '', secrets)
  } catch {
    // Not JSON: no key.
  }
}

function walk(value: unknown, name: string, secrets: Set<string>): void {
  if (typeof value === 'string') {
    if (secretNames.test(name) && hex.test(value)) secrets.add(value.replace(/^0x/, '').toLowerCase())
    return
  }
  if (Array.isArray(value)) for (const item of value) walk(item, name, secrets)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) walk(item, key, secrets)
  }
}
