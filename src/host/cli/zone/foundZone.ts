import { countersignAction, type SignedAction } from '../../../core/case/action.ts'
import { SluiceError } from '../../../core/errors.ts'
import { fingerprintOf } from '../../../core/record/publicKeys.ts'
import { credentialsOf } from '../access/credentials.ts'
import { type Call, exitDone } from '../command.ts'
import { readText, writeNew } from '../files.ts'
import { readKeyFile } from '../keyFile.ts'
import { administered } from '../sign/twoPersons.ts'
import { defaultZone, isRecord, malformed, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'
import { aboutZone, isHash } from '../zoneReplies.ts'
import { entriesOf } from './entries.ts'
import { besidePlan, type Plan, readPlan } from './plan.ts'

const planBytesMax = 64 * 1024 * 1024

/** What one founder signed, on its way to the other. */
interface Kept {
  readonly format: 'sluice/founding-signed/1'
  readonly plan: Plan
  readonly actions: readonly SignedAction[]
  readonly documents: readonly string[]
}

/** `sluice zone found FILE`: prepared, signed by two founders, sent in order. */
export async function foundZone(call: Call): Promise<number> {
  const { words, io } = call
  const [first, second, output] = [words.text('key'), words.text('second-key'), words.text('output')]
  if (first === undefined) throw new SluiceError('INPUT_INVALID', '--key FILE is missing: the key of a founder.')
  const file = words.operand('FILE')
  const text = await readText(io, file, planBytesMax)
  const kept = readKept(text)
  if (kept !== undefined) {
    if (second !== undefined || output !== undefined)
      throw new SluiceError('INPUT_INVALID', `${file} is signed by one founder: only --key of another is needed.`)
    show(call, kept.plan, kept.actions)
    const http = await sameZone(call, kept.plan)
    const { secretKey } = await readKeyFile(io, first)
    return send(call, http, { ...kept, actions: kept.actions.map((action) => countersignAction(action, secretKey)) })
  }
  if ((second === undefined) === (output === undefined))
    throw new SluiceError(
      'INPUT_INVALID',
      'Two founders sign: name the other key with --second-key FILE, or keep it for them with -o FILE and have them run sluice zone found on that.',
    )
  const plan = readPlan(text, file)
  const { acts, documents } = await entriesOf(plan, besidePlan(io, file))
  show(call, plan, acts)
  const http = second === undefined ? undefined : await sameZone(call, plan)
  const key = await readKeyFile(io, first)
  const actions = acts.map((act) => administered(plan.zone, key, act))
  const signed: Kept = { format: 'sluice/founding-signed/1', plan, actions, documents }
  if (output !== undefined) {
    await writeNew(io, output, `${JSON.stringify(signed)}\n`)
    if (output !== '-')
      say(call, { file: output, entries: actions.length }, `${output}: ${actions.length} entries, signed by one.\n`)
    return exitDone
  }
  const other = await readKeyFile(io, second!)
  return send(call, http!, { ...signed, actions: actions.map((action) => countersignAction(action, other.secretKey)) })
}

function readKept(text: string): Kept | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const kept = isRecord(value) && value.format === 'sluice/founding-signed/1' && Array.isArray(value.actions)
    return kept ? (value as unknown as Kept) : undefined
  } catch {
    return undefined
  }
}

/** Who signs has seen what. */
function show(
  { io }: Call,
  { zone, kind, world, origin, administrators }: Plan,
  acts: readonly Pick<SignedAction, 'kind' | 'payload'>[],
): void {
  io.err(`zone ${zone}, ${kind}, ${world}, log ${origin}\n`)
  for (const { person, key } of administrators) io.err(`administrator ${person}  ${fingerprintOf(key)}\n`)
  for (const { kind: of, payload } of acts.slice(1)) {
    const { pack, org, person, holder, key, entity, account } = payload
    const told =
      of === 'key.enrolled'
        ? `${holder}  ${fingerprintOf(String(key))}`
        : (pack ?? person ?? org ?? account ?? entity ?? '')
    io.err(`${of.padEnd(22)} ${String(told)}\n`)
  }
}

/** The zone is the one of the plan, by all that it says of itself. @throws {INPUT_INVALID} */
async function sameZone(call: Call, plan: Plan): Promise<ZoneHttp> {
  const { words, io } = call
  const http = zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call))
  const about = await aboutZone(http)
  for (const name of ['zone', 'kind', 'world', 'origin', 'verifierKey'] as const) {
    if (about[name] === plan[name]) continue
    throw new SluiceError(
      'SIGNATURE_INVALID',
      `${http.url} is another zone than the plan’s: ${name} is ${about[name]}, the plan says ${plan[name]}. Nothing was sent.`,
    )
  }
  return http
}

async function send(call: Call, http: ZoneHttp, { actions, documents }: Kept): Promise<number> {
  const entries: { kind: string; entry: string; outcome: string }[] = []
  for (const text of documents)
    await http.post('/api/documents', text).catch((error: unknown) => {
      call.io.err(`0 of ${actions.length} entries stand; a document was not taken.\n`)
      throw error
    })
  for (const action of actions) {
    const done = await http.post('/api/actions', { action }).catch((error: unknown) => {
      call.io.err(`${entries.length} of ${actions.length} entries stand; the next, ${action.kind}, was not taken.\n`)
      throw error
    })
    if (!isRecord(done) || !isHash(done.entry))
      throw malformed(http.url, '/api/actions', 'something else than an entry')
    entries.push({ kind: action.kind, entry: done.entry, outcome: String(done.outcome) })
  }
  const fresh = entries.filter(({ outcome }) => outcome === 'appended').length
  const { entry } = entries[0]!
  say(
    call,
    { opening: entry, recorded: fresh, known: entries.length - fresh, entries },
    `Founded: ${fresh} entries recorded, ${entries.length - fresh} were there before. The opening is ${entry}.\n`,
  )
  return exitDone
}

function say({ io, json }: Call, told: object, text: string): void {
  io.out(json ? `${JSON.stringify({ ok: true, ...told })}\n` : text)
}
