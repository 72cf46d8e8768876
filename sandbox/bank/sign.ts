import { hashText, sha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import { signPaper } from '../../src/core/record/paper.ts'
import type { SecretKey } from '../../src/core/record/publicKeys.ts'
import { publicKeyOf } from '../../src/core/record/publicKeys.ts'
import { secretOf } from '../profile.ts'
import type { SignPaper } from './options.ts'

/** The key with which an institution of the rehearsal signs its papers. */
export function paperKeyOf(parameters: { readonly seed: string | number; readonly party: string }): {
  readonly secretKey: SecretKey
  readonly publicKey: string
} {
  const { seed, party } = parameters
  const secretKey = secretOf(String(seed), sha256(utf8ToBytes(`SANDBOX paper key|${seed}|${party}`)))
  return { secretKey, publicKey: publicKeyOf(secretKey) }
}

export function signFromSeed(seed: string): SignPaper {
  return ({ institution, type, issuedAt, body }) => {
    const { secretKey } = paperKeyOf({ seed, party: institution })
    return signPaper({ type, world: 'rehearsal', issuer: institution, issuedAt, body, secretKey }).text
  }
}

/** What a customer shows at an institution: it reads and hands in files, it signs none. */
export function tokenOf(parameters: {
  readonly seed: string | number
  readonly institution: string
  readonly customer: string
}): string {
  const { seed, institution, customer } = parameters
  return `sandbox-${hashText(`SANDBOX token|${seed}|${institution}|${customer}`).slice(0, 40)}`
}
