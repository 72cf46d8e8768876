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
