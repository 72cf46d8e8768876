import type { Pack } from './pack.ts'

/** One guard, or one source of law, with what holds it. */
export interface Guard {
  readonly id: string
  readonly guard: string
  /** Ids of rules; `*-order` stands for the rule of that name in every model. */
  readonly rules?: readonly string[]
  readonly parameters?: readonly string[]
  /** Clocks of the register of clocks. */
  readonly clocks?: readonly string[]
  /** First cell of the line in `docs/rules/not-checkable.md` that says why no rule can hold it, or not all of it. */
  readonly instead?: string
}

export interface Guards {
  readonly format: 'sluice/guards/1' | 'sluice/rows/1'
  readonly note: string
  readonly sections: readonly { readonly id: string; readonly title: string; readonly guards: readonly Guard[] }[]
}

export interface CoverageQuestion {
  readonly guards: Guards
  readonly packs: readonly Pack[]
  readonly clocks: readonly string[]
  /** First cells of the tables of the page on what no rule can check. */
  readonly excused: readonly string[]
}

/**
 * What of the table is not so: a guard that nothing holds, one that names a rule, parameter, clock or excuse that does not exist, a rule of law that
 * stands in no row.
 *
 * @example coverageFaults({ guards, packs, clocks, excused }) // []
 */
export function coverageFaults(question: CoverageQuestion): string[] {
  const { guards, packs } = question
  const rows = guards.sections.flatMap((section) => section.guards)
  const named = new Set(rows.flatMap((row) => (row.rules ?? []).flatMap((rule) => rulesNamed(rule, packs))))
  const left = packs
    .filter((pack) => pack.manifest.kind === 'law')
    .flatMap((pack) => pack.rules.filter((rule) => !named.has(rule.id)).map((rule) => `${rule.id}: stands in no row`))
  return [...rowFaults(question), ...left, ...twiceIn(rows)]
}

function twiceIn(rows: readonly Guard[]): string[] {
  const ids = rows.map((row) => row.id)
  return ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id}: stands twice`)
}

/** The same without asking that every rule stands in a row: for a table of another order. @example rowFaults({ guards: rows, packs, clocks, excused }) // [] */
export function rowFaults({ guards, packs, clocks, excused }: CoverageQuestion): string[] {
  const rows = guards.sections.flatMap((section) => section.guards)
  const rules = new Set(packs.flatMap((pack) => pack.rules.map((rule) => rule.id)))
  const parameters = new Set(packs.flatMap((pack) => Object.keys(pack.manifest.parameters)))
  return rows.flatMap((row) => {
    const held = [...(row.rules ?? []), ...(row.parameters ?? []), ...(row.clocks ?? [])]
    const wrong = [
      ...(row.rules ?? []).filter((rule) => rulesNamed(rule, packs).some((id) => !rules.has(id))),
      ...(row.parameters ?? []).filter((name) => !parameters.has(name)),
      ...(row.clocks ?? []).filter((id) => !clocks.includes(id)),
      ...(row.instead === undefined || excused.includes(row.instead) ? [] : [row.instead]),
    ].map((name) => `${row.id}: ${name} does not exist`)
    return held.length === 0 && row.instead === undefined ? [...wrong, `${row.id}: nothing holds it`] : wrong
  })
}

/** `*-order` in every model, by the model's own beginning of names. */
function rulesNamed(name: string, packs: readonly Pack[]): string[] {
  if (!name.startsWith('*-')) return [name]
  const models = packs.filter((pack) => pack.manifest.kind === 'model')
  return models.map((pack) => `${pack.rules[0]?.id.split('-')[0]}${name.slice(1)}`)
}

/** The table as a page. Generated, committed, compared by a test. @example renderCoverage(question).startsWith('# ') */
export function renderCoverage({ guards }: Pick<CoverageQuestion, 'guards'>): string {
  const of =
    guards.format === 'sluice/rows/1'
      ? {
          title: '# What holds each row of the law',
          file: 'packs/rows.json',
          fails: 'a row is held by nothing, or names what does not exist',
        }
      : {
          title: '# What holds each guard',
          file: 'packs/guards.json',
          fails: 'a guard is held by nothing, a name is wrong, or a rule of law stands in no row',
        }
  const parts = guards.sections.flatMap(({ title, guards: rows }) => [
    `## ${title}`,
    [
      '| | guard | held by |',
      '|---|---|---|',
      ...rows.map((row) => `| ${row.id} | ${row.guard} | ${heldBy(row)} |`),
    ].join('\n'),
  ])
  return `${[of.title, guards.note, `Generated from \`${of.file}\`; do not edit. A test fails where ${of.fails}.`, ...parts].join('\n\n')}\n`
}

function heldBy({ rules = [], parameters = [], clocks = [], instead }: Guard): string {
  const parts = [
    rules.map((rule) => `\`${rule}\``).join(' '),
    parameters.length === 0 ? '' : `parameters ${parameters.map((name) => `\`${name}\``).join(' ')}`,
    clocks.length === 0 ? '' : `clocks ${clocks.map((id) => `\`${id}\``).join(' ')}`,
    instead === undefined ? '' : `[not by a rule](not-checkable.md): ${instead}`,
  ]
  return parts.filter((part) => part !== '').join('; ')
}

/** First cells of all tables of a Markdown page. @example firstCells('| a | b |') // ['a'] */
export function firstCells(markdown: string): string[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2).split(' | ')[0]!.trim())
}
