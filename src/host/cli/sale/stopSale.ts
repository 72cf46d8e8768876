import { signAction } from '../../../core/case/action.ts'
import { hashText } from '../../../core/record/hash.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import { sayRefusal } from '../case/sayRefusal.ts'
import { type Call, exitDone } from '../command.ts'
import { readKeyFile } from '../keyFile.ts'
import { defaultZone, isRecord, malformed, RefusedByZone, zoneHttp } from '../zoneHttp.ts'
import { aboutZone, caseOf, isHash } from '../zoneReplies.ts'

/** `sluice sale stop`: the kill switch from a terminal. Pressed twice, the first press counts. */
export async function stopSale(call: Call): Promise<number> {
  const { io, json, words } = call
  const file = words.text('key')
  if (file === undefined) throw callError('KEY_OF_STOPPER')
  const { person, org, role, secretKey } = await readKeyFile(io, file)
  const tranche = words.operand('TRANCHE')
  const http = zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call))
  const { id: stream } = await caseOf(http, words.operand('CASE'))
  const { zone } = await aboutZone(http)
  const reason = words.text('reason') ?? 'stopped from the command line'
  const moment = io.now().toISOString()
  const action = signAction(
    {
      id: `stop:${hashText(`${stream} ${tranche} ${person} ${moment}`).slice(0, 32)}`,
      zone,
      stream,
      kind: 'sale.stopped',
      actor: { person, org, role },
      subject: { lot: tranche.split('/')[0]!, tranche },
      payload: { reason },
      documents: [],
    },
    secretKey,
  )
  const path = '/api/actions'
  let done: unknown
  try {
    done = await http.post(path, { action, stream })
  } catch (error) {
    if (error instanceof RefusedByZone) return sayRefusal({ call, http, refusal: error.refusal })
    throw error
  }
  if (!isRecord(done) || !isHash(done.entry)) throw malformed(http.url, path, 'something else than an entry')
  io.out(json ? `${JSON.stringify({ ok: true, entry: done.entry })}\n` : `${done.entry}\n`)
  return exitDone
}
