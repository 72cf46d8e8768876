import { commonContracts } from './commonContracts.ts'
import { lawOnlyKinds } from './lawOnly.ts'
import { returnContracts } from './returnFacts.ts'
import { saleContracts } from './saleFacts.ts'
import { seizureContracts } from './seizureContracts.ts'
import { zoneContracts } from './zoneFacts.ts'

/**
 * The facts that rules may read: for each kind of entry, what the machine hands to the rules, by name and type. A rule that reads another fact is
 * refused with its pack. A verdict is what a plain function found when it compared amounts, ratios, dates, hashes or sets exactly: rules read `ok`.
 */
export type FactType = 'Bool' | 'String' | 'Long' | 'Set' | 'verdict'

export interface KindContract {
  readonly zones: readonly ('onshore' | 'offshore')[]
  /** Entries of a case have the generic facts too. */
  readonly stream: 'case' | 'sale' | 'claims' | 'holdings' | 'directory' | 'registers' | 'packs'
  readonly facts: Readonly<Record<string, FactType>>
  /** The law of this kind stands in the packs and can be asked about; the machine does not walk it yet. */
  readonly lawOnly?: true
}

/** Where, who, in which order, approved and signed by whom, held by what: every entry of a case has them. */
export const genericFacts = {
  zone: 'String',
  world: 'String',
  role: 'String',
  roleOfStep: 'verdict',
  order: 'verdict',
  approvals: 'verdict',
  separation: 'verdict',
  holds: 'verdict',
  signed: 'verdict',
} as const satisfies Record<string, FactType>

const onshore = ['onshore'] as const
const offshore = ['offshore'] as const

const legFacts = {
  destinationApproved: 'verdict',
  amountAsPlanned: 'verdict',
  addressUnlike: 'verdict',
  coverHolds: 'verdict',
  coverFresh: 'verdict',
  conflict: 'verdict',
  lastTrancheFree: 'verdict',
  testDone: 'verdict',
  legParticulars: 'verdict',
  thirdPartyApproved: 'verdict',
  routeAgreed: 'Bool',
  measureInForce: 'verdict',
  unitsFree: 'verdict',
  screenedClear: 'verdict',
  screenedCurrent: 'verdict',
  addressScreened: 'verdict',
  purpose: 'String',
} as const

