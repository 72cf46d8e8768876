import { SluiceError } from '../errors.ts'
import type { Force, Language, Pack } from './pack.ts'

export interface Citation {
  readonly title: string
  /** Original title of the source. */
  readonly instrument: string
  readonly number?: string
  readonly article: string
  readonly issuer: string
  readonly effective: string
  readonly repealed?: string
  readonly refusal: string
  readonly remedy: string
  readonly whoMends: string
  readonly force: Force
  readonly confidence: 'H' | 'M' | 'L'
}

/** What a person reads of a rule, in their language; the source keeps its own. @throws {NOT_FOUND} */
export function citation(pack: Pack, ruleId: string, language: Language): Citation {
  const rule = pack.rules.find((candidate) => candidate.id === ruleId)
  if (rule === undefined)
    throw new SluiceError('NOT_FOUND', `pack ${pack.manifest.id} has no rule ${ruleId}.`, {
      facts: { pack: pack.hash, rule: ruleId },
    })
  const instrument = pack.manifest.instruments.find((candidate) => candidate.id === rule.instrument)!
  const repealed = rule.repealed ?? instrument.repealed
  return {
    title: rule.title[language],
    instrument: instrument.title,
    ...(instrument.number === undefined ? {} : { number: instrument.number }),
    article: rule.article,
    issuer: instrument.issuer,
    effective: rule.effective ?? instrument.effective,
    ...(repealed === undefined ? {} : { repealed }),
    refusal: rule.refusal[language],
    remedy: rule.remedy[language],
    whoMends: rule.whoMends,
    force: rule.force,
    confidence: instrument.confidence,
  }
}

/** The pack among several that holds a rule. */
export function packOfRule(packs: readonly Pack[], ruleId: string): Pack | undefined {
  return packs.find((pack) => pack.rules.some((rule) => rule.id === ruleId))
}
