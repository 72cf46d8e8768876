import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { address, closed, date, documentHash, id, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { dayOf } from '../../core/rules/dueClocks.ts'
import { lotOf } from '../custody/custody.ts'
import { measuresOn, standingOf } from '../measure/measure.ts'
import { holdOf, upheldObjections } from '../objection/objection.ts'
import { hasLine } from '../seizure/lineSet.ts'
import { listedRows } from '../seizure/seizure.ts'
import { titleOf } from '../title/title.ts'
import { controlProved, differentApprovers, identityProved, screenedReturn, withReturn } from './release.ts'

const shape = closed({
  ground: oneOf(['unrelated', 'lifted', 'lapsed', 'objection-upheld']),
  /** Day of the finding, the lifting or the decision: from there three days run. */
  foundOn: date,
  /** The signed finding that it is unrelated. */
  finding: optional(documentHash),
  claimant: id,
  address,
  control: documentHash,
  identity: documentHash,
  objection: optional(id),
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

interface FindingBody {
  readonly lot?: string
  readonly unrelated?: boolean
  readonly from?: string
}

function finding({ payload, paper }: Pick<Input, 'payload' | 'paper'>): FindingBody {
  if (payload.finding === undefined) return {}
  return paper(payload.finding, 'unrelated-finding').body as FindingBody
}

function upheldFor({ payload, state, subject }: Pick<Input, 'payload' | 'state' | 'subject'>) {
  return upheldObjections(state(), subject.lot).find(
    ([name, row]) => name === payload.objection && row.party === payload.claimant,
  )
}

function measureStates({ state, subject, effectiveAt }: Pick<Input, 'state' | 'subject' | 'effectiveAt'>) {
  return measuresOn(state(), lotOf(state(), subject.lot)?.lines ?? []).map(({ measure }) =>
    measure === undefined ? 'none' : standingOf(measure, effectiveAt).state,
  )
}

/** Row 4b: unrelated property goes back, to the address or the person of the list and nowhere else, decided by others than who took it. */
export const releaseDecided = defineKind<Payload>({
  name: 'release.decided',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    ground: ({ payload }) => payload.ground,
    groundShown: (input) => {
      const { payload, subject } = input
      if (payload.ground === 'unrelated') {
        const { lot, unrelated } = finding(input)
        return verdict(lot === subject.lot && unrelated === true, `finding on lot ${lot}`, 'found unrelated, this lot')
      }
      if (payload.ground === 'objection-upheld') {
        const row = upheldFor(input)
        return verdict(
          row !== undefined,
          row === undefined ? 'none upheld' : 'upheld',
          'an upheld objection of the recipient',
        )
      }
      // Lifted on the prosecutor's opinion it is not the owner's: it goes to the competent authority, by hand-over (CPL 177(3)).
      const other = measuresOn(input.state(), lotOf(input.state(), subject.lot)?.lines ?? []).some(
        ({ measure }) => measure?.lifted?.recipient === 'competent-authority',
      )
      if (other) return verdict(false, 'lifted for the competent authority', 'lifted for the owner')
      const states = [...new Set(measureStates(input))]
      return verdict(
        states.length === 1 && states[0] === payload.ground,
        states.join(', ') || 'no lines',
        `each line's measure ${payload.ground}, nobody waiting`,
      )
    },
    withinThreeDays: ({ payload, effectiveAt, term }) => {
      const { lastDay } = term('release-unrelated', payload.foundOn)
      const late = dayOf(effectiveAt) > lastDay!
      return verdict(!late, late ? 'late' : 'in time', `by ${lastDay}`)
    },
    recipientOfList: (input) => {
      const { payload, state, subject, document } = input
      const lot = lotOf(state(), subject.lot)
      const listed = listedRows(state(), document).filter(({ line }) => hasLine(lot?.lines ?? [], line))
      const addresses = listed.map((line) => line.address)
      const upheld = upheldFor(input) !== undefined
      const person = titleOf(state(), subject.lot)?.holder ?? finding(input).from
      const fits = addresses.includes(payload.address) || person === payload.claimant || upheld
      return verdict(
        fits,
        `${payload.claimant} at ${payload.address}`,
        `an address of the list, its holder (${person ?? 'none noted'}), or whose objection was upheld`,
      )
    },
    controlProved: (input) => controlProved(input as never),
    identityProved: (input) => identityProved(input as never),
    ...screenedReturn<Payload>(),
    differentApprovers,
    // Only what this very release answers may stand in its way.
    othersHold: ({ payload, state, subject }) => {
      const own = payload.objection === undefined ? '' : holdOf(payload.objection)
      const others = Object.entries(state().holds).filter(
        ([name, hold]) =>
          name !== own && (hold.lots.length === 0 || (subject.lot !== undefined && hold.lots.includes(subject.lot))),
      )
      return verdict(others.length === 0, others.map(([name]) => name).join(', ') || 'none', 'no other hold on the lot')
    },
  },
  apply: (state, { payload, subject }) => {
    const { claimant, objection } = payload
    const back = withReturn(state, subject.lot!, { claimant, address: payload.address })
    if (objection === undefined) return back
    const { [holdOf(objection)]: _, ...holds } = back.holds
    return { ...back, holds }
  },
  marks: ({ payload }) => [{ event: 'unrelated.found', on: payload.foundOn }],
})
