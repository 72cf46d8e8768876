import type { KeptList, Registers } from '../../../core/case/registers.ts'
import { hashText } from '../../../core/record/hash.ts'
import { type ListSnapshot, readListSnapshot } from '../../../core/rules/listSnapshot.ts'
import type { ScreeningList } from '../../../core/rules/screening.ts'
import { listChanges } from '../../../core/rules/screenSubjects.ts'
import { bindsIn, listAct } from '../../../core/zone/listActs.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone } from '../command.ts'
import { readText } from '../files.ts'
import { readKeyFile } from '../keyFile.ts'
import { faultLine } from '../register/readFile.ts'
import { administered, sendOrKeep } from '../sign/twoPersons.ts'
import { defaultZone, isRecord, malformed, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'
import { aboutZone } from '../zoneReplies.ts'
import { shippedList } from './shippedLists.ts'

const bytesMax = 16 * 1024 * 1024

/** `sluice list import`. */
export async function importSnapshot(call: Call): Promise<number> {
  const { words, io, json, language } = call
  const name = words.operand('FILE')
  const key = words.text('key')
  const against = words.text('against')
  if (against !== undefined && key !== undefined) throw callError('AGAINST_KEY')
  if (key === undefined && (words.text('second-key') !== undefined || words.text('output') !== undefined))
    throw callError('KEY_OF_FIRST')
  const text = await readText(io, name, bytesMax)
  const snapshot = readListSnapshot(text)
  if (!json) for (const fault of snapshot.faults) io.err(`${faultLine(name, fault, language)}\n`)
  const about = await aboutList(call, snapshot)
  const http =
    against === undefined ? zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call)) : undefined
  const kept = http === undefined ? undefined : await keptIn(http, about.id)
  const before =
    against !== undefined
      ? await readText(io, against, bytesMax)
      : kept === undefined
        ? undefined
        : await http!.getText(`/api/documents/${kept.snapshot}`)
  const changes = listChanges(before, text)
  say(call, { about, snapshot, text, changes })
  if (http === undefined || key === undefined) return exitDone
  return propose(call, { http, key, text, about, snapshot, changes, ...(kept === undefined ? {} : { kept }) })
}

type Changes = ReturnType<typeof listChanges>

/** What ships of a list, with what the call says otherwise. @throws {INPUT_INVALID} */
async function aboutList({ words, io }: Call, snapshot: ListSnapshot): Promise<ScreeningList> {
  const id = words.text('list') ?? snapshot.list
  if (id === undefined) throw callError('LIST_WHICH')
  const known = await shippedList(io, id)
  const force = (words.text('force') as ScreeningList['force'] | undefined) ?? known?.force
  const issuer = words.text('issuer') ?? known?.issuer
  if (force === undefined || issuer === undefined) throw callError('LIST_UNSHIPPED', { id })
  return {
    id,
    title: known?.title ?? { 'zh-CN': id, 'zh-HK': id, en: id },
    issuer,
    zone: bindsIn[force],
    force,
    source: words.text('source') ?? known?.source ?? issuer,
  }
}

async function keptIn(http: ZoneHttp, list: string): Promise<KeptList | undefined> {
  const path = '/api/registers'
  const found = await http.get(path)
  if (!isRecord(found)) throw malformed(http.url, path, 'something else than registers')
  const { lists = [] } = (found.state ?? {}) as Partial<Registers>
  if (!Array.isArray(lists)) throw malformed(http.url, path, 'something else than lists')
  const kept = (lists as readonly KeptList[]).filter((each) => each.list === list).at(-1)
  if (kept !== undefined && !/^[0-9a-f]{64}$/.test(kept.snapshot))
    throw malformed(http.url, path, 'a list without a hash')
  return kept
}

async function propose(
  call: Call,
  parameters: {
    readonly http: ZoneHttp
    readonly key: string
    readonly text: string
    readonly about: ScreeningList
    readonly snapshot: ListSnapshot
    readonly changes: Changes
    readonly kept?: KeptList
  },
): Promise<number> {
  const { http, text, about, snapshot, changes, kept } = parameters
  const { words, io } = call
  const key = await readKeyFile(io, parameters.key)
  const publishedOn = words.text('published') ?? snapshot.publishedOn
  if (publishedOn === undefined) throw callError('LIST_PUBLISHED')
  const held = await http.post('/api/documents', text)
  const hash = hashText(text)
  if (!isRecord(held) || held.sha256 !== hash)
    throw malformed(http.url, '/api/documents', 'the hash of another document')
  const act = listAct({
    about: { ...about, title: about.title['zh-CN'] },
    read: { text, snapshot, changes },
    publishedOn,
    checkedOn: words.text('checked') ?? (await dayOfZone(http)),
    kept,
  })
  const { zone } = await aboutZone(http)
  // The same import again is the same action.
  return sendOrKeep(call, http, administered(zone, key, act))
}

async function dayOfZone(http: ZoneHttp): Promise<string> {
  const about = await http.get('/api/zone')
  if (!isRecord(about) || typeof about.now !== 'string') throw malformed(http.url, '/api/zone', 'no time')
  return about.now.slice(0, 10)
}

function say(
  { io, json, words, language }: Call,
  said: {
    readonly about: ScreeningList
    readonly snapshot: ListSnapshot
    readonly text: string
    readonly changes: Changes
  },
): void {
  const { about, snapshot, text, changes } = said
  const { form, subjects, faults } = snapshot
  if (json) {
    // With a key the outcome is said by who sends it; one JSON object is all that stands on standard output.
    const flaws = faults.map((fault) => ({ ...fault, message: faultLine(words.operand('FILE'), fault, language) }))
    if (words.text('key') === undefined)
      io.out(
        `${JSON.stringify({ ok: true, outcome: 'preview', list: about.id, force: about.force, form, snapshot: hashText(text), subjects: subjects.length, ...changes, faults: flaws })}\n`,
      )
    return
  }
  io.out(
    `${about.id}, ${about.issuer}: ${about.force}. ${subjects.length} addresses and names (${form}), snapshot ${hashText(text)}\n`,
  )
  for (const { line, sort, value } of changes.begun.slice(0, 200)) io.out(`+ line ${line}, ${sort}: ${value}\n`)
  for (const { line, sort, value } of changes.gone.slice(0, 200)) io.out(`- was line ${line}, ${sort}: ${value}\n`)
  io.out(`${changes.begun.length} begin, ${changes.gone.length} are gone.\n`)
}
