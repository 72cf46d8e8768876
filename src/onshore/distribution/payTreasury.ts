import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, id, note, type Of, oneOf, optional, positiveUnits } from '../../core/case/shapes.ts'
import { move } from '../../core/ledger/posting.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import { claimsOf } from '../claims/claims.ts'
import { homeCurrencyOf } from '../seizure/seizure.ts'
import { type DistributionRow, distributionOf, unpaid, withDistribution } from './distribution.ts'
import { treasuryLevels } from './treasurySlip.ts'

const shape = closed({
  /** Which share is paid in; absent where all of the distribution goes to the treasury in one payment. */
  purpose: optional(oneOf(['rest', 'fine', 'confiscation', 'unclaimed'])),
  slip: documentHash,
  account: id,
  amount: positiveUnits,
  statement: documentHash,
  reference: note,
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

/** The non-tax payment slip: level, executing unit, budget item. */
interface SlipBody {
  readonly level: string
  readonly unitCode: string
  readonly item: string
  readonly amount: string
}

/** What the papers call the levels of the treasury. */
const levels: readonly string[] = [...treasuryLevels, '中央级', '省级', '市级', '区级', '县级', '中央', '地方']

/** Row 20: paid into the treasury gross, with level, unit code and item on the slip, matched to the bank's line. */
export const treasuryPaid = defineKind<Payload>({
  name: 'treasury.paid',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    slipComplete: ({ payload, paper }) => {
      const { level, unitCode, item, amount } = paper(payload.slip, 'treasury-slip').body as unknown as SlipBody
      const filled = [unitCode, item].every((field) => typeof field === 'string' && field.length > 0)
      return filled && levels.includes(level) && amount === payload.amount
    },
    grossPaid: ({ payload, state, subject }) => {
      const row = distributionOf(state(), subject.lot)
      const due = row === undefined ? 'nothing decided' : dueOf(row, payload.purpose)
      return verdict(due === payload.amount, payload.amount, due)
    },
    noticeYearOver,
    matchesStatement: (input) => debitVerdict(input),
  },
  apply: (state, { payload, subject }) => {
    const row = distributionOf(state, subject.lot)!
    const { purpose, amount } = payload
    if (purpose === undefined) return withDistribution(state, subject.lot!, { ...row, paid: true })
    if (purpose === 'unclaimed') {
      const payout = row.payout!
      const unclaimed = (BigInt(payout.unclaimed) + BigInt(amount)).toString()
      // Nobody is left to be reached: whoever comes now is refunded from there, and paid as one who waits.
      const next = Math.max(payout.next, row.claims?.count ?? 0)
      return withDistribution(state, subject.lot!, { ...row, payout: { ...payout, next, unclaimed, waiting: '0' } })
    }
    return withDistribution(state, subject.lot!, { ...row, paidShares: { ...row.paidShares, [purpose]: amount } })
  },
  postings: ({ payload }, state) =>
    move({
      from: 'assets:case-account',
      to: 'equity:treasury',
      asset: homeCurrencyOf(state),
      units: BigInt(payload.amount),
    }),
})

/** What is due into the treasury: one share whole, or, without a purpose, all of a distribution that gives nobody else anything. */
function dueOf(row: DistributionRow, purpose: string | undefined): string {
  if (purpose === 'unclaimed') return row.payout === undefined ? 'no claimants' : unpaid(row).toString()
  if (purpose === undefined) {
    if (row.paid === true) return 'paid before'
    return row.treasury === row.total ? row.treasury : 'others have shares too: state which share'
  }
  if (row.paidShares?.[purpose] !== undefined) return 'paid before'
  return row.shares?.find(({ to, rank = 'rest' }) => to === 'treasury' && rank === purpose)?.amount ?? 'no such share'
}

/** What nobody claimed goes to the treasury a year after the public notice (SPC 445(3)). */
function noticeYearOver({ payload, state, effectiveAt }: Input) {
  if (payload.purpose !== 'unclaimed')
    return verdict(true, 'not unclaimed money', 'a year of notice for unclaimed money')
  const noticed = claimsOf(state())?.noticedOn
  const required = 'a year of public notice over'
  if (noticed === undefined) return verdict(false, 'no notice', required)
  const end = yearAfter(noticed)
  return verdict(dayOf(effectiveAt) > end, `notice of ${noticed}, over after ${end}`, required)
}

/** The last day of a year that begins on the day after a notice: the same day of the next year (CPL 105, SPC 202). */
function yearAfter(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year + 1, month, 0)).getUTCDate()
  return `${year + 1}-${String(month).padStart(2, '0')}-${String(Math.min(date, last)).padStart(2, '0')}`
}

/** The mainland date of a moment. */
function dayOf(at: string): string {
  return new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)
}

interface Debited {
  readonly account: string
  readonly amount: string
  readonly statement: string
  readonly reference: string
}

/** The debit on the statement of the case account: what was paid, as the bank has it. */
export function debitVerdict(input: Pick<FactInput<Debited>, 'payload' | 'paper' | 'directory' | 'state'>) {
  return lineVerdict(input, 'debit')
}

export function creditVerdict(input: Pick<FactInput<Debited>, 'payload' | 'paper' | 'directory' | 'state'>) {
  return lineVerdict(input, 'credit')
}

function lineVerdict(
  { payload, paper, directory, state }: Pick<FactInput<Debited>, 'payload' | 'paper' | 'directory' | 'state'>,
  wanted: 'debit' | 'credit',
) {
  const account = directory().accounts[payload.account]
  const home = homeCurrencyOf(state())
  const line = statementLine({
    paper: paper(payload.statement, 'camt.053'),
    account: account?.number ?? '',
    reference: payload.reference,
  })
  const same =
    line !== undefined &&
    line.credit === (wanted === 'credit') &&
    line.currency === home &&
    line.amount.toString() === payload.amount
  return verdict(
    same,
    line === undefined ? 'no such line' : `${line.credit ? 'credit' : 'debit'} of ${line.amount} ${line.currency}`,
    `${wanted} of ${payload.amount} ${home}`,
  )
}
