import type { ProvedTime } from '../../core/record/time/token.ts'

/** A time-stamping authority (RFC 3161): says when it saw a hash, and signs that. It learns nothing but the hash. */
export interface TimeAuthority {
  /** As configuration names it. */
  readonly name: string
  /** Beside those in its tokens: what a verifier needs for the chain, DER. */
  readonly certificates: readonly Uint8Array[]
  /**
   * Gets a token over these bytes, verified with its chain before it is given out. Asking again is harmless: it gives another token.
   *
   * @throws {TIMESTAMP_UNREACHABLE} where it may be asked again   @throws {TIMESTAMP_REFUSED} where it says no
   * @throws {TIMESTAMP_INVALID} where what came back does not hold
   */
  stamp(message: Uint8Array): Promise<Stamped>
}

export interface Stamped {
  /** TimeStampToken in DER. */
  readonly token: Uint8Array
  readonly proved: ProvedTime
}
