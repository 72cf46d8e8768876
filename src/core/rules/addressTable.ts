import { KeyedHash } from './keyedHash.ts'

/** How many questions are hashed before the table is read: their reads of memory then overlap. */
const together = 512

/** A table as two columns, a slot a row: 16 bits of the hash, 0 where nothing stands, and the row of the list that it leads to. */
export interface TableColumns {
  readonly tags: Uint16Array
  readonly rows: Int32Array
}

/**
 * Where in a list an address may stand: an open table of a keyed hash. It answers rows that may be the address asked, never fewer than there are; whoever
 * asks compares the row in full. Six bytes a slot, at most 0.7 of the slots taken; a question reads the tags only, until one agrees.
 *
 * @example const table = AddressTable.ofSize(2, key); table.add('1A1z…', 0); table.rows('1A1z…') // [0]
 */
export class AddressTable {
  readonly columns: TableColumns
  readonly #mask: number
  readonly #hash: KeyedHash
  readonly #places = new Int32Array(together)
  readonly #wanted = new Uint16Array(together)
  readonly #firsts = new Uint16Array(together)

  private constructor(columns: TableColumns, key: Uint8Array) {
    this.columns = columns
    this.#mask = columns.tags.length - 1
    // Case is folded for all: coarser than the form of an address, so that whatever has one form has one hash.
    this.#hash = new KeyedHash(key, 0x20)
  }

  /** An empty table for as many rows. @throws {TypeError} beyond what a slot can name */
  static ofSize(rows: number, key: Uint8Array): AddressTable {
    if (rows > 1_000_000_000) throw new TypeError(`at most 1,000,000,000 rows; found ${rows}`)
    let slots = 16
    while (slots * 0.7 < rows) slots *= 2
    return new AddressTable({ tags: new Uint16Array(slots), rows: new Int32Array(slots) }, key)
  }

  /** The table that {@link AddressTable.columns} was, under the same key. */
  static of(columns: TableColumns, key: Uint8Array): AddressTable {
    const slots = columns.tags.length
    if (slots < 16 || !Number.isInteger(Math.log2(slots)) || columns.rows.length !== slots)
      throw new TypeError(`a table has 2^n slots; found ${slots} and ${columns.rows.length}`)
    return new AddressTable(columns, key)
  }

  /** A row goes in under its address; false where it holds no address at all. The same address may stand in several rows. */
  add(address: string, row: number): boolean {
    if (!this.#seek(address)) return false
    const { tags, rows } = this.columns
    const mask = this.#mask
    let at = this.#hash.halves[0]! & mask
    while (tags[at] !== 0) at = (at + 1) & mask
    tags[at] = tagOf(this.#hash.halves[1]!)
    rows[at] = row
    return true
  }

  /** Rows that may be this address, in the order in which they went in. */
  rows(address: string): readonly number[] {
    return this.#seek(address) ? this.#from(this.#hash.halves[0]! & this.#mask, tagOf(this.#hash.halves[1]!)) : none
  }

  /** The same for many: `found` is called for each that may be listed, and for no other. */
  rowsOfMany(addresses: readonly string[], found: (index: number, rows: readonly number[]) => void): void {
    const { tags } = this.columns
    const [mask, places, wanted, firsts] = [this.#mask, this.#places, this.#wanted, this.#firsts]
    const halves = this.#hash.halves
    for (let from = 0; from < addresses.length; from += together) {
      const count = Math.min(together, addresses.length - from)
      for (let i = 0; i < count; i++) {
        places[i] = this.#seek(addresses[from + i]!) ? halves[0]! & mask : -1
        wanted[i] = tagOf(halves[1]!)
      }
      for (let i = 0; i < count; i++) firsts[i] = places[i] === -1 ? 0 : tags[places[i]!]!
      for (let i = 0; i < count; i++) {
        if (firsts[i] === 0) continue
        const rows = this.#from(places[i]!, wanted[i]!)
        if (rows.length > 0) found(from + i, rows)
      }
    }
  }

  #from(place: number, wanted: number): readonly number[] {
    const { tags, rows } = this.columns
    const mask = this.#mask
    let found: number[] | undefined
    let at = place
    for (let tag = tags[at]!; tag !== 0; tag = tags[at]!) {
      if (tag === wanted) {
        if (found === undefined) found = [rows[at]!]
        else found.push(rows[at]!)
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

/** Sixteen bits of a hash, never 0. */
function tagOf(half: number): number {
  return half & 0xffff || 1
}

/** One form of what is one address: an EVM address whatever its letters' case, bech32 in lower case, base58 as it stands. */
export function formOf(address: string): string {
  const bare = address.trim()
  if (/^0x[0-9a-fA-F]{40}$/.test(bare)) return bare.toLowerCase()
  // Bech32 may be written all in capitals, and never in both.
  return /^(?:BC|TB|BCRT|LTC)1[0-9A-Z]+$/.test(bare) ? bare.toLowerCase() : bare
}
