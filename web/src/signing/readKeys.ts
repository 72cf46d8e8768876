import { bytesToHex, hexToBytes } from '../../../src/core/record/hash.ts'
import { type KeyFile, keyFileOf } from '../../../src/core/record/keyFile.ts'
import { type FileAlgorithm, publicKeyOf, type SecretKey } from '../../../src/core/record/publicKeys.ts'

export interface LoadedKey {
  readonly secret: SecretKey
  /** As the record spells it. */
  readonly publicKey: string
}

const secretNames = /^(secret|secretKey|privateKey|private|seed|signingKey|key)$/i
const hex = /^(0x)?[0-9a-fA-F]{64}$/
/** DER in front of the 32 bytes of an Ed25519 key in PKCS#8 (RFC 8410). */
const pkcs8Head = '302e020100300506032b657004220420'
const algorithms: readonly FileAlgorithm[] = ['ed25519', 'sm2', 'p256']

/** A key file of `sluice key new`, which a passphrase opens; undefined where the text is none. */
export function sealedKeyOf(text: string): KeyFile | undefined {
  try {
    return keyFileOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

/**
 * Finds secret keys in what a person has: bare hex, a PKCS#8 PEM, or JSON that holds one or several. Nothing found: an empty list.
 *
 * @param known whether a public key is enrolled: 32 bytes may be a key of either kind, and where nothing says which, the one is meant that the zone has
 */
export function readKeys(text: string, known: (publicKey: string) => boolean = () => false): readonly LoadedKey[] {
  const secrets = new Map<string, FileAlgorithm | undefined>()
  const trimmed = text.trim()
  if (hex.test(trimmed)) secrets.set(trimmed.replace(/^0x/, '').toLowerCase(), undefined)
  const pem = /-----BEGIN PRIVATE KEY-----([\s\S]+?)-----END PRIVATE KEY-----/.exec(trimmed)?.[1]
  if (pem !== undefined) addPem(secrets, pem)
  if (/^[[{]/.test(trimmed)) addJson(secrets, trimmed)
  return [...secrets].flatMap(([secret, algorithm]) => {
    const stated = algorithm === undefined ? algorithms : [algorithm]
    const keys = stated.flatMap((one) => loaded(secret, one))
    return keys
      .filter(({ publicKey }) => known(publicKey))
      .concat(keys)
      .slice(0, 1)
  })
}

function loaded(secretHex: string, algorithm: FileAlgorithm): LoadedKey[] {
  const bytes = hexToBytes(secretHex)
  const secret = algorithm === 'ed25519' ? bytes : { algorithm, secretKey: bytes }
  try {
    return [{ secret, publicKey: publicKeyOf(secret) }]
  } catch {
    // Out of the range of that curve.
    return []
  }
}

type Found = Map<string, FileAlgorithm | undefined>

function addPem(secrets: Found, base64: string): void {
  try {
    const der = bytesToHex(Uint8Array.from(atob(base64.replace(/\s/g, '')), (char) => char.charCodeAt(0)))
    if (der.startsWith(pkcs8Head) && der.length === pkcs8Head.length + 64)
      secrets.set(der.slice(pkcs8Head.length), 'ed25519')
  } catch {
    // Not base64: no key.
  }
}

function addJson(secrets: Found, text: string): void {
  try {
    walk(JSON.parse(text), '', undefined, secrets)
  } catch {
    // Not JSON: no key.
  }
}

function walk(value: unknown, name: string, algorithm: FileAlgorithm | undefined, secrets: Found): void {
  if (typeof value === 'string') {
    if (secretNames.test(name) && hex.test(value)) secrets.set(value.replace(/^0x/, '').toLowerCase(), algorithm)
    return
  }
  if (Array.isArray(value)) for (const item of value) walk(item, name, algorithm, secrets)
  else if (typeof value === 'object' && value !== null) {
    const said = algorithms.find((one) => one === (value as { algorithm?: unknown }).algorithm)
    for (const [key, item] of Object.entries(value)) walk(item, key, said, secrets)
  }
}
