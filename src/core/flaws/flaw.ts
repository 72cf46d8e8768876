import { type ErrorCode, SluiceError } from '../errors.ts'
import type { Language } from '../rules/pack.ts'
import { en as filesEn } from './files/en.ts'
import { zhCN as filesZhCN } from './files/zhCN.ts'
import { zhHK as filesZhHK } from './files/zhHK.ts'
import { en as recordEn } from './record/en.ts'
import { zhCN as recordZhCN } from './record/zhCN.ts'
import { zhHK as recordZhHK } from './record/zhHK.ts'
import { en as zoneEn } from './zone/en.ts'
import { zhCN as zoneZhCN } from './zone/zhCN.ts'
import { zhHK as zoneZhHK } from './zone/zhHK.ts'

const en = { ...filesEn, ...recordEn, ...zoneEn } as const

/** The list is closed: each code has its sentence in three languages. */
export type FlawCode = keyof typeof en
export type FlawTexts = Readonly<Record<FlawCode, string>>

export const flawTexts: Readonly<Record<Language, FlawTexts>> = {
  en,
  'zh-CN': { ...filesZhCN, ...recordZhCN, ...zoneZhCN },
  'zh-HK': { ...filesZhHK, ...recordZhHK, ...zoneZhHK },
}

/**
 * One thing wrong with a file that is taken in, with a record that is verified or with what a zone is asked, as a code and values; {@link flawText} makes words of it. A value may be
 * a flaw itself, or several.
 */
export interface Flaw {
  readonly code: FlawCode
  readonly values: Readonly<Record<string, FlawValue>>
}
export type FlawValue = string | Flaw | readonly Flaw[]

export function flaw(code: FlawCode, values: Flaw['values'] = {}): Flaw {
  return { code, values }
}

/** @example flawText(flaw('CELLS', { count: '3' }), 'zh-HK') // '3 個值，與首行一致' */
export function flawText({ code, values }: Flaw, language: Language): string {
  // What stands in braces and is no value of the flaw is part of the sentence, as in {"format": …}.
  return flawTexts[language][code].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? whole : valueText(value, language)
  })
}

const between: Readonly<Record<Language, string>> = { en: ', ', 'zh-CN': '，', 'zh-HK': '，' }

function valueText(value: FlawValue, language: Language): string {
  if (typeof value === 'string') return value
  if (isFlaw(value)) return flawText(value, language)
  return (value as readonly Flaw[]).map((one) => flawText(one, language)).join(between[language])
}

/** One of several spellings. @example flawText(eitherOf(['a', 'b']) as Flaw, 'en') // 'a or b' */
export function eitherOf(texts: readonly string[]): string | Flaw {
  return texts.slice(1).reduce<string | Flaw>((a, b) => flaw('EITHER', { a, b }), texts[0] ?? '')
}

export function worldFlaw(world: string): string | Flaw {
  return world === 'real' ? flaw('REAL') : world === 'rehearsal' ? flaw('REHEARSAL') : world
}

/** An error that says a flaw: in English as its message, and as code and values for who shows it in another language. */
export function flawError(
  code: ErrorCode,
  of: Flaw,
  facts: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): SluiceError {
  const because = cause === undefined ? {} : { cause }
  return new SluiceError(code, flawText(of, 'en'), { facts: { ...facts, flaw: of }, ...because })
}

/** The flaw that an error says; its own words, to be quoted, where it says none. */
export function flawOf(error: unknown): Flaw {
  const found = error instanceof SluiceError ? error.facts.flaw : undefined
  if (isFlaw(found)) return found
  return flaw('SAID', { text: error instanceof Error ? error.message : String(error) })
}

/** What an error says, in each language. */
export function saidOf(error: unknown): Readonly<Record<Language, string>> {
  const of = flawOf(error)
  return { en: flawText(of, 'en'), 'zh-CN': flawText(of, 'zh-CN'), 'zh-HK': flawText(of, 'zh-HK') }
}

/** What an error's facts say in a language, here or as another process sent them; undefined where they hold no flaw that is known here. */
export function flawIn(facts: unknown, language: Language): string | undefined {
  const found = (facts as { readonly flaw?: unknown } | undefined)?.flaw
  return isFlaw(found) ? flawText(found, language) : undefined
}

export function isFlaw(value: unknown): value is Flaw {
  if (typeof value !== 'object' || value === null) return false
  const { code, values } = value as Partial<Flaw>
  return (
    typeof code === 'string' &&
    Object.hasOwn(en, code) &&
    typeof values === 'object' &&
    values !== null &&
    Object.values(values).every(
      (one) => typeof one === 'string' || isFlaw(one) || (Array.isArray(one) && one.every(isFlaw)),
    )
  )
}
