import { type Flaw, flaw, flawError, flawText } from '../src/core/flaws/flaw.ts'
import { sm2PointOf } from '../src/core/record/log/anyKey.ts'
import { spelledKey } from '../src/core/record/log/enrolledKeys.ts'
import { parseVerifierKey, signatureTypes } from '../src/core/record/log/keys.ts'
import { algorithmOf } from '../src/core/record/publicKeys.ts'

/** Keys that who verifies holds to be somebody's, had from outside the bundle: from a printed paper, a gazette, a certificate. */
export interface Trust {
  /** Public key as the record spells it, to its holder. A holder named here has no other keys. */
  readonly keys: ReadonlyMap<string, string>
  /** SHA-256 of root certificates of time-stamping authorities, hex. */
  readonly roots: ReadonlySet<string>
  /** SHA-256 of packs of rules that who verifies knows from their publisher. */
  readonly packs: ReadonlySet<string>
  /** A rehearsal never verifies under keys of the real world. */
  readonly world: 'real' | 'rehearsal'
}

export const trustFormat = 'sluice/trust/1'

/**
 * Reads a trust file: `{ "format": "sluice/trust/1", "world": "real", "logs": [verifier keys of logs and witnesses], "keys": [{ "holder", "key" }] }`.
 * `logs` are C2SP verifier keys (`name+id+base64`); `keys` are public keys of organisations, people or zones as the record spells them; `roots`, where
 * there are any, are SHA-256 fingerprints of root certificates of time-stamping authorities; `packs` are SHA-256 of packs of rules, had from their
 * publisher.
 *
 * @throws {INPUT_INVALID} with what was expected
 */
export function readTrust(text: string): Trust {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return bad(flaw('TRUST_JSON'))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad(flaw('TRUST_OBJECT'))
  const { format, world, logs = [], keys = [], roots = [], packs = [], ...rest } = value as Record<string, unknown>
  if (format !== trustFormat) return bad(flaw('TRUST_FORMAT', { format: trustFormat }))
  if (world !== 'real' && world !== 'rehearsal') return bad(flaw('BUNDLE_WORLD'))
  if (Object.keys(rest).length > 0) return bad(flaw('TRUST_KEY_UNKNOWN', { key: Object.keys(rest)[0]! }))
  if (!Array.isArray(logs) || !Array.isArray(keys)) return bad(flaw('TRUST_LISTS'))
  if (!Array.isArray(roots) || !roots.every((root) => typeof root === 'string' && /^[0-9a-f]{64}$/.test(root)))
    return bad(flaw('TRUST_ROOTS'))
  if (!Array.isArray(packs) || !packs.every((pack) => typeof pack === 'string' && /^[0-9a-f]{64}$/.test(pack)))
    return bad(flaw('TRUST_PACKS'))
  const trusted = new Map<string, string>()
  for (const log of logs) {
    if (typeof log !== 'string') return bad(flaw('TRUST_TEXTS'))
    trusted.set(spelledOf(log), parseVerifierKey(log).name)
  }
  for (const row of keys) {
    const { key, holder, ...more } = (row ?? {}) as Record<string, unknown>
    if (typeof key !== 'string' || algorithmOf(key) === undefined) return bad(flaw('TRUST_SPELLING'))
    if (typeof holder !== 'string' || holder === '' || Object.keys(more).length > 0) return bad(flaw('TRUST_HOLDER'))
    trusted.set(key, holder)
  }
  if (trusted.size === 0) return bad(flaw('TRUST_LEAST'))
  return { keys: trusted, packs: new Set(packs), roots: new Set(roots as string[]), world }
}

/** As a directory spells it, of a log or of a witness. @throws {INPUT_INVALID} */
function spelledOf(verifierKey: string): string {
  const { type, publicKey } = parseVerifierKey(verifierKey)
  const witness = type === signatureTypes.other && sm2PointOf({ type, publicKey }, 'witness') !== undefined
  return spelledKey(verifierKey, witness ? 'witness' : 'log')
}

function bad(expected: Flaw): never {
  throw flawError('INPUT_INVALID', flaw('TRUST_FILE', { expected }), { expected: flawText(expected, 'en') })
}
