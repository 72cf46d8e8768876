import type { OpenPart } from '../src/core/bundle/openBundle.ts'
import type { SectionName, SectionRow } from '../src/core/bundle/sections.ts'
import type { Collector } from './collector.ts'
import type { Report } from './report.ts'

type Part = OpenPart

/** What a checker of a section is given: its rows, the part that it stands in, and where to tell what is wrong. */
export interface SectionCheck<N extends SectionName> {
  readonly rows: readonly SectionRow<N>[]
  readonly part: Part
  readonly collector: Collector
}

/** What sections add to the report. */
type Said = Partial<Pick<Report, 'cut'>>

/** A checker for each section that the format has: the compiler asks for it, so that nothing in a bundle goes unread. */
const checkers: { readonly [N in SectionName]: (check: SectionCheck<N>) => Said } = {
  // Nobody signs it: it is told as the word of who cut the bundle, and decides nothing.
  // Needs the keys of the log: `checkTimes`.
  timestamps: () => ({}),
  cut: ({ rows, part }) => ({ cut: rows.map(({ reader, rule }) => ({ zone: part.zone, reader, rule })) }),
}

/** Checks the sections of all parts, in the order of the file. */
export function checkSections(parts: readonly Part[], collector: Collector): Said {
  const cutRows: NonNullable<Report['cut']>[number][] = []
  for (const part of parts) {
    for (const [name, rows] of Object.entries(part.sections ?? {})) {
      const checker = checkers[name as SectionName] as (check: SectionCheck<SectionName>) => Said
      const { cut = [] } = checker({ rows, part, collector })
      cutRows.push(...cut)
    }
  }
  return cutRows.length === 0 ? {} : { cut: cutRows }
}
