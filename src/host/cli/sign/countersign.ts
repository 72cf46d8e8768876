import { countersignAction } from '../../../core/case/action.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { readKeyFile } from '../keyFile.ts'
import { defaultZone, zoneHttp } from '../zoneHttp.ts'
import { readSigned, sendBoth } from './twoPersons.ts'

/** `sluice countersign FILE --key FILE`. What is signed is shown first: who signs has read it. */
export async function countersign(call: Call): Promise<number> {
  const { words, io } = call
  const file = words.text('key')
  if (file === undefined) throw callError('KEY_OF_SECOND')
  const action = await readSigned(call, words.operand('FILE'))
  const { signature: _, countersignature: __, ...shown } = action
  io.err(`${JSON.stringify(shown, undefined, 2)}\n`)
  const key = await readKeyFile(io, file)
  const http = zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call))
  return sendBoth(call, http, countersignAction(action, key.secretKey))
}
