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
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import { atPlatforms, heldAt, type OfLot, trustAccount, venueAccount } from '../handover/atPlatforms.ts'
import { type SaleSlice, saleOf } from '../sale/sale.ts'

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

type Booked = Of<typeof shape>

/**
 * Row 14: the platforms paid out to the trust account, a currency at a time; each payment is a line of the bank's statement of the account in it. Platforms
 * that pay on different days are booked by an entry each.
 */
export const proceedsBooked = defineKind<Booked>({
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
      const trust = account?.purpose === 'trust' && account.currency === payload.currency
      const twice = new Set(payload.rows.map(({ reference }) => reference)).size !== payload.rows.length
      return verdict(
        trust && missing === undefined && !twice,
        !trust
          ? `${account?.purpose ?? 'no'} account in ${account?.currency ?? 'nothing'}`
          : twice
            ? 'one credit for two payments'
            : missing === undefined
              ? `${payload.rows.length} credits`
              : `no credit of ${missing.amount} under ${missing.reference}`,
        `each payment a line of its own on the statement of the trust account in ${payload.currency}`,
      )
    },
    grossFeeNet: ({ payload, state, subject }) => {
      const off = payload.rows.find(
        (row) => heldAt(state(), row.platform, payload.currency, subject).toString() !== row.amount,
      )
      return verdict(
        off === undefined && payload.withdrawalFee === '0',
        off === undefined ? 'net of each platform' : `${off.amount} of ${off.platform}`,
        'gross less fee, as the sale was booked',
      )
    },
    feeAuthority: ({ payload }) => payload.feeAuthority.length > 0,
  },
  apply: (state, { payload, subject }) => {
    const sale = saleOf(state, subject.tranche)
    if (sale === undefined) return state
    const out = stillOut(state, payload, subject) ? ('sold' as const) : ('booked' as const)
    const proceeds = { ...sale.proceeds, [payload.currency]: out }
    return withSlice(state, 'sale', {
      ...slice<SaleSlice>(state, 'sale'),
      [subject.tranche!]: { ...sale, proceeds },
    })
  },
  postings: ({ payload, subject }) =>
    payload.rows.flatMap((row) =>
      move({
        from: venueAccount(row.platform, subject),
        to: trustAccount(subject),
        asset: payload.currency,
        units: BigInt(row.amount),
      }),
    ),
  crosses: { to: 'onshore', fields: ['subject', 'payload.currency'] },
})

/** Whether a platform that the entry does not name still owes money in its currency. Until all have paid, nothing is remitted. */
function stillOut(
  state: CaseState,
  { currency: of, rows }: Pick<Booked, 'currency' | 'rows'>,
  subject: OfLot,
): boolean {
  const named = new Set(rows.map(({ platform }) => platform))
  return [...atPlatforms(state, of, subject).keys()].some((platform) => !named.has(platform))
}
