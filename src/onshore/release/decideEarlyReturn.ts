import { defineKind, verdict } from '../../core/case/kind.ts'
import { address, closed, documentHash, id, note, type Of } from '../../core/case/shapes.ts'
import { atLeast } from '../measure/levels.ts'
import { openObjections } from '../objection/objection.ts'
import { titleOf } from '../title/title.ts'
import { controlProved, differentApprovers, identityProved, screenedReturn, withReturn } from './release.ts'

const shape = closed({
  claimant: id,
  address,
  control: documentHash,
  identity: documentHash,
  /** Pictures or their like for coins: the chain proofs, screens, and the dated valuation. */
  record: documentHash,
  valuation: note,
  approval: documentHash,
  reasons: note,
})

/** Row 4c: a victim gets back what is clearly and undisputedly his before any judgment, at the word of the county head, with reasons on file. */
export const earlyReturnDecided = defineKind<Of<typeof shape>>({
  name: 'earlyReturn.decided',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    factsVerified: ({ payload, paper }) =>
      (paper(payload.approval, 'return-approval').body as { factsVerified?: boolean }).factsVerified === true,
    titleClear: ({ payload, state, subject }) => titleOf(state(), subject.lot)?.rightHolder === payload.claimant,
    undisputed: ({ state, subject }) =>
      titleOf(state(), subject.lot)?.undisputed === true && openObjections(state(), subject.lot).length === 0,
    harmsNobody: ({ state, subject }) => titleOf(state(), subject.lot)?.harmsNobody === true,
    claimantIsVictim: ({ payload, state, subject }) => {
      const found = titleOf(state(), subject.lot)?.concerned.find(({ party }) => party === payload.claimant)?.standing
      return verdict(found === 'victim', found ?? 'not named in the finding', 'victim')
    },
    picturesAndValuation: ({ payload, documents }) =>
      documents.includes(payload.record) && payload.valuation.length > 0 && payload.reasons.length > 0,
    countyHeadApproved: ({ payload, paper, subject }) => {
      const { level, lot } = paper(payload.approval, 'return-approval').body as { level?: string; lot?: string }
      const fits = lot === subject.lot && level !== undefined && atLeast(level, 'county-head')
      return verdict(fits, `${level} for lot ${lot}`, `county-head or above for lot ${subject.lot}`)
    },
    controlProved: (input) => controlProved(input as never),
    identityProved: (input) => identityProved(input as never),
    ...screenedReturn<Of<typeof shape>>(),
    differentApprovers,
  },
  apply: (state, { payload, subject }) =>
    withReturn(state, subject.lot!, { claimant: payload.claimant, address: payload.address }),
})
