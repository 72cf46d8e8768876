import { signAction } from '../../../core/case/action.ts'
import type { CaseState } from '../../../core/case/state.ts'
import { hashText } from '../../../core/record/hash.ts'
import type { Json } from '../../../core/record/jcs.ts'
import { custodyOf } from '../../../onshore/custody/custody.ts'
import { seizureOf } from '../../../onshore/seizure/seizure.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone } from '../command.ts'
import { type PersonKey, readKeyFile } from '../keyFile.ts'
import { defaultZone, isRecord, malformed, RefusedByZone, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'
import { aboutZone, caseOf, isHash } from '../zoneReplies.ts'
import { lineTexts } from './lineTexts.ts'
import { sayRefusal } from './sayRefusal.ts'
import { fill } from './texts.ts'

/** A case as lines are brought to it: its state, and the tables that its lines stand in. */
export interface OpenCase {
  readonly http: ZoneHttp
  readonly zone: string
  readonly id: string
  readonly state: CaseState
  readonly key: PersonKey
  readonly document: (sha256: string) => string
}

/** @throws {INPUT_INVALID} without --case or --key */
export async function openCase(call: Call): Promise<OpenCase> {
  const { words, io } = call
  const [number, keyFile] = [words.text('case'), words.text('key')]
  const missing = [...(number === undefined ? ['--case NUMBER'] : []), ...(keyFile === undefined ? ['--key FILE'] : [])]
  if (number === undefined || keyFile === undefined)
    throw callError('OPTIONS_MISSING', { options: missing.join(', ') }, { facts: { missing } })
  const http = zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call))
  const { zone } = await aboutZone(http)
  const { id, state } = await caseOf(http, number)
  const documents = new Map<string, string>()
  const tables = [seizureOf(state)?.table, ...(custodyOf(state).tables ?? [])]
  for (const table of tables)
    if (table !== undefined) documents.set(table.document, await http.getText(`/api/documents/${table.document}`))
  return {
    http,
    zone,
    id,
    state,
    key: await readKeyFile(io, keyFile),
    document: (sha256) => documents.get(sha256)!,
  }
}

/** Hands a text in. */
export async function putText({ http }: OpenCase, text: string): Promise<string> {
  const expected = hashText(text)
  const answer = await http.post('/api/documents', text)
  if (isRecord(answer) && answer.sha256 === expected) return expected
  throw malformed(http.url, '/api/documents', 'another hash than the text has')
}

/** Signs and sends one entry of lines. Its id is made of case, kind and file, so that the same file is recorded once. */
export async function sendLines(
  call: Call,
  open: OpenCase,
  entry: {
    readonly kind: string
    readonly file: string
    readonly payload: { readonly [name: string]: Json }
    readonly documents: readonly string[]
    readonly count: number
  },
): Promise<number> {
  const { io, json, language, words } = call
  const { http, zone, id: stream, key } = open
  const { kind, file, payload, documents, count } = entry
  const at = words.text('at')
  const action = {
    id: `lines:${kind}:${stream}:${file}`,
    kind,
    actor: { person: key.person, org: key.org, role: key.role },
    payload,
    documents: [...new Set([...documents, file])],
    ...(at === undefined ? {} : { effectiveAt: at }),
    zone,
    stream,
  }
  try {
    const done = await http.post('/api/actions', { action: signAction(action, key.secretKey), stream })
    if (!isRecord(done) || !isHash(done.entry) || (done.outcome !== 'appended' && done.outcome !== 'known'))
      throw malformed(http.url, '/api/actions', 'something else than an entry')
    const { outcome, entry: hash } = done
    const said = fill(lineTexts[language][outcome === 'known' ? 'known' : 'recorded'], {
      case: words.text('case')!,
      kind,
      count,
      entry: hash,
    })
    io.out(
      json ? `${JSON.stringify({ ok: true, outcome, case: stream, kind, entry: hash, lines: count })}\n` : `${said}\n`,
    )
    return exitDone
  } catch (error) {
    if (error instanceof RefusedByZone) return sayRefusal({ call, http, refusal: error.refusal })
    throw error
  }
}

/** A dry run that found nothing wrong. */
export function sayDryRun({ io, json, language, words }: Call, count: number): number {
  const said = fill(lineTexts[language].dryRun, { file: words.operand('FILE'), count })
  io.out(json ? `${JSON.stringify({ ok: true, outcome: 'dry run', lines: count })}\n` : `${said}\n`)
  return exitDone
}
