import type { AddressReason } from '../../../../core/assets/addresses/addressForm.ts'
import type { SecretKind } from '../../../../core/assets/secrets.ts'
import type { FaultCode } from '../fault.ts'

/** All sentences of one language; a missing one does not compile. `{name}` stands for a value of the fault. */
export interface Texts {
  /** Where: `{file}`, `{line}`, `{column}`. */
  readonly place: string
  readonly placeWithColumn: string
  readonly faults: Readonly<Record<FaultCode, string>>
  /** Put for `{reason}` of an address. */
  readonly addressReasons: Readonly<Record<Exclude<AddressReason, 'wrong-chain' | 'unknown-chain'>, string>>
  /** Put for `{reason}` of an amount or of a quote. */
  readonly reasons: Readonly<
    Record<
      | 'full-width'
      | 'blank'
      | 'exponent'
      | 'grouped'
      | 'sign'
      | 'words'
      | 'fraction'
      | 'other'
      | 'unclosed'
      | 'after-quote'
      | 'inside',
      string
    >
  >
  readonly secrets: Readonly<Record<SecretKind, string>>
  readonly alike: Readonly<Record<'look-alike' | 'case-twin', string>>
}
