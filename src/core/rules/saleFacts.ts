import type { KindContract } from './facts.ts'

const offshore = ['offshore'] as const
const onshore = ['onshore'] as const

/** Facts of price and sale, rows 11 to 13x: all of it offshore, but that onshore confirms a ranking. */
export const saleContracts: Readonly<Record<string, KindContract>> = {
  'reserve.set': {
    zones: offshore,
    stream: 'case',
    facts: {
      sourcesNamed: 'verdict',
      sourcesFresh: 'verdict',
      twoParties: 'verdict',
      reserveRecomputes: 'verdict',
      ofTradeDate: 'verdict',
      asDecided: 'verdict',
      methodFitsModel: 'verdict',
      validity: 'verdict',
    },
  },
  'sale.started': {
    zones: offshore,
    stream: 'case',
    facts: {
      reserveValid: 'verdict',
      planApproved: 'Bool',
      asAgreed: 'verdict',
      venuesLicensed: 'verdict',
      volumesStated: 'verdict',
      floorInPlan: 'verdict',
      capInPlan: 'verdict',
      deadlineInMandate: 'verdict',
      floorReachable: 'verdict',
      buyerUnrelated: 'verdict',
      methodRecorded: 'String',
      unitsAtVenues: 'verdict',
    },
  },
  'orders.opened': { zones: offshore, stream: 'sale', facts: { saleStarted: 'verdict' } },
  'sale.stopped': { zones: offshore, stream: 'case', facts: { saleRuns: 'verdict' } },
  'slice.routed': {
    zones: offshore,
    stream: 'sale',
    facts: {
      booksFresh: 'verdict',
      booksOfPlan: 'verdict',
      booksSourced: 'verdict',
      routeInPlan: 'verdict',
      stepRecomputes: 'verdict',
      routeProved: 'verdict',
    },
  },
  'cancel.ordered': { zones: offshore, stream: 'sale', facts: { grounds: 'verdict', orderOpen: 'verdict' } },
  'orders.cleared': {
    zones: offshore,
    stream: 'sale',
    facts: { grounds: 'verdict', noneOpen: 'verdict', elapsedStated: 'verdict' },
  },
  'order.placed': {
    zones: offshore,
    stream: 'sale',
    facts: {
      venueLicensed: 'verdict',
      hostBound: 'verdict',
      asRouted: 'verdict',
      withinPlan: 'verdict',
      aboveFloor: 'verdict',
      withinCap: 'verdict',
      beforeDeadline: 'verdict',
      mandateFresh: 'verdict',
      killSwitchOff: 'Bool',
      slicePaceKept: 'verdict',
    },
  },
  'order.rested': { zones: offshore, stream: 'sale', facts: { restsAsPlaced: 'verdict' } },
  'order.reported': {
    zones: offshore,
    stream: 'sale',
    facts: { fillsAboveFloor: 'verdict', fillsWithinOrder: 'verdict' },
  },
  'floor.unreachable': { zones: offshore, stream: 'case', facts: { attempts: 'verdict' } },
  'bids.invited': {
    zones: offshore,
    stream: 'case',
    facts: { biddersKnown: 'verdict', biddersUnrelated: 'verdict', methodRecorded: 'verdict', roundFits: 'verdict' },
  },
  'bid.committed': {
    zones: offshore,
    stream: 'case',
    facts: { inTime: 'verdict', invitedOnce: 'verdict', bidderSigned: 'verdict' },
  },
  'bid.opened': {
    zones: offshore,
    stream: 'case',
    facts: { afterDeadline: 'verdict', envelopeWaits: 'verdict', bidderSigned: 'verdict' },
  },
  'bids.cleared': { zones: offshore, stream: 'case', facts: { revealOver: 'verdict', clearingRecomputes: 'verdict' } },
  'bid.secured': {
    zones: offshore,
    stream: 'case',
    facts: { depositAsTerms: 'verdict', bankShows: 'verdict', payerOwn: 'verdict' },
  },
  'bid.released': {
    zones: offshore,
    stream: 'case',
    facts: { depositFree: 'verdict', bankShows: 'verdict', backToSource: 'verdict' },
  },
  'bid.defaulted': { zones: offshore, stream: 'case', facts: { defaultStands: 'verdict' } },
  'buyer.cleared': {
    zones: offshore,
    stream: 'case',
    facts: { allotted: 'verdict', buyerScreened: 'verdict', placeStated: 'verdict', licenceInForce: 'verdict' },
  },
  'block.paid': {
    zones: offshore,
    stream: 'case',
    facts: {
      rankingConfirmed: 'verdict',
      buyerCleared: 'verdict',
      paidInTime: 'verdict',
      priceAsAllotted: 'verdict',
      bankShows: 'verdict',
      payerOwn: 'verdict',
    },
  },
  'delivery.ordered': {
    zones: offshore,
    stream: 'case',
    facts: { paidBefore: 'verdict', placeAsCleared: 'verdict', unitsAtPlatforms: 'verdict' },
  },
  'block.delivered': { zones: offshore, stream: 'case', facts: { asOrdered: 'verdict', platformConfirms: 'verdict' } },
  'block.refunded': {
    zones: offshore,
    stream: 'case',
    facts: { deliveryOverdue: 'verdict', nothingUnderway: 'verdict', bankShows: 'verdict', backToSource: 'verdict' },
  },
  'block.closed': { zones: offshore, stream: 'case', facts: { allSettled: 'verdict', nothingLeft: 'verdict' } },
  'ranking.confirmed': {
    zones: onshore,
    stream: 'case',
    facts: { asClearedOffshore: 'verdict', answer: 'String' },
  },
  'floor.tested': {
    zones: offshore,
    stream: 'case',
    facts: {
      floorStands: 'verdict',
      belowFloor: 'verdict',
      booksFresh: 'verdict',
      booksOfPlan: 'verdict',
      attemptSpaced: 'verdict',
    },
  },
  'floor.decided': {
    zones: offshore,
    stream: 'case',
    facts: { decision: 'String', decisionFile: 'verdict', decisionComplete: 'verdict', returnFree: 'verdict' },
  },
  'sale.analysed': {
    zones: offshore,
    stream: 'case',
    facts: { saleOver: 'verdict', evidenceWhole: 'verdict', analysisRecomputes: 'verdict' },
  },
  'sale.settled': {
    zones: offshore,
    stream: 'case',
    facts: { saleOver: 'verdict', unitsAccounted: 'verdict', statementMatches: 'verdict' },
  },
  'sale.closed': { zones: offshore, stream: 'case', facts: { unitsAccounted: 'verdict', statementMatches: 'verdict' } },
}
