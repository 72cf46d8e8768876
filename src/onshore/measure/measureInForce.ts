import { verdict } from '../../core/case/kind.ts'
import type { CaseState } from '../../core/case/state.ts'
import { type LotSlice, lotOf } from '../custody/custody.ts'
import { principalsOf } from '../forks/yields.ts'
import { type LineSet, spansOf } from '../seizure/lineSet.ts'
import { describeStanding, measuresOn, standingOf } from './measure.ts'

/**
 * Whether each line of a lot stands under a measure of the case that is in force at a moment. One that ran out is gone by itself: this is how it blocks
 * each later stage without anybody's having recorded it.
 */
export function measureInForce(parameters: {
  readonly state: CaseState
  readonly lines: LineSet
  readonly at: string
}) {
  const { state, lines, at } = parameters
  // No moment in the words: what an approval binds must not change with the clock alone.
  const required = 'a measure in force on each line'
  if (lines.length === 0) return verdict(false, 'no lines', required)
  const standings = measuresOn(state, principalsOf(state, lines)).map(({ lines: under, id, measure }) => {
    if (id === undefined || measure === undefined)
      return { ok: false, text: `line ${spansOf(under)[0]![0]} under no measure` }
    const standing = standingOf(measure, at)
    return { ok: standing.state === 'in-force', text: describeStanding(id, standing) }
  })
  const bad = standings.find(({ ok }) => !ok)
  const texts = [...new Set(standings.map(({ text }) => text))]
  return verdict(bad === undefined, bad === undefined ? texts.join(', ') : bad.text, required)
}

/** The same for the lot that an act is about. */
export function lotMeasure({
  state,
  subject,
  effectiveAt,
}: {
  state(): CaseState
  readonly subject: { readonly lot?: string }
  readonly effectiveAt: string
}) {
  const lot: LotSlice | undefined = lotOf(state(), subject.lot)
  return measureInForce({ state: state(), lines: lot?.lines ?? [], at: effectiveAt })
}
