import { KeyedHash } from './keyedHash.ts'

/** How many questions are hashed before the table is read: their reads of memory then overlap. */
const together = 512

/**
 * Where in a list an address may stand: an open table of a keyed hash, two 32-bit words a slot (a tag, and the row it leads to). It answers rows that may be
 * the address asked, never fewer than there are; whoever asks compares the row in full. Eight bytes a slot, at most 0.7 of the slots taken.
 *
 * @example const table = AddressTable.ofSize(2, key); table.add('1A1z…', 0); table.rows('1A1z…') // [0]
 */
export class AddressTable {
  readonly #slots: Int32Array
  readonly #mask: number
  readonly #hash: KeyedHash
  readonly #places = new Int32Array(together)
  readonly #tags = new Int32Array(together)
  readonly #firsts = new Int32Array(together)

  private constructor(slots: Int32Array, key: Uint8Array) {
    this.#slots = slots
    this.#mask = slots.length / 2 - 1
    // Case is folded for all: coarser than the form of an address, so that whatever has one form has one hash.
    this.#hash = new KeyedHash(key, 0x20)
  }

  /** An empty table for as many rows. @throws {TypeError} beyond what a slot can name */
  static ofSize(rows: number, key: Uint8Array): AddressTable {
    if (rows > 700_000_000) throw new TypeError(`at most 700,000,000 rows; found ${rows}`)
    let slots = 16
    while (slots * 0.7 < rows) slots *= 2
    return new AddressTable(new Int32Array(slots * 2), key)
  }

  /** The table as {@link AddressTable.words} gave it, under the same key. */
  static ofWords(words: Int32Array, key: Uint8Array): AddressTable {
    const slots = words.length / 2
    if (slots < 16 || !Number.isInteger(Math.log2(slots))) throw new TypeError(`a table has 2^n slots; found ${slots}`)
    return new AddressTable(words, key)
  }

  get words(): Int32Array {
    return this.#slots
  }

  /** A row goes in under its address; false where it holds no address at all. The same address may stand in several rows. */
  add(address: string, row: number): boolean {
    if (!this.#seek(address)) return false
    const slots = this.#slots
    const mask = this.#mask
    let at = this.#hash.halves[0]! & mask
    while (slots[2 * at + 1] !== 0) at = (at + 1) & mask
    slots[2 * at] = this.#hash.halves[1]!
    slots[2 * at + 1] = row + 1
    return true
  }

  /** Rows that may be this address, in the order in which they went in. */
  rows(address: string): readonly number[] {
    return this.#seek(address) ? this.#from(this.#hash.halves[0]! & this.#mask, this.#hash.halves[1]!) : none
  }

  /** The same for many: `found` is called for each that may be listed, and for no other. */
  rowsOfMany(addresses: readonly string[], found: (index: number, rows: readonly number[]) => void): void {
    const [slots, mask, places, tags, firsts] = [this.#slots, this.#mask, this.#places, this.#tags, this.#firsts]
    const halves = this.#hash.halves
    for (let from = 0; from < addresses.length; from += together) {
      const count = Math.min(together, addresses.length - from)
      for (let i = 0; i < count; i++) {
        places[i] = this.#seek(addresses[from + i]!) ? halves[0]! & mask : -1
        tags[i] = halves[1]!
      }
      for (let i = 0; i < count; i++) firsts[i] = places[i] === -1 ? 0 : slots[2 * places[i]! + 1]!
      for (let i = 0; i < count; i++) {
        if (firsts[i] === 0) continue
        const rows = this.#from(places[i]!, tags[i]!)
        if (rows.length > 0) found(from + i, rows)
      }
    }
  }

  #from(place: number, tag: number): readonly number[] {
    const slots = this.#slots
    const mask = this.#mask
    let found: number[] | undefined
    let at = place
    for (let row = slots[2 * at + 1]!; row !== 0; row = slots[2 * at + 1]!) {
      if (slots[2 * at] === tag) {
        if (found === undefined) found = [row - 1]
        else found.push(row - 1)
      }
      at = (at + 1) & mask
    }
    return found ?? none
  }

  /** Hashes what is between the blanks; false where there is nothing. */
  #seek(address: string): boolean {
    let end = address.length
    let text = address
    const first = end === 0 ? 0 : text.charCodeAt(0)
    const last = end === 0 ? 0 : text.charCodeAt(end - 1)
    // Blanks, and what may be one beyond ASCII: as `formOf` trims.
    if (first <= 32 || first > 126 || last <= 32 || last > 126) {
      text = address.trim()
      end = text.length
    }
    if (end === 0) return false
    this.#hash.of(text, 0, end)
    return true
  }
}

const none: readonly number[] = []

/** One form of what is one address: an EVM address whatever its letters' case, bech32 in lower case, base58 as it stands. */
export function formOf(address: string): string {
  const bare = address.trim()
  if (/^0x[0-9a-fA-F]{40}$/.test(bare)) return bare.toLowerCase()
  // Bech32 may be written all in capitals, and never in both.
  return /^(?:BC|TB|BCRT|LTC)1[0-9A-Z]+$/.test(bare) ? bare.toLowerCase() : bare
}
