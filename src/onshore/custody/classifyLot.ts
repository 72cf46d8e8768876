import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, count, flag, list, note, type Of, oneOf } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { measureInForce } from '../measure/measureInForce.ts'
import { custodyOf } from './custody.ts'

const shape = closed({
  lines: list(count, 200),
  outcome: oneOf(['sell', 'return', 'destroy', 'seal', 'unsellable']),
  tradable: flag,
  evidenceInKind: flag,
  taint: note,
  claims: note,
})

/** Row 4: lines of one asset become a lot with one outcome. Each unit is in one lot only. */
export const lotClassified = defineKind<Of<typeof shape>>({
  name: 'lot.classified',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    lineOnce: ({ payload, state, subject }) => {
      const { held, lots } = custodyOf(state())
      const taken = new Set(Object.values(lots).flatMap((lot) => lot.lines))
      const assets = new Set(
        payload.lines.map((line) => held.find((candidate) => candidate.line === line)?.asset ?? 'none'),
      )
      const twice =
        payload.lines.find((line) => taken.has(line)) ??
        (new Set(payload.lines).size !== payload.lines.length ? payload.lines[0] : undefined)
      if (subject.lot === undefined || lots[subject.lot] !== undefined)
        return verdict(false, 'no new lot named', 'a lot that does not exist yet')
      if (twice !== undefined) return verdict(false, `line ${twice} is in a lot already`, 'each line in one lot')
      return verdict(assets.size === 1 && !assets.has('none'), [...assets].join(', '), 'lines held, of one asset')
    },
    outcome: ({ payload }) => payload.outcome,
    tradable: ({ payload }) => payload.tradable,
    neededAsEvidence: ({ payload }) => payload.evidenceInKind,
    measureInForce: ({ payload, state, effectiveAt }) =>
      measureInForce({ state: state(), lines: payload.lines, at: effectiveAt }),
    taintStated: ({ payload }) => payload.taint.length > 0,
    claimsStated: ({ payload }) => payload.claims.length > 0,
  },
  apply: (state, { payload, subject }) => {
    const custody = custodyOf(state)
    const held = custody.held.filter((candidate) => payload.lines.includes(candidate.line))
    const units = held.reduce((sum, { units: of }) => sum + BigInt(of), 0n).toString()
    const { lines, outcome, evidenceInKind } = payload
    const lot = { lines, asset: held[0]!.asset, units, outcome, evidence: evidenceInKind }
    return withSlice(state, 'custody', { ...custody, lots: { ...custody.lots, [subject.lot!]: lot } })
  },
})
