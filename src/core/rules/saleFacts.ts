import type { KindContract } from './facts.ts'

const offshore = ['offshore'] as const

/** Facts of price and sale, rows 11 to 13x: all of it offshore. */
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
    facts: { booksFresh: 'verdict', booksOfPlan: 'verdict', routeInPlan: 'verdict', routeProved: 'verdict' },
  },
  'cancel.ordered': { zones: offshore, stream: 'sale', facts: { stopNamed: 'verdict', orderOpen: 'verdict' } },
  'orders.cleared': {
    zones: offshore,
    stream: 'sale',
    facts: { stopNamed: 'verdict', noneOpen: 'verdict', elapsedStated: 'verdict' },
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
  'order.reported': {
    zones: offshore,
    stream: 'sale',
    facts: { fillsAboveFloor: 'verdict', fillsWithinOrder: 'verdict' },
  },
  'floor.unreachable': { zones: offshore, stream: 'case', facts: { attempts: 'verdict' } },
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
  'sale.closed': { zones: offshore, stream: 'case', facts: { unitsAccounted: 'verdict', statementMatches: 'verdict' } },
}
