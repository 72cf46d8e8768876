import { createHash, randomBytes } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync, statSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { SluiceError } from '../../core/errors.ts'
import { AddressTable, formOf } from '../../core/rules/addressTable.ts'

/** A label as its line has it: the address, and after a tab whatever is said of it. */
export interface Label {
  /** From 1. */
  readonly line: number
  readonly address: string
  readonly says: string
}

/** Lines between two offsets that are kept: what is read to compare one line. */
const stride = 16

interface Header {
  readonly format: 'sluice/label-index/1'
  readonly lines: number
  readonly bytes: number
  readonly key: string
  readonly slots: number
  readonly offsets: number
  readonly sha256: string
}

/**
 * Makes the index of a file of labels, one a line: `address`, tab, what is said of it. The index holds a table by keyed hash and where lines begin; the
 * labels stay in their file, which is read to compare in full. The key is drawn here and stays in the index: keep that as closed as the labels.
 *
 * @example await indexLabels({ labels: 'labels.txt', index: 'labels.index' }) // { lines: 10_000_000, empty: 0 }
 * @throws {INPUT_INVALID} where the file holds no line
 */
export async function indexLabels(parameters: { readonly labels: string; readonly index: string }): Promise<{
  readonly lines: number
  /** Lines without an address. */
  readonly empty: number
}> {
  const { labels, index } = parameters
  const { lines, offsets, bytes } = placesOf(labels)
  if (lines === 0) throw new SluiceError('INPUT_INVALID', `${labels}: expected a label a line, found none.`)
  const key = randomBytes(8)
  const table = AddressTable.ofSize(lines, key)
  let line = 0
  let empty = 0
  for await (const text of createInterface({ input: createReadStream(labels), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!table.add(addressOf(text), line)) empty++
    line++
  }
  const { tags, rows } = table.columns
  const parts = [tags, rows, offsets].map(bytesOf)
  const header: Header = {
    format: 'sluice/label-index/1',
    lines,
    bytes,
    key: key.toString('hex'),
    slots: tags.length,
    offsets: offsets.length,
    sha256: hashOf(parts),
  }
  const file = openSync(index, 'w', 0o600)
  try {
    writeAll(file, Buffer.from(`${JSON.stringify(header).padEnd(511)}\n`))
    for (const part of parts) writeAll(file, part)
  } finally {
    closeSync(file)
  }
  return { lines, empty }
}

/** A file of labels, open to questions. */
export class LabelFile {
  readonly #table: AddressTable
  readonly #offsets: Float64Array
  readonly #file: number
  readonly #bytes: number
  readonly lines: number

  private constructor(table: AddressTable, offsets: Float64Array, file: number, header: Header) {
    this.#table = table
    this.#offsets = offsets
    this.#file = file
    this.#bytes = header.bytes
    this.lines = header.lines
  }

  /**
   * @example const labels = LabelFile.open({ labels: 'labels.txt', index: 'labels.index' }); labels.of('1A1z…')
   * @throws {INPUT_INVALID} where the index is no index, is damaged, or belongs to another file
   */
  static open({ labels, index }: { readonly labels: string; readonly index: string }): LabelFile {
    const file = openSync(index, 'r')
    try {
      const header = readHeader(file, index)
      const found = statSync(labels).size
      if (found !== header.bytes)
        throw new SluiceError(
          'INPUT_INVALID',
          `${index} was made of ${header.bytes} bytes; ${labels} has ${found}. Make it again.`,
        )
      const [tags, rows] = [new Uint16Array(header.slots), new Int32Array(header.slots)]
      const offsets = new Float64Array(header.offsets)
      const parts = [tags, rows, offsets].map(bytesOf)
      let at = 512
      for (const part of parts) at += readWhole(file, part, at)
      if (hashOf(parts) !== header.sha256)
        throw new SluiceError('INPUT_INVALID', `${index} is damaged: its bytes are not those that were written.`)
      const key = Buffer.from(header.key, 'hex')
      return new LabelFile(AddressTable.of({ tags, rows }, key), offsets, openSync(labels, 'r'), header)
    } finally {
      closeSync(file)
    }
  }

  /** All labels of an address, compared in full. */
  of(address: string): readonly Label[] {
    return this.#compared(address, this.#table.rows(address))
  }

  /** The same for many: `found` is called for each address that is listed, and for no other. */
  ofMany(addresses: readonly string[], found: (index: number, labels: readonly Label[]) => void): void {
    this.#table.rowsOfMany(addresses, (index, rows) => {
      const labels = this.#compared(addresses[index]!, rows)
      if (labels.length > 0) found(index, labels)
    })
  }

  close(): void {
    closeSync(this.#file)
  }

  #compared(address: string, rows: readonly number[]): readonly Label[] {
    if (rows.length === 0) return []
    const form = formOf(address)
    return rows.map((row) => this.#line(row)).filter((label) => formOf(label.address) === form)
  }

  #line(row: number): Label {
    const block = Math.floor(row / stride)
    const from = this.#offsets[block]!
    const until = block + 1 < this.#offsets.length ? this.#offsets[block + 1]! : this.#bytes
    const bytes = Buffer.allocUnsafe(until - from)
    readWhole(this.#file, bytes, from)
    let start = 0
    for (let skip = row % stride; skip > 0; skip--) start = bytes.indexOf(10, start) + 1
    const end = bytes.indexOf(10, start)
    const text = bytes.toString('utf8', start, end === -1 ? bytes.length : end).replace(/\r$/, '')
    return { line: row + 1, address: addressOf(text), says: text.slice(addressOf(text).length + 1) }
  }
}

