import { type AnyKind, defineKind, type Verdict, verdict } from '../../../core/case/kind.ts'
import { closed, count, documentHash, id, list, type Of, optional } from '../../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../../core/case/state.ts'
import { move } from '../../../core/ledger/posting.ts'
import { trustAccount } from '../../handover/atPlatforms.ts'
import { backTo, bankShows, lineIdOf, moneyFields } from './deposits.ts'
import { blockDebt, blockMark, dealOf, roundOf, withRound } from './roundState.ts'

const refundedShape = closed({
  ...moneyFields,
  lots: count,
  /** Where a hand-over was ordered: of each platform that it named, its own word that nothing left on that order and nothing will. */
  refusals: optional(list(closed({ platform: id, statement: documentHash }), 20)),
})
type Refunded = Of<typeof refundedShape>

/**
 * A buyer paid and did not get the coins in time: the price goes back to the account that it came from, and the lots back to the tranche. While nobody can say
 * whether a platform has handed something over, nothing goes back.
 */
const blockRefunded = defineKind<Refunded>({
  name: 'block.refunded',
  stream: 'case',
  zones: ['offshore'],
  payload: refundedShape,
  facts: {
    deliveryOverdue: ({ payload, state, subject, term, recordedAt }) => {
      const round = roundOf(state(), subject.tranche)
      const deal = dealOf(round, payload.bidder)
      const lots = deal.paidLots - deal.deliveredLots
      const gross = (BigInt(deal.paidGross) - BigInt(deal.deliveredGross)).toString()
      const overAt = deal.paidAt === undefined ? undefined : term('block-delivery', deal.paidAt).overAt
      return verdict(
        round?.round === payload.round &&
          lots > 0 &&
          payload.lots === lots &&
          payload.amount === gross &&
          payload.currency === round.currency &&
          overAt !== undefined &&
          recordedAt >= overAt,
        `${payload.amount} for ${payload.lots} lots at ${recordedAt}`,
        `${gross} for ${lots} lots that are paid and not handed over, after ${overAt ?? 'a payment'}`,
      )
    },
    nothingUnderway: ({ payload, paper, state, subject }) => {
      const { ordered } = dealOf(roundOf(state(), subject.tranche), payload.bidder)
      const open = ordered?.legs.find(({ platform, units: of }) => {
        const refusal = payload.refusals?.find((row) => row.platform === platform)
        if (refusal === undefined) return true
        const said = paper(refusal.statement, 'coin-delivery-refused')
        const { order, units } = said.body as { readonly order?: string; readonly units?: string }
        return said.issuer !== platform || order !== ordered.entry || units !== of
      })
      return verdict(
        open === undefined,
        ordered === undefined
          ? 'nothing ordered'
          : open === undefined
            ? 'refused by each platform'
            : `${open.platform} has not said`,
        'no hand-over ordered, or of each platform its word that nothing left on that order and nothing will',
      )
    },
    bankShows: (input) => bankShows(input, false),
    // It is proposed and approved under ids of their own: within the case the line itself is kept.
    lineOnce: (input) => {
      const line = lineIdOf(input) ?? 'no such line'
      return verdict(!refundLines(input.state()).includes(line), line, 'a line that no refund of the case rests on')
    },
    backToSource: (input) => {
      const { payload, state, subject } = input
      return backTo(input, dealOf(roundOf(state(), subject.tranche), payload.bidder).paidFrom)
    },
  },
  apply: (before, { payload, subject, facts }) => {
    const { found } = facts.lineOnce!.value as unknown as Verdict
    const state = withSlice(before, 'refundLines', [...refundLines(before), found])
    const round = roundOf(state, subject.tranche)!
    const { ordered: _, ...deal } = dealOf(round, payload.bidder)
    const back = { paidLots: deal.deliveredLots, paidGross: deal.deliveredGross, defaulted: 'not-delivered' as const }
    return withRound(state, subject.tranche!, {
      ...round,
      deals: { ...round.deals, [payload.bidder]: { ...deal, ...back } },
    })
  },
  postings: ({ payload: { bidder, amount, currency: of }, subject }) =>
    move({ from: trustAccount(subject), to: blockDebt(bidder, subject), asset: of, units: BigInt(amount) }),
  marks: (entry) => [blockMark('block.settled', entry)],
})

/** Ids of the bank's lines that refunds of the case rest on. */
function refundLines(state: CaseState): readonly string[] {
  return slice<readonly string[]>(state, 'refundLines') ?? []
}

export const refundKinds: readonly AnyKind[] = [blockRefunded]
