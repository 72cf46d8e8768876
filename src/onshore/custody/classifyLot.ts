import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, flag, lineSet, note, type Of, oneOf } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { measureInForce } from '../measure/measureInForce.ts'
import { common, eachOnce, hasLine, linesIn, sizeOf } from '../seizure/lineSet.ts'
import { custodyOf, heldRows } from './custody.ts'

const shape = closed({
  lines: lineSet,
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
    lineOnce: ({ payload, state, subject, document }) => {
      const { lots } = custodyOf(state())
      const taken = Object.values(lots).flatMap((lot) => lot.lines)
      const held = heldRows(state(), document).filter(({ line }) => hasLine(payload.lines, line))
      const assets = new Set(held.map((row) => row.asset))
      if (held.length < sizeOf(payload.lines)) assets.add('none')
      const twice =
        linesIn(common(payload.lines, taken))[0] ?? (eachOnce(payload.lines) ? undefined : linesIn(payload.lines)[0])
      if (subject.lot === undefined || lots[subject.lot] !== undefined)
        return verdict(false, 'no new lot named', 'a lot that does not exist yet')
      if (twice !== undefined) return verdict(false, `line ${twice} is in a lot already`, 'each line in one lot')
      return verdict(assets.size === 1 && !assets.has('none'), [...assets].join(', '), 'lines held, of one asset')
    },
    asset: ({ payload, state, document }) =>
      heldRows(state(), document).find(({ line }) => hasLine(payload.lines, line))?.asset ?? 'none',
    units: ({ payload, state, document }) =>
      heldRows(state(), document)
        .filter(({ line }) => hasLine(payload.lines, line))
        .reduce((sum, { units }) => sum + BigInt(units), 0n)
        .toString(),
    outcome: ({ payload }) => payload.outcome,
    tradable: ({ payload }) => payload.tradable,
    neededAsEvidence: ({ payload }) => payload.evidenceInKind,
    measureInForce: ({ payload, state, effectiveAt }) =>
      measureInForce({ state: state(), lines: payload.lines, at: effectiveAt }),
    taintStated: ({ payload }) => payload.taint.length > 0,
    claimsStated: ({ payload }) => payload.claims.length > 0,
  },
  apply: (state, { payload, subject, facts }) => {
    const custody = custodyOf(state)
    const { lines, outcome, evidenceInKind } = payload
    const asset = String(facts.asset?.value)
    const units = String(facts.units?.value)
    const lot = { lines, asset, units, outcome, evidence: evidenceInKind }
    return withSlice(state, 'custody', { ...custody, lots: { ...custody.lots, [subject.lot!]: lot } })
  },
})
