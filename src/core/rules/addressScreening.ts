import { AddressTable, formOf } from './addressTable.ts'

export { formOf }

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
  readonly #table: AddressTable
  readonly #rows: readonly ListedAddress[]
  /** Entries that hold no address at all. */
  readonly empty: readonly string[]

  constructor(listed: Iterable<ListedAddress>, key: Uint8Array) {
    const rows = [...listed]
    const table = AddressTable.ofSize(rows.length, key)
    this.empty = rows.flatMap(({ address, refers }, row) => (table.add(address, row) ? [] : [refers]))
    this.#rows = rows
    this.#table = table
  }

  hits(address: string): readonly AddressHit[] {
    const rows = this.#table.rows(address)
    if (rows.length === 0) return none
    const form = formOf(address)
    return rows
      .map((row) => this.#rows[row]!)
      .filter((row) => formOf(row.address) === form)
      .map(({ list, refers }) => ({ list, refers }))
  }
}

const none: readonly AddressHit[] = []
