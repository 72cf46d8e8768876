import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, count, note, type Of } from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { custodyOf } from '../custody/custody.ts'
import { depositOf } from '../deposit/deposit.ts'
import { measureOfLine, standingOf } from '../measure/measure.ts'
import { seizureOf } from '../seizure/seizure.ts'
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
      const inLots = new Set(Object.values(custodyOf(state()).lots).flatMap((lot) => lot.lines))
      const loose = custodyOf(state()).held.filter((held) => !inLots.has(held.line))
      const found = [
        ...open.map((lot) => `lot ${lot} ${state().stages[`lot ${lot}`]}`),
        ...loose.map((held) => `line ${held.line} in no lot`),
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
    retentionSet: ({ payload }) => payload.retentionYears > 0,
  },
  apply: (state) => state,
})

/** Lines that were only frozen or sealed, never taken into custody, and whose measure holds: they are the case's until it is lifted or runs out. */
function stillUnder(state: CaseState, at: string): readonly string[] {
  const held = new Set(custodyOf(state).held.map(({ line }) => line))
  return (seizureOf(state)?.lines ?? []).flatMap(({ line }) => {
    const found = held.has(line) ? undefined : measureOfLine(state, line)
    const holds = found !== undefined && standingOf(found.measure, at).state === 'in-force'
    return holds ? [`line ${line} ${found.measure.kind}`] : []
  })
}
