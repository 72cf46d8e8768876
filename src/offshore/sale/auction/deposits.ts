import { type AnyKind, defineKind, type FactInput, verdict } from '../../../core/case/kind.ts'
import {
  closed,
  currency,
  documentHash,
  id,
  note,
  type Of,
  oneOf,
  positiveUnits,
  units,
} from '../../../core/case/shapes.ts'
import { move } from '../../../core/ledger/posting.ts'
import { statementLine } from '../../../core/money/statementLine.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical } from '../../../core/record/jcs.ts'
import { trustAccount } from '../../handover/atPlatforms.ts'
import { allottedTo, answerTo, dealOf, roundOf, withDeal, withRound } from './roundState.ts'

export const moneyFields = {
  round: id,
  bidder: id,
  account: id,
  /** The bidder's own registered account that it came from or goes back to. */
  bidderAccount: id,
  amount: positiveUnits,
  currency,
  reference: note,
  statement: documentHash,
}
const moneyShape = closed(moneyFields)
type Money = Of<typeof moneyShape>

/** The line of the trust account's statement, as the entry has it: a credit or a debit under the reference, to the cent. */
export function bankShows(
  { payload, paper, directory }: Pick<FactInput<Money>, 'payload' | 'paper' | 'directory'>,
  credit: boolean,
) {
  const account = directory().accounts[payload.account]
  const line = lineOf({ payload, paper, directory })
  const same =
    account?.purpose === 'trust' &&
    line !== undefined &&
    line.credit === credit &&
    line.currency === payload.currency &&
    line.amount.toString() === payload.amount
  const side = (of: boolean): string => (of ? 'credit' : 'debit')
  return verdict(
    same,
    line === undefined ? 'no such line' : `${side(line.credit)} of ${line.amount} ${line.currency}`,
    `one ${side(credit)} of ${payload.amount} ${payload.currency} under ${payload.reference} on a trust account`,
  )
}

type LineInput = Pick<FactInput<Omit<Money, 'round'>>, 'payload' | 'paper' | 'directory'>

function lineOf({ payload, paper, directory }: LineInput) {
  return statementLine({
    paper: paper(payload.statement, 'camt.053'),
    account: directory().accounts[payload.account]?.number ?? '',
    reference: payload.reference,
  })
}

/**
 * Id of the entry that a line of the bank stands behind, whoever makes it: a zone has one entry for an id, so that one line is one payment, in every round,
 * lot and case of the zone.
 *
 * @example bankLineActionId('SBX-HK-TRUST', 'SBX0000017') // 'bank-line:9f2c…'
 */
export function bankLineActionId(account: string, line: string): string {
  return `bank-line:${hashText(canonical({ account, line })).slice(0, 32)}`
}

/** Whether the entry has the id of its line. Where the statement has no such line, there is none to be used twice. */
export function lineOnce(input: LineInput & Pick<FactInput<unknown>, 'actionId'>) {
  const required = lineIdOf(input)
  return verdict(
    required === undefined || input.actionId === required,
    required === undefined ? 'no such line' : input.actionId,
    required ?? 'the id of a line of the bank',
  )
}

/** The id that belongs to the line; undefined where the statement has none. */
export function lineIdOf(input: LineInput): string | undefined {
  const line = lineOf(input)
  return line && bankLineActionId(input.directory().accounts[input.payload.account]?.number ?? '', line.name)
}

/**
 * Whether the other side of the bank's line is the account of the bidder's own that the entry names: its number and its holder's name as the bank has them, in
 * the currency. Money of a third party is not taken, and a bank that does not say whose account it was has not shown that it is the bidder's.
 */
