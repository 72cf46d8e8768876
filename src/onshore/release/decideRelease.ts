import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { address, closed, date, documentHash, id, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { dayOf } from '../../core/rules/dueClocks.ts'
import { lotOf } from '../custody/custody.ts'
import { holdOf, upheldObjections } from '../objection/objection.ts'
import { seizureOf } from '../seizure/seizure.ts'
import { titleOf } from '../title/title.ts'
import { controlProved, differentApprovers, identityProved, withReturn } from './release.ts'

const shape = closed({
  ground: oneOf(['unrelated', 'lifted', 'objection-upheld']),
  /** Day of the finding, the lifting or the decision: from there three days run. */
  foundOn: date,
  finding: documentHash,
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
  return paper(payload.finding, 'unrelated-finding').body as FindingBody
}

/** Row 4b: unrelated property goes back, to the address or the person of the list and nowhere else, decided by others than who took it. */
export const releaseDecided = defineKind<Payload>({
  name: 'release.decided',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    ground: ({ payload }) => payload.ground,
    foundUnrelated: (input) => {
      const { lot, unrelated } = finding(input)
      return lot === input.subject.lot && unrelated === true
    },
    withinThreeDays: ({ payload, effectiveAt, term }) => {
      const { lastDay } = term('release-unrelated', payload.foundOn)
      const late = dayOf(effectiveAt) > lastDay!
      return verdict(!late, late ? 'late' : 'in time', `by ${lastDay}`)
    },
    recipientOfList: (input) => {
      const { payload, state, subject } = input
      const lot = lotOf(state(), subject.lot)
      const listed = (seizureOf(state())?.lines ?? []).filter(({ line }) => lot?.lines.includes(line) === true)
      const addresses = listed.map((line) => line.address)
      const upheld = upheldObjections(state(), subject.lot).some(
        ([name, row]) => name === payload.objection && row.party === payload.claimant,
      )
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
