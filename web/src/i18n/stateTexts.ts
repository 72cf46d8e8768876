import { stageTexts } from '../../../src/core/case/stageTexts.ts'
import type { Language } from './language.ts'

type Prefixed = { readonly [K in keyof (typeof stageTexts)['en'] as `state.${K}`]: string }

/** The states that a case, a lot or a tranche is in, by keys of the console. */
export function stateTexts(language: Language): Prefixed {
  return Object.fromEntries(
    Object.entries(stageTexts[language]).map(([stage, text]) => [`state.${stage}`, text]),
  ) as unknown as Prefixed
}