export const kindContracts: Readonly<Record<string, KindContract>> = {
  ...lawOnlyKinds,
  ...commonContracts,
  ...seizureContracts,
  'deposit.received': {
    zones: onshore,
    stream: 'case',
    facts: {
      providerQualified: 'verdict',
      conflict: 'verdict',
      cash: 'Bool',
      providerCannotDraw: 'Bool',
      bankConfirms: 'verdict',
      nameLawful: 'Bool',
      measureInForce: 'verdict',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
    },
  },
  'transfer.approved': { zones: onshore, stream: 'case', facts: legFacts },
  'transfer.signed': {
    zones: onshore,
    stream: 'case',
    facts: {
      signedAsApproved: 'verdict',
      broadcastOnce: 'verdict',
      measureInForce: 'verdict',
      unitsFree: 'verdict',
    },
  },
  'transfer.confirmed': { zones: onshore, stream: 'case', facts: { chainProved: 'verdict', confirmations: 'verdict' } },
  'transfer.failed': { zones: onshore, stream: 'case', facts: { chainProved: 'verdict', confirmations: 'verdict' } },
  'reserve.confirmed': { zones: onshore, stream: 'case', facts: { asSetOffshore: 'verdict', answer: 'String' } },
  'fx.approved': {
    zones: onshore,
    stream: 'case',
    facts: {
      approvalNumber: 'Bool',
      replyAndOpinion: 'verdict',
      ceiling: 'verdict',
      payeeIsOrgan: 'verdict',
      datesOpen: 'verdict',
      fxRoute: 'String',
    },
  },
  'fx.settled': {
    zones: onshore,
    stream: 'case',
    facts: {
      withinCeiling: 'verdict',
      insideDates: 'verdict',
      payeeAsApproved: 'verdict',
      chargesExplain: 'verdict',
      bopDeclared: 'Bool',
      rateRecomputes: 'verdict',
    },
  },
  'money.credited': {
    zones: onshore,
    stream: 'case',
    facts: { accountIsOrgans: 'verdict', matchesStatement: 'verdict', allSettled: 'verdict' },
  },
  'distribution.decided': {
    zones: onshore,
    stream: 'case',
    facts: {
      potsSeparate: 'Bool',
      everyLineHasPot: 'verdict',
      methodStated: 'Bool',
      sharesExact: 'verdict',
      claimantClassReturned: 'verdict',
      objectionsDecided: 'Bool',
      planByCourt: 'Bool',
      claimsCounted: 'verdict',
      notTwice: 'verdict',
    },
  },
  'treasury.paid': {
    zones: onshore,
    stream: 'case',
    facts: { slipComplete: 'Bool', grossPaid: 'verdict', noticeYearOver: 'verdict', matchesStatement: 'verdict' },
  },
  'yield.recorded': {
    zones: onshore,
    stream: 'case',
    facts: { lineNew: 'verdict', followsPrincipal: 'verdict', unitsShown: 'verdict', atAgency: 'verdict' },
  },
  'issuer.frozen': {
    zones: onshore,
    stream: 'case',
    facts: { issuerStates: 'Bool', ofListedLine: 'verdict', measureBeside: 'Bool' },
  },
  'issuer.burned': {
    zones: onshore,
    stream: 'case',
    facts: { burnShown: 'verdict', reissuePromised: 'Bool', bookedAsHeld: 'verdict' },
  },
  'issuer.reissued': { zones: onshore, stream: 'case', facts: { reissueShown: 'verdict', agencyAddress: 'verdict' } },
  'gas.lent': {
    zones: onshore,
    stream: 'case',
    facts: { lenderIsProvider: 'verdict', loanAgreed: 'Bool', unitsShown: 'verdict' },
  },
  'gas.settled': {
    zones: onshore,
    stream: 'case',
    facts: {
      loanEnds: 'verdict',
      returnShown: 'verdict',
      lenderAccounts: 'Bool',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
    },
  },
  'money.held': {
    zones: onshore,
    stream: 'case',
    facts: { noOutcomeYet: 'Bool', heldWhole: 'verdict', everyTrancheCredited: 'verdict', accountIsOrgans: 'verdict' },
  },
  'claims.opened': { zones: onshore, stream: 'claims', facts: { openedOnce: 'verdict' } },
  'claims.registered': {
    zones: onshore,
    stream: 'claims',
    facts: { filesAgree: 'verdict', amendmentReasoned: 'Bool' },
  },
  'claim.objected': { zones: onshore, stream: 'claims', facts: { objectionInWriting: 'Bool', oneAtATime: 'verdict' } },
  'claim.decided': { zones: onshore, stream: 'claims', facts: { objectionWaits: 'verdict', decidedByCourt: 'Bool' } },
  'claims.counted': { zones: onshore, stream: 'case', facts: { countsAgree: 'verdict', sameClaims: 'verdict' } },
  'claim.answered': { zones: onshore, stream: 'case', facts: { answered: 'Bool', routeNamed: 'Bool' } },
  'payout.ordered': {
    zones: onshore,
    stream: 'case',
    facts: {
      accountIsOrgans: 'verdict',
      inTurn: 'verdict',
      underRoot: 'verdict',
      instructionSays: 'verdict',
      orderOnce: 'verdict',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
      payeesScreened: 'verdict',
    },
  },
  'victim.paid': {
    zones: onshore,
    stream: 'case',
    facts: {
      judgmentReturnsToClass: 'verdict',
      claimProved: 'Bool',
      receiptSigned: 'Bool',
      noOfficerCollects: 'Bool',
      matchesStatement: 'verdict',
    },
  },
  'convict.paid': {
    zones: onshore,
    stream: 'case',
    facts: {
      shareDue: 'verdict',
      receiptSigned: 'Bool',
      matchesStatement: 'verdict',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
    },
  },
  'treasury.refunded': {
    zones: onshore,
    stream: 'case',
    facts: { claimVerified: 'Bool', applicationToTreasury: 'Bool', pricePaid: 'verdict', matchesStatement: 'verdict' },
  },
  'distribution.completed': { zones: onshore, stream: 'case', facts: { everySharePaid: 'verdict' } },
  'owner.compensated': {
    zones: onshore,
    stream: 'case',
    facts: {
      acquitted: 'Bool',
      claimInTime: 'verdict',
      unsoldReturnedInKind: 'Bool',
      pricePaid: 'verdict',
      method: 'String',
      belowValue: 'Bool',
      compensationPaid: 'Bool',
      receiptSigned: 'Bool',
      fundsThere: 'verdict',
      matchesStatement: 'verdict',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
    },
  },
  'lot.destroyed': {
    zones: onshore,
    stream: 'case',
    facts: { contraband: 'Bool', courtOrLawOrders: 'Bool', witnessed: 'Bool', methodRecorded: 'Bool' },
  },
  'lot.sealed': {
    zones: onshore,
    stream: 'case',
    facts: { decisionPaper: 'Bool', freshKeys: 'Bool', reviewWithinYear: 'verdict' },
  },
  'seal.reviewed': {
    zones: onshore,
    stream: 'case',
    facts: { sealedBefore: 'Bool', unitsStillThere: 'verdict', reviewWithinYear: 'verdict' },
  },
  'return.decided': {
    zones: onshore,
    stream: 'case',
    facts: {
      claimantNamed: 'verdict',
      controlProved: 'Bool',
      identityProved: 'Bool',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
      addressScreened: 'verdict',
      differentApprovers: 'verdict',
    },
  },
  'lot.returned': {
    zones: onshore,
    stream: 'case',
    facts: { receiptSigned: 'Bool', chainProved: 'verdict', noOfficerCollects: 'Bool' },
  },
  'deposit.released': {
    zones: onshore,
    stream: 'case',
    facts: { nothingUncovered: 'verdict', screenedClear: 'verdict', screenedCurrent: 'verdict' },
  },
  'case.closed': {
    zones: onshore,
    stream: 'case',
    facts: { everyUnitEnded: 'verdict', ledgersZero: 'verdict', receiptsComplete: 'Bool', retentionSet: 'Bool' },
  },
  // offshore
  'case.accepted': { zones: offshore, stream: 'case', facts: { crossingProved: 'verdict' } },
  'clearance.given': {
    zones: offshore,
    stream: 'case',
    facts: {
      licenceInForce: 'verdict',
      customerDiligence: 'Bool',
      titleOpinion: 'Bool',
      oscoOpinion: 'Bool',
      sourcePackAccepted: 'Bool',
      sanctionsClear: 'verdict',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
      platformStates: 'String',
      mandateCovers: 'verdict',
    },
  },
  'route.agreed': {
    zones: offshore,
    stream: 'case',
    facts: {
      bankAccepts: 'Bool',
      safeAnswer: 'Bool',
      platformAcceptsAsset: 'verdict',
      planPositioned: 'Bool',
      planForecast: 'verdict',
      planEvidenced: 'verdict',
      quotesAdmitted: 'verdict',
      proceedsComeHome: 'verdict',
      reserveMethod: 'Bool',
      reachabilityShown: 'Bool',
      returnPath: 'Bool',
    },
  },
  'address.issued': {
    zones: offshore,
    stream: 'case',
    facts: {
      licenceInForce: 'verdict',
      thirdPartyApproved: 'Bool',
      particularsObtained: 'verdict',
      controlTest: 'Bool',
      addressAsStated: 'verdict',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
    },
  },
  'cover.stated': {
    zones: offshore,
    stream: 'case',
    facts: { coverRecomputes: 'verdict', sourceNamed: 'Bool', priceFromSnapshot: 'verdict' },
  },
  'coins.received': {
    zones: offshore,
    stream: 'case',
    facts: { sentAsStated: 'verdict', platformConfirms: 'verdict', bookedOnce: 'verdict' },
  },
  ...saleContracts,
  ...returnContracts,
  'proceeds.booked': {
    zones: offshore,
    stream: 'case',
    facts: { cashReceived: 'verdict', grossFeeNet: 'verdict', feeAuthority: 'Bool' },
  },
  'remittance.ordered': {
    zones: offshore,
    stream: 'case',
    facts: {
      fxOpen: 'verdict',
      payeeAsApproved: 'verdict',
      withinProceeds: 'verdict',
      allBooked: 'verdict',
      sentOnce: 'verdict',
      instructionSays: 'verdict',
      screenedClear: 'verdict',
      screenedCurrent: 'verdict',
      partiesScreened: 'verdict',
    },
  },
  'remittance.reported': { zones: offshore, stream: 'case', facts: { bankConfirms: 'verdict' } },
  // the zone's own streams
  ...zoneContracts,
}

/** All facts of a kind, generic ones included; undefined for a kind that nobody knows. */
export function factsOf(kind: string): Readonly<Record<string, FactType>> | undefined {
  const contract = Object.hasOwn(kindContracts, kind) ? kindContracts[kind] : undefined
  if (contract === undefined) return undefined
  return ofCase(contract) ? { ...genericFacts, ...contract.facts } : contract.facts
}

export function ofCase(contract: KindContract): boolean {
  return contract.lawOnly !== true && ['case', 'sale', 'claims', 'holdings'].includes(contract.stream)
}

/** Names that a rule may use for many kinds at once, as in `action in Action::"case-entry"`. */
export const actionGroups: Readonly<Record<string, (kind: string) => boolean>> = {
  'case-entry': (kind) => Object.hasOwn(kindContracts, kind) && ofCase(kindContracts[kind]!),
}

/** A group by its name, or the one kind itself. @example kindsOf('case-entry').includes('deposit.received') // true */
export function kindsOf(action: string): readonly string[] {
  const group = Object.hasOwn(actionGroups, action) ? actionGroups[action] : undefined
  return group === undefined ? [action] : Object.keys(kindContracts).filter(group)
}
