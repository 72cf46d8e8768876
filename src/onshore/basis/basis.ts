import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { seizureOf } from '../seizure/seizure.ts'

export interface BasisSlice {
  readonly [lot: string]: {
    readonly outcome: string
    /** Document of the judgment, ruling or finding that names the outcome. */
    readonly judgment: string
    /** The organ that the law makes responsible; absent: the one that seized. */
    readonly organ?: string
  }
}

/** The outcome that a judgment, a ruling or the law gave a lot; undefined while there is none, however it may have been sold. */
export function basisOf(state: CaseState, lot: string | undefined): BasisSlice[string] | undefined {
  return lot === undefined ? undefined : slice<BasisSlice>(state, 'basis')?.[lot]
}

export function withBasis(state: CaseState, lot: string, row: BasisSlice[string]): CaseState {
  return withSlice(state, 'basis', { ...slice<BasisSlice>(state, 'basis'), [lot]: row })
}

/** A disposal before judgment: it may be sold, and what is got for it waits for the outcome. */
export interface EarlyBasis {
  readonly stage: 'investigation' | 'prosecution' | 'trial'
  readonly consent: string
  readonly approval: string
  /** Who keeps the money, and the account. */
  readonly organ: string
  readonly account: string
}

export function earlyBasisOf(state: CaseState, lot: string | undefined): EarlyBasis | undefined {
  return lot === undefined ? undefined : slice<Readonly<Record<string, EarlyBasis>>>(state, 'earlyBasis')?.[lot]
}

/**
 * The organ that the law makes responsible for a lot at its stage: whoever approved a disposal before judgment, the court for what was transferred with
 * the case (SPC 447(1)), else the organ that seized. It entrusts, and into its account the money goes.
 */
export function responsibleOrgan(state: CaseState, lot: string | undefined): string | undefined {
  return basisOf(state, lot)?.organ ?? earlyBasisOf(state, lot)?.organ ?? seizureOf(state)?.organ
}
