import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, count, note, type Of } from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { custodyOf, heldLines } from '../custody/custody.ts'
import { depositOf } from '../deposit/deposit.ts'
import { measuresOn, standingOf } from '../measure/measure.ts'
import { without } from '../seizure/lineSet.ts'
import { listedLines } from '../seizure/seizure.ts'
import { distributionsOf } from './distribution.ts'

const shape = closed({ retentionYears: count, retentionBasis: note })

/** Stages in which a lot has ended. */
const ended = new Set(['paid', 'returned', 'compensated', 'handed-over', 'destroyed', 'sealed', 'ended'])

/** Row 26: every unit sold, returned, destroyed or in a named standing custody; ledgers zero; deposit returned; receipts complete. */
export const caseClosed = defineKind<Of<typeof shape>>({
  name: 'case.closed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    everyUnitEnded: ({ state, effectiveAt }) => {
      const led = new Map(
        Object.entries(distributionsOf(state())).flatMap(([lead, { lots = [] }]) => lots.map((lot) => [lot, lead])),
      )
      // A further lot of a pot ends with the lot that leads its distribution.
      const open = Object.keys(custodyOf(state()).lots).filter(
        (lot) => !ended.has(state().stages[`lot ${led.get(lot) ?? lot}`] ?? 'none'),
      )
      const loose = without(
        heldLines(state()),
        Object.values(custodyOf(state()).lots).flatMap((lot) => lot.lines),
      )
      const found = [
        ...open.map((lot) => `lot ${lot} ${state().stages[`lot ${lot}`]}`),
        ...loose.map((line) => `line ${line} in no lot`),
        ...stillUnder(state(), effectiveAt),
      ]
      return verdict(found.length === 0, found.join(', ') || 'all ended', 'each lot ended')
    },
    ledgersZero: ({ state }) => {
      const left = Object.entries(state().balances).filter(
        ([key]) => key.startsWith('assets:') || key.startsWith('equity:gas-loan '),
      )
      return verdict(
        left.length === 0,
        left.map(([key, units]) => `${units} in ${key}`).join(', ') || 'zero',
        'nothing held for the case',
      )
    },
    // A case from which nothing left custody for a sale had no deposit to give back.
    receiptsComplete: ({ state }) => {
      const deposit = depositOf(state())
      return deposit === undefined || deposit.released === true
    },
    retentionSet: ({ payload, parameter }) => payload.retentionYears >= Number(parameter('retentionYears')),
  },
  apply: (state) => state,
})

/** Lines that were only frozen or sealed, never taken into custody, and whose measure holds: they are the case's until it is lifted or runs out. */
function stillUnder(state: CaseState, at: string): readonly string[] {
  return measuresOn(state, without(listedLines(state), heldLines(state))).flatMap(({ lines, measure }) => {
    const holds = measure !== undefined && standingOf(measure, at).state === 'in-force'
    return holds ? lines.map((line) => `line ${line} ${measure.kind}`) : []
  })
}
