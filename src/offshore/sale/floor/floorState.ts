import { type CaseState, slice } from '../../../core/case/state.ts'

/** What was decided below the floor, and what follows from it. */
export interface FloorDecision {
  readonly decision: 'wait' | 'lower' | 'no-reserve' | 'return'
  /** Wait: nothing is priced before. */
  readonly until?: string
  /** Lower: the reserve over what the sources give, in millionths, in place of the model's. */
  readonly ratioPpm?: string
}

/** Attempts against one floor, and the decision that ended them, by tranche. */
export interface FloorSlice {
  readonly [tranche: string]: {
    readonly floor: string
    readonly attempts: number
    readonly last?: string
    readonly decided?: FloorDecision
  }
}

export function floorOf(state: CaseState, tranche: string | undefined): FloorSlice[string] | undefined {
  return tranche === undefined ? undefined : slice<FloorSlice>(state, 'floor')?.[tranche]
}

/** Who may say what happens below the floor: whoever entrusted the sale, or whom they entrusted it to. */
export const principals = ['public-security', 'court', 'procuratorate', 'entrusted-agency', 'overseas-agent']