export function payerOwn(input: LineInput) {
  const { bidder, bidderAccount, currency: of } = input.payload
  const { accounts, organisations } = input.directory()
  const row = accounts[bidderAccount]
  const other = lineOf(input)?.other
  const own =
    row?.purpose === 'bidder' &&
    row.owner === bidder &&
    row.currency === of &&
    other?.account === row.number &&
    plainName(other.name ?? '') === plainName(organisations[bidder]?.name ?? '-')
  return verdict(
    own,
    `${other?.name ?? 'nobody named'}, ${other?.account ?? 'no account'}`,
    row === undefined
      ? `a registered account of ${bidder} itself`
      : `${organisations[bidder]?.name ?? bidder}, ${row.number}: a registered account of ${bidder} itself`,
  )
}

/** Whether what the bank paid out went to the registered account that the money had come from. */
export function backTo(input: LineInput, from = 'none') {
  const { bidderAccount } = input.payload
  const number = input.directory().accounts[from]?.number ?? 'none'
  const to = lineOf(input)?.other?.account ?? 'no account'
  return verdict(
    bidderAccount === from && to === number,
    `${bidderAccount}, ${to}`,
    `${from}, ${number}: the account that it came from`,
  )
}

/** One width, one case, single spaces: banks write names in capitals. */
function plainName(name: string): string {
  return name.normalize('NFKC').toUpperCase().replace(/\s+/g, ' ').trim()
}

/** A bidder's deposit came, before the envelopes are due: it stands apart from the proceeds, and is owed to the bidder. */
const bidSecured = defineKind<Money>({
  name: 'bid.secured',
  stream: 'case',
  zones: ['offshore'],
  payload: moneyShape,
  facts: {
    depositAsTerms: ({ payload, state, subject, recordedAt }) => {
      const round = roundOf(state(), subject.tranche)
      const { bidder, amount, currency: of } = payload
      return verdict(
        round?.round === payload.round &&
          round.bidders.includes(bidder) &&
          round.terms?.deposit === amount &&
          round.currency === of &&
          dealOf(round, bidder).deposit === '0' &&
          recordedAt <= round.commitBy,
        `${amount} ${of} of ${bidder} at ${recordedAt}`,
        round?.terms === undefined
          ? 'a round whose terms ask for a deposit'
          : `${round.terms.deposit} ${round.currency}, once of each who was invited, by ${round.commitBy}`,
      )
    },
    bankShows: (input) => bankShows(input, true),
    lineOnce,
    payerOwn,
  },
  apply: (state, { payload, subject }) => {
    const round = roundOf(state, subject.tranche)!
    const { bidder, amount, bidderAccount } = payload
    return withRound(state, subject.tranche!, withDeal(round, bidder, { deposit: amount, from: bidderAccount }))
  },
  postings: ({ payload }) =>
    move({
      from: `liabilities:bid-deposit:${payload.bidder}`,
      to: 'assets:bid-deposits',
      asset: payload.currency,
      units: BigInt(payload.amount),
    }),
})

/** A deposit goes back: to who has paid, to who won nothing, to who could not be cleared, and to all where onshore refused the result. */
const bidReleased = defineKind<Money>({
  name: 'bid.released',
  stream: 'case',
  zones: ['offshore'],
  payload: moneyShape,
  facts: {
    depositFree: ({ payload, state, subject }) => {
      const round = roundOf(state(), subject.tranche)
      const deal = dealOf(round, payload.bidder)
      const answered = answerTo(state(), subject)
      const owes = allottedTo(round, payload.bidder) > deal.paidLots
      // While the lots of who does not pay would go to the next bids, the next bids are bound.
      const bound =
        answered === undefined ||
        (answered.answer !== 'refuse' && deal.defaulted === undefined && (owes || waits(round)))
      const held =
        round?.round === payload.round && deal.deposit === payload.amount && round.currency === payload.currency
      return verdict(
        held && !bound,
        `${deal.deposit} held${bound ? ', and still bound' : ''}`,
        `${payload.amount} held of ${payload.bidder}, and nothing that it is kept for`,
      )
    },
    bankShows: (input) => bankShows(input, false),
    lineOnce,
    backToSource: (input) => {
      const { payload, state, subject } = input
      return backTo(input, dealOf(roundOf(state(), subject.tranche), payload.bidder).from)
    },
  },
  apply: (state, { payload, subject }) =>
    withRound(state, subject.tranche!, withDeal(roundOf(state, subject.tranche)!, payload.bidder, { deposit: '0' })),
  postings: ({ payload }) =>
    move({
      from: 'assets:bid-deposits',
      to: `liabilities:bid-deposit:${payload.bidder}`,
      asset: payload.currency,
      units: BigInt(payload.amount),
    }),
})

