import type { KindContract } from './facts.ts'

const both = ['onshore', 'offshore'] as const

/** What a case may hear of in either zone, in any stage. */
export const commonContracts: Readonly<Record<string, KindContract>> = {
  'proposal.made': { zones: both, stream: 'case', facts: {} },
  'approval.given': {
    zones: both,
    stream: 'case',
    facts: { proposalStands: 'verdict', signatureHolds: 'verdict', notProposer: 'verdict', notTwice: 'verdict' },
  },
  'approval.withdrawn': { zones: both, stream: 'case', facts: { ownToWithdraw: 'verdict' } },
  'crossing.received': { zones: both, stream: 'case', facts: { crossingProved: 'verdict' } },
  'hold.placed': {
    zones: both,
    stream: 'case',
    facts: {
      holdAuthority: 'String',
      holdKind: 'String',
      holdPaper: 'Bool',
      paperNeeded: 'Bool',
      reasonRestricted: 'verdict',
      scopeStated: 'verdict',
      reviewAhead: 'verdict',
      lifterFits: 'verdict',
    },
  },
  'hold.lifted': {
    zones: both,
    stream: 'case',
    facts: {
      holdAuthority: 'String',
      holdPaper: 'Bool',
      mayLift: 'verdict',
      ownDecision: 'verdict',
      reasonRestricted: 'verdict',
    },
  },
  'access.granted': {
    zones: both,
    stream: 'case',
    facts: { granterRole: 'String', ownCase: 'verdict', grantee: 'verdict' },
  },
  'access.withdrawn': {
    zones: both,
    stream: 'case',
    facts: { granterRole: 'String', ownCase: 'verdict', granted: 'verdict' },
  },
  'conflict.declared': { zones: both, stream: 'case', facts: { declarant: 'verdict', notDeclared: 'verdict' } },
  'conflict.decided': {
    zones: both,
    stream: 'case',
    facts: { conflictOpen: 'verdict', decider: 'verdict', paperHeld: 'Bool' },
  },
  'incident.raised': { zones: both, stream: 'case', facts: { clockMissed: 'verdict' } },
  'incident.answered': { zones: both, stream: 'case', facts: { incidentOpen: 'verdict', byPerson: 'Bool' } },
  'event.recorded': { zones: both, stream: 'case', facts: { paperHeld: 'Bool', notAhead: 'verdict' } },
  'screening.recorded': {
    zones: both,
    stream: 'case',
    facts: {
      snapshotsKept: 'verdict',
      hitsRecompute: 'verdict',
      subjectNamed: 'verdict',
      platformFits: 'Bool',
      screenerRole: 'String',
    },
  },
  'screening.resolved': {
    zones: both,
    stream: 'case',
    facts: { hitOpen: 'verdict', otherPerson: 'verdict', paperSays: 'verdict' },
  },
  'clock.answered': { zones: both, stream: 'case', facts: { clockOver: 'verdict', ownClock: 'verdict' } },
}
