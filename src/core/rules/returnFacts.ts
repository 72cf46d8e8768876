import type { KindContract } from './facts.ts'

const onshore = ['onshore'] as const
const offshore = ['offshore'] as const

/** Facts of the way back from platforms, row 13x: decided and received onshore, ordered and sent offshore. */
export const returnContracts: Readonly<Record<string, KindContract>> = {
  'return.addressed': {
    zones: onshore,
    stream: 'case',
    facts: {
      decidedByOrgan: 'verdict',
      feeBearerNamed: 'verdict',
      agencyAddress: 'verdict',
      addressFresh: 'verdict',
      readBack: 'Bool',
    },
  },
  'coins.arrived': {
    zones: onshore,
    stream: 'case',
    facts: { asReported: 'verdict', chainProved: 'verdict', arrivedOnce: 'verdict' },
  },
  'withdrawal.ordered': {
    zones: offshore,
    stream: 'case',
    facts: {
      restrictedHold: 'Bool',
      returnPath: 'verdict',
      addressListed: 'verdict',
      particularsObtained: 'verdict',
      thirdPartyApproved: 'verdict',
      withinLimits: 'verdict',
      nothingOpen: 'verdict',
      allThatIsLeft: 'verdict',
      orderedOnce: 'verdict',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
      addressScreened: 'verdict',
    },
  },
  'coins.returned': {
    zones: offshore,
    stream: 'case',
    facts: { asOrdered: 'verdict', platformConfirms: 'verdict', restStated: 'verdict' },
  },
  'withdrawal.failed': {
    zones: offshore,
    stream: 'case',
    facts: { asOrdered: 'verdict', platformConfirms: 'verdict' },
  },
  'rest.declared': {
    zones: offshore,
    stream: 'case',
    facts: {
      allThatIsLeft: 'verdict',
      cannotBeMoved: 'verdict',
      decidedByPrincipal: 'verdict',
      nothingOpen: 'verdict',
      restStated: 'verdict',
    },
  },
}
