import type { Json } from '../record/jcs.ts'
import type { Calendar } from '../rules/calendar.ts'
import type { Clock } from '../rules/clocks.ts'
import type { GivenOverride } from '../zone/packsState.ts'

/** One move of the model: which kind, on what subject, from which stages to which, by whom, approved by whom. */
export interface Step {
  readonly kind: string
  /** Distinguishes steps of one kind by the payload's `purpose`. */
  readonly purpose?: string
  readonly subject: 'case' | 'lot' | 'tranche'
  readonly zone: 'onshore' | 'offshore'
  readonly from: readonly string[]
  readonly to?: string
  readonly roles: readonly string[]
  readonly approvals: readonly { readonly role: string; readonly count: number }[]
}

export interface RulesQuestion {
  readonly zone: 'onshore' | 'offshore'
  readonly at: string
  readonly kind: string
  readonly principal: { readonly id: string; readonly org: string; readonly roles: readonly string[] }
  readonly resource: { readonly type: string; readonly id: string }
  readonly facts: Readonly<Record<string, Json>>
  /** What lets unverified rules pass. */
  readonly overrides?: readonly GivenOverride[]
}

export interface Unmet {
  readonly rule: string
  readonly code: 'RULE_NOT_MET' | 'RULE_NOT_EVALUABLE'
  readonly found: Readonly<Record<string, Json>>
}

export type RulesAnswer =
  | {
      readonly allowed: true
      readonly rules: readonly string[]
      readonly warnings: readonly string[]
      /** Rules that would have refused, each with the entry of the override that let it pass. */
      readonly overridden?: readonly { readonly rule: string; readonly entry: string }[]
    }
  | { readonly allowed: false; readonly rules: readonly string[]; readonly unmet: readonly Unmet[] }

/** A clock of a pack in force with the holidays that it is counted by. */
export interface CountedClock {
  readonly clock: Clock
  readonly calendar: Calendar
  /** Hash of the pack. */
  readonly pack: string
}

/** The packs in force for a zone with one model, as the machine asks them. Implemented by the rule engine; pure. */
export interface Rulebook {
  /** Hashes of the packs that decide, sorted. */
  readonly packs: readonly string[]
  /** Hash of the model. */
  readonly model: string
  /** The moves of a kind in this zone. */
  steps(kind: string): readonly Step[]
  /** Value of a parameter with the hash of the pack that sets it; the model goes before the law. */
  parameter(name: string): { readonly value: string; readonly pack: string } | undefined
  /** What falls due by the packs in force; absent where no pack has clocks. */
  readonly clocks?: readonly CountedClock[]
  /** Kinds that a hold does not strike. */
  readonly passesHolds: readonly string[]
  /** Kinds that a hold on a part of the units does not strike either. */
  readonly passesPartialHolds?: readonly string[]
  /** Pairs of roles that one person may not hold in one case. */
  readonly incompatibleRoles: readonly (readonly [string, string])[]
  evaluate(question: RulesQuestion): RulesAnswer
}
