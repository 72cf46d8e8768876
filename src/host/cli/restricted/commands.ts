import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text as allOf } from 'node:stream/consumers'
import { SluiceError } from '../../../core/errors.ts'
import {
  createRestrictedRegister,
  loginOf,
  makeLogin,
  openRestrictedRegister,
  type RestrictedKind,
  type RestrictedRegister,
} from '../../restricted/restrictedRegister.ts'
import { startPostgres } from '../../store/postgres.ts'
import { type Call, exitDone } from '../command.ts'
import { readText } from '../files.ts'
import { refuseShared } from '../refuseShared.ts'
import { isRecord } from '../zoneHttp.ts'

/** How one person opens the register: on a server by its URL, or embedded, where the port is another each time. */
interface Opening {
  readonly institution: string
  readonly person: string
  readonly url: string
  readonly embedded?: string
}

/** `sluice restricted start`. */
export function start(call: Call): Promise<number> {
  const officer = needed(call, 'officer')
  return admitted(call, officer, (server) =>
    createRestrictedRegister({
      ...server,
      ownerPassword: secret(),
      officer,
      officerPassword: secret(),
      at: call.io.now().toISOString(),
    }),
  )
}

/** `sluice restricted login`. */
export function login(call: Call): Promise<number> {
  const person = needed(call, 'person')
  return admitted(call, person, (server) => makeLogin({ ...server, person, password: secret() }))
}

async function admitted(
  call: Call,
  person: string,
  make: (server: { adminUrl: string; institution: string }) => Promise<{ url: string }>,
): Promise<number> {
  const { words, io, json } = call
  const institution = words.operand('INSTITUTION')
  const output = resolve(io.folder, needed(call, 'output'))
  const folder = words.text('embedded')
  const embedded = folder === undefined ? undefined : resolve(io.folder, folder)
  loginOf(institution, person)
  // Written before anything is made, so that no login stands whose password nobody has.
  await writeFile(output, '', { flag: 'wx', mode: 0o600 })
  await withServer(call, embedded, async (adminUrl) => {
    const { url } = await make({ adminUrl, institution })
    const opening: Opening = { institution, person, url, ...(embedded === undefined ? {} : { embedded }) }
    await writeFile(output, `${JSON.stringify(opening, undefined, 2)}\n`, { mode: 0o600 })
  })
  io.out(json ? `${JSON.stringify({ ok: true, file: output })}\n` : `${output}: how ${person} opens the register.\n`)
  return exitDone
}

/** `sluice restricted name`. */
export function name(call: Call): Promise<number> {
  const person = call.words.operand('PERSON')
  return opened(call, async (register, { institution }) => {
    if (call.words.flag('end')) await register.end(person)
    else await register.name({ person, login: loginOf(institution, person), officer: call.words.flag('officer') })
    return { text: call.words.flag('end') ? `${person} finds nothing here from now on.` : `${person} is let in.` }
  })
}

/** `sluice restricted record`. */
export async function record(call: Call): Promise<number> {
  const [kind, about, detail] = [needed(call, 'kind'), needed(call, 'about'), await detailOf(call)]
  return opened(call, async (register) => {
    await register.record({ kind: kind as RestrictedKind, about, detail })
    return { text: 'Recorded.' }
  })
}

/** `sluice restricted list`. */
export function list(call: Call): Promise<number> {
  return opened(call, async (register) => {
    const items = await register.list(call.words.text('about'))
    const lines = items.map(
      (item) => `${item.madeAt} ${item.kind} ${item.about} by ${item.madeBy}\n  ${item.detail.trimEnd()}`,
    )
    return { text: lines.join('\n'), items }
  })
}

/** `sluice restricted decide`. */
export async function decide(call: Call): Promise<number> {
  const decision = call.words.operand('DECISION')
  if (decision !== 'hold' && decision !== 'proceed')
    throw new SluiceError('INPUT_INVALID', `${decision}: expected hold or proceed.`)
  const [about, detail] = [needed(call, 'about'), await detailOf(call)]
  return opened(call, async (register) => {
    const says = await register.decide({ about, decision, detail })
    return { text: says, says }
  })
}

async function opened(
  call: Call,
  act: (register: RestrictedRegister, opening: Opening) => Promise<{ readonly text: string } & object>,
): Promise<number> {
  const { io, json } = call
  const opening = await readOpening(call)
  const done = await withServer(call, opening.embedded, async (adminUrl) => {
    const register = openRestrictedRegister(urlNow(opening, adminUrl))
    try {
      return await act(register, opening)
    } finally {
      await register.close()
    }
  })
  const { text, ...answer } = done
  io.out(json ? `${JSON.stringify({ ok: true, ...answer })}\n` : `${text}\n`)
  return exitDone
}

/** The embedded server listens at another port each time. */
function urlNow({ url, embedded }: Opening, adminUrl: string): string {
  if (embedded === undefined) return url
  const now = new URL(url)
  now.host = new URL(adminUrl).host
  return now.href
}

async function withServer<T>(
  { io }: Call,
  embedded: string | undefined,
  act: (adminUrl: string) => Promise<T>,
): Promise<T> {
  if (embedded === undefined) return act(io.env.SLUICE_RESTRICTED_ADMIN_URL ?? '')
  const server = await startPostgres({ folder: embedded })
  try {
    return await act(server.adminUrl)
  } finally {
    await server.stop()
  }
}

async function readOpening(call: Call): Promise<Opening> {
  const path = needed(call, 'register')
  await refuseShared(call.io, path)
  let value: unknown
  try {
    value = JSON.parse(await readFile(resolve(call.io.folder, path), 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const whole = isRecord(value) && ['institution', 'person', 'url'].every((field) => typeof value[field] === 'string')
  if (!whole) throw new SluiceError('INPUT_INVALID', `${path}: expected what sluice restricted start or login wrote.`)
  return value as unknown as Opening
}

const detailBytesMax = 1024 * 1024

async function detailOf(call: Call): Promise<string> {
  const path = needed(call, 'detail')
  return path === '-' ? allOf(process.stdin) : readText(call.io, path, detailBytesMax)
}

function needed({ words, io }: Call, option: string): string {
  const found = words.text(option)
  if (found === undefined) throw new SluiceError('INPUT_INVALID', `--${option} is missing.`)
  const serverless = words.text('embedded') === undefined && io.env.SLUICE_RESTRICTED_ADMIN_URL === undefined
  if (option === 'output' && serverless)
    throw new SluiceError(
      'INPUT_INVALID',
      'Name the institution’s own server in SLUICE_RESTRICTED_ADMIN_URL, or a folder with --embedded.',
    )
  return found
}

function secret(): string {
  return randomBytes(24).toString('base64url')
}
