import { SluiceError } from '../../core/errors.ts'
import { credentialsOf } from './access/credentials.ts'
import { callError } from './callFaults/callFault.ts'
import type { Call } from './command.ts'
import { defaultZone, type ZoneHttp, zoneHttp } from './zoneHttp.ts'
import { type AboutZone, aboutZone, caseOf, type ShownCase } from './zoneReplies.ts'

/** A case in one zone. */
export interface CaseInZone {
  readonly http: ZoneHttp
  readonly about: AboutZone
  readonly id: string
  /** The zone in which the case lives too. */
  readonly peer?: string
}

/**
 * The case of a call in each zone that the call names: by id or number where a zone knows it so, and else by what another zone says it is called there.
 *
 * @throws {NOT_FOUND} {ZONE_UNREACHABLE}
 */
export async function casesOf(call: Call): Promise<readonly CaseInZone[]> {
  const { words, io } = call
  const credentials = credentialsOf(call)
  const wanted = words.operand('CASE')
  const given = words.texts('zone')
  const zones: { http: ZoneHttp; about: AboutZone; shown: ShownCase | undefined }[] = []
  for (const url of given.length === 0 ? [defaultZone(io.env)] : given) {
    const http = zoneHttp(url, credentials)
    const about = await aboutZone(http)
    if (zones.some((zone) => zone.about.zone === about.zone)) {
      throw callError('ZONE_TWICE', { url: http.url, zone: about.zone })
    }
    zones.push({ http, about, shown: await shownCase(http, wanted) })
  }
  const peers = new Map(
    zones.flatMap(({ shown }) => (shown?.peer === undefined ? [] : [[shown.peer.zone, shown.peer.stream]])),
  )
  return zones.map(({ http, about, shown }) => {
    const id = shown?.id ?? peers.get(about.zone)
    const peer = shown?.peer?.zone
    if (id !== undefined) return { http, about, id, ...(peer === undefined ? {} : { peer }) }
    throw callError(
      'ZONE_NO_CASE',
      { zone: about.zone, url: http.url, case: wanted.slice(0, 100) },
      { as: 'NOT_FOUND', facts: { zone: about.zone, case: wanted } },
    )
  })
}

async function shownCase(http: ZoneHttp, wanted: string): Promise<ShownCase | undefined> {
  try {
    return await caseOf(http, wanted)
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}
