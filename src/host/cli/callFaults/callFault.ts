import { type ErrorCode, SluiceError } from '../../../core/errors.ts'
import { fill } from '../case/texts.ts'
import type { Language } from '../language.ts'
import { en } from './en.ts'
import { zhCN } from './zhCN.ts'
import { zhHK } from './zhHK.ts'

/** The list is closed: each code has its sentence in three languages. */
export type CallFaultCode = keyof typeof en
type Values = Readonly<Record<string, string | number>>

export const callFaultTexts: Readonly<Record<Language, Readonly<Record<CallFaultCode, string>>>> = {
  en,
  'zh-CN': zhCN,
  'zh-HK': zhHK,
}

/** @example callFaultText('CLAIM_NOBODY', {}, 'zh-HK') // '沒有人申索。' */
export function callFaultText(code: CallFaultCode, values: Values, language: Language): string {
  return fill(callFaultTexts[language][code], values)
}

/** An error of a command: in English as its message, and as code and values for the language of the call. */
export function callError(
  code: CallFaultCode,
  values: Values = {},
  {
    as = 'INPUT_INVALID',
    facts = {},
    cause,
  }: { readonly as?: ErrorCode; readonly facts?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
): SluiceError {
  return new SluiceError(as, callFaultText(code, values, 'en'), {
    facts: { ...facts, call: { code, values } },
    ...(cause === undefined ? {} : { cause }),
  })
}

/** What the facts of such an error say in a language; undefined where they say none. */
export function callFaultIn(facts: unknown, language: Language): string | undefined {
  const { code, values } = ((facts as { readonly call?: unknown } | undefined)?.call ?? {}) as Readonly<
    Record<string, unknown>
  >
  return typeof code === 'string' && Object.hasOwn(en, code) && typeof values === 'object' && values !== null
    ? callFaultText(code as CallFaultCode, values as Values, language)
    : undefined
}
