import { SluiceError } from '../errors.ts'
import { formatMoney } from './amount.ts'
import { type Currency, minorDigits } from './currency.ts'
import { multiplyRate } from './rate.ts'

export interface FxSettlementParameters {
  readonly currency: Currency
  /** Foreign currency sold, in minor units. */
  readonly amountMinor: bigint
  /** Whole yuan for one whole unit of the currency, as decimal text. */
  readonly rate: string
  /** The bank's fee in fen, taken off the yuan. */
  readonly feeFen: bigint
}

export interface FxSettlement {
  readonly grossFen: bigint
  readonly feeFen: bigint
  readonly netFen: bigint
}

/**
 * 结汇: RMB = FX × rate, rounded half up to the fen as bank slips do, less the fee.
 *
 * @example settleFx({ currency: 'USD', amountMinor: 100n, rate: '7.10345', feeFen: 10n }).netFen // 700n
 * @throws {AMOUNT_MALFORMED} on a bad rate, {INPUT_INVALID} when the fee exceeds the yuan or an amount is below zero
 */
export function settleFx({ currency, amountMinor, rate, feeFen }: FxSettlementParameters): FxSettlement {
  if (amountMinor < 0n || feeFen < 0n)
    refuse('amounts of zero or more', String(amountMinor < 0n ? amountMinor : feeFen))
  const fromDecimals = minorDigits(currency)
  const grossFen = multiplyRate({ amount: amountMinor, rate, fromDecimals, toDecimals: 2, rounding: 'half-up' })
  if (feeFen > grossFen) refuse('a fee within the yuan that it is taken from', `${feeFen} of ${grossFen} fen`)
  return { grossFen, feeFen, netFen: grossFen - feeFen }
}

export interface Verdict {
  readonly ok: boolean
  readonly found: string
  readonly required: string
}

/**
 * Does a slip recompute to the fen? Both values as text, for the guard `rateRecomputes`.
 *
 * @example recomputeSettlement({ currency: 'USD', amountMinor: 100n, rate: '7', feeFen: 0n, netFen: 701n }).ok // false
 */
export function recomputeSettlement(slip: FxSettlementParameters & { readonly netFen: bigint }): Verdict {
  const { grossFen, netFen } = settleFx(slip)
  const print = (amount: bigint) => formatMoney({ amount, currency: 'CNY' })
  const { currency, amountMinor, rate, feeFen } = slip
  const sold = formatMoney({ amount: amountMinor, currency })
  return {
    ok: netFen === slip.netFen,
    found: `CNY ${print(slip.netFen)}`,
    required: `${currency} ${sold} × ${rate} = CNY ${print(grossFen)}, less CNY ${print(feeFen)} = CNY ${print(netFen)}`,
  }
}

export interface RemittanceParameters {
  readonly currency: Currency
  readonly remittedMinor: bigint
  readonly receivedMinor: bigint
  /** Each charge taken on the way, as the receiving bank itemises them. */
  readonly chargesMinor: readonly bigint[]
}

/**
 * Remitted − itemised charges = received? For the guard `chargesExplain`.
 *
 * @example explainCharges({ currency: 'USD', remittedMinor: 100n, receivedMinor: 65n, chargesMinor: [35n] }).ok // true
 */
export function explainCharges({
  currency,
  remittedMinor,
  receivedMinor,
  chargesMinor,
}: RemittanceParameters): Verdict {
  const print = (amount: bigint) => `${currency} ${formatMoney({ amount, currency })}`
  const charged = chargesMinor.reduce((all, charge) => all + charge, 0n)
  const honest = chargesMinor.every((charge) => charge >= 0n)
  return {
    ok: honest && remittedMinor - charged === receivedMinor,
    found: print(receivedMinor),
    required: `${print(remittedMinor)} less charges ${print(charged)} = ${print(remittedMinor - charged)}`,
  }
}

function refuse(expected: string, found: string): never {
  throw new SluiceError('INPUT_INVALID', `expected ${expected}, found ${found}.`, { facts: { expected, found } })
}
