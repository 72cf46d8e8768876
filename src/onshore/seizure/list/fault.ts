/** What can be wrong with a seizure list. The list is closed: each code has its sentence in three languages. */
export type FaultCode =
  | 'SECRET'
  | 'FILE_EMPTY'
  | 'FILE_TOO_LARGE'
  | 'NOT_UTF8'
  | 'CSV_QUOTE'
  | 'CSV_WIDTH'
  | 'CSV_SEPARATOR'
  | 'JSON_SYNTAX'
  | 'JSON_SHAPE'
  | 'COLUMN_MISSING'
  | 'COLUMN_UNKNOWN'
  | 'COLUMN_TWICE'
  | 'NO_LINES'
  | 'TOO_MANY_LINES'
  | 'CELL_MISSING'
  | 'CELL_UNPRINTABLE'
  | 'CELL_FORMULA'
  | 'CELL_TOO_LONG'
  | 'CHAIN_UNKNOWN'
  | 'CHAIN_NOT_ADMITTED'
  | 'ASSET_UNKNOWN'
  | 'ASSET_ON_OTHER_CHAIN'
  | 'TOKEN_IMPERSONATES'
  | 'TICKER_MISMATCH'
  | 'CONTRACT_MISSING'
  | 'CONTRACT_NOT_EXPECTED'
  | 'CONTRACT_INVALID'
  | 'ADDRESS_INVALID'
  | 'ADDRESS_WRONG_CHAIN'
  | 'ADDRESS_LOOK_ALIKE'
  | 'AMOUNT_MALFORMED'
  | 'AMOUNT_TOO_PRECISE'
  | 'AMOUNT_NOT_POSITIVE'
  | 'AMOUNT_TWICE'
  | 'TXID_INVALID'
  | 'INDEX_INVALID'
  | 'INDEX_MISSING'
  | 'INDEX_WITHOUT_TXID'
  | 'TIME_MALFORMED'
  | 'TIME_WITHOUT_ZONE'
  | 'TIME_IMPOSSIBLE'
  | 'TIME_IN_FUTURE'
  | 'TIME_TOO_EARLY'
  | 'VALUATION_INCOMPLETE'
  | 'CURRENCY_UNKNOWN'
  | 'DUPLICATE_OUTPUT'
  | 'DUPLICATE_HOLDING'
  | 'HOLDING_OVERLAPS'
  | 'ADDRESS_WITHOUT_CHECKSUM'
  | 'ADDRESS_FUTURE_WITNESS'

/** One thing wrong, at its place, as values; {@link faultText} makes a sentence of it. */
export interface Fault {
  readonly code: FaultCode
  readonly file: string
  /** From 1; the line of the file, not of the table. */
  readonly line: number
  /** The heading or key as the file has it; empty when the whole line or file is meant. */
  readonly column: string
  /** What was found, what was expected, and the like. Never a secret. */
  readonly values: Readonly<Record<string, string>>
}

/** A fault whose place the caller knows. */
export interface Flaw {
  readonly code: FaultCode
  readonly values: Readonly<Record<string, string>>
}

export function flaw(code: FaultCode, values: Readonly<Record<string, string>> = {}): Flaw {
  return { code, values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, excerpt(value)])) }
}

export function isFlaw(value: unknown): value is Flaw {
  return typeof value === 'object' && value !== null && 'code' in value
}

function excerpt(text: string): string {
  const visible = text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`,
  )
  return visible.length > 160 ? `${visible.slice(0, 157)}...` : visible
}
