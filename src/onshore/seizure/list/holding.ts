/** One accepted line of a seizure list: what was held, where, in base units. All of it may stand in a record (RFC 8785, no null). */
export interface Holding {
  /** Line of the file it came from. */
  readonly line: number
  /** CAIP-19. */
  readonly asset: string
  /** CAIP-2. */
  readonly chain: string
  /** Canonical form. */
  readonly address: string
  /** Base units, above zero. */
  readonly units: string
  /** As explorers print it, lower-case hex without 0x; a CID on Filecoin. */
  readonly txid?: string
  /** Output of a bitcoin-like transaction, log of an EVM or Tron one. */
  readonly index?: number
  /** RFC 3339, UTC, milliseconds. */
  readonly acquiredAt?: string
  /** `YYYY-MM-DD`. */
  readonly seizedOn?: string
  readonly valuation?: Valuation
  /** Number of device or exhibit. */
  readonly evidence?: string
  readonly note?: string
}

/** A value in money is always an annotation with its date and source. */
export interface Valuation {
  /** Decimal text in whole units of the currency, no zeros at the end. */
  readonly amount: string
  /** ISO 4217. */
  readonly currency: string
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly source: string
}
