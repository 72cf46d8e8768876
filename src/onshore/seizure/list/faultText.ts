import { columns, type Field, type Language } from './columns.ts'
import type { Fault } from './fault.ts'
import { en } from './texts/en.ts'
import type { Texts } from './texts/texts.ts'
import { zhCN } from './texts/zhCN.ts'
import { zhHK } from './texts/zhHK.ts'

const texts: Readonly<Record<Language, Texts>> = { en, 'zh-CN': zhCN, 'zh-HK': zhHK }

/**
 * A fault as a sentence with file, line and column, what was found and what was expected.
 *
 * @example faultText(fault, 'en') // 'list.csv line 3, column "amount": the amount "1e5" is in exponent form, …'
 */
export function faultText(fault: Fault, language: Language): string {
  const { place, placeWithColumn, faults } = texts[language]
  const where = fill(fault.column === '' ? place : placeWithColumn, {
    file: fault.file,
    line: String(fault.line),
    column: fault.column,
  })
  return where + fill(faults[fault.code], wordsOf(fault, language))
}

/** Values that are words of ours become words of the language; what the file said stays as it was. */
function wordsOf({ code, values }: Fault, language: Language): Record<string, string> {
  const { addressReasons, reasons, secrets, alike } = texts[language]
  const dictionaries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    reason: code === 'ADDRESS_INVALID' ? addressReasons : reasons,
    kind: code === 'SECRET' ? secrets : alike,
  }
  const translated = Object.entries(values).map(([key, value]) => [key, dictionaries[key]?.[value] ?? value] as const)
  return { ...Object.fromEntries(translated), ...named(values, language) }
}

function named(values: Fault['values'], language: Language): Record<string, string> {
  const { looksLike, field, missing } = values
  const heading = (name: string) => columns[name as Field]?.heading[language] ?? name
  return {
    ...(looksLike === undefined ? {} : { looksLike: looksLike === '' ? '' : ` (${looksLike}?)` }),
    ...(field === undefined ? {} : { field: heading(field) }),
    ...(missing === undefined ? {} : { missing: missing.split(', ').map(heading).join(', ') }),
  }
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '')
}
