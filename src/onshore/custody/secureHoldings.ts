import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, flag, hex32, list, note, type Of, optional } from '../../core/case/shapes.ts'
import { type CaseState, withSlice } from '../../core/case/state.ts'
import { provedPayments } from '../../core/custody/payments.ts'
import { ownsAddress } from '../../core/custody/wallet.ts'
import { SluiceError } from '../../core/errors.ts'
import { measuresOf, standingOf } from '../measure/measure.ts'
import { linesInEntryMax, type MovedRow, movedRow, tableShape } from '../seizure/lineRows.ts'
import { common, covers, type LineSet, linesIn, without } from '../seizure/lineSet.ts'
import { readLineTable, tableFault } from '../seizure/lineTable.ts'
import { chainOf, listedLines, listedRows, seizureOf } from '../seizure/seizure.ts'
import { confirmationsOf } from './confirmationsOf.ts'
import { custodyOf, heldLines, heldRows } from './custody.ts'

const shape = closed({
  moves: optional(list(movedRow, linesInEntryMax)),
  /** Instead of the moves where they are many: a table of them. */
  table: optional(tableShape),
  /** A batch: lines that are to be moved yet follow in another. */
  moreFollow: optional(flag),
  recording: hex32,
  pathsSwept: note,
  residuals: note,
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

/**
 * Row 2: what is listed now stands at agency addresses; shown by transactions with their Merkle branches and headers, recorded, residuals noted. In batches
 * where there is much: each says whether more follow, and no inventory is taken before the last.
 */
export const custodySecured = defineKind<Payload>({
  name: 'custody.secured',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    chainProved: (input) => {
      const { payload, state, effectiveAt } = input
      const required = 'every seized line shown at its new address'
      const moves = movesOf(input)
      if (moves === undefined) return verdict(false, 'moves and a table, or neither', 'one of both')
      const fault = batchFault(input, moves) ?? unproved(input, moves)
      if (fault !== undefined) return verdict(false, fault, required)
      const moved = moves.map(({ line }) => line)
      const missing = without(linesToMove(state(), effectiveAt), moved)
      const open = missing.length > 0 && payload.moreFollow !== true
      return verdict(
        !open,
        open ? `line ${linesIn(missing)[0]} was not moved` : `${moved.length} lines shown`,
        required,
      )
    },
    agencyAddresses: (input) => {
      const { state } = input
      const { wallets } = custodyOf(state())
      const assets = assetsOf(input)
      const places = new Map(
        (movesOf(input) ?? []).map((move) => {
          const network = chainOf(assets.get(move.line) ?? 'none/none')
          return [`${network} ${move.address}`, { network, address: move.address }]
        }),
      )
      const stray = [...places.values()].find(({ network, address }) => {
        const wallet = wallets.find((candidate) => candidate.network === network)
        return wallet === undefined || !ownsAddress({ ...wallet, address })
      })
      return verdict(
        stray === undefined,
        stray === undefined ? 'all derived from enrolled wallets' : `${stray.address} is of no enrolled wallet`,
        "addresses of the agency's wallets",
      )
    },
    recordingHashed: ({ payload }) => payload.recording.length === 64,
    pathsSwept: ({ payload }) => payload.pathsSwept.length > 0,
    residualsNoted: ({ payload }) => payload.residuals.length > 0,
    // Frozen or sealed property stays where it is until a seizure decision or a court's ruling stands for it.
    measureMovable: (input) => {
      const moved = (movesOf(input) ?? []).map(({ line }) => line)
      return covers(seizedLines(input.state(), input.effectiveAt), moved)
    },
  },
  apply: (state, { payload }) => {
    const lines = seizureOf(state)?.lines ?? []
    const { unfinished: _, ...custody } = custodyOf(state)
    const now = (payload.moves ?? []).map(({ line, units, address: at, txid, index }) => ({
      line,
      asset: lines.find((candidate) => candidate.line === line)!.asset,
      units,
      address: at,
      txid,
      index,
    }))
    const { table } = payload
    return withSlice(state, 'custody', {
      ...custody,
      held: [...custody.held, ...now],
      ...(table === undefined
        ? {}
        : { tables: [...(custody.tables ?? []), { document: table.document, lines: table.lines }] }),
      ...(payload.moreFollow === true ? { unfinished: true } : {}),
    })
  },
  marks: ({ effectiveAt }) => [{ event: 'custody.secured', on: effectiveAt }],
})

/** The moves, from the entry or from its table; undefined where it has both or neither. */
function movesOf({ payload, document }: Input): readonly MovedRow[] | undefined {
  if ((payload.moves === undefined) === (payload.table === undefined)) return undefined
  return payload.moves ?? readLineTable('moved', document(payload.table!.document))
}

function assetsOf({ state, document }: Input): ReadonlyMap<number, string> {
  return new Map(listedRows(state(), document).map(({ line, asset }) => [line, asset]))
}

/** What is wrong with the batch itself: a table that is not as said, a line that is not to be moved, a listed table beside moves in the entry. */
function batchFault(input: Input, moves: readonly MovedRow[]): string | undefined {
  const { payload, state } = input
  if (payload.moves !== undefined && seizureOf(state())?.table !== undefined)
    return 'the lines are listed in a table: their moves come in one'
  const listed = listedLines(state())
  const held = heldLines(state())
  const lines = moves.map(({ line }) => line)
  const stray = linesIn(without(lines, listed))[0]
  if (stray !== undefined) return `line ${stray} is not listed`
  const again = linesIn(common(lines, held))[0]
  if (again !== undefined) return `line ${again} is in custody already`
  if (new Set(lines).size !== lines.length) return 'a line is moved twice'
  if (payload.table === undefined) return undefined
  const assets = assetsOf(input)
  return tableFault(
    payload.table,
    moves.map(({ line, units }) => ({ line, asset: assets.get(line)!, units })),
  )
}

/**
 * The first move that no proof shows. Lines that share an output come to its amount together, and an output that holds lines of an earlier batch holds no
 * more.
 */
function unproved(input: Input, moves: readonly MovedRow[]): string | undefined {
  const { state, document } = input
  const assets = assetsOf(input)
  const used = new Set(
    heldRows(state(), document).map(({ asset, txid, index }) => `${chainOf(asset)} ${txid} ${index}`),
  )
  const outputs = new Map<string, { readonly asset: string; readonly move: MovedRow; units: bigint }>()
  for (const move of moves) {
    const asset = assets.get(move.line)!
    const output = `${chainOf(asset)} ${move.txid} ${move.index}`
    if (used.has(output)) return `line ${move.line} names an output that holds another line already`
    const key = `${asset} ${move.address} ${output} ${move.proof}`
    const known = outputs.get(key)
    if (known === undefined) outputs.set(key, { asset, move, units: BigInt(move.units) })
    else known.units += BigInt(move.units)
  }
  // One output under two addresses, assets or proofs would be counted twice.
  if (new Set([...outputs.keys()].map((key) => key.split(' ').slice(2, 5).join(' '))).size !== outputs.size)
    return 'one output is named in two ways'
  const bad = [...outputs.values()].find((output) => !isProved(input, output))
  return bad === undefined ? undefined : `line ${bad.move.line} is not shown by its proof`
}

/** Whether a move's proof shows its output; one that is no proof shows nothing, and is refused beside what else is wrong. */
function isProved(
  input: Input,
  { asset, move, units }: { readonly asset: string; readonly move: MovedRow; readonly units: bigint },
): boolean {
  const proof = input.document(move.proof)
  try {
    return provedPayments({
      network: chainOf(asset),
      proof,
      confirmationsMin: confirmationsOf(chainOf(asset), input),
    }).some(
      (row) =>
        row.txid === move.txid &&
        row.index === move.index &&
        row.address === move.address &&
        row.asset === asset &&
        row.units === units,
    )
  } catch (error) {
    if (error instanceof SluiceError) return false
    throw error
  }
}

/** Lines whose measure is a seizure in force: those may be moved. */
function seizedLines(state: CaseState, at: string): LineSet {
  let left = listedLines(state)
  let seized: LineSet = []
  // The latest measure on a line is the one that it stands under.
  for (const measure of Object.values(measuresOf(state)).toReversed()) {
    const under = common(left, measure.lines)
    left = without(left, under)
    if (measure.kind === 'seized' && standingOf(measure, at).state === 'in-force') seized = [...seized, ...under]
  }
  return seized
}

/** What is seized and not in custody yet. */
function linesToMove(state: CaseState, at: string): LineSet {
  return without(seizedLines(state, at), heldLines(state))
}
