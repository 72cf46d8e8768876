import type { Json } from '../record/jcs.ts'
import type { Calendar } from './calendar.ts'
import type { Clock } from './clocks.ts'
import type { Interval } from './interval.ts'

export type Language = 'zh-CN' | 'zh-HK' | 'en'
export type Zone = 'onshore' | 'offshore'

/** One sentence in the three languages of the product. */
export type Texts = Readonly<Record<Language, string>>

/** A dated source of law, of an agreement or of practice. Dates are days at +08:00, or moments with an offset. */
export interface Instrument {
  readonly id: string
  /** Original title. */
  readonly title: string
  readonly titleEn: string
  readonly number?: string
  readonly issuer: string
  readonly issued?: string
  readonly effective: string
  /** First day on which it no longer holds. */
  readonly repealed?: string
  readonly jurisdiction: string
  /** H read in the text or in several official reports; M one good report; L weak. */
  readonly confidence: 'H' | 'M' | 'L'
  readonly lastChecked: string
  readonly textPointer: string
}

export type Force = 'law' | 'official-statement' | 'contract' | 'practice' | 'unverified'

export interface Rule {
  readonly id: string
  readonly instrument: string
  readonly article: string
  readonly effective?: string
  readonly repealed?: string
  readonly force: Force
  readonly effect: 'forbids' | 'permits'
  readonly actions: readonly string[]
  readonly facts: readonly string[]
  readonly blocks: boolean
  /** Rules before which this one steps back while they hold: a later or more special one that says the same, or the contrary. */
  readonly yieldsTo?: readonly string[]
  readonly title: Texts
  readonly refusal: Texts
  readonly remedy: Texts
  readonly whoMends: string
}

export interface Parameter {
  readonly value: string
  /** Rule that reads it by way of a verdict, or `none` for one that only shapes a computation. */
  readonly rule: string
  readonly unit: string
  readonly note: string
}

/** One move of a model: machine and console read it; rules see it as the fact `order`, `roleOfStep` and `approvals`. */
export interface PackStep {
  readonly kind: string
  readonly purpose?: string
  readonly subject: 'case' | 'lot' | 'tranche'
  readonly zone: Zone
  readonly from: readonly string[]
  readonly to?: string
  readonly roles: readonly string[]
  readonly approvals: readonly { readonly role: string; readonly count: number }[]
}

export interface Manifest {
  readonly format: 'sluice/pack/1'
  readonly id: string
  readonly title: Texts
  readonly publisher: string
  readonly version: string
  readonly kind: 'law' | 'model'
  readonly zones: readonly Zone[]
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly instruments: readonly Instrument[]
  readonly rules: readonly Rule[]
  readonly steps?: readonly PackStep[]
  /** Kinds that a hold does not strike: to hear of it, to lift it, to stop, to bring back what is out. */
  readonly passesHolds?: readonly string[]
  /** Kinds that a hold on a part of the units does not strike: they move no unit, or count those that are free. */
  readonly passesPartialHolds?: readonly string[]
  readonly incompatibleRoles?: readonly (readonly [string, string])[]
  /** Of a model: the packs of law that it is walked under; absent: all that ship. */
  readonly law?: readonly string[]
  /** What falls due by this law, and the holidays by which it is counted: beside the manifest in `clocks.json` and `calendars.json`. */
  readonly clocks?: readonly Clock[]
  readonly calendars?: readonly Calendar[]
}

/** A rule with its Cedar text, the kinds that it governs, what it reads, and when it holds. */
export interface ReadyRule extends Rule {
  readonly cedar: string
  readonly kinds: readonly string[]
  readonly interval: Interval
}

export interface Pack {
  /** SHA-256 of the canonical document. */
  readonly hash: string
  readonly manifest: Manifest
  readonly rules: readonly ReadyRule[]
  readonly document: Json
}
