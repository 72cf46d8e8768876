import { signAction } from '../../../core/case/action.ts'
import type { Action } from '../../../core/case/kind.ts'
import { hashText } from '../../../core/record/hash.ts'
import type { Json } from '../../../core/record/jcs.ts'
import { type ListedRow, linesInStateMax } from '../../../onshore/seizure/lineRows.ts'
import { tableOf, tableRowsMax, writeLineTable } from '../../../onshore/seizure/lineTable.ts'
import type { SeizureList } from '../../../onshore/seizure/list/parseSeizureList.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { type PersonKey, readKeyFile } from '../keyFile.ts'
import { isRecord, malformed, type ZoneHttp } from '../zoneHttp.ts'
import { aboutZone, caseOf, isHash } from '../zoneReplies.ts'

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
  if (list.lines.length > tableRowsMax) {
    throw callError(
      'CASE_LINES',
      { file: call.words.operand('FILE'), most: tableRowsMax, count: list.lines.length },
      { facts: { found: list.lines.length, expected: tableRowsMax } },
    )
  }
  const key = await readKeyFile(call.io, parameters.keyFile)
  const { id: stream } = await caseOf(http, parameters.caseId)
  const { zone } = await aboutZone(http)
  const file = await putFile(http, bytes)
  const rows = rowsOf(list)
  const table = rows.length > linesInStateMax ? await putText(http, writeLineTable('listed', rows)) : undefined
  const action = signAction({ ...actionOf({ call, rows, key, stream, file, table }), zone, stream }, key.secretKey)
  const path = '/api/actions'
  const done = await http.post(path, { action, stream })
  if (!isRecord(done) || !isHash(done.entry) || (done.outcome !== 'appended' && done.outcome !== 'known'))
    throw malformed(http.url, path, 'something else than an entry')
  return { outcome: done.outcome, caseId: stream, entry: done.entry }
}

function putFile(http: ZoneHttp, bytes: Uint8Array): Promise<string> {
  return putText(http, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
}

async function putText(http: ZoneHttp, text: string): Promise<string> {
  const expected = hashText(text)
  const answer = await http.post('/api/documents', text)
  if (isRecord(answer) && answer.sha256 === expected) return expected
  throw malformed(http.url, '/api/documents', 'another hash than the file has')
}

function rowsOf(list: SeizureList): readonly ListedRow[] {
  return list.lines.map(({ line, asset, address, units, txid, index, acquiredAt, valuation, note }) => ({
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
}

function actionOf(parameters: {
  readonly call: Call
  readonly rows: readonly ListedRow[]
  readonly key: PersonKey
  readonly stream: string
  readonly file: string
  /** Document that lists the rows, where they are many. */
  readonly table: string | undefined
}): Action {
  const { call, rows, key, stream, file, table } = parameters
  const { words } = call
  const [at, absence] = [words.text('at'), words.text('holder-absence')]
  const payload = {
    list: file,
    ...(table === undefined ? { lines: rows } : { table: { document: table, ...tableOf(rows) } }),
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
    documents: [file, ...(table === undefined ? [] : [table])],
    ...(at === undefined ? {} : { effectiveAt: at }),
  }
}
