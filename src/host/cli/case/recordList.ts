import { signAction } from '../../../core/case/action.ts'
import type { Action } from '../../../core/case/kind.ts'
import { SluiceError } from '../../../core/errors.ts'
import { bytesToHex, sha256 } from '../../../core/record/hash.ts'
import type { Json } from '../../../core/record/jcs.ts'
import type { SeizureList } from '../../../onshore/seizure/list/parseSeizureList.ts'
import type { Call } from '../command.ts'
import { type PersonKey, readKeyFile } from '../keyFile.ts'
import { isRecord, malformed, type ZoneHttp } from '../zoneHttp.ts'
import { aboutZone, caseOf, isHash } from '../zoneReplies.ts'

/** What one entry can hold. */
const linesMax = 200

export interface Recorded {
  readonly outcome: 'appended' | 'known'
  readonly caseId: string
  readonly entry: string
}

export interface RecordListParameters {
  readonly call: Call
  readonly list: SeizureList
  /** The file as the officer had it. */
  readonly bytes: Uint8Array
  readonly http: ZoneHttp
  readonly caseId: string
  readonly keyFile: string
}

/**
 * Records a good list as `seizure.listed`, signed here. The action's id is made of case and file, so that sending it twice records it once.
 *
 * @throws {RefusedByZone} with every rule that is not met
 */
export async function recordList(parameters: RecordListParameters): Promise<Recorded> {
  const { call, list, bytes, http } = parameters
  if (list.lines.length > linesMax) {
    throw new SluiceError(
      'INPUT_INVALID',
      `${call.words.operand('FILE')}: one entry holds ${linesMax} holdings at most, this list has ${list.lines.length}. Split it; nothing was recorded.`,
      {
        facts: { found: list.lines.length, expected: linesMax },
      },
    )
  }
  const key = await readKeyFile(call.io, parameters.keyFile)
  const { id: stream } = await caseOf(http, parameters.caseId)
  const { zone } = await aboutZone(http)
  const file = await putFile(http, bytes)
  const action = signAction({ ...actionOf({ call, list, key, stream, file }), zone, stream }, key.secretKey)
  const path = '/api/actions'
  const done = await http.post(path, { action, stream })
  if (!isRecord(done) || !isHash(done.entry) || (done.outcome !== 'appended' && done.outcome !== 'known'))
    throw malformed(http.url, path, 'something else than an entry')
  return { outcome: done.outcome, caseId: stream, entry: done.entry }
}

async function putFile(http: ZoneHttp, bytes: Uint8Array): Promise<string> {
  const expected = bytesToHex(sha256(bytes))
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  const answer = await http.post('/api/documents', text)
  if (isRecord(answer) && answer.sha256 === expected) return expected
  throw malformed(http.url, '/api/documents', 'another hash than the file has')
}

function actionOf(parameters: {
  readonly call: Call
  readonly list: SeizureList
  readonly key: PersonKey
  readonly stream: string
  readonly file: string
}): Action {
  const { call, list, key, stream, file } = parameters
  const { words } = call
  const [at, absence] = [words.text('at'), words.text('holder-absence')]
  const lines = list.lines.map(({ line, asset, address, units, txid, index, acquiredAt, valuation, note }) => ({
    line,
    asset,
    address,
    units,
    ...(txid === undefined ? {} : { txid }),
    ...(index === undefined ? {} : { index }),
    ...(acquiredAt === undefined ? {} : { acquiredAt }),
    ...(valuation === undefined ? {} : { valuation }),
    ...(note === undefined ? {} : { note }),
  }))
  const payload = {
    list: file,
    lines,
    onSpot: words.flag('on-spot'),
    copies: Number(words.text('copies') ?? '0'),
    investigators: [...words.texts('investigator')],
    witnessSigned: words.flag('witness-signed'),
    holderSigned: words.flag('holder-signed'),
    ...(absence === undefined ? {} : { holderAbsence: absence }),
  }
  return {
    id: `list:${stream}:${file}`,
    kind: 'seizure.listed',
    actor: { person: key.person, org: key.org, role: key.role },
    payload: payload as unknown as { [name: string]: Json },
    documents: [file],
    ...(at === undefined ? {} : { effectiveAt: at }),
  }
}
