import { type ErrorCode, SluiceError } from '../errors.ts'
import type { Language } from '../rules/pack.ts'
import { en } from './en.ts'
import { zhCN } from './zhCN.ts'
import { zhHK } from './zhHK.ts'

/** The list is closed: each code has its sentence in three languages. */
export type FlawCode = keyof typeof en
export type FlawTexts = Readonly<Record<FlawCode, string>>

/** One thing wrong with a file that is taken in, as a code and values; {@link flawText} makes words of it. A value may be a flaw itself. */
export interface Flaw {
  readonly code: FlawCode
  readonly values: Readonly<Record<string, string | Flaw>>
}

const texts: Readonly<Record<Language, FlawTexts>> = { en, 'zh-CN': zhCN, 'zh-HK': zhHK }

export function flaw(code: FlawCode, values: Flaw['values'] = {}): Flaw {
  return { code, values }
}

/** @example flawText(flaw('CELLS', { count: '3' }), 'zh-HK') // '3 個值，與首行一致' */
export function flawText({ code, values }: Flaw, language: Language): string {
  // What stands in braces and is no value of the flaw is part of the sentence, as in {"format": …}.
  return texts[language][code].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'string' ? value : flawText(value, language)
  })
}

/** An error that says a flaw: in English as its message, and as code and values for who shows it in another language. */
export function flawError(code: ErrorCode, of: Flaw, facts: Readonly<Record<string, unknown>> = {}): SluiceError {
  return new SluiceError(code, flawText(of, 'en'), { facts: { ...facts, flaw: of } })
}

/** What an error's facts say in a language, here or as another process sent them; undefined where they hold no flaw that is known here. */
export function flawIn(facts: unknown, language: Language): string | undefined {
  const found = (facts as { readonly flaw?: unknown } | undefined)?.flaw
  return isFlaw(found) ? flawText(found, language) : undefined
}

function isFlaw(value: unknown): value is Flaw {
  if (typeof value !== 'object' || value === null) return false
  const { code, values } = value as Partial<Flaw>
  return (
    typeof code === 'string' &&
    Object.hasOwn(en, code) &&
    typeof values === 'object' &&
    values !== null &&
    Object.values(values).every((one) => typeof one === 'string' || isFlaw(one))
  )
}
