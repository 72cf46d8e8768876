import type { Json } from '../../../core/record/jcs.ts'
import { custodyOf, heldLines, heldRows } from '../../../onshore/custody/custody.ts'
import { inventoryHash } from '../../../onshore/custody/takeInventory.ts'
import { hasLine, union, without } from '../../../onshore/seizure/lineSet.ts'
import { tableOf, writeLineTable } from '../../../onshore/seizure/lineTable.ts'
import { listedRows } from '../../../onshore/seizure/seizure.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { lineTexts } from './lineTexts.ts'
import { cellsOf, type FileRow, type RowFault, readRows, sayRowFaults } from './readLines.ts'
import { type OpenCase, openCase, putText, sayDryRun, sendLines } from './sendLines.ts'
import { fill } from './texts.ts'

interface Counted {
  readonly lines: readonly { readonly line: number; readonly units: string }[]
  readonly differences: readonly { readonly line: number; readonly units: string; readonly reason: string }[]
}

/** `sluice case count`: the inventory after the sweep, from a table; what is less than listed needs its reason. */
export async function countLines(call: Call): Promise<number> {
  const { words } = call
  const { text, rows } = await readRows(call, ['line', 'units'])
  const open = await openCase(call)
  const read = readCounts(call, open, rows)
  if ('faults' in read) return sayRowFaults(call, read.faults)
  if (words.flag('dry-run')) return sayDryRun(call, read.lines.length)
  const handedOverAt = words.text('handed-over')
  if (handedOverAt === undefined) throw callError('CASE_HANDED_OVER')
  const handover = { manager: open.key.person, handedOverAt }
  const file = await putText(open, text)
  const { lines, differences } = read
  if ((custodyOf(open.state).tables ?? []).length === 0) {
    const payload = { lines, differences, ...handover } as unknown as { readonly [name: string]: Json }
    return sendLines(call, open, { kind: 'inventory.recorded', file, payload, documents: [], count: lines.length })
  }
  const held = heldRows(open.state, open.document)
  const assets = new Map(held.map(({ line, asset }) => [line, asset]))
  const all = union(
    custodyOf(open.state).inventoried ?? [],
    lines.map(({ line }) => line),
  )
  const document = await putText(open, writeLineTable('counted', lines))
  const differenceTable =
    differences.length === 0 ? undefined : await putText(open, writeLineTable('different', differences))
  const payload = {
    table: { document, ...tableOf(lines.map((row) => ({ ...row, asset: assets.get(row.line)! }))) },
    inventory: inventoryHash(
      held,
      held.filter(({ line }) => hasLine(all, line)).sort((a, b) => a.line - b.line),
    ),
    differences: [],
    ...(differenceTable === undefined ? {} : { differenceTable }),
    ...handover,
  } as unknown as { readonly [name: string]: Json }
  const documents = [document, ...(differenceTable === undefined ? [] : [differenceTable])]
  return sendLines(call, open, { kind: 'inventory.recorded', file, payload, documents, count: lines.length })
}

/** Counts and differences of the lines in custody that no inventory counts yet: all of them, each once. */
function readCounts(
  { language }: Call,
  { state, document }: OpenCase,
  rows: readonly FileRow[],
): Counted | { readonly faults: readonly RowFault[] } {
  const say = lineTexts[language]
  const due = without(heldLines(state), custodyOf(state).inventoried ?? [])
  const listed = new Map(
    listedRows(state, document)
      .filter(({ line }) => hasLine(due, line))
      .map(({ line, units }) => [line, BigInt(units)]),
  )
  const faults: RowFault[] = []
  const counted = new Map<number, { readonly units: bigint; readonly reason: string }>()
  for (const row of rows) {
    const cells = cellsOf(row, ['line', 'units'], language)
    if (Array.isArray(cells)) {
      faults.push(...(cells as readonly RowFault[]))
      continue
    }
    const values = cells as Readonly<Record<'line' | 'units', string>>
    const [number, units, reason] = [Number(values.line), BigInt(values.units), row.cells.reason ?? '']
    const wanted = listed.get(number)
    const amounts = { found: units.toString(), expected: String(wanted) }
    const wrong = (column: string, text: string) => faults.push({ at: row.at, column, text })
    if (counted.has(number)) wrong('line', fill(say.twice, { number }))
    else if (wanted === undefined) wrong('line', fill(say.strange, { number }))
    else if (units > wanted) wrong('units', fill(say.more, amounts))
    else if (units < wanted && reason === '') wrong('reason', fill(say.unreasoned, amounts))
    counted.set(number, { units, reason })
  }
  for (const number of listed.keys())
    if (!counted.has(number)) faults.push({ at: rows.length + 1, column: 'line', text: fill(say.left, { number }) })
  if (faults.length > 0) return { faults }
  const lines = [...counted].sort(([a], [b]) => a - b)
  return {
    lines: lines.map(([line, { units }]) => ({ line, units: units.toString() })),
    differences: lines.flatMap(([line, { units, reason }]) => {
      const less = listed.get(line)! - units
      return less === 0n ? [] : [{ line, units: less.toString(), reason }]
    }),
  }
}
