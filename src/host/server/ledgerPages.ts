import type { FastifyInstance } from 'fastify'
import { sealedPosters, sealedState } from '../../core/access/seals.ts'
import type { Subject } from '../../core/case/kind.ts'
import type { CaseState } from '../../core/case/state.ts'
import type { Posting } from '../../core/ledger/posting.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import type { Sealing } from '../access/sealing.ts'
import type { Queryable } from '../log/queryable.ts'
import { caseStream, type Read } from './caseStream.ts'
import { readQuery } from './pageQuery.ts'

export interface LedgerRow {
  readonly entry: string
  readonly kind: string
  readonly at: string
  readonly subject: Subject
  /** Those that were asked for, each with the balance of its account in its asset after it; without, where sizes are sealed. */
  readonly postings: readonly (Posting & { readonly balance?: string })[]
}

export interface LedgerPage {
  /** Of the whole case as it stands, by `account asset`; none is zero. */
  readonly balances: Readonly<Record<string, string>>
  readonly rows: readonly LedgerRow[]
  /** Position to ask the next page by; absent at the end. */
  readonly next?: number
}

/** Accounts of a case with how many lines each has in an asset. */
export interface LedgerAccount {
  readonly account: string
  readonly asset: string
  readonly lines: number
}

const ledgerNames = ['order', 'limit', 'after', 'asset', 'account'] as const

/** The double entry of a case in this zone: balances at once, postings a page at a time. */
export function ledgerRoutes(
  server: FastifyInstance,
  { read, sealing }: { readonly read: Read; readonly sealing: Sealing },
): void {
  server.get<{ Params: { id: string } }>('/api/cases/:id/ledger', (request) => {
    const query = readQuery(request.query, ledgerNames)
    const [order, limit, after] = [query.order(), query.limit(), query.position('after')]
    const [asset, account] = [query.text('asset'), query.text('account')]
    return read(request, async (client): Promise<LedgerPage> => {
      const { id, state } = await caseStream(client, request.params.id)
      const sealed = await sealing.sealed(request, client, id)
      const { balances } = sealed ? sealedState(state as CaseState) : (state as CaseState)
      const page = await ledgerPage(client, id, { order, limit, after, asset, account, sealed })
      return { balances, ...page }
    })
  })
  server.get<{ Params: { id: string } }>('/api/cases/:id/accounts', (request) =>
    read(request, async (client): Promise<readonly LedgerAccount[]> => {
      const { id } = await caseStream(client, request.params.id)
      const { rows } = await client.query<LedgerAccount>(
        `select p.account, p.asset, count(*)::int as lines from postings p join entry_notes n on n.stream = p.stream and n.position = p.position
         where p.stream = $1 and ($2::text[] is null or n.kind <> all($2)) group by p.account, p.asset order by p.account, p.asset`,
        [hexToBytes(id), (await sealing.sealed(request, client, id)) ? sealedPosters : null],
      )
      return rows
    }),
  )
}

interface PageParameters {
  readonly order: 'newest' | 'oldest'
  readonly limit: number
  readonly after: number | undefined
  readonly asset: string | undefined
  readonly account: string | undefined
  readonly sealed: boolean
}

async function ledgerPage(
  client: Queryable,
  stream: string,
  { order, limit, after, asset, account, sealed }: PageParameters,
): Promise<Omit<LedgerPage, 'balances'>> {
  const [beyond, direction] = order === 'newest' ? ['<', 'desc'] : ['>', 'asc']
  const { rows } = await client.query<Posting & { position: number; id: Buffer; kind: string; at: string; lot: string | null; tranche: string | null; balance: string }>(
    `with page as (
       select p.position from postings p join entry_notes n on n.stream = p.stream and n.position = p.position
       where p.stream = $1 and ($2::int is null or p.position ${beyond} $2) and ($3::text is null or p.asset = $3) and ($4::text is null or p.account = $4)
         and ($5::text[] is null or n.kind <> all($5))
       group by p.position order by p.position ${direction} limit $6 + 1
     )
     select p.position, e.id, n.kind, n.at, n.lot, n.tranche, p.account, p.asset, p.units, p.balance
     from page join postings p on p.stream = $1 and p.position = page.position and ($3::text is null or p.asset = $3) and ($4::text is null or p.account = $4)
     join entry_notes n on n.stream = $1 and n.position = p.position join entries e on e.stream = $1 and e.position = p.position
     order by p.position ${direction}, p.line`,
    [hexToBytes(stream), after ?? null, asset ?? null, account ?? null, sealed ? sealedPosters : null, limit],
  ) // biome-ignore format: one statement
  const found = new Map<number, LedgerRow>()
  for (const { position, id, kind, at, lot, tranche, account: of, asset: inAsset, units, balance } of rows) {
    const posting = { account: of, asset: inAsset, units, ...(sealed ? {} : { balance }) }
    const row = found.get(position)
    const subject = { ...(lot === null ? {} : { lot }), ...(tranche === null ? {} : { tranche }) }
    found.set(position, { entry: bytesToHex(id), kind, at, subject, postings: [...(row?.postings ?? []), posting] })
  }
  const positions = [...found.keys()].slice(0, limit)
  const shown = positions.map((position) => found.get(position)!)
  const last = positions.at(-1)
  return { rows: shown, ...(found.size > limit && last !== undefined ? { next: last } : {}) }
}
