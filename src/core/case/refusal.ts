import { type Flaw, flawText } from '../flaws/flaw.ts'
import type { Json } from '../record/jcs.ts'
import type { Unmet } from './rulebook.ts'

/** Why an action did not become an entry. Every unmet rule is named at once. */
export interface Refusal {
  readonly kind: string
  readonly code: 'RULE_NOT_MET' | 'INPUT_INVALID' | 'NOT_FOUND' | 'SIGNATURE_INVALID' | 'LEDGER_UNBALANCED'
  readonly message: string
  /** The same as a code with values, for who shows it in another language; absent where it is only said in these words. */
  readonly flaw?: Flaw
  readonly unmet: readonly Unmet[]
  readonly faults: readonly { readonly field: string; readonly expected: string; readonly found?: Json }[]
}

type Refusing = Pick<Refusal, 'kind' | 'code'> & Partial<Pick<Refusal, 'unmet' | 'faults'>>
type Refused = { readonly allowed: false; readonly refusal: Refusal }

/** @example refuse({ kind, code: 'INPUT_INVALID', flaw: flaw('NO_KIND', { kind }) }).refusal.message // 'no kind is called …' */
export function refuse(refusing: Refusing & { readonly flaw: Flaw }): Refused {
  return refused({ ...refusing, message: flawText(refusing.flaw, 'en') })
}

/** The same where only a program's own words say why. */
export function refused(refusing: Refusing & Pick<Refusal, 'message' | 'flaw'>): Refused {
  return { allowed: false, refusal: { unmet: [], faults: [], ...refusing } }
}
