import { hmacSha256, utf8ToBytes } from '../record/hash.ts'

/** An address as a list has it, whatever the list says of its coin. */
export interface ListedAddress {
  readonly address: string
  readonly list: string
  /** Line or entry of the list, for people. */
  readonly refers: string
}

export interface AddressHit {
  readonly list: string
  readonly refers: string
}

/**
 * Addresses of lists, asked exactly. Kept by a keyed hash, for whoever is searched chooses the address; what hashes alike is compared in full. The ticker
 * is ignored: lists file addresses under the wrong coin. What a list mangled is found as mangled and never guessed at: a blank at the end is no part of an
 * address, but a mistyped letter makes another one.
 *
 * @example new AddressLists(listed, key).hits('0xAb58…').map((hit) => hit.list)
 */
export class AddressLists {
  readonly #byHash = new Map<string, { readonly form: string; readonly hit: AddressHit }[]>()
  readonly #key: Uint8Array
  /** Entries that hold no address at all. */
  readonly empty: readonly string[]

  constructor(listed: Iterable<ListedAddress>, key: Uint8Array) {
    this.#key = key
    const empty: string[] = []
    for (const { address, list, refers } of listed) {
      const form = formOf(address)
      if (form === '') {
        empty.push(refers)
        continue
      }
      const hash = this.#hash(form)
      const known = this.#byHash.get(hash)
      if (known === undefined) this.#byHash.set(hash, [{ form, hit: { list, refers } }])
      else known.push({ form, hit: { list, refers } })
    }
    this.empty = empty
  }

  hits(address: string): readonly AddressHit[] {
    const form = formOf(address)
    return (this.#byHash.get(this.#hash(form)) ?? []).filter((each) => each.form === form).map((each) => each.hit)
  }

  #hash(form: string): string {
    let text = ''
    for (const byte of hmacSha256(this.#key, utf8ToBytes(form)).subarray(0, 9)) text += String.fromCharCode(byte)
    return text
  }
}

/** One form of what is one address: an EVM address whatever its letters' case, bech32 in lower case, base58 as it stands. */
export function formOf(address: string): string {
  const bare = address.trim()
  if (/^0x[0-9a-fA-F]{40}$/.test(bare)) return bare.toLowerCase()
  // Bech32 may be written all in capitals, and never in both.
  if (/^(?:bc|tb|bcrt|ltc)1[0-9a-z]+$/.test(bare) || /^(?:BC|TB|BCRT|LTC)1[0-9A-Z]+$/.test(bare))
    return bare.toLowerCase()
  return bare
}
