import type { CaseState } from '../../core/case/state.ts'
import { SluiceError } from '../../core/errors.ts'
import type { Posting } from '../../core/ledger/posting.ts'
import { callError } from './callFaults/callFault.ts'
import { isRecord, malformed, type ZoneHttp } from './zoneHttp.ts'
import { pagesOf } from './zonePages.ts'

/** What a zone says of itself. */
export interface AboutZone {
  readonly zone: string
  readonly kind: 'onshore' | 'offshore'
  readonly world: 'real' | 'rehearsal'
  readonly origin: string
  readonly verifierKey: string
  readonly witnessKey: string
}

export async function aboutZone(http: ZoneHttp): Promise<AboutZone> {
  const path = '/api/zone'
  const about = await http.get(path)
  if (!isRecord(about)) throw malformed(http.url, path, 'something else than a zone')
  const { zone, kind, world, origin, verifierKey, witnessKey } = about
  const named = [zone, origin, verifierKey, witnessKey].every((text) => typeof text === 'string')
  if (!named || (kind !== 'onshore' && kind !== 'offshore') || (world !== 'real' && world !== 'rehearsal')) {
    throw malformed(http.url, path, 'something else than a zone')
  }
  return about as unknown as AboutZone
}

/** A case as a zone shows it. */
export interface ShownCase {
  readonly id: string
  readonly state: CaseState
  /** The same case in the other zone. */
  readonly peer?: { readonly zone: string; readonly stream: string }
}

/** A case by its id, by the first eight or more digits of it where no other case begins so, or by its official number. @throws {NOT_FOUND} {INPUT_INVALID} */
export async function caseOf(http: ZoneHttp, wanted: string): Promise<ShownCase> {
  try {
    return await caseCalled(http, wanted)
  } catch (error) {
    if (!(error instanceof SluiceError && error.code === 'NOT_FOUND') || !/^[0-9a-f]{8,63}$/.test(wanted)) throw error
    const path = '/api/cases'
    const rows = await http.get(path)
    if (!Array.isArray(rows) || !rows.every((row) => isRecord(row) && isHash(row.id)))
      throw malformed(http.url, path, 'something else than cases')
    const ids = (rows as readonly { readonly id: string }[]).flatMap(({ id }) => (id.startsWith(wanted) ? [id] : []))
    if (ids.length > 1) throw callError('CASE_DIGITS', { wanted, count: ids.length })
    if (ids[0] === undefined) throw error
    return caseCalled(http, ids[0])
  }
}

async function caseCalled(http: ZoneHttp, id: string): Promise<ShownCase> {
  const path = `/api/cases/${encodeURIComponent(id)}`
  const found = await http.get(path)
  if (!isRecord(found) || !isHash(found.id) || !isRecord(found.state))
    throw malformed(http.url, path, 'something else than a case')
  const { peer } = found
  if (peer !== undefined && (!isRecord(peer) || !isHash(peer.stream) || typeof peer.zone !== 'string')) {
    throw malformed(http.url, path, 'something else than a case')
  }
  return found as unknown as ShownCase
}

export interface LedgerLine {
  readonly entry: string
  readonly kind: string
  readonly at: string
  readonly subject: { readonly lot?: string; readonly tranche?: string }
  readonly postings: readonly Posting[]
}

/** All postings of a case in one zone. */
export async function ledgerOf(http: ZoneHttp, id: string): Promise<readonly LedgerLine[]> {
  const path = `/api/cases/${id}/ledger`
  const lines: LedgerLine[] = []
  for await (const row of pagesOf(http, path)) {
    if (!isLedgerLine(row)) throw malformed(http.url, path, 'something else than postings')
    lines.push({ ...row, postings: row.postings.map(({ account, asset, units }) => ({ account, asset, units })) })
  }
  return lines
}

function isLedgerLine(row: unknown): row is LedgerLine {
  if (!isRecord(row) || !isHash(row.entry) || typeof row.kind !== 'string' || typeof row.at !== 'string') return false
  if (!/^\d{4}-\d\d-\d\dT/.test(row.at) || !isRecord(row.subject) || !Array.isArray(row.postings)) return false
  return row.postings.every(
    (posting) =>
      isRecord(posting) &&
      typeof posting.account === 'string' &&
      typeof posting.asset === 'string' &&
      typeof posting.units === 'string' &&
      /^-?(0|[1-9]\d*)$/.test(posting.units),
  )
}

export function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}
