import { signAction } from '../../../core/case/action.ts'
import { fingerprintOf } from '../../../core/record/publicKeys.ts'
import { actionOfAct, confirmationAct } from '../../../core/zone/acts.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { readText } from '../files.ts'
import { readKeyFile } from '../keyFile.ts'
import { sendBoth } from '../sign/twoPersons.ts'
import { defaultZone, zoneHttp } from '../zoneHttp.ts'
import { aboutZone } from '../zoneReplies.ts'

const noteBytesMax = 1_048_576

/** `sluice key vouch KEY`: one person's word, under their own signature. The same word again is the same action. */
export async function vouch(call: Call): Promise<number> {
  const { words, io } = call
  const [how, note, file] = [words.text('how'), words.text('note'), words.text('key')]
  if (how === undefined || note === undefined || file === undefined) throw callError('KEY_VOUCH')
  const text = await readText(io, note, noteBytesMax)
  const key = words.operand('KEY')
  io.err(`fingerprint  ${fingerprintOf(key)}\n`)
  const { person, org, role, secretKey } = await readKeyFile(io, file)
  const http = zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call))
  const { zone } = await aboutZone(http)
  await http.post('/api/documents', text)
  const act = confirmationAct({ person, key, how, note: text })
  const action = signAction(actionOfAct(zone, { org, person, role }, act), secretKey)
  return sendBoth(call, http, action)
}
