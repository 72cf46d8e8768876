import { SluiceError } from '../../src/core/errors.ts'
import type { Currency } from '../../src/core/money/currency.ts'
import { signPaper } from '../../src/core/record/paper.ts'
import { paperKeyOf } from './sign.ts'

export interface FxApprovalOptions {
  readonly seed: string | number
  readonly number: string
  readonly branch: string
  readonly currency: Currency
  /** Minor units: the most that may be remitted in all. */
  readonly ceilingMinor: bigint
  /** Number of the account that is paid. */
  readonly payeeAccount: string
  /** Days of UTC+8, both inclusive. */
  readonly from: string
  readonly until: string
  readonly issuedAt: string
  /** Organisation id under which SAFE's key is enrolled. Default `safe`. */
  readonly issuer?: string
}

const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/

/**
 * SAFE's approval of an FX business (外汇业务核准件) in the rehearsal: a signed paper `safe-approval`.
 *
 * @example issueFxApproval({ seed: 1, number: 'SBX-2026-17', branch: 'Beijing', currency: 'USD', ceilingMinor: 300_000_000n, payeeAccount, from: '2026-04-20', until: '2026-05-20', issuedAt })
 * @throws {INPUT_INVALID} when the days are none or end before they begin, or the ceiling is not above zero
 */
export function issueFxApproval(options: FxApprovalOptions): { readonly text: string; readonly sha256: string } {
  const { seed, number, branch, currency, ceilingMinor, payeeAccount, from, until, issuedAt } = options
  const issuer = options.issuer ?? 'safe'
  if (!day.test(from) || !day.test(until) || until < from || ceilingMinor <= 0n) {
    const expected = 'a ceiling above zero, and days of which the last is not before the first'
    const found = `${ceilingMinor}, ${from} to ${until}`
    throw new SluiceError('INPUT_INVALID', `expected ${expected}, found ${found}.`, { facts: { expected, found } })
  }
  const body = {
    mark: 'SANDBOX',
    number,
    branch,
    currency,
    ceiling: ceilingMinor.toString(),
    payeeAccount,
    from,
    until,
  }
  const { secretKey } = paperKeyOf({ seed, party: issuer })
  const { text, sha256 } = signPaper({ type: 'safe-approval', world: 'rehearsal', issuer, issuedAt, body, secretKey })
  return { text, sha256 }
}
