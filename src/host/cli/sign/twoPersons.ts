import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { countersignAction, type SignedAction, signAction } from '../../../core/case/action.ts'
import { actionOfAct, signedActOf, type ZoneAct } from '../../../core/zone/acts.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone } from '../command.ts'
import { writeNew } from '../files.ts'
import { type PersonKey, readKeyFile } from '../keyFile.ts'
import { isRecord, malformed, type ZoneHttp } from '../zoneHttp.ts'
import { isHash } from '../zoneReplies.ts'

/** The action of an administrator, for one zone. */
export function administered(zone: string, first: PersonKey, act: ZoneAct): SignedAction {
  const actor = { org: first.org, person: first.person, role: first.role }
  return signAction(actionOfAct(zone, actor, act), first.secretKey)
}

/**
 * Sends what both signed, or keeps what one signed for the other: two administrators need not sit at one machine.
 *
 * @throws {RefusedByZone} with every rule that is not met
 */
export async function sendOrKeep(call: Call, http: ZoneHttp, signed: SignedAction): Promise<number> {
  const { words, io, json } = call
  const second = words.text('second-key')
  const output = words.text('output')
  if ((second === undefined) === (output === undefined)) {
    throw callError('TWO_ADMINISTRATORS')
  }
  if (output !== undefined) {
    await writeNew(io, output, `${JSON.stringify(signed, undefined, 2)}\n`)
    if (output !== '-') io.out(json ? `${JSON.stringify({ ok: true, file: output })}\n` : `${output}: signed by one.\n`)
    return exitDone
  }
  const key = await readKeyFile(io, second!)
  return sendBoth(call, http, countersignAction(signed, key.secretKey))
}

/** Sends an action that two signed, and says what entry it became. */
export async function sendBoth({ io, json }: Call, http: ZoneHttp, action: SignedAction): Promise<number> {
  const done = await http.post('/api/actions', { action })
  if (!isRecord(done) || !isHash(done.entry)) throw malformed(http.url, '/api/actions', 'something else than an entry')
  const { entry, outcome } = done
  io.out(
    json
      ? `${JSON.stringify({ ok: true, outcome, entry, kind: action.kind })}\n`
      : `${action.kind}: ${outcome === 'known' ? 'recorded before' : 'recorded'} as entry ${entry}.\n`,
  )
  return exitDone
}

/** An action that one administrator signed, from a file. @throws {INPUT_INVALID} */
export async function readSigned(call: Call, path: string): Promise<SignedAction> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(resolve(call.io.folder, path), 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const action = signedActOf(value)
  if (action === undefined) throw callError('ONE_SIGNED', { path })
  return action
}
