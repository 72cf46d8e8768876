import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SluiceError } from '../../../core/errors.ts'
import { entryId } from '../../../core/record/entry.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { readCrossing } from '../../../crossing/document.ts'
import { credentialsOf } from '../access/credentials.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readText } from '../files.ts'
import { defaultZone, isRecord, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'

const fileBytesMax = 256 * 1024 * 1024

/** `sluice crossing export`: what waits for the other zone, one document a line. */
export async function exportCrossings(call: Call): Promise<number> {
  const { words, io, json } = call
  const asked = new URLSearchParams()
  for (const name of ['from', 'to']) {
    const value = words.text(name)
    if (value !== undefined) asked.set(name, value)
  }
  const found = await zoneOf(call).get(`/api/crossings${asked.size === 0 ? '' : `?${asked}`}`)
  if (!Array.isArray(found) || !found.every((text) => typeof text === 'string'))
    throw new SluiceError('ZONE_REPLY_MALFORMED', 'the zone answered with something else than documents.')
  const file = words.operand('FILE')
  await writeFile(resolve(io.folder, file), found.map((text) => `${text}\n`).join(''))
  io.out(
    json
      ? `${JSON.stringify({ ok: true, documents: found.length, file })}\n`
      : `${found.length} documents in ${file}\n`,
  )
  return exitDone
}

/** `sluice crossing import`: hands them to this zone in their order, and writes what it answered. */
export async function importCrossings(call: Call): Promise<number> {
  const { words, io, json } = call
  const texts = await linesOf(call)
  // All are read before the first is sent: a file that is not whole changes nothing.
  const documents = texts.map((text, i) => ({ text, entry: entryOf(text, i + 1) }))
  const zone = zoneOf(call)
  const answers: Json[] = []
  let refused = 0
  for (const { text, entry } of documents) {
    try {
      const answer = await zone.post('/crossings', text)
      if (!isRecord(answer)) throw new SluiceError('ZONE_REPLY_MALFORMED', 'the zone gave no answer to a crossing.')
      answers.push({ entry, ...(answer as { [key: string]: Json }) })
      if (answer.outcome !== 'applied') refused++
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code === 'ZONE_UNREACHABLE') throw error
      answers.push({ entry, outcome: 'refused', code: error.code, message: error.message })
      refused++
    }
  }
  const file = words.text('answers') ?? `${words.operand('FILE')}.answers`
  await writeFile(resolve(io.folder, file), answers.map((answer) => `${canonical(answer)}\n`).join(''))
  const told = { documents: documents.length, applied: documents.length - refused, answers: file }
  io.out(
    json
      ? `${JSON.stringify({ ok: refused === 0, ...told })}\n`
      : `${told.applied} of ${told.documents} applied; answers in ${file}, to be taken back\n`,
  )
  return refused === 0 ? exitDone : exitRefused
}

/** `sluice crossing acknowledge`: takes the answers back to the zone that sent. */
export async function acknowledgeCrossings(call: Call): Promise<number> {
  const { io, json } = call
  const answers = (await linesOf(call)).map((text, i): Record<string, unknown> => {
    const value = parse(text)
    if (isRecord(value)) return value
    throw bad(i + 1, 'an answer of sluice crossing import')
  })
  const zone = zoneOf(call)
  const open: unknown[] = []
  for (const answer of answers) {
    if (answer.outcome === 'applied') await zone.post('/api/crossings/acknowledgements', answer)
    else open.push(answer)
  }
  const done = answers.length - open.length
  if (json) io.out(`${JSON.stringify({ ok: open.length === 0, acknowledged: done, open })}\n`)
  else io.out(`${done} acknowledged\n${open.map((one) => `${hint(one as Record<string, unknown>)}\n`).join('')}`)
  return open.length === 0 ? exitDone : exitRefused
}

function hint({ entry, outcome, size, message }: Record<string, unknown>): string {
  return outcome === 'behind'
    ? `${String(entry)}: the other zone holds a head of ${String(size)} leaves; export again with --from ${String(size)}`
    : `${String(entry)}: ${String(message)}`
}

function zoneOf(call: Call): ZoneHttp {
  const { words, io } = call
  return zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call))
}

async function linesOf({ words, io }: Call): Promise<string[]> {
  const text = await readText(io, words.operand('FILE'), fileBytesMax)
  if (text !== '' && !text.endsWith('\n')) throw bad(text.split('\n').length, 'a line feed at the end of each line')
  return text.split('\n').slice(0, -1)
}

function entryOf(text: string, line: number): string {
  try {
    return entryId(readCrossing(text).entry)
  } catch (error) {
    throw bad(line, `a crossing document: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function bad(line: number, expected: string): SluiceError {
  return new SluiceError('INPUT_INVALID', `line ${line}: expected ${expected}`, { facts: { line, expected } })
}
