import { type Licence, licencesAt, type Registers } from '../../../core/case/registers.ts'
import type { Entry } from '../../../core/record/entry.ts'
import { publicationOf } from '../../../core/rules/readLicences.ts'
import { registersKnown } from '../../../core/zone/registersKnown.ts'
import { credentialsOf } from '../access/credentials.ts'
import { type Call, exitDone } from '../command.ts'
import { dayOf } from '../day.ts'
import { defaultZone, isRecord, malformed, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'
import { pagesOf } from '../zonePages.ts'
import { readMoment, registersOf } from './importLicences.ts'
import { readRegisterFile } from './readFile.ts'

/** `sluice register show`. */
export async function showRegister(call: Call): Promise<number> {
  const { words, io, json } = call
  const file = words.text('file')
  const http = file === undefined ? zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call)) : undefined
  const known = words.text('known')
  const licences =
    http === undefined
      ? publicationOf(await readRegisterFile(call, file!)).entries
      : (await (known === undefined ? registersOf(http) : knownBy(http, readMoment(known)))).licences
  const at = words.text('at') === undefined ? await nowOf(call, http) : readMoment(words.text('at')!)
  const entity = words.text('entity')
  const held = licencesAt(licences, at).filter((row) => entity === undefined || row.entity === entity)
  if (json) {
    io.out(`${JSON.stringify({ ok: true, at, ...(known === undefined ? {} : { known }), licences: held })}\n`)
    return exitDone
  }
  for (const row of held) io.out(`${lineOf(row)}\n`)
  io.out(
    `${held.length} of ${licences.length} entries hold at ${at}${known === undefined ? '' : `, as known by ${known}`}.\n`,
  )
  return exitDone
}

function lineOf(row: Licence): string {
  const { entity, legalName, brand, licence, regulator, conditions, assets, clientTypes, hosts, accountOwners } = row
  const admits = assets.length === 0 ? 'admits nothing' : `admits ${assets.join(' ')} for ${clientTypes.join(', ')}`
  const where = hosts.length === 0 ? '' : ` at ${hosts.join(', ')}`
  const owners = accountOwners === undefined ? '' : `, accounts of ${accountOwners.join(', ')}`
  const until = row.until === undefined ? '' : dayOf(row.until)
  return [
    `${entity} ${legalName ?? ''}${brand === undefined || brand === '' ? '' : ` (${brand})`}`,
    `  ${regulator}: ${licence}; ${dayOf(row.from)} – ${until}`.trimEnd(),
    `  ${admits}${where}${owners}`,
    ...(conditions === undefined ? [] : [`  conditions: ${conditions.join('; ')}`]),
    `  ${row.source}${row.checkedOn === undefined ? '' : `; looked up ${row.checkedOn}`}`,
  ].join('\n')
}

async function knownBy(http: ZoneHttp, known: string): Promise<Registers> {
  const { id } = await registersOf(http)
  if (id === undefined) return registersKnown([], known)
  const path = `/api/cases/${id}/entries`
  const entries: unknown[] = []
  for await (const row of pagesOf(http, path)) {
    if (!isRecord(row) || !isRecord(row.entry)) throw malformed(http.url, path, 'something else than entries')
    entries.push(row)
  }
  return registersKnown(entries as { id: string; entry: Entry }[], known)
}

async function nowOf({ io }: Call, http: ZoneHttp | undefined): Promise<string> {
  if (http === undefined) return io.now().toISOString()
  const about = await http.get('/api/zone')
  if (!isRecord(about) || typeof about.now !== 'string') throw malformed(http.url, '/api/zone', 'no time')
  return about.now
}
