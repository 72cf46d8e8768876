import { SluiceError } from '../errors.ts'
import { keys } from './secrets/keys.ts'
import { phrases } from './secrets/phrase.ts'
import { rawKeys } from './secrets/rawKey.ts'

/** What was found, never what it says. */
export interface FoundSecret {
  readonly kind: SecretKind
  /** From 1. */
  readonly line: number
  /** Character in the line, from 1. */
  readonly column: number
}

export type SecretKind =
  | 'recovery-phrase'
  | 'private-key'
  | 'wif'
  | 'encrypted-private-key'
  | 'extended-private-key'
  | 'keystore'
  | 'pem-private-key'
  | 'age-secret-key'
  | 'xrpl-seed'

/** A place in the text. */
export interface Hit {
  readonly kind: SecretKind
  readonly offset: number
}

export interface FindSecretOptions {
  /**
   * What a 64-digit hex number without any label is taken for. A private key and a transaction id look the same, so its
   * surroundings decide: the heading of its CSV column, its JSON key or the words before it. `refuse`, the default, takes one
   * that nothing names for a key; `allow` is for texts full of hashes that we made ourselves.
   */
  readonly bareHex?: 'refuse' | 'allow'
}

/**
 * Finds the first thing in a text that looks like a secret: BIP-39 phrases (English, Chinese in both scripts), WIF and BIP-38
 * keys, raw 32-byte keys, extended private keys, Ethereum keystores, PEM and age keys, XRP Ledger seeds. Errs towards finding.
 * Not found: Monero, SLIP-39 and Electrum-1 words, phrases in other languages, keys in pictures or archives.
 *
 * @example findSecret('note\nL1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ') // { kind: 'wif', line: 2, column: 1 }
 */
export function findSecret(text: string, options: FindSecretOptions = {}): FoundSecret | undefined {
  return findSecrets(text, options)[0]
}

/** All of them, in order. */
export function findSecrets(text: string, options: FindSecretOptions = {}): FoundSecret[] {
  const plain = unveil(text)
  const hits = [...keys(plain), ...phrases(plain), ...rawKeys(plain, options.bareHex ?? 'refuse')]
  hits.sort((a, b) => a.offset - b.offset)
  return hits.map(({ kind, offset }) => ({ kind, ...placeOf(plain, offset) }))
}

/**
 * Stops before anything that looks like a secret reaches disk or log. The message names kind and place and repeats nothing.
 *
 * @throws {SECRET_IN_INPUT} with facts `kind`, `line`, `column`, `file`
 */
export function refuseSecrets(text: string, file: string, options: FindSecretOptions = {}): void {
  const found = findSecret(text, options)
  if (!found) return
  throw new SluiceError(
    'SECRET_IN_INPUT',
    `${file} line ${found.line}, character ${found.column}: this looks like a secret (${found.kind}). Nothing was kept. Remove it, and move the coins if it was real.`,
    { facts: { ...found, file } },
  )
}

// Full-width letters and invisible joints would hide a key from the patterns but not from a thief. Marks stay as they are: a
// full-width comma belongs to a sentence, a plain one parts two cells.
function unveil(text: string): string {
  return text
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{L}\p{N}\p{M}]+/gu, (letters) => letters.normalize('NFKC'))
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - (before.lastIndexOf('\n') + 1) + 1 }
}
