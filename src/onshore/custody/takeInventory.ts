import Type from 'typebox'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, hex32, id, list, type Of, optional, time } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { type CountedRow, countedRow, differenceRow, linesInEntryMax, tableShape } from '../seizure/lineRows.ts'
import { hasLine, type LineSet, union, without } from '../seizure/lineSet.ts'
import { readLineTable, tableFault } from '../seizure/lineTable.ts'
import { listedRows, seizureOf } from '../seizure/seizure.ts'
import { custodyOf, type Held, heldLines, heldRows } from './custody.ts'

const shape = closed({
  lines: optional(list(countedRow, linesInEntryMax)),
  /** Instead of the lines where they are many: a table of what was counted, with the hash of the whole inventory. */
  table: optional(tableShape),
  inventory: optional(hex32),
  differences: Type.Array(differenceRow, { maxItems: linesInEntryMax }),
  /** Instead of the differences where they are many: a table of them. */
  differenceTable: optional(documentHash),
  manager: id,
  handedOverAt: time,
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

const dayMs = 86_400_000

/** Row 3: the post-sweep inventory, reconciled line by line to the list and the chain; the property manager has the property or its particulars. */
export const inventoryRecorded = defineKind<Payload>({
  name: 'inventory.recorded',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    reconciled,
    propertyManagerHas: ({ payload, actor }) => actor.role === 'property-manager' && actor.person === payload.manager,
    handedOverInTime: ({ payload, state }) => {
      const from = seizureOf(state())?.listedAt ?? payload.handedOverAt
      const late = Date.parse(payload.handedOverAt) - Date.parse(from)
      return verdict(late >= 0 && late <= dayMs, `${from} to ${payload.handedOverAt}`, 'within 24 hours')
    },
  },
  apply: (state, { payload }) => {
    const custody = custodyOf(state)
    const counted = payload.table?.lines ?? payload.lines!.map(({ line }) => line)
    const inventoried = custody.inventoried === undefined ? counted : union(custody.inventoried, counted)
    if (payload.inventory !== undefined)
      return withSlice(state, 'custody', { ...custody, inventoried, inventory: payload.inventory })
    // What was counted is what the chain shows, so the units held say it for all lines, those of an earlier inventory too.
    const lines = custody.held.filter(({ line }) => hasLine(inventoried, line))
    return withSlice(state, 'custody', {
      ...custody,
      inventoried,
      inventory: inventoryHash(custody.held, lines.length === payload.lines!.length ? payload.lines! : lines),
    })
  },
  marks: ({ payload }) => [{ event: 'inventory.recorded', on: payload.handedOverAt }],
  postings: ({ payload }, state) => {
    const seized = { from: 'equity:seized', to: 'assets:custody' } as const
    if (payload.table !== undefined)
      return payload.table.totals.flatMap(({ asset, units }) => move({ ...seized, asset, units: BigInt(units) }))
    return payload.lines!.flatMap(({ line, units: counted }) => {
      const held = custodyOf(state).held.find((candidate) => candidate.line === line)
      return held === undefined ? [] : move({ ...seized, asset: held.asset, units: BigInt(counted) })
    })
  },
})

const sums = 'listed − differences = counted = on chain'

function reconciled({ payload, state, document }: Input) {
  const custody = custodyOf(state())
  const { inventoried = [], unfinished } = custody
  const inTables = (custody.tables ?? []).length > 0
  if ((payload.lines === undefined) === (payload.table === undefined))
    return verdict(false, 'lines and a table, or neither', 'one of both')
  if (inTables !== (payload.table !== undefined))
    return verdict(false, 'not as the lines came into custody', 'a table where they came in tables, else lines')
  if (unfinished === true) return verdict(false, 'more batches follow', 'an inventory after the last of them')
  const held = heldRows(state(), document)
  const onChain = new Map(held.map((row) => [row.line, row]))
  const due = without(heldLines(state()), inventoried)
  const listed = listedRows(state(), document).filter(({ line }) => hasLine(due, line))
  const rows = payload.lines ?? readLineTable('counted', document(payload.table!.document))
  const counted = new Map(rows.map(({ line, units }) => [line, BigInt(units)]))
  const different = new Map<number, bigint>()
  for (const { line, units } of differencesOf(payload, document))
    different.set(line, (different.get(line) ?? 0n) + BigInt(units))
  for (const { line, units } of listed) {
    const difference = different.get(line) ?? 0n
    const now = counted.get(line) ?? 0n
    const shown = BigInt(onChain.get(line)?.units ?? '0')
    if (BigInt(units) - difference !== now || now !== shown) {
      return verdict(
        false,
        `line ${line}: listed ${units}, differences ${difference}, counted ${now}, on chain ${shown}`,
        sums,
      )
    }
  }
  const known = rows.length === listed.length && listed.every(({ line }) => counted.has(line))
  if (!known)
    return verdict(
      false,
      'lines that are not in custody, or counted before',
      'the lines in custody that no inventory counts yet',
    )
  const fault = payload.table === undefined ? undefined : countFault(payload, { held, inventoried, rows, onChain })
  if (fault !== undefined) return verdict(false, fault, 'what the entry says of its table')
  return verdict(true, `${listed.length} lines to the unit`, 'the lines in custody that no inventory counts yet')
}

function differencesOf({ differences, differenceTable }: Payload, document: Input['document']) {
  if (differenceTable === undefined) return differences
  return [...differences, ...readLineTable('different', document(differenceTable))]
}

/** What an entry says of its table and of the inventory that all lines make. */
function countFault(
  { table, inventory }: Payload,
  found: {
    readonly held: readonly Held[]
    readonly inventoried: LineSet
    readonly rows: readonly CountedRow[]
    readonly onChain: ReadonlyMap<number, Held>
  },
): string | undefined {
  const { held, inventoried, rows, onChain } = found
  const fault = tableFault(
    table!,
    rows.map(({ line, units }) => ({ line, units, asset: onChain.get(line)!.asset })),
  )
  if (fault !== undefined) return fault
  const all = union(inventoried, table!.lines)
  const whole = inventoryHash(
    held,
    held.filter(({ line }) => hasLine(all, line)).sort((a, b) => a.line - b.line),
  )
  return whole === inventory ? undefined : `the whole inventory is ${whole}`
}

/** What the letter of entrustment must match: asset, units and address of each line, as one hash. */
export function inventoryHash(
  held: readonly Held[],
  lines: readonly { readonly line: number; readonly units: string }[],
): string {
  const places = new Map(held.map((row) => [row.line, row]))
  const rows = lines.map(({ line, units: counted }) => {
    const { asset, address } = places.get(line)!
    return { line, asset, address, units: counted }
  })
  return hashText(canonical(rows as unknown as Json))
}
