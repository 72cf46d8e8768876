import type { Json } from '../../src/core/record/jcs.ts'

/**
 * For rules that are not refused by turning one fact they read to its opposite: the facts under which each refuses. All other rules refuse when any one
 * fact they read is not met.
 */
export const refusals: Readonly<Record<string, readonly Readonly<Record<string, Json>>[]>> = {
  'CN-MPS159-346-cooperation': [{ outOfArea: true, cooperationPaper: false }],
  'CN-MPS159-229-officers': [{ officers: 1 }, { officers: 0 }, { officers: -1 }],
  'CN-MPS159-230-copies': [{ copies: 2 }, { copies: 0 }],
  'CN-CPL-142-investigators': [{ investigatorSignatures: 1 }, { investigatorSignatures: 0 }],
  'CN-CPL-141-dual': [{ threshold: 1 }, { custodians: 1 }],
  'CN-CPL-245-outcome': [{ outcome: 'keep' }, { outcome: '' }],
  'CN-VC2021-tradable': [{ outcome: 'sell', tradable: false }],
  'CN-VC2026-tradable': [{ outcome: 'sell', tradable: false }],
  'CN-SPC-440-evidence': [{ outcome: 'sell', neededAsEvidence: true }],
  'CN-SPC-445-outcome': [{ outcomePerLine: 'victims' }, { outcomePerLine: '' }],
  'CN-FX-21-approval': [{ fxRoute: 'approval', approvalNumber: false }],
  'CN-FX-13-reply': [
    { fxRoute: 'reply', approvalNumber: false },
    {
      fxRoute: 'current-account',
      replyAndOpinion: { ok: false, found: 'no opinion of a bank', required: 'an opinion' },
    },
  ],
  'CN-MPS159-187-ground': [{ ground: 'tired' }, { ground: '' }],
  'CN-MPS159-293-notice': [{ ground: 'not-prosecuted', noticeOfProcuratorate: false }],
  'CN-CPL-177-opinion': [{ opinionAsksConfiscation: true, recipient: 'owner' }],
  'CN-MPS2015-21-permit': [
    { withFinanceDepartment: false },
    { appliedInWriting: false, consented: false },
    { approverLevel: 'head' },
  ],
  'CN-SPC-439-rightholder': [
    { appliedInWriting: false, consented: false },
    { rightHolderIdentified: false },
    { actorIsRightHolder: { ok: false, found: 'holder', required: 'right-holder' } },
  ],
  'CN-OC-43-application': [
    { organisedCrime: true, appliedInWriting: false },
    { organisedCrime: true, suspectNotified: false },
  ],
  'CN-CPL-52-custody': [
    { consentInCustody: true, counselPresent: false },
    { consentInCustody: true, outsideInterrogation: false },
    { consentInCustody: true, fullForm: false },
    { consentInCustody: true, cooledOff: { ok: false, found: '71 h', required: '72 h' } },
    { consentInCustody: true, procuratorateConfirms: false },
  ],
  'CN-SPC-445-ground': [{ ground: 'notice-over' }, { ground: '' }],
  'CN-MPS159-234-withcase': [{ ground: 'unrelated-ownerless', foundUnrelated: false }],
  'CN-MPS159-233-notice': [
    { ground: 'unrelated-ownerless', legalAffairsSigned: false },
    { ground: 'unrelated-ownerless', noticeOver: { ok: false, found: '2025-11-09', required: '2025-11-11' } },
  ],
  'CN-CPL-298-class': [{ ground: 'confiscation-ruling', seriousOffence: false }],
  'CN-CPL-300-ruling': [
    { ground: 'confiscation-ruling', rulingEffective: { ok: false, found: 'appeal runs', required: 'effective' } },
  ],
  'CN-CIVPL-203-ownerless': [
    { ground: 'ownerless-judgment', judgmentEffective: { ok: false, found: 'none', required: 'a judgment' } },
  ],
  'CN-SPC-445-year': [
    { ground: 'unclaimed-after-judgment', noticeOver: { ok: false, found: '11 months', required: 'a year' } },
  ],
  'CN-SPC-446-silent': [
    { judgmentSilent: true, courtOfFirstInstanceRules: false },
    { judgmentSilent: false, courtOfFirstInstanceRules: true },
  ],
  'CN-HOUSE-split': [
    { ground: 'tired' },
    { newLot: { ok: false, found: 'A', required: 'a new one' } },
    { unitsWithin: { ok: false, found: '2', required: '1' } },
    { partFits: { ok: false, found: '2', required: '1' } },
  ],
  'SN-way-split': [{ ground: 'tired' }, { unitsWithin: { ok: false, found: '2', required: '1' } }],
  'CN-SPC-464-retrial': [{ holdKind: 'retrial' }],
  'CN-HOUSE-hold-paper': [{ paperNeeded: true, holdPaper: false }],
  'HK-HOLD-paper': [{ paperNeeded: true, holdPaper: false }],
  'BJ-entrust-treasury': [{ treasuryOutcome: false, legalOpinion: false }],
  'CN-SPC-449-unrelated': [{ listedButUnrelated: true, handledBySeizingOrgan: false }],
  'CN-SCL-36-below': [{ method: '变卖', belowValue: true, compensationPaid: false }],
  'CN-CL-64-destroy': [{ contraband: false, courtOrLawOrders: false }],
  'CN-PIPL-36-assessment': [{ holdsPersonalData: true, ofStateOrgan: true, securityAssessment: false }],
  'CN-PIPL-39-consent': [{ holdsPersonalData: true, ofStateOrgan: false, separateConsent: false }],
  'CN-DSL-36-judicial': [{ toForeignJudicialBody: true, approvedByAuthority: false }],
  'CN-AML-40-lists': [{ listForce: 'binding-onshore', hit: true, refuses: false }],
  'CN-AFSL-12-foreign': [{ listForce: 'information', hit: true, refuses: true }],
  'CN-CL-280-papers': [{ looksOfficial: true, issuedByOrgan: false }],
  'CN-AUCTION-28-secret': [{ reserveSecret: true, beforeLastFill: true }],
  'HK-G-12.11.5-travel': [
    { betweenInstitutions: true, travelRuleSent: false },
    { betweenInstitutions: true, nameAndAccount: false },
  ],
  'HK-G-12.11.5-address': [{ betweenInstitutions: true, aboveThreshold: true, addressOrDocument: false }],
  'HK-G-12.13-counterparty': [{ betweenInstitutions: true, counterpartyDiligence: false }],
  'HK-G-12.14.2-received': [
    { unhosted: true, originatorName: false },
    { unhosted: true, walletAddress: false },
    { unhosted: true, recipientNameAndAccount: false },
    { unhosted: true, aboveThreshold: true, addressOrDocument: false },
  ],
  'HK-G-11.3-thirdparty': [{ thirdParty: true, approvedBeforeReceipt: false }],
  'HK-G-12.10.6-received': [{ unhosted: true, controlTestByPlatform: false }],
  'HK-G-12.11.4-message': [{ unhosted: true, messageInstead: true }],
  'SN-111p-evidence': [{ outcome: 'sell', neededAsEvidence: true }],
  'HK-SO-offer': [
    { licensedIssuer: false, professionalOnly: false },
    { licensedIssuer: false, permittedOfferor: false },
  ],
  'HK-VATP-custody': [
    { coldSharePercent: 97 },
    { hotCoveredPercent: 99 },
    { coldCoveredPercent: 49 },
    { associatedEntity: false },
  ],
  'CN-SPC-464-paper': [{ holdAuthority: 'court-clerk', holdPaper: false }],
  'HOUSE-override-approver': [
    { approver: { ok: false, found: 'nobody', required: 'a second person' } },
    { approvedBy: '' },
  ],
  'CN-FX-12-route': [{ fxRoute: 'cash' }, { fxRoute: '' }],
}

/** Rules that read a text or a flag together with others, in every model: by the end of the id. */
export const refusalsOfModels: Readonly<Record<string, readonly Readonly<Record<string, Json>>[]>> = {
  'deposit-cover': [
    { purpose: 'tranche', coverHolds: { ok: false, found: '1.09', required: '1.10' } },
    { purpose: 'tranche', coverFresh: { ok: false, found: '61 min', required: '60 min' } },
  ],
  tranche: [{ purpose: 'tranche', testDone: { ok: false, found: 'none', required: 'a confirmed test' } }],
  route: [{ purpose: 'test', routeAgreed: false }],
  purpose: [{ purpose: 'gift' }, { purpose: '' }],
  'reserve-confirm': [{ answer: 'maybe' }],
  'floor-decision': [{ decision: 'hurry' }],
  method: [{ methodRecorded: '' }, { methodRecorded: 'auction' }],
  'fx-approval': [{ fxRoute: 'reply' }, { fxRoute: 'current-account' }],
}
