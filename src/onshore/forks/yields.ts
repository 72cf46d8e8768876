import { type CaseState, slice } from '../../core/case/state.ts'

interface YieldSlice {
  readonly [line: string]: readonly number[]
}

/** By line: the lines that it follows. */
export function yieldsOf(state: CaseState): YieldSlice {
  return slice<YieldSlice>(state, 'yields') ?? {}
}

/** Lines with each that came later replaced by those that it follows: what stands over the principal stands over its yield. Ascending, each once. */
export function principalsOf(state: CaseState, lines: readonly number[]): readonly number[] {
  const yields = yieldsOf(state)
  return [...new Set(lines.flatMap((line) => yields[line] ?? [line]))].sort((a, b) => a - b)
}
