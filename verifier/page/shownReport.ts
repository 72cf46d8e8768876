import type { Language } from '../../src/core/rules/pack.ts'
import type { Report } from '../report.ts'
import { type ReportSection, reportSections } from '../reportText.ts'

/** Rows or lines that the page is handed at once: it puts them down in one turn, and a table of any length never holds it up. */
export const rowsAtOnce = 200

/** A part of the report as the page is handed it: the first rows, and how many there are. */
export interface ShownSection {
  readonly title: string
  /** Of a table; absent where the section is a list of lines. */
  readonly head?: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly total: number
}

/** What the page shows of a report at once, in every language, so that another language needs no worker. */
export interface ShownReport {
  readonly sandbox: boolean
  /** Green is for what nobody need ask about further. */
  readonly answer: 'fails' | 'holds' | 'partly'
  readonly sections: Readonly<Record<Language, readonly ShownSection[]>>
}

const languages: readonly Language[] = ['zh-CN', 'zh-HK', 'en']

/** A report that stays where it was made, and is handed over in parts. */
export interface KeptReport {
  readonly shown: ShownReport
  /** The rows of a section from one on. @example kept.rowsFrom('en', 3, 200).length // 200 at most */
  rowsFrom(language: Language, section: number, from: number): readonly (readonly string[])[]
}

export function keepReport(report: Report): KeptReport {
  // Each language is put into words when it is asked for first; the first parts are asked for at once.
  const made = new Map<Language, readonly ReportSection[]>()
  const sectionsIn = (language: Language): readonly ReportSection[] => {
    const known = made.get(language)
    if (known !== undefined) return known
    const fresh = reportSections(report, language, { whole: true })
    made.set(language, fresh)
    return fresh
  }
  const rowsOf = ({ table, lines }: ReportSection, from: number): readonly (readonly string[])[] =>
    table === undefined
      ? lines.slice(from, from + rowsAtOnce).map((line) => [line])
      : table.rows.slice(from, from + rowsAtOnce)
  const shownIn = (language: Language): readonly ShownSection[] =>
    sectionsIn(language).map((section) => ({
      title: section.title,
      ...(section.table === undefined ? {} : { head: section.table.head }),
      rows: rowsOf(section, 0),
      total: (section.table?.rows ?? section.lines).length,
    }))
  return {
    shown: {
      sandbox: report.world === 'rehearsal',
      answer: answerOf(report),
      sections: Object.fromEntries(languages.map((language) => [language, shownIn(language)])) as Record<
        Language,
        readonly ShownSection[]
      >,
    },
    rowsFrom: (language, section, from) => {
      const found = sectionsIn(language)[section]
      return found === undefined ? [] : rowsOf(found, from)
    },
  }
}

/** Green where signers and packs of rules are known from outside and nothing is withheld from deciding again. */
function answerOf({ holds, signersIdentified, packs, counts }: Report): ShownReport['answer'] {
  if (!holds) return 'fails'
  const rules = packs.every(({ decided, trusted }) => decided === 0 || trusted)
  return signersIdentified && rules && counts.replayed === counts.entries ? 'holds' : 'partly'
}
