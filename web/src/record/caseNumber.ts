import type { Directory } from '../../../src/core/case/directory.ts'
import type { CaseState } from '../../../src/core/case/state.ts'
import type { SeizureSlice } from '../../../src/onshore/seizure/seizure.ts'
import type { CaseRow } from '../api/types.ts'
import { shorten } from '../format/ids.ts'

export function seizureOf(state: CaseState): SeizureSlice | undefined {
  return state.slices.seizure as unknown as SeizureSlice | undefined
}

/** The official number where the zone knows it; offshore knows the chain's id only. */
export function caseName(row: Pick<CaseRow, 'id' | 'state'>): string {
  return seizureOf(row.state)?.caseNumber ?? shorten(row.id, 8, 4)
}

/** An organ's legal name where the directory has it, its id where not. */
export function organName(organ: string | undefined, directory: Directory | undefined): string {
  return organ === undefined ? '--' : (directory?.organisations[organ]?.name ?? organ)
}
