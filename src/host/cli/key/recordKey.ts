import { zoneAct } from '../../../core/zone/acts.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { readText } from '../files.ts'
import { readKeyFile } from '../keyFile.ts'
import { administered, sendOrKeep } from '../sign/twoPersons.ts'
import { defaultZone, zoneHttp } from '../zoneHttp.ts'
import { aboutZone } from '../zoneReplies.ts'
import { readProposed } from './keys.ts'

/** `sluice key record FILE`: a rotation or a replacement becomes an entry of the directory, by two administrators. */
export async function recordKey(call: Call): Promise<number> {
  const { words, io } = call
  const file = words.text('key')
  if (file === undefined) throw callError('KEY_OF_ADMINISTRATOR')
  const { kind, payload } = readProposed(await readText(io, words.operand('FILE'), 65_536))
  const key = await readKeyFile(io, file)
  const http = zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call))
  const { zone } = await aboutZone(http)
  return sendOrKeep(call, http, administered(zone, key, zoneAct('key', { kind, payload })))
}
