import type { KindContract } from './facts.ts'

const onshore = ['onshore'] as const
const offshore = ['offshore'] as const

/**
 * Acts that the law decides and that the machine does not walk yet: the packs hold their rules, `rules explain` answers about them, and a stage that is
 * built later finds its guards here. They are not entries: no generic facts.
 */
export const lawOnlyKinds: Readonly<Record<string, KindContract>> = {
  // what is not done onshore, whoever asks
  'coins.exchanged': {
    zones: onshore,
    stream: 'case',
    facts: { exchangedOnshore: 'Bool' },
    lawOnly: true,
  },
  'inquiry.opened': {
    zones: onshore,
    stream: 'case',
    facts: { opensOnshore: 'Bool', asksOnshoreBuyers: 'Bool', computesPrice: 'Bool' },
    lawOnly: true,
  },
  'coins.employed': {
    zones: onshore,
    stream: 'case',
    facts: { staked: 'Bool', lent: 'Bool', invested: 'Bool' },
    lawOnly: true,
  },
  'account.opened': {
    zones: onshore,
    stream: 'case',
    facts: { forVirtualCurrencyBusiness: 'Bool', foreignCurrencyProceedsOnly: 'Bool', bankBasisLetter: 'Bool' },
    lawOnly: true,
  },
  'money.exchanged': {
    zones: onshore,
    stream: 'case',
    facts: { throughBank: 'Bool', dealerOrIndividual: 'Bool', paidInToken: 'Bool' },
    lawOnly: true,
  },
  'buyer.accepted': {
    zones: onshore,
    stream: 'case',
    facts: { buyerOnshore: 'Bool', offExchange: 'Bool', providerOrAffiliate: 'verdict' },
    lawOnly: true,
  },
  'data.exported': {
    zones: onshore,
    stream: 'case',
    facts: {
      holdsPersonalData: 'Bool',
      ofStateOrgan: 'Bool',
      securityAssessment: 'Bool',
      separateConsent: 'Bool',
      toForeignJudicialBody: 'Bool',
      approvedByAuthority: 'Bool',
    },
    lawOnly: true,
  },
  'screening.decided': {
    zones: onshore,
    stream: 'case',
    facts: { listForce: 'String', hit: 'Bool', refuses: 'Bool' },
    lawOnly: true,
  },
  'paper.issued': {
    zones: onshore,
    stream: 'case',
    facts: { looksOfficial: 'Bool', issuedByOrgan: 'Bool' },
    lawOnly: true,
  },
  'price.published': {
    zones: onshore,
    stream: 'case',
    facts: { reserveSecret: 'Bool', beforeLastFill: 'Bool' },
    lawOnly: true,
  },
  // offshore
  'venue.reported': {
    zones: offshore,
    stream: 'case',
    facts: { crossesOnshore: 'Bool', insideInstitution: 'Bool' },
    lawOnly: true,
  },
  'leg.sent': {
    zones: offshore,
    stream: 'case',
    facts: {
      betweenInstitutions: 'Bool',
      travelRuleSent: 'Bool',
      aboveThreshold: 'Bool',
      nameAndAccount: 'Bool',
      addressOrDocument: 'Bool',
      counterpartyDiligence: 'Bool',
      thirdParty: 'Bool',
      approvedBeforeReceipt: 'Bool',
    },
    lawOnly: true,
  },
  'leg.received': {
    zones: offshore,
    stream: 'case',
    facts: {
      unhosted: 'Bool',
      aboveThreshold: 'Bool',
      originatorName: 'Bool',
      walletAddress: 'Bool',
      addressOrDocument: 'Bool',
      recipientNameAndAccount: 'Bool',
      thirdParty: 'Bool',
      approvedBeforeReceipt: 'Bool',
      controlTestByPlatform: 'Bool',
      messageInstead: 'Bool',
    },
    lawOnly: true,
  },
  'stablecoin.offered': {
    zones: offshore,
    stream: 'case',
    facts: { licensedIssuer: 'Bool', professionalOnly: 'Bool', permittedOfferor: 'Bool' },
    lawOnly: true,
  },
  'book.shared': {
    zones: offshore,
    stream: 'case',
    facts: { regulatorApproved: 'Bool', fatfMember: 'Bool', preFunded: 'Bool', deliveryVersusPayment: 'Bool' },
    lawOnly: true,
  },
  'custody.offered': {
    zones: offshore,
    stream: 'case',
    facts: {
      coldSharePercent: 'Long',
      hotCoveredPercent: 'Long',
      coldCoveredPercent: 'Long',
      associatedEntity: 'Bool',
    },
    lawOnly: true,
  },
  'records.dropped': {
    zones: offshore,
    stream: 'case',
    facts: { afterFiveYears: 'verdict', ordersAfterTwoYears: 'verdict', underInvestigation: 'Bool' },
    lawOnly: true,
  },
}
