import Type from 'typebox'
import Value from 'typebox/value'
import { Withheld } from '../../core/case/kind.ts'
import { SluiceError } from '../../core/errors.ts'
import { canonical, type Json, parseCanonical } from '../../core/record/jcs.ts'
import { remembered } from '../../core/record/remembered.ts'
import {
  type CountedRow,
  countedRow,
  type DifferenceRow,
  differenceRow,
  type LineTable,
  type ListedRow,
  listedRow,
  type MovedRow,
  movedRow,
} from './lineRows.ts'
import { spansOf, writeSpans } from './lineSet.ts'

export const lineTableFormat = 'sluice/lines/1'

/** Rows that one table may hold. */
export const tableRowsMax = 50_000

interface Rows {
  readonly listed: ListedRow
  readonly moved: MovedRow
  readonly counted: CountedRow
  readonly different: DifferenceRow
}

const shapes = { listed: listedRow, moved: movedRow, counted: countedRow, different: differenceRow } as const

const envelopes = Object.fromEntries(
  Object.entries(shapes).map(([of, row]) => [
    of,
    Type.Object(
      {
        format: Type.Literal(lineTableFormat),
        of: Type.Literal(of),
        rows: Type.Array(row as Type.TSchema, { maxItems: tableRowsMax }),
      },
      { additionalProperties: false },
    ),
  ]),
)

/**
 * Lines of a case as a document, one encoding only: what would be too much for an entry and a state.
 *
 * @example const document = writeLineTable('listed', rows)
 */
export function writeLineTable<K extends keyof Rows>(of: K, rows: readonly Rows[K][]): string {
  return canonical({ format: lineTableFormat, of, rows } as unknown as Json)
}

/** @throws {INPUT_INVALID} naming what is wrong with it */
export function readLineTable<K extends keyof Rows>(of: K, text: string): readonly Rows[K][] {
  return readRows(of, text) as readonly Rows[K][]
}

const readRows = remembered(64, (of: string, text: string): readonly unknown[] => {
  const table = parseCanonical(text) as Json
  const shape = envelopes[of]!
  if (Value.Check(shape, table)) return (table as unknown as { readonly rows: readonly unknown[] }).rows
  const [first] = Value.Errors(shape, table)
  throw new SluiceError(
    'INPUT_INVALID',
    `table of ${of} lines: ${first?.instancePath ?? ''} ${first?.message ?? 'is no table'}.`,
  )
})

/** What an entry says of a table. @example const table = { document: hash, ...tableOf(rows) } */
export function tableOf(
  rows: readonly { readonly line: number; readonly asset: string; readonly units: string }[],
): Omit<LineTable, 'document'> {
  const sums = new Map<string, { lines: number; units: bigint }>()
  for (const { asset, units } of rows) {
    const sum = sums.get(asset) ?? { lines: 0, units: 0n }
    sums.set(asset, { lines: sum.lines + 1, units: sum.units + BigInt(units) })
  }
  return {
    lines: [...writeSpans(spansOf(rows.map(({ line }) => line)))],
    totals: [...sums.keys()]
      .sort()
      .map((asset) => ({ asset, lines: sums.get(asset)!.lines, units: sums.get(asset)!.units.toString() })),
  }
}

/** What an entry says of its table and is not so; undefined where it agrees and no line comes twice. */
export function tableFault(
  said: LineTable,
  rows: readonly { readonly line: number; readonly asset: string; readonly units: string }[],
): string | undefined {
  if (new Set(rows.map(({ line }) => line)).size !== rows.length) return 'a line stands in the table twice'
  const { lines, totals } = tableOf(rows)
  const same = canonical({ lines, totals } as unknown as Json) === canonical({ lines: said.lines, totals: said.totals })
  if (same) return undefined
  const sums = totals.map(({ asset, lines: n, units }) => `${n} lines, ${units} of ${asset}`)
  return `the table has ${sums.join('; ') || 'no lines'}`
}

/** All texts at once, so that whoever fetches documents is asked for all of them together. @throws {Withheld} */
export function readAll(hashes: readonly string[], document: (sha256: string) => string): readonly string[] {
  let missing: Withheld | undefined
  const texts = hashes.map((sha256) => {
    try {
      return document(sha256)
    } catch (error) {
      if (!(error instanceof Withheld)) throw error
      missing ??= error
      return ''
    }
  })
  if (missing !== undefined) throw missing
  return texts
}
