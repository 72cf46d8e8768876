import { enrolledKeyPattern, type KeyAlgorithm } from '../../../src/core/case/signature.ts'
import { algorithmOf } from '../../../src/core/record/publicKeys.ts'
import type { PasskeyPlace } from '../../../src/core/record/webauthn.ts'

/** What somebody hands over so that their key can be enrolled. */
export interface ReadCard {
  readonly person?: string
  readonly key: string
  readonly algorithm: KeyAlgorithm
  readonly passkey?: PasskeyPlace
}

/**
 * Reads a card: the JSON of a passkey's maker, what stands in the clear in a key file of `sluice key new`, or a public key alone. Secrets are not looked
 * at: a file that holds one in the clear is no card.
 */
export function readCard(written: string): ReadCard | undefined {
  const text = written.trim()
  if (text.length > 8_000) return undefined
  if (isKey(text)) return { key: text, algorithm: algorithmOf(text) ?? 'p256' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { person, key, publicKey, algorithm, passkey, secretKey } = value as { readonly [name: string]: unknown }
  const spelled = key ?? publicKey
  if (typeof spelled !== 'string' || !isKey(spelled) || secretKey !== undefined) return undefined
  const own = algorithmOf(spelled) ?? 'p256'
  const place = placeOf(passkey)
  if ((algorithm === 'webauthn') !== (place !== undefined) || (place !== undefined && own !== 'p256')) return undefined
  return {
    ...(typeof person === 'string' ? { person } : {}),
    key: spelled,
    algorithm: place === undefined ? own : 'webauthn',
    ...(place === undefined ? {} : { passkey: place }),
  }
}

function isKey(text: string): boolean {
  return new RegExp(enrolledKeyPattern).test(text)
}

function placeOf(value: unknown): PasskeyPlace | undefined {
  const { origin, rpId } = (typeof value === 'object' && value !== null ? value : {}) as { readonly [name: string]: unknown } // biome-ignore format: one line
  return typeof origin === 'string' && typeof rpId === 'string' ? { origin, rpId } : undefined
}
