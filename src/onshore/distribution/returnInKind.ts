import { defineKind, verdict } from '../../core/case/kind.ts'
import { address, closed, documentHash, flag, id, type Of } from '../../core/case/shapes.ts'
import { slice, withSlice } from '../../core/case/state.ts'
import { basisOf } from '../basis/basis.ts'
import type { JudgmentBody } from '../basis/judgment.ts'
import { lotOf } from '../custody/custody.ts'
import { transfersOf } from '../custody/transfer.ts'
import { controlProved, identityProved, screenedReturn } from '../release/release.ts'
import { covers } from '../seizure/lineSet.ts'

const shape = closed({
  claimant: id,
  address,
  /** The claimant's signed statement of the address, and how control of it was shown. */
  control: documentHash,
  identity: documentHash,
})

/** Row 21: returned in kind to whom the judgment names, at an address whose control was shown, approved by others than released it. */
export const returnDecided = defineKind<Of<typeof shape>>({
  name: 'return.decided',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    claimantNamed: ({ payload, paper, state, subject }) => {
      const basis = basisOf(state(), subject.lot)
      const lot = lotOf(state(), subject.lot)
      if (basis === undefined || lot === undefined) return verdict(false, 'no judgment', payload.claimant)
      const body = paper(basis.judgment, 'judgment').body as unknown as JudgmentBody
      const line = body.lines.find((candidate) => covers(candidate.lines, lot.lines))
      return verdict(line?.returnTo === payload.claimant, line?.returnTo ?? 'nobody', payload.claimant)
    },
    controlProved,
    identityProved,
    ...screenedReturn<Of<typeof shape>>(),
    differentApprovers: ({ actor, state }) => {
      const handled = (state().hands[actor.person] ?? []).filter(
        (role) => role === 'custodian' || role === 'investigator',
      )
      return verdict(
        handled.length === 0,
        handled.join(', ') || 'not a handler',
        'decided by somebody who did not handle the coins',
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const returns = slice<Record<string, object>>(state, 'returns') ?? {}
    return withSlice(state, 'returns', {
      ...returns,
      [subject.lot!]: { claimant: payload.claimant, address: payload.address },
    })
  },
})

const returnedShape = closed({ transfer: id, receipt: documentHash, collectedByOfficer: flag })

/** Row 21: the claimant signed for it; no officer collects for a victim. */
export const lotReturned = defineKind<Of<typeof returnedShape>>({
  name: 'lot.returned',
  stream: 'case',
  zones: ['onshore'],
  payload: returnedShape,
  facts: {
    receiptSigned: ({ payload, paper, state, subject }) => {
      const receipt = paper(payload.receipt, 'receipt')
      const decided = slice<Record<string, { claimant: string }>>(state(), 'returns')?.[subject.lot ?? '']
      return (
        receipt.issuer === decided?.claimant &&
        (receipt.body as { txid?: string }).txid === transfersOf(state())[payload.transfer]?.txid
      )
    },
    chainProved: ({ payload, state, subject }) => {
      const transfer = transfersOf(state())[payload.transfer]
      const done = transfer?.purpose === 'return' && transfer.lot === subject.lot && transfer.confirmed === true
      return verdict(done, done ? String(transfer.txid) : 'not confirmed', 'a confirmed return of this lot')
    },
    noOfficerCollects: ({ payload }) => !payload.collectedByOfficer,
  },
  apply: (state) => state,
  marks: ({ effectiveAt }) => [{ event: 'lot.released', on: effectiveAt }],
})