function addressOf(line: string): string {
  const tab = line.indexOf('\t')
  return tab === -1 ? line : line.slice(0, tab)
}

/** Where each sixteenth line begins, in one walk over the bytes. */
function placesOf(name: string): { readonly lines: number; readonly offsets: Float64Array; readonly bytes: number } {
  const file = openSync(name, 'r')
  const chunk = Buffer.allocUnsafe(1 << 20)
  const offsets: number[] = [0]
  let lines = 0
  let bytes = 0
  let last = 10
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      for (let at = chunk.indexOf(10); at !== -1 && at < read; at = chunk.indexOf(10, at + 1)) {
        lines++
        if (lines % stride === 0) offsets.push(bytes + at + 1)
      }
      bytes += read
      last = chunk[read - 1]!
    }
  } finally {
    closeSync(file)
  }
  if (last !== 10) lines++
  else if (lines % stride === 0 && offsets.length > 1) offsets.pop()
  return { lines, offsets: Float64Array.from(offsets), bytes }
}

function readHeader(file: number, name: string): Header {
  const bytes = Buffer.alloc(512)
  readSync(file, bytes, 0, 512, 0)
  try {
    const header = JSON.parse(bytes.toString('utf8')) as Header
    const counts = [header.lines, header.bytes, header.slots, header.offsets]
    if (
      header.format === 'sluice/label-index/1' &&
      /^[0-9a-f]{16}$/.test(header.key) &&
      counts.every(Number.isSafeInteger)
    )
      return header
  } catch {
    // said below
  }
  throw new SluiceError('INPUT_INVALID', `${name}: expected an index of labels (sluice/label-index/1).`)
}

function bytesOf(array: Uint16Array | Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function hashOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(bytes.length - at, 1 << 26))
}

/** @throws {INPUT_INVALID} where the file ends before */
function readWhole(file: number, into: Uint8Array, from: number): number {
  for (let at = 0; at < into.length; ) {
    const read = readSync(file, into, at, Math.min(into.length - at, 1 << 26), from + at)
    if (read === 0) throw new SluiceError('INPUT_INVALID', 'a file of labels or its index ends too early.')
    at += read
  }
  return into.length
}
