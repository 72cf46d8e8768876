import type { Json } from '../../../core/record/jcs.ts'
import { zoneAct } from '../../../core/zone/acts.ts'
import { deletionDuties } from '../../../core/zone/deletionDuties.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { readKeyFile } from '../keyFile.ts'
import { defaultZone, zoneHttp } from '../zoneHttp.ts'
import { aboutZone } from '../zoneReplies.ts'
import { administered, sendOrKeep } from './twoPersons.ts'

/** `sluice delete`: personal values and documents, under a duty, by two administrators. */
export async function deleteValue(call: Call): Promise<number> {
  const { words, io } = call
  const [duty, source, file] = [words.text('duty'), words.text('source'), words.text('key')]
  if (duty === undefined || source === undefined || file === undefined) throw callError('DELETE_NEEDED')
  if (!(deletionDuties as readonly string[]).includes(duty))
    throw callError('DELETE_DUTY', { found: duty, duties: deletionDuties.join(', ') })
  const values = words.texts('value').map(readValue)
  const documents = [...words.texts('document')].sort()
  if (values.length + documents.length === 0) throw callError('DELETE_WHAT')
  const ended = words.text('retention-ended')
  const payload: { [key: string]: Json } = {
    ...(values.length === 0 ? {} : { values }),
    ...(documents.length === 0 ? {} : { documents }),
    duty,
    source,
    ...(ended === undefined ? {} : { retentionEndedOn: ended }),
  }
  const key = await readKeyFile(io, file)
  const http = zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call))
  const { zone } = await aboutZone(http)
  return sendOrKeep(call, http, administered(zone, key, zoneAct('delete', { kind: 'value.deleted', payload })))
}

function readValue(text: string): { entry: string; field: string } {
  const found = /^([0-9a-f]{64}):(personal[A-Z][A-Za-z0-9]*)$/.exec(text)
  if (found === null) throw callError('DELETE_VALUE', { found: text.slice(0, 100) })
  return { entry: found[1]!, field: `payload.${found[2]!}` }
}
