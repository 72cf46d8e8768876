import { type CaseState, slice } from '../../core/case/state.ts'
import { hasLine, type LineSet, union, without } from '../seizure/lineSet.ts'

interface YieldSlice {
  readonly [line: string]: LineSet
}

/** By line: the lines that it follows. */
export function yieldsOf(state: CaseState): YieldSlice {
  return slice<YieldSlice>(state, 'yields') ?? {}
}

/** Lines with each that came later replaced by those that it follows: what stands over the principal stands over its yield. Ascending, each once. */
export function principalsOf(state: CaseState, lines: LineSet): LineSet {
  const yields = yieldsOf(state)
  const later = Object.keys(yields)
    .map(Number)
    .filter((line) => hasLine(lines, line))
  return union(without(lines, later), ...later.map((line) => yields[line]!))
}
