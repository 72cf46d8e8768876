import type { Licence, Registers } from '../../../core/case/registers.ts'
import { startOf } from '../../../core/rules/interval.ts'
import type { EntityChange } from '../../../core/rules/licenceChanges.ts'
import { publicationOf } from '../../../core/rules/readLicences.ts'
import { importAct, type ReadImport, readImport } from '../../../core/zone/importActs.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readKeyFile } from '../keyFile.ts'
import { administered, sendOrKeep } from '../sign/twoPersons.ts'
import { defaultZone, isRecord, malformed, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'
import { aboutZone } from '../zoneReplies.ts'
import { faultLine, readRegisterFile } from './readFile.ts'

/** `sluice register import`. */
export async function importLicences(call: Call): Promise<number> {
  const { words, io } = call
  const key = words.text('key')
  const against = words.text('against')
  if (against !== undefined && key !== undefined) throw callError('AGAINST_KEY')
  if (key === undefined && (words.text('second-key') !== undefined || words.text('output') !== undefined))
    throw callError('KEY_OF_FIRST')
  const file = await readRegisterFile(call, words.operand('FILE'))
  const http =
    against === undefined ? zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call)) : undefined
  const standing = http === undefined ? await standingOf(call, against!) : (await registersOf(http)).licences
  const at = await momentOf(call, http)
  const found = readImport({ text: file.text, standing, at, read: file })
  sayChanges(call, found)
  if (http === undefined || key === undefined) return exitDone
  if (file.inDoubt.length > 0 && !words.flag('leave-out')) {
    io.err(
      `${file.inDoubt.length} rows are in doubt and would be left out; nothing of theirs would end. Mend the file, or import the rest with --leave-out.\n`,
    )
    return exitRefused
  }
  if (found.entities.length === 0) return exitDone
  return propose({ call, http, found, key })
}

async function propose(parameters: {
  readonly call: Call
  readonly http: ZoneHttp
  readonly found: ReadImport
  readonly key: string
}): Promise<number> {
  const { call, http, found } = parameters
  const key = await readKeyFile(call.io, parameters.key)
  const act = importAct(found)
  const kept = await http.post('/api/documents', found.text)
  if (!isRecord(kept) || kept.sha256 !== act.payload.register)
    throw malformed(http.url, '/api/documents', 'the hash of another document')
  const { zone } = await aboutZone(http)
  return sendOrKeep(call, http, administered(zone, key, act))
}

/** The zone's registers as they stand. */
export async function registersOf(http: ZoneHttp): Promise<Registers & { readonly id?: string }> {
  const path = '/api/registers'
  const found = await http.get(path)
  if (!isRecord(found)) throw malformed(http.url, path, 'something else than registers')
  if (found.state === undefined) return { licences: [], providers: [] }
  const { licences, providers } = found.state as Partial<Registers>
  if (!Array.isArray(licences) || !Array.isArray(providers))
    throw malformed(http.url, path, 'something else than registers')
  return { licences, providers, id: String(found.id) }
}

async function standingOf(call: Call, name: string): Promise<readonly Licence[]> {
  return publicationOf(await readRegisterFile(call, name)).entries
}

async function momentOf({ words, io }: Call, http: ZoneHttp | undefined): Promise<string> {
  const at = words.text('at')
  if (at !== undefined) return readMoment(at)
  if (http === undefined) return io.now().toISOString()
  const about = await http.get('/api/zone')
  if (!isRecord(about) || typeof about.now !== 'string') throw malformed(http.url, '/api/zone', 'no time')
  return about.now
}

/** @throws {INPUT_INVALID} */
export function readMoment(text: string): string {
  try {
    return startOf(text)
  } catch {
    throw callError('DAY_OR_TIME', { found: text })
  }
}

function sayChanges({ io, json, words, language }: Call, { read, at, entities, counts }: ReadImport): void {
  const { form, register, faults, inDoubt } = read
  // With a key the outcome is said by who sends it; one JSON object is all that stands on standard output.
  if (json) {
    if (words.text('key') !== undefined) return
    const said = faults.map((fault) => ({ ...fault, message: faultLine(words.operand('FILE'), fault, language) }))
    io.out(
      `${JSON.stringify({ ok: true, outcome: 'preview', form, rows: register.rows.length, at, ...counts, entities, faults: said, inDoubt })}\n`,
    )
    return
  }
  io.out(`${register.rows.length} licences read (${form}); ${inDoubt.length} rows left out. Changes from ${at}:\n`)
  for (const each of entities) io.out(`${changeLine(each)}\n`)
  io.out(`${counts.added} entities added, ${counts.changed} changed, ${counts.ended} ended.\n`)
}

const signs = { added: '+', changed: '~', ended: '-' } as const

function changeLine({ entity, legalName, change, fields, begins, ends }: EntityChange): string {
  const what = begins.map(({ licence, assets, from }) => `    begins ${from}: ${licence}${admits(assets)}`)
  const gone = ends.map(({ licence, until }) => `    ends ${until}: ${licence.licence}${admits(licence.assets)}`)
  const differ = fields.length === 0 ? '' : ` (${fields.join(', ')})`
  return [`${signs[change]} ${entity} ${legalName}: ${change}${differ}`, ...gone, ...what].join('\n')
}

function admits(assets: readonly string[]): string {
  return assets.length === 0 ? '' : `, admits ${assets.join(' ')}`
}
