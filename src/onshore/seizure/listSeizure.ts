import { checkAddress } from '../../core/assets/addresses/checkAddress.ts'
import { findSecret } from '../../core/assets/secrets.ts'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, count, documentHash, flag, id, list, note, type Of, optional } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { firstMeasure, measuresOf, withMeasure } from '../measure/measure.ts'
import { type ListedRow, linesInEntryMax, listedRow, tableShape } from './lineRows.ts'
import { readLineTable, tableFault } from './lineTable.ts'
import { chainOf, seizureOf } from './seizure.ts'

const shape = closed({
  /** The file as the officer had it. */
  list: documentHash,
  lines: optional(list(listedRow, linesInEntryMax)),
  /** Instead of the lines where they are many: a table of them. */
  table: optional(tableShape),
  onSpot: flag,
  copies: count,
  investigators: list(id, 10),
  witnessSigned: flag,
  holderSigned: flag,
  holderAbsence: optional(note),
})
type Payload = Of<typeof shape>

/** Row 2: the on-the-spot list, before any sweep: suspect-side addresses and units; three copies, investigators, witness, holder or the noted reason (CPL 142, MPS-159 art 230). */
export const seizureListed = defineKind<Payload>({
  name: 'seizure.listed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    listedOnSpot: ({ payload }) => payload.onSpot,
    copies: ({ payload }) => payload.copies,
    investigatorSignatures: ({ payload, state }) => {
      const decided = new Set(seizureOf(state())?.measure?.officers ?? [])
      return new Set(payload.investigators.filter((officer) => decided.has(officer))).size
    },
    witnessSigned: ({ payload }) => payload.witnessSigned,
    holderSignedOrNoted: ({ payload }) => payload.holderSigned || payload.holderAbsence !== undefined,
    addressesChecked: ({ payload, document }) => {
      const lines = rowsOf(payload, document)
      if (lines === undefined) return verdict(false, 'lines and a table, or neither', 'one of both')
      const fault = payload.table === undefined ? undefined : tableFault(payload.table, lines)
      if (fault !== undefined) return verdict(false, fault, 'what the entry says of its table')
      const bad = lines.filter((line) => !addressHolds(line.asset, line.address))
      const seen = new Set(
        lines.map((line) =>
          line.txid === undefined
            ? `${line.asset} ${line.address}`
            : `${chainOf(line.asset)} ${line.txid} ${line.index}`,
        ),
      )
      if (seen.size !== lines.length) return verdict(false, 'one output listed twice', 'each output once')
      return verdict(
        bad.length === 0,
        bad.length === 0 ? `${lines.length} addresses good` : `line ${bad[0]!.line} does not check`,
        'every address checks on its chain',
      )
    },
    noSecret: ({ payload, document }) => findSecret(document(payload.list)) === undefined,
  },
  apply: (state, { payload, effectiveAt }) => {
    const lines = payload.lines?.map(({ line, asset: of, address: at, units, txid, index }) => ({
      line,
      asset: of,
      address: at,
      units,
      ...(txid === undefined ? {} : { txid }),
      ...(index === undefined ? {} : { index }),
    }))
    const { table } = payload
    const listed = withSlice(state, 'seizure', {
      ...seizureOf(state),
      ...(lines === undefined ? {} : { lines }),
      ...(table === undefined ? {} : { table: { document: table.document, lines: table.lines } }),
      list: payload.list,
      listedAt: effectiveAt,
    })
    const first = measuresOf(state)[firstMeasure]
    if (first === undefined) return listed
    return withMeasure(listed, firstMeasure, { ...first, lines: table?.lines ?? lines!.map(({ line }) => line) })
  },
})

/** The lines, from the entry or from its table; undefined where it has both or neither. */
function rowsOf(payload: Payload, document: (sha256: string) => string): readonly ListedRow[] | undefined {
  if ((payload.lines === undefined) === (payload.table === undefined)) return undefined
  return payload.lines ?? readLineTable('listed', document(payload.table!.document))
}

function addressHolds(of: string, at: string): boolean {
  try {
    checkAddress({ chain: chainOf(of), address: at })
    return true
  } catch {
    return false
  }
}
