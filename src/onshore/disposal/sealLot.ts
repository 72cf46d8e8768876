import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, flag, id, note, type Of, oneOf } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { lotOf } from '../custody/custody.ts'

interface Sealed {
  readonly custodian: string
  readonly reviewOn: string
  readonly reviews: number
}

function sealedOf(state: CaseState, lot: string | undefined): Sealed | undefined {
  return lot === undefined ? undefined : slice<Readonly<Record<string, Sealed>>>(state, 'sealed')?.[lot]
}

function withSealed(state: CaseState, lot: string, row: Sealed): CaseState {
  return withSlice(state, 'sealed', { ...slice<Readonly<Record<string, Sealed>>>(state, 'sealed'), [lot]: row })
}

const shape = closed({
  reason: oneOf(['untradable', 'worthless', 'no-route', 'cost-above-value']),
  decision: documentHash,
  /** The organ in whose named standing custody the units stay. */
  custodian: id,
  keys: documentHash,
  reviewOn: date,
})

/** Row 23: what cannot be sold stays in the named standing custody of an organ, under keys of its own, and is looked at again every year. */
export const lotSealed = defineKind<Of<typeof shape>>({
  name: 'lot.sealed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    decisionPaper: ({ payload, paper, subject }) => {
      const body = paper(payload.decision, 'sealing-decision').body as { lot?: string; custodian?: string }
      return body.lot === subject.lot && body.custodian === payload.custodian
    },
    freshKeys: ({ payload, paper, directory }) => {
      const ceremony = paper(payload.keys, 'key-ceremony')
      const named = directory().organisations[payload.custodian] !== undefined
      return (
        named &&
        (ceremony.body as { fresh?: boolean; custodian?: string }).fresh === true &&
        (ceremony.body as { custodian?: string }).custodian === payload.custodian
      )
    },
    reviewWithinYear: (input) => withinYear(input),
  },
  apply: (state, { payload, subject }) =>
    withSealed(state, subject.lot!, { custodian: payload.custodian, reviewOn: payload.reviewOn, reviews: 0 }),
  postings: ({ subject }, state) => {
    const lot = lotOf(state, subject.lot)
    return lot === undefined
      ? []
      : move({ from: 'assets:custody', to: 'standing:custody', asset: lot.asset, units: BigInt(lot.units) })
  },
})

const reviewedShape = closed({ finding: note, proof: documentHash, stillThere: flag, reviewOn: date })

/** The yearly look: the units are still there, with a proof of control, and nothing has changed that would let them be sold. */
export const sealReviewed = defineKind<Of<typeof reviewedShape>>({
  name: 'seal.reviewed',
  stream: 'case',
  zones: ['onshore'],
  payload: reviewedShape,
  facts: {
    sealedBefore: ({ state, subject }) => sealedOf(state(), subject.lot) !== undefined,
    unitsStillThere: ({ payload, paper, state, subject }) => {
      const proof = paper(payload.proof, 'control-proof')
      const body = proof.body as { lot?: string; units?: string }
      const lot = lotOf(state(), subject.lot)
      const same = payload.stillThere && body.lot === subject.lot && body.units === lot?.units
      return verdict(
        same && proof.issuer === sealedOf(state(), subject.lot)?.custodian,
        `${body.units ?? 'nothing'} shown by ${proof.issuer}`,
        `${lot?.units ?? 'nothing'} shown by ${sealedOf(state(), subject.lot)?.custodian ?? 'nobody'}`,
      )
    },
    reviewWithinYear: (input) => withinYear(input),
  },
  apply: (state, { payload, subject }) => {
    const row = sealedOf(state, subject.lot)!
    return withSealed(state, subject.lot!, { ...row, reviewOn: payload.reviewOn, reviews: row.reviews + 1 })
  },
})

function withinYear({
  payload,
  effectiveAt,
}: Pick<FactInput<{ readonly reviewOn: string }>, 'payload' | 'effectiveAt'>) {
  const today = new Date(Date.parse(effectiveAt) + 8 * 3_600_000)
  const last = new Date(Date.UTC(today.getUTCFullYear() + 1, today.getUTCMonth(), today.getUTCDate()))
    .toISOString()
    .slice(0, 10)
  return verdict(payload.reviewOn <= last, payload.reviewOn, `by ${last}`)
}
