import { canonical, type Json } from '../record/jcs.ts'
import { evaluate, type Question, type Verdict } from './evaluate.ts'
import type { Pack } from './pack.ts'

export interface PackDiff {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Rule id and the fields that differ; `cedar` when the condition does. */
  readonly changed: readonly { readonly rule: string; readonly fields: readonly string[] }[]
  readonly parameters: readonly { readonly name: string; readonly before?: string; readonly after?: string }[]
  readonly instruments: readonly { readonly id: string; readonly fields: readonly string[] }[]
  /** Kinds of the steps that differ. */
  readonly steps: readonly string[]
  /** Clocks and the fields that differ; absent where none does. */
  readonly clocks?: readonly { readonly id: string; readonly fields: readonly string[] }[]
  /** Calendars of holidays and the years that differ; absent where none does. */
  readonly calendars?: readonly { readonly id: string; readonly fields: readonly string[] }[]
  /** What else of the manifest differs: what passes holds, incompatible roles, zones, title. Absent where nothing does. */
  readonly settings?: readonly string[]
}

/** What a new version of a pack changes, before any case is looked at. @example diffPacks(before, after).changed */
export function diffPacks(before: Pack, after: Pack): PackDiff {
  const rules = compare(rowsOf(before.rules), rowsOf(after.rules))
  const instruments = compare(rowsOf(before.manifest.instruments), rowsOf(after.manifest.instruments))
  const clocks = whole(compare(rowsOf(before.manifest.clocks), rowsOf(after.manifest.clocks)))
  const calendars = whole(compare(yearsOf(before), yearsOf(after)))
  const settings = fieldsThatDiffer(settingsOf(before), settingsOf(after))
  return {
    added: rules.added,
    removed: rules.removed,
    changed: rules.changed.map(({ id, fields }) => ({ rule: id, fields })),
    parameters: diffParameters(before, after),
    instruments: whole(instruments),
    steps: diffSteps(before, after),
    ...(clocks.length === 0 ? {} : { clocks }),
    ...(calendars.length === 0 ? {} : { calendars }),
    ...(settings.length === 0 ? {} : { settings }),
  }
}

/** What changed, with what came and what went. */
function whole({ changed, added, removed }: ReturnType<typeof compare>): { id: string; fields: string[] }[] {
  return [
    ...changed,
    ...added.map((id) => ({ id, fields: ['added'] })),
    ...removed.map((id) => ({ id, fields: ['removed'] })),
  ]
}

function rowsOf(rows: readonly object[] = []): Map<string, Row> {
  return byId(rows.map(plain))
}

/** Calendars with a field a year, so that a difference names the year. */
function yearsOf({ manifest: { calendars = [] } }: Pack): Map<string, Row> {
  return rowsOf(
    calendars.map(({ years, ...rest }) => ({ ...rest, ...Object.fromEntries(years.map((year) => [year.year, year])) })),
  )
}

/** Fields of a manifest that are no list of rows of their own. A version is another on purpose. */
function settingsOf({ manifest }: Pack): Row {
  const { title, publisher, kind, zones, law, passesHolds, passesPartialHolds, incompatibleRoles } = manifest
  return plain({ title, publisher, kind, zones, law, passesHolds, passesPartialHolds, incompatibleRoles })
}

type Row = Readonly<Record<string, Json>>

const plain = (value: object): Row => JSON.parse(JSON.stringify(value)) as Row

function byId(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [String(row.id), row]))
}

function compare(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>) {
  const changed: { id: string; fields: string[] }[] = []
  for (const [id, row] of before) {
    const other = after.get(id)
    const fields = other === undefined ? [] : fieldsThatDiffer(row, other)
    if (fields.length > 0) changed.push({ id, fields })
  }
  const missing = (from: ReadonlyMap<string, Row>, of: ReadonlyMap<string, Row>) =>
    [...of.keys()].filter((id) => !from.has(id)).sort()
  return { added: missing(before, after), removed: missing(after, before), changed }
}

function fieldsThatDiffer(a: Row, b: Row): string[] {
  const text = (value: Json | undefined) => (value === undefined ? '' : canonical(value))
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((field) => text(a[field]) !== text(b[field]))
    .sort()
}

function diffParameters(before: Pack, after: Pack): PackDiff['parameters'] {
  const names = new Set([...Object.keys(before.manifest.parameters), ...Object.keys(after.manifest.parameters)])
  return [...names].sort().flatMap((name) => {
    const was = before.manifest.parameters[name]?.value
    const is = after.manifest.parameters[name]?.value
    return was === is
      ? []
      : [{ name, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }]
  })
}

function diffSteps(before: Pack, after: Pack): string[] {
  const key = (step: { zone: string; kind: string; purpose?: string }) =>
    `${step.zone} ${step.kind}${step.purpose === undefined ? '' : ` ${step.purpose}`}`
  const rows = (pack: Pack) => new Map((pack.manifest.steps ?? []).map((step) => [key(step), canonical(plain(step))]))
  const was = rows(before)
  const is = rows(after)
  return [...new Set([...was.keys(), ...is.keys()])].filter((id) => was.get(id) !== is.get(id)).sort()
}

/** The next act of an open case, with the facts as they stand: what the machine would ask. */
export type OpenQuestion = Omit<Question, 'packs'> & { readonly case: string }

export interface CaseChange {
  readonly case: string
  readonly kind: string
  readonly before: Verdict
  readonly after: Verdict
}

/** What new packs change for each open case: only the questions whose answer differs. @example diffForCases({ before, after, open }) */
export function diffForCases(parameters: {
  readonly before: readonly Pack[]
  readonly after: readonly Pack[]
  readonly open: readonly OpenQuestion[]
}): CaseChange[] {
  const { before, after, open } = parameters
  return open.flatMap((question) => {
    const was = evaluate({ ...question, packs: before })
    const is = evaluate({ ...question, packs: after })
    return canonical(was as unknown as Json) === canonical(is as unknown as Json)
      ? []
      : [{ case: question.case, kind: question.kind, before: was, after: is }]
  })
}
