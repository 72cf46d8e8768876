import { malformed } from './http.ts'

/** Reads values out of a hostile reply, naming the network and the field when one is not what it must be. */
export class ReplyReader {
  readonly #network: string

  constructor(network: string) {
    this.#network = network
  }

  object(value: unknown, what: string): Readonly<Record<string, unknown>> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
    throw this.#bad(`${what} is not an object`)
  }

  list(value: unknown, what: string): readonly unknown[] {
    if (Array.isArray(value)) return value
    throw this.#bad(`${what} is not a list`)
  }

  /** 32 bytes in lower-case hex. */
  hash(value: unknown, what: string): string {
    return this.#text(value, /^[0-9a-f]{64}$/, `${what} is not a hash`)
  }

  hex(value: unknown, what: string): string {
    return this.#text(value, /^([0-9a-f]{2})+$/, `${what} is not hex`)
  }

  /** A whole number from 0 to 2^53 - 1. */
  count(value: unknown, what: string): number {
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
    throw this.#bad(`${what} is not a whole number`)
  }

  /** `0x` and hex digits without leading zeros, as Ethereum writes quantities. */
  quantity(value: unknown, what: string): bigint {
    return BigInt(this.#text(value, /^0x(0|[1-9a-f][0-9a-f]{0,63})$/, `${what} is not a quantity`))
  }

  /** `0x` and whole bytes; `bytes` says how many if that is known. */
  data(value: unknown, what: string, bytes?: number): `0x${string}` {
    const text = this.#text(value, /^0x([0-9a-f]{2})*$/, `${what} is not bytes`)
    if (bytes !== undefined && text.length !== 2 + 2 * bytes) throw this.#bad(`${what} is not ${bytes} bytes`)
    return text as `0x${string}`
  }

  #text(value: unknown, form: RegExp, what: string): string {
    if (typeof value === 'string' && form.test(value)) return value
    throw this.#bad(what)
  }

  #bad(what: string): Error {
    return malformed(this.#network, what)
  }
}
