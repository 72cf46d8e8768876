import Type from 'typebox'
import { sameFamily } from '../../../core/case/directory.ts'
import { type AnyKind, defineKind, type FactInput, verdict } from '../../../core/case/kind.ts'
import {
  asset,
  closed,
  count,
  currency,
  documentHash,
  hex32,
  id,
  list,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  time,
} from '../../../core/case/shapes.ts'
import { crossedOf } from '../../../core/case/state.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { heldInAll } from '../../handover/atPlatforms.ts'
import { reserveOf } from '../../price/setReserve.ts'
import { goneOf } from '../goneOf.ts'
import type { SealedBid } from './bid.ts'
import { type Clearing, clearRound } from './clear.ts'
import { deliveryKinds } from './deliver.ts'
import { depositKinds } from './deposits.ts'
import { refundKinds } from './refund.ts'
import { dealOf, hasDelivered, roundOf, roundUnderway, withRound } from './roundState.ts'

const invitedShape = closed({
  round: id,
  rule: oneOf(['single-price', 'pay-as-bid', 'best-quote']),
  lots: count,
  lotUnits: positiveUnits,
  asset,
  currency,
  commitBy: time,
  revealBy: time,
  bidders: list(id, 50),
  method: oneOf(['拍卖', '变卖']),
  /** What the method means if the sale is later found wrong: State Compensation Law 36(5). */
  consequence: oneOf(['price-paid', 'price-paid-and-compensation-if-clearly-below-value']),
  /** What follows the clearing; a round without terms ranks, and delivers nothing. */
  terms: optional(closed({ deposit: positiveUnits, payMinutes: count, onDefault: oneOf(['next-bidder', 'void']) })),
})

