import Type from 'typebox'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, count, id, list, note, type Of, positiveUnits, time, units } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { seizureOf } from '../seizure/seizure.ts'
import { custodyOf, type Held } from './custody.ts'

const shape = closed({
  lines: list(closed({ line: count, units: positiveUnits }), 200),
  differences: Type.Array(closed({ line: count, units, reason: note }), { maxItems: 200 }),
  manager: id,
  handedOverAt: time,
})

const dayMs = 86_400_000

/** Row 3: the post-sweep inventory, reconciled line by line to the list and the chain; the property manager has the property or its particulars. */
export const inventoryRecorded = defineKind<Of<typeof shape>>({
  name: 'inventory.recorded',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    reconciled: ({ payload, state }) => {
      const { held, inventoried = [] } = custodyOf(state())
      const due = new Set(held.map(({ line }) => line).filter((line) => !inventoried.includes(line)))
      const listed = (seizureOf(state())?.lines ?? []).filter(({ line }) => due.has(line))
      for (const line of listed) {
        const counted = BigInt(payload.lines.find((candidate) => candidate.line === line.line)?.units ?? '0')
        const difference = payload.differences
          .filter((d) => d.line === line.line)
          .reduce((sum, d) => sum + BigInt(d.units), 0n)
        const onChain = BigInt(held.find((candidate) => candidate.line === line.line)?.units ?? '0')
        if (BigInt(line.units) - difference !== counted || counted !== onChain) {
          return verdict(
            false,
            `line ${line.line}: listed ${line.units}, differences ${difference}, counted ${counted}, on chain ${onChain}`,
            'listed − differences = counted = on chain',
          )
        }
      }
      const known =
        payload.lines.every((line) => listed.some((candidate) => candidate.line === line.line)) &&
        payload.lines.length === listed.length
      return verdict(
        known,
        known ? `${listed.length} lines to the unit` : 'lines that are not in custody, or counted before',
        'the lines in custody that no inventory counts yet',
      )
    },
    propertyManagerHas: ({ payload, actor }) => actor.role === 'property-manager' && actor.person === payload.manager,
    handedOverInTime: ({ payload, state }) => {
      const from = seizureOf(state())?.listedAt ?? payload.handedOverAt
      const late = Date.parse(payload.handedOverAt) - Date.parse(from)
      return verdict(late >= 0 && late <= dayMs, `${from} to ${payload.handedOverAt}`, 'within 24 hours')
    },
  },
  apply: (state, { payload }) => {
    const custody = custodyOf(state)
    const inventoried = [...(custody.inventoried ?? []), ...payload.lines.map(({ line }) => line)]
    // What was counted is what the chain shows, so the units held say it for all lines, those of an earlier inventory too.
    const lines = custody.held.filter(({ line }) => inventoried.includes(line))
    return withSlice(state, 'custody', {
      ...custody,
      inventoried,
      inventory: inventoryHash(custody.held, lines.length === payload.lines.length ? payload.lines : lines),
    })
  },
  marks: ({ payload }) => [{ event: 'inventory.recorded', on: payload.handedOverAt }],
  postings: ({ payload }, state) =>
    payload.lines.flatMap(({ line, units: counted }) => {
      const held = custodyOf(state).held.find((candidate) => candidate.line === line)
      return held === undefined
        ? []
        : move({ from: 'equity:seized', to: 'assets:custody', asset: held.asset, units: BigInt(counted) })
    }),
})

/** What the letter of entrustment must match: asset, units and address of each line, as one hash. */
export function inventoryHash(
  held: readonly Held[],
  lines: readonly { readonly line: number; readonly units: string }[],
): string {
  const rows = lines.map(({ line, units: counted }) => {
    const { asset, address } = held.find((candidate) => candidate.line === line)!
    return { line, asset, address, units: counted }
  })
  return hashText(canonical(rows as unknown as Json))
}