/** Whether somebody may still default, so that a next bidder is needed. */
function waits(round: ReturnType<typeof roundOf>): boolean {
  if (round?.terms?.onDefault !== 'next-bidder') return false
  return (round.allotted ?? []).some(({ bidder }) => {
    const { defaulted, paidLots } = dealOf(round, bidder)
    return defaulted === undefined && paidLots < allottedTo(round, bidder)
  })
}

const defaultedShape = closed({
  round: id,
  bidder: id,
  reason: oneOf(['unpaid', 'not-cleared']),
  /** What is kept of the deposit: all where the price did not come, nothing where the buyer could not be cleared. */
  forfeited: units,
  currency,
})

/**
 * A winner did not take what it was allotted, and its time is over. Who was cleared and did not pay loses the deposit; who could not be cleared gets it
 * back. The lots go to the next bids by another clearing, or back to the tranche, as the round was invited.
 */
const bidDefaulted = defineKind<Of<typeof defaultedShape>>({
  name: 'bid.defaulted',
  stream: 'case',
  zones: ['offshore'],
  payload: defaultedShape,
  facts: {
    defaultStands: ({ payload, state, subject, recordedAt }) => {
      const round = roundOf(state(), subject.tranche)
      const deal = dealOf(round, payload.bidder)
      const answered = answerTo(state(), subject)
      const open = allottedTo(round, payload.bidder) - deal.paidLots
      const reason = deal.places === undefined ? 'not-cleared' : 'unpaid'
      const over = answered?.answer === 'confirm' && recordedAt > answered.payBy
      return verdict(
        round?.round === payload.round &&
          round.terms !== undefined &&
          deal.defaulted === undefined &&
          open > 0 &&
          over &&
          reason === payload.reason &&
          payload.forfeited === (reason === 'unpaid' ? deal.deposit : '0') &&
          payload.currency === round.currency,
        `${open} lots open, ${reason}, at ${recordedAt}`,
        answered === undefined
          ? 'a result that onshore has confirmed'
          : `lots open after ${answered.payBy}, the reason of the record, ${reason === 'unpaid' ? deal.deposit : '0'} kept`,
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const round = roundOf(state, subject.tranche)!
    const { bidder, reason, forfeited } = payload
    const deal = dealOf(round, bidder)
    const { clearing, ...open } = withDeal(round, bidder, {
      defaulted: reason,
      deposit: (BigInt(deal.deposit) - BigInt(forfeited)).toString(),
    })
    if (round.terms!.onDefault === 'void') return withRound(state, subject.tranche!, { ...open, clearing: clearing! })
    return withRound(state, subject.tranche!, {
      ...open,
      defaults: [...(round.defaults ?? []), { bidder, taken: deal.paidLots }],
    })
  },
  postings: ({ payload: { bidder, forfeited, currency: of }, subject }) => [
    ...move({ from: 'assets:bid-deposits', to: trustAccount(subject), asset: of, units: BigInt(forfeited) }),
    ...move({
      from: 'income:bid-deposit-kept',
      to: `liabilities:bid-deposit:${bidder}`,
      asset: of,
      units: BigInt(forfeited),
    }),
  ],
})

export const depositKinds: readonly AnyKind[] = [bidSecured, bidReleased, bidDefaulted]