/** A sealed round begins: an inquiry among licensed desks, or an auction of a block by lots. The reserve is the tranche's own, and stays sealed. */
const bidsInvited = defineKind<Of<typeof invitedShape>>({
  name: 'bids.invited',
  stream: 'case',
  zones: ['offshore'],
  payload: invitedShape,
  facts: {
    biddersKnown: ({ payload, directory, registers, recordedAt }) => {
      const { organisations } = directory()
      const { licences } = registers()
      const licensed = (org: string): boolean =>
        licences.some(
          (row) => row.entity === org && row.from <= recordedAt && (row.until === undefined || recordedAt < row.until),
        )
      const stranger = payload.bidders.find(
        (bidder) =>
          organisations[bidder]?.role !== 'desk' && !(organisations[bidder]?.role === 'platform' && licensed(bidder)),
      )
      const twice = new Set(payload.bidders).size !== payload.bidders.length
      return verdict(
        stranger === undefined && !twice,
        stranger === undefined ? `${payload.bidders.length} bidders` : stranger,
        'each a desk of the directory or a platform licensed now, each once',
      )
    },
    biddersUnrelated: ({ payload, directory, state, subject, recordedAt }) => {
      const provider = String(crossedOf(state(), 'deposit.received', subject)?.fields.provider ?? 'none')
      const known = directory()
      const related = payload.bidders.find(
        (bidder) => known.organisations[provider] !== undefined && sameFamily(known, bidder, provider, recordedAt),
      )
      return verdict(related === undefined, related ?? "none of the provider's family", `nobody related to ${provider}`)
    },
    methodRecorded: ({ payload }) => {
      const wanted = payload.method === '拍卖' ? 'price-paid' : 'price-paid-and-compensation-if-clearly-below-value'
      return verdict(
        payload.consequence === wanted,
        `${payload.method}: ${payload.consequence}`,
        `${payload.method}: ${wanted}`,
      )
    },
    roundFits: ({ payload, state, subject, recordedAt, parameter }) => {
      const reserve = reserveOf(state(), subject.tranche)
      const confirmed = crossedOf(state(), 'reserve.confirmed', subject)
      const held = heldInAll(state(), payload.asset, subject)
      const units = BigInt(payload.lots) * BigInt(payload.lotUnits)
      const open = roundOf(state(), subject.tranche)
      const kept = Object.values(open?.deals ?? {}).filter(({ deposit }) => deposit !== '0').length
      const unclosed = open !== undefined && hasDelivered(open) && open.closed !== true
      const payMost = Number(parameter('blockPayMinutesMax'))
      const unsettled = goneOf(state(), subject.tranche!) === undefined
      const fits =
        reserve !== undefined &&
        confirmed?.fields.answer === 'confirm' &&
        confirmed.fields.reserveEntry === reserve.entry &&
        payload.currency === reserve.currency &&
        recordedAt < payload.commitBy &&
        payload.commitBy < payload.revealBy &&
        payload.revealBy <= reserve.validUntil &&
        payload.lots > 0 &&
        units <= held &&
        (payload.terms === undefined || (payload.terms.payMinutes > 0 && payload.terms.payMinutes <= payMost)) &&
        (open === undefined || open.clearing !== undefined) &&
        !unclosed &&
        kept === 0 &&
        !unsettled &&
        !roundUnderway(state(), subject)
      return verdict(
        fits,
        unsettled
          ? 'a sale in the books that is not settled'
          : kept > 0
            ? `${kept} deposits held of the round before`
            : unclosed
              ? `${open.round}, which handed over and is not closed`
              : payload.currency !== reserve?.currency
                ? `a round in ${payload.currency}`
                : `${units} units, ${payload.commitBy} to ${payload.revealBy}`,
        `in ${reserve?.currency ?? 'the currency of a reserve'}, at most ${held} that lie at platforms, commit before reveal, within ${reserve?.validUntil ?? 'a confirmed reserve'}, paid for within ${payMost} min, one round at a time, everything before settled`,
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const { consequence: _, ...rest } = payload
    const { floor } = reserveOf(state, subject.tranche)!
    const delivered = roundOf(state, subject.tranche)?.delivered
    return withRound(state, subject.tranche!, {
      ...rest,
      reserve: floor,
      envelopes: [],
      ...(delivered === undefined ? {} : { delivered }),
    })
  },
})

const committedShape = closed({ round: id, bidder: id, paper: documentHash, commitment: hex32 })

/** A bidder's sealed envelope: a hash under their own signature, before the deadline. What is in it nobody knows but they. */
const bidCommitted = defineKind<Of<typeof committedShape>>({
  name: 'bid.committed',
  stream: 'case',
  zones: ['offshore'],
  payload: committedShape,
  facts: {
    inTime: ({ payload, state, subject, recordedAt }) => {
      const round = roundOf(state(), subject.tranche)
      return verdict(
        round?.round === payload.round && recordedAt <= round.commitBy && round.clearing === undefined,
        recordedAt,
        round === undefined ? 'a round' : `round ${round.round}, by ${round.commitBy}`,
      )
    },
    invitedOnce: ({ payload, state, subject }) => {
      const round = roundOf(state(), subject.tranche)
      const before = round?.envelopes.some(({ bidder }) => bidder === payload.bidder) === true
      const unsecured = round?.terms !== undefined && dealOf(round, payload.bidder).deposit === '0'
      return verdict(
        round?.bidders.includes(payload.bidder) === true && !before && !unsecured,
        before ? 'a second envelope' : unsecured ? `no deposit of ${payload.bidder}` : payload.bidder,
        'one envelope of each who was invited, after its deposit where one is asked: the first one binds',
      )
    },
    bidderSigned: ({ payload, paper }) => {
      const found = paper(payload.paper, 'bid-commitment')
      const body = found.body as { round?: string; commitment?: string }
      return verdict(
        found.issuer === payload.bidder && body.round === payload.round && body.commitment === payload.commitment,
        found.issuer,
        `${payload.bidder}, this round, this commitment`,
      )
    },
  },
  apply: (state, { payload, subject, recordedAt }) => {
    const round = roundOf(state, subject.tranche)!
    const { bidder, commitment } = payload
    return withRound(state, subject.tranche!, {
      ...round,
      envelopes: [...round.envelopes, { bidder, commitment, committedAt: recordedAt }],
    })
  },
})

const openedShape = closed({ round: id, bidder: id, paper: documentHash })

/** An envelope is opened, after the last was handed in: by its bidder's signed bid. Whether it is the bid that was committed to, the clearing says. */
const bidOpened = defineKind<Of<typeof openedShape>>({
  name: 'bid.opened',
  stream: 'case',
  zones: ['offshore'],
  payload: openedShape,
  facts: {
    afterDeadline: ({ payload, state, subject, recordedAt }) => {
      const round = roundOf(state(), subject.tranche)
      return verdict(
        round?.round === payload.round && recordedAt > round.commitBy && round.clearing === undefined,
        recordedAt,
        round === undefined ? 'a round' : `after ${round.commitBy}, before it is cleared`,
      )
    },
    envelopeWaits: ({ payload, state, subject }) => {
      const envelope = roundOf(state(), subject.tranche)?.envelopes.find(({ bidder }) => bidder === payload.bidder)
      return verdict(
        envelope !== undefined && envelope.opened === undefined,
        envelope === undefined ? 'no envelope' : envelope.opened === undefined ? 'sealed' : 'open already',
        'a sealed envelope of that bidder',
      )
    },
    bidderSigned: ({ payload, paper }) => {
      const found = paper(payload.paper, 'sealed-bid')
      return verdict(found.issuer === payload.bidder, found.issuer, payload.bidder)
    },
  },
  apply: (state, { payload, subject, recordedAt }) => {
    const round = roundOf(state, subject.tranche)!
    const envelopes = round.envelopes.map((row) =>
      row.bidder === payload.bidder ? { ...row, opened: { paper: payload.paper, at: recordedAt } } : row,
    )
    return withRound(state, subject.tranche!, { ...round, envelopes })
  },
})

const clearedShape = closed({
  round: id,
  clearing: documentHash,
  sold: count,
  unsold: count,
  /** Who gets how many lots, best first. Their prices stay offshore. */
  allotments: Type.Array(closed({ bidder: id, lots: count }), { maxItems: 2_500 }),
})
type Cleared = Of<typeof clearedShape>

/** The round is cleared by its rule: ranked, allotted, the excluded named with their reason. Any bidder recomputes it. The ranking goes onshore. */
const bidsCleared = defineKind<Cleared>({
  name: 'bids.cleared',
  stream: 'case',
  zones: ['offshore'],
  payload: clearedShape,
  facts: {
    revealOver: ({ payload, state, subject, recordedAt }) => {
      const round = roundOf(state(), subject.tranche)
      const allOpen = round?.envelopes.every(({ opened }) => opened !== undefined) === true
      const over = round !== undefined && (recordedAt > round.revealBy || (recordedAt > round.commitBy && allOpen))
      return verdict(
        over && round?.round === payload.round && round.clearing === undefined,
        recordedAt,
        round === undefined ? 'a round' : `after ${round.revealBy}, or once every envelope is open`,
      )
    },
    clearingRecomputes: (input) => {
      const again = clearingAgain(input)
      const hash = again === undefined ? 'none' : hashText(canonical(again as unknown as Json))
      const { payload } = input
      return verdict(
        hash === payload.clearing &&
          again?.sold === payload.sold &&
          again.unsold === payload.unsold &&
          canonical(again.allotments.map(({ bidder, lots }) => ({ bidder, lots }))) === canonical(payload.allotments),
        payload.clearing,
        hash,
      )
    },
  },
  apply: (state, { id: entry, payload, subject }) => {
    const round = roundOf(state, subject.tranche)!
    return withRound(state, subject.tranche!, {
      ...round,
      clearing: { entry, document: payload.clearing },
      ...(round.terms === undefined ? {} : { allotted: payload.allotments }),
    })
  },
  crosses: {
    to: 'onshore',
    fields: ['subject', 'payload.round', 'payload.clearing', 'payload.sold', 'payload.unsold', 'payload.allotments'],
  },
})

function clearingAgain({ state, subject, paper }: FactInput<Cleared>): Clearing | undefined {
  const round = roundOf(state(), subject.tranche)
  if (round === undefined) return undefined
  return clearRound(
    round,
    round.envelopes.map(({ bidder, commitment, committedAt, opened }) => ({
      bidder,
      commitment,
      committedAt,
      ...(opened === undefined
        ? {}
        : {
            opened: {
              bid: bidOf(paper(opened.paper, 'sealed-bid').body as { readonly [key: string]: Json }),
              at: opened.at,
            },
          }),
    })),
    round.defaults,
  )
}

/** The bid in a signed paper: only what a bid is made of. */
export function bidOf(body: { readonly [key: string]: Json }): SealedBid {
  const { round, bidder, steps, nonce } = body
  const rows = Array.isArray(steps) ? steps : []
  return {
    round: String(round),
    bidder: String(bidder),
    nonce: String(nonce),
    steps: rows.map((row) => {
      const { price, lots } = (row ?? {}) as { price?: Json; lots?: Json }
      return { price: String(price), lots: typeof lots === 'number' ? lots : -1 }
    }),
  }
}

export const roundKinds: readonly AnyKind[] = [
  bidsInvited,
  bidCommitted,
  bidOpened,
  bidsCleared,
  ...depositKinds,
  ...deliveryKinds,
  ...refundKinds,
]
