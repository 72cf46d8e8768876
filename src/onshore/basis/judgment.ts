import { type FactInput, verdict } from '../../core/case/kind.ts'
import { dayOf } from '../../core/rules/dueClocks.ts'
import { startOf } from '../../core/rules/interval.ts'
import type { LotSlice } from '../custody/custody.ts'
import { covers, type LineSet } from '../seizure/lineSet.ts'

/** What a court's signed extract says of property, in a judgment, a ruling, or the court's own explanation of one. Units in base units. */
export interface JudgmentBody {
  readonly court: string
  readonly number: string
  readonly effectiveOn: string
  readonly appealClosed: boolean
  /** Of the first instance: the day on which the last party received it. From there the appeal is counted here too. */
  readonly receivedOn?: string
  /** Of the second instance, or approved: effective at once. */
  readonly final?: boolean
  /** Classes of claimants that it has words of return for; absent: none. */
  readonly returnsTo?: readonly string[]
  /** For an explanation: number of the judgment that it explains. */
  readonly explains?: string
  readonly seriousOffence?: boolean
  readonly lines: readonly JudgmentLine[]
}

export interface JudgmentLine {
  readonly lines: LineSet
  readonly asset: string
  readonly units: string
  readonly outcome: string
  readonly returnTo?: string
}

/** What a judgment says of a lot: the row that covers each of its lines, with its units where one lot's lines fall into several rows. */
export function lineFor(body: JudgmentBody, lot: LotSlice | undefined): JudgmentLine | undefined {
  if (lot === undefined || lot.lines.length === 0) return undefined
  const covering = body.lines.filter((row) => row.asset === lot.asset && covers(row.lines, lot.lines))
  return covering.length < 2 ? covering[0] : covering.find((row) => row.units === lot.units)
}

/**
 * Effective by a moment, appeal and protest over (CPL 230, 259). Where the extract says when it was received, the ten days, or five for a ruling, are
 * counted from the day after; the court's word that they are over is asked in each case.
 */
export function effectiveVerdict(
  body: JudgmentBody,
  parameters: { readonly at: string; readonly clock: string; readonly term: FactInput<unknown>['term'] },
) {
  const { at, clock, term } = parameters
  const { effectiveOn, appealClosed, receivedOn, final = false } = body
  const required = 'effective, appeal and protest over'
  if (receivedOn !== undefined && !final) {
    const { lastDay, overAt } = term(clock, receivedOn)
    if (dayOf(at) <= lastDay! || effectiveOn <= lastDay!)
      return verdict(false, `received ${receivedOn}, appeal runs until ${lastDay}, over at ${overAt}`, required)
  }
  return verdict(
    appealClosed && startOf(effectiveOn) <= at,
    `effective ${effectiveOn}, appeal ${appealClosed ? 'closed' : 'open'}`,
    required,
  )
}
