import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, id, lineSet, note, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { eachOnce, linesIn, without } from '../seizure/lineSet.ts'
import { listedLines, seizureOf } from '../seizure/seizure.ts'
import { decisionOf, levelVerdict } from './levels.ts'
import { type Measure, measuresOf, measuresOn, standingOf } from './measure.ts'
import { propertyClasses, termVerdict } from './term.ts'

const shape = closed({
  measure: id,
  kind: oneOf(['seized', 'frozen', 'sealed']),
  lines: lineSet,
  /** The organ's decision, or the court's ruling that lets frozen property be dealt with (EXE 5). */
  decision: documentHash,
  startsOn: date,
  expiresOn: optional(date),
  propertyClass: optional(oneOf(propertyClasses)),
  grounds: note,
})

/** A measure of its own on some lines: a freeze beside the seizure, or the seizure decision without which frozen assets do not move. */
export const measureTaken = defineKind<Of<typeof shape>>({
  name: 'measure.taken',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    measureLevel: (input) =>
      levelVerdict(input, { asked: input.parameter('measureLevel'), propertyClass: input.payload.propertyClass }),
    decisionPaper: (input) => {
      const { issuer } = decisionOf(input)
      return issuer === seizureOf(input.state())?.organ || input.directory().organisations[issuer]?.role === 'court'
    },
    linesListed: ({ payload, state }) => {
      const stray = linesIn(without(payload.lines, listedLines(state())))[0]
      const taken = measuresOf(state())[payload.measure] !== undefined
      return verdict(
        stray === undefined && !taken && eachOnce(payload.lines),
        stray !== undefined ? `line ${stray} is not listed` : taken ? `${payload.measure} stands` : 'lines of the list',
        'lines of the list, under a new name',
      )
    },
    notFrozenTwice: ({ payload, state, effectiveAt }) => {
      const frozen = measuresOn(state(), payload.lines).find(({ measure }) => {
        if (measure === undefined || payload.kind !== 'frozen') return false
        const { state: standing, kind } = standingOf(measure, effectiveAt)
        return (standing === 'in-force' && kind === 'frozen') || standing === 'taken-over'
      })
      const twice = frozen === undefined ? undefined : linesIn(frozen.lines)[0]
      return verdict(
        twice === undefined,
        twice === undefined ? 'not frozen' : `line ${twice} is frozen`,
        'no second freeze',
      )
    },
    termAllowed: ({ payload, term }) => {
      const { kind, startsOn, expiresOn, propertyClass } = payload
      return termVerdict({ kind, from: startsOn, expires: expiresOn, propertyClass }, term)
    },
    // Queued organs come first: nothing of the case's own takes effect over theirs.
    queueFree: ({ payload, state, effectiveAt }) => {
      const other = measuresOn(state(), payload.lines)
        .map(({ measure }) => (measure === undefined ? undefined : standingOf(measure, effectiveAt)))
        .find((standing) => standing?.state === 'taken-over')
      return verdict(other === undefined, other?.organ ?? 'nobody before', "no other organ's freeze in force")
    },
    issuerLevel: (input) => decisionOf(input).level,
    takingOrgan: (input) => decisionOf(input).issuer,
  },
  apply: (state, { payload, facts }) => {
    const { measure, kind, lines, decision, startsOn, expiresOn, propertyClass } = payload
    const before = Object.entries(measuresOf(state)).map(([name, row]) => [
      name,
      { ...row, lines: without(row.lines, lines) },
    ])
    const row: Measure = {
      kind,
      lines,
      organ: String(facts.takingOrgan?.value ?? ''),
      level: String(facts.issuerLevel?.value ?? ''),
      paper: decision,
      from: startsOn,
      renewals: 0,
      queue: [],
      ...(expiresOn === undefined ? {} : { expires: expiresOn }),
      ...(propertyClass === undefined ? {} : { propertyClass }),
    }
    return withSlice(state, 'measures', { ...Object.fromEntries(before), [measure]: row })
  },
})
