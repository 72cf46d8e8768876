import { type Json, parseCanonical } from '../../../core/record/jcs.ts'
import { kindContracts } from '../../../core/rules/facts.ts'
import type { Pack } from '../../../core/rules/pack.ts'
import { parsePack } from '../../../core/rules/parsePack.ts'
import type { OpenCase, RecordedAct } from '../../../core/rules/redecide.ts'
import { lawOf, type Packs } from '../../../core/zone/packsState.ts'
import { callError } from '../callFaults/callFault.ts'
import { isRecord, malformed, type ZoneHttp } from '../zoneHttp.ts'
import { pagesOf } from '../zonePages.ts'
import { aboutZone, isHash } from '../zoneReplies.ts'

/** The packs that decide in a zone now: its law, and every model that it published. */
export async function packsInZone(http: ZoneHttp): Promise<readonly Pack[]> {
  const found = await http.get('/api/packs')
  if (!isRecord(found) || !isRecord(found.state) || !Array.isArray(found.state.inForce))
    throw malformed(http.url, '/api/packs', 'something else than packs')
  const state = found.state as unknown as Packs
  const models = state.inForce.filter((pack) => pack.kind === 'model').map((pack) => pack.hash)
  const hashes = [...lawOf(state), ...models]
  return Promise.all(
    hashes.map(async (hash) => {
      if (!isHash(hash)) throw malformed(http.url, '/api/packs', 'something else than hashes')
      const pack = parsePack(parseCanonical(await http.getText(`/api/documents/${hash}`)))
      if (pack.hash !== hash) throw malformed(http.url, `/api/documents/${hash}`, 'another pack than the hash names')
      return pack
    }),
  )
}

/** Cases of a zone that have not ended, each with what was recorded in it. */
export async function openCases(http: ZoneHttp): Promise<readonly OpenCase[]> {
  const { kind: zone } = await aboutZone(http)
  const cases = await http.get('/api/cases')
  if (!Array.isArray(cases)) throw malformed(http.url, '/api/cases', 'something else than cases')
  const open: OpenCase[] = []
  for (const shown of cases) {
    if (!isRecord(shown) || !isHash(shown.id) || !isRecord(shown.state) || !isRecord(shown.state.stages))
      throw malformed(http.url, '/api/cases', 'something else than a case')
    const stages = shown.state.stages as Record<string, string>
    if (stages.case === 'closed') continue
    const number = numberOf(shown.state)
    const acts = await actsOf(http, shown.id)
    open.push({ id: shown.id, ...(number === undefined ? {} : { number }), zone, stages, acts })
  }
  return open
}

/** A zone offshore knows no number. */
function numberOf({ slices }: Readonly<Record<string, unknown>>): string | undefined {
  const seizure = isRecord(slices) ? slices.seizure : undefined
  const number = isRecord(seizure) ? seizure.caseNumber : undefined
  return typeof number === 'string' ? number : undefined
}

async function actsOf(http: ZoneHttp, id: string): Promise<readonly RecordedAct[]> {
  const path = `/api/cases/${id}/entries`
  const acts: RecordedAct[] = []
  for await (const row of pagesOf(http, path)) {
    if (
      !isRecord(row) ||
      !isHash(row.id) ||
      !isRecord(row.entry) ||
      !isRecord(row.entry.header) ||
      !isRecord(row.entry.fields)
    )
      // biome-ignore format: one look
      throw malformed(http.url, path, 'something else than an entry')
    const { kind, effectiveAt } = row.entry.header
    if (typeof kind !== 'string' || typeof effectiveAt !== 'string')
      throw malformed(http.url, path, 'something else than an entry')
    if (kindContracts[kind] !== undefined)
      acts.push({ entry: row.id, kind, at: effectiveAt, facts: factsOf(row.entry.fields) })
  }
  return acts
}

function factsOf(fields: Readonly<Record<string, unknown>>): Record<string, Json> {
  const facts: Record<string, Json> = {}
  for (const [name, field] of Object.entries(fields)) {
    if (!name.startsWith('fact.') || !isRecord(field) || !isRecord(field.value)) continue
    facts[name.slice('fact.'.length)] = (field.value as { value: Json }).value
  }
  return facts
}

/** A list of packs with another version of one of them. @throws {INPUT_INVALID} where the zone does not decide by it */
export function withPack(packs: readonly Pack[], pack: Pack): readonly Pack[] {
  const { id } = pack.manifest
  if (!packs.some((each) => each.manifest.id === id))
    throw callError('RULES_OPEN_PACK', { id, packs: packs.map((each) => each.manifest.id).join(', ') })
  return packs.map((each) => (each.manifest.id === id ? pack : each))
}
