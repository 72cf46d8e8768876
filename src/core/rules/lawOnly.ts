import type { KindContract } from './facts.ts'

const onshore = ['onshore'] as const
const offshore = ['offshore'] as const

/** What is asked of a disposal before judgment, at whichever stage of the case. */
const consentFacts = {
  propertyClass: 'String',
  rightHolderIdentified: 'Bool',
  rightHolderUndisputed: 'Bool',
  actorIsRightHolder: 'verdict',
  appliedInWriting: 'Bool',
  consented: 'Bool',
  approverLevel: 'String',
  withFinanceDepartment: 'Bool',
  organisedCrime: 'Bool',
  moneyHeldBy: 'String',
  neededAsEvidence: 'Bool',
  harmsNobody: 'Bool',
  concernedTold: 'Bool',
  objectionsDecided: 'Bool',
  suspectNotified: 'Bool',
  consentInCustody: 'Bool',
  counselPresent: 'Bool',
  outsideInterrogation: 'Bool',
  fullForm: 'Bool',
  cooledOff: 'verdict',
  procuratorateConfirms: 'Bool',
} as const

/**
 * Acts that the law decides and that the machine does not walk yet: the packs hold their rules, `rules explain` answers about them, and a stage that is
 * built later finds its guards here. They are not entries: no generic facts.
 */
export const lawOnlyKinds: Readonly<Record<string, KindContract>> = {
  // rows 4b to 4e: what leaves the case before a judgment
  'lot.released': {
    zones: onshore,
    stream: 'case',
    facts: {
      foundUnrelated: 'Bool',
      withinThreeDays: 'verdict',
      recipientOfList: 'verdict',
      controlProved: 'Bool',
      identityProved: 'Bool',
      differentApprovers: 'verdict',
    },
    lawOnly: true,
  },
  'victim.returned': {
    zones: onshore,
    stream: 'case',
    facts: {
      factsVerified: 'Bool',
      titleClear: 'Bool',
      undisputed: 'Bool',
      harmsNobody: 'Bool',
      picturesAndValuation: 'Bool',
      countyHeadApproved: 'verdict',
      receiptSigned: 'Bool',
      noOfficerCollects: 'Bool',
    },
    lawOnly: true,
  },
  'lot.handedOver': {
    zones: onshore,
    stream: 'case',
    facts: { jointCount: 'verdict', transferList: 'Bool', newKeys: 'Bool', receiptSigned: 'Bool' },
    lawOnly: true,
  },
  'measure.lifted': {
    zones: onshore,
    stream: 'case',
    facts: {
      ground: 'String',
      noticeOfProcuratorate: 'Bool',
      opinionAsksConfiscation: 'Bool',
      recipient: 'String',
      inTime: 'verdict',
    },
    lawOnly: true,
  },
  'measure.renewed': {
    zones: onshore,
    stream: 'case',
    facts: { beforeExpiry: 'verdict', sameAuthority: 'verdict', notLongerThanAllowed: 'verdict', queueKept: 'Bool' },
    lawOnly: true,
  },
  // row 5b: disposal before judgment
  'basis.consentedInvestigation': { zones: onshore, stream: 'case', facts: consentFacts, lawOnly: true },
  'basis.consentedProsecution': { zones: onshore, stream: 'case', facts: consentFacts, lawOnly: true },
  'basis.consentedTrial': { zones: onshore, stream: 'case', facts: consentFacts, lawOnly: true },
  // row 5c: unclaimed
  'basis.unclaimed': {
    zones: onshore,
    stream: 'case',
    facts: {
      ground: 'String',
      foundUnrelated: 'Bool',
      legalAffairsSigned: 'Bool',
      noticeOver: 'verdict',
      seriousOffence: 'Bool',
      rulingEffective: 'verdict',
      judgmentEffective: 'verdict',
    },
    lawOnly: true,
  },
  'basis.ruled': {
    zones: onshore,
    stream: 'case',
    facts: {
      judgmentSilent: 'Bool',
      courtOfFirstInstanceRules: 'Bool',
      listedButUnrelated: 'Bool',
      handledBySeizingOrgan: 'Bool',
    },
    lawOnly: true,
  },
  // rows 20 to 23 and what may come after
  'claim.answered': { zones: onshore, stream: 'case', facts: { answered: 'Bool', routeNamed: 'Bool' }, lawOnly: true },
  'victim.paid': {
    zones: onshore,
    stream: 'case',
    facts: { judgmentReturnsToClass: 'verdict', claimProved: 'Bool', receiptSigned: 'Bool', noOfficerCollects: 'Bool' },
    lawOnly: true,
  },
  'treasury.refunded': {
    zones: onshore,
    stream: 'case',
    facts: { claimVerified: 'Bool', applicationToTreasury: 'Bool', pricePaid: 'verdict' },
    lawOnly: true,
  },
  'owner.compensated': {
    zones: onshore,
    stream: 'case',
    facts: {
      claimInTime: 'verdict',
      unsoldReturnedInKind: 'Bool',
      pricePaid: 'verdict',
      method: 'String',
      belowValue: 'Bool',
      compensationPaid: 'Bool',
    },
    lawOnly: true,
  },
  'lot.destroyed': {
    zones: onshore,
    stream: 'case',
    facts: { contraband: 'Bool', courtOrLawOrders: 'Bool', witnessed: 'Bool', methodRecorded: 'Bool' },
    lawOnly: true,
  },
  'lot.sealed': {
    zones: onshore,
    stream: 'case',
    facts: { decisionPaper: 'Bool', freshKeys: 'Bool', reviewWithinYear: 'verdict' },
    lawOnly: true,
  },
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
  'coins.returned': {
    zones: offshore,
    stream: 'case',
    facts: { restrictedHold: 'Bool', suspicion: 'Bool', returnPath: 'Bool' },
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
