import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  closed,
  currency,
  documentHash,
  id,
  list,
  note,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  units,
} from '../../core/case/shapes.ts'
import { balanceOf, move } from '../../core/ledger/posting.ts'
import { statementLine } from '../../core/money/statementLine.ts'

const rowShape = closed({ platform: id, amount: positiveUnits, reference: note })
const shape = closed({
  account: id,
  currency,
  rows: list(rowShape, 20),
  statement: documentHash,
  withdrawalFee: units,
  feeAuthority: note,
  /** What a settled sale brought, while coins of the tranche are left to be sold. */
  purpose: optional(oneOf(['part'])),
})

/** Row 14: the platforms paid out to the trust account; each payment is a line of the bank's statement. */
export const proceedsBooked = defineKind<Of<typeof shape>>({
  name: 'proceeds.booked',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    cashReceived: ({ payload, paper, directory }) => {
      const account = directory().accounts[payload.account]
      const statement = paper(payload.statement, 'camt.053')
      const missing = payload.rows.find((row) => {
        const line = statementLine({ paper: statement, account: account?.number ?? '', reference: row.reference })
        return (
          line === undefined ||
          !line.credit ||
          line.currency !== payload.currency ||
          line.amount.toString() !== row.amount
        )
      })
      const trust = account?.purpose === 'trust'
      return verdict(
        trust && missing === undefined,
        !trust
          ? 'not a trust account'
          : missing === undefined
            ? `${payload.rows.length} credits`
            : `no credit of ${missing.amount} under ${missing.reference}`,
        "each payment on the trust account's statement",
      )
    },
    grossFeeNet: ({ payload, state }) => {
      const off = payload.rows.find(
        (row) =>
          balanceOf(state().balances, `assets:venue:${row.platform}`, payload.currency).toString() !== row.amount,
      )
      return verdict(
        off === undefined && payload.withdrawalFee === '0',
        off === undefined ? 'net of each platform' : `${off.amount} of ${off.platform}`,
        'gross less fee, as the sale was booked',
      )
    },
    feeAuthority: ({ payload }) => payload.feeAuthority.length > 0,
  },
  apply: (state) => state,
  postings: ({ payload }) =>
    payload.rows.flatMap((row) =>
      move({
        from: `assets:venue:${row.platform}`,
        to: 'assets:trust',
        asset: payload.currency,
        units: BigInt(row.amount),
      }),
    ),
  crosses: { to: 'onshore', fields: ['subject'] },
})
