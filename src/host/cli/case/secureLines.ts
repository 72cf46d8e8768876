import type { Json } from '../../../core/record/jcs.ts'
import { heldLines } from '../../../onshore/custody/custody.ts'
import { linesInStateMax, type MovedRow } from '../../../onshore/seizure/lineRows.ts'
import { hasLine } from '../../../onshore/seizure/lineSet.ts'
import { tableOf, writeLineTable } from '../../../onshore/seizure/lineTable.ts'
import { chainOf, listedRows, seizureOf } from '../../../onshore/seizure/seizure.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { isRecord, malformed } from '../zoneHttp.ts'
import { isHash } from '../zoneReplies.ts'
import { lineTexts } from './lineTexts.ts'
import { cellsOf, type FileRow, type RowFault, readRows, sayRowFaults } from './readLines.ts'
import { type OpenCase, openCase, putText, sayDryRun, sendLines } from './sendLines.ts'
import { fill } from './texts.ts'

const columns = ['line', 'address', 'units', 'txid', 'index'] as const
type Moved = Omit<MovedRow, 'proof'> & { readonly asset: string }

/** `sluice case secure`: where each line of the list stands now, from a table; the zone's own source proves each transaction. */
export async function secureLines(call: Call): Promise<number> {
  const { words } = call
  const { text, rows } = await readRows(call, columns)
  const open = await openCase(call)
  const read = readMoves(call, open, rows)
  if ('faults' in read) return sayRowFaults(call, read.faults)
  if (words.flag('dry-run')) return sayDryRun(call, read.moves.length)
  const stated = ['recording', 'swept', 'residuals'].filter((name) => words.text(name) === undefined)
  if (stated.length > 0) throw callError('OPTIONS_MISSING', { options: stated.map((name) => `--${name}`).join(', ') })
  const proofs = await proofsOf(open, read.moves)
  const moves = read.moves.map(({ asset, ...move }) => ({
    ...move,
    proof: proofs.get(`${chainOf(asset)} ${move.txid}`)!,
  }))
  const many = moves.length > linesInStateMax || seizureOf(open.state)?.table !== undefined
  const table = many ? await putText(open, writeLineTable('moved', moves)) : undefined
  return sendLines(call, open, {
    kind: 'custody.secured',
    file: await putText(open, text),
    payload: {
      ...(table === undefined
        ? { moves: moves as unknown as Json }
        : { table: { document: table, ...tableOf(read.moves) } as unknown as Json }),
      ...(words.flag('more-follow') ? { moreFollow: true } : {}),
      recording: words.text('recording')!,
      pathsSwept: words.text('swept')!,
      residuals: words.text('residuals')!,
    },
    documents: [...(table === undefined ? [] : [table]), ...new Set(proofs.values())],
    count: moves.length,
  })
}

function readMoves(
  { language }: Call,
  { state, document }: OpenCase,
  rows: readonly FileRow[],
): { readonly moves: readonly Moved[] } | { readonly faults: readonly RowFault[] } {
  const say = lineTexts[language]
  const assets = new Map(listedRows(state, document).map(({ line, asset }) => [line, asset]))
  const held = heldLines(state)
  const seen = new Set<number>()
  const faults: RowFault[] = []
  const moves: Moved[] = []
  for (const row of rows) {
    const cells = cellsOf(row, ['line', 'address', 'units', 'txid'], language)
    if (Array.isArray(cells)) {
      faults.push(...(cells as readonly RowFault[]))
      continue
    }
    const {
      line: text,
      address,
      units,
      txid,
    } = cells as Readonly<Record<'line' | 'address' | 'units' | 'txid', string>>
    const [line, index] = [Number(text), Number(row.cells.index ?? '0')]
    const asset = assets.get(line)
    const number = line
    if (seen.has(line)) faults.push({ at: row.at, column: 'line', text: fill(say.twice, { number }) })
    else if (asset === undefined || hasLine(held, line))
      faults.push({ at: row.at, column: 'line', text: fill(say.strange, { number }) })
    else moves.push({ line, asset, address, units, txid: txid.replace(/^0x/, '').toLowerCase(), index })
    seen.add(line)
  }
  return faults.length > 0 ? { faults } : { moves }
}

/** Of each transaction one proof, made by the zone from its own source of the chain. */
async function proofsOf({ http }: OpenCase, moves: readonly Moved[]): Promise<ReadonlyMap<string, string>> {
  const proofs = new Map<string, string>()
  for (const { asset, txid } of moves) {
    const network = chainOf(asset)
    const key = `${network} ${txid}`
    if (proofs.has(key)) continue
    const path = '/api/chain/proofs'
    const answer = await http.post(path, { network, txid })
    if (!isRecord(answer) || !isHash(answer.sha256)) throw malformed(http.url, path, 'something else than a proof')
    proofs.set(key, answer.sha256)
  }
  return proofs
}
