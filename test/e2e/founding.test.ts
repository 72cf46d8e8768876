import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../support/ports.ts'
import { jsonOf, root, sluice } from './cliCall.ts'

/** The walk of docs/operation.md, line by line as it stands there: two zones from nothing. Only ports and the way to the program are this test's own. */
const page = readFileSync(join(root, 'docs/operation.md'), 'utf8')
const section = page.slice(page.indexOf('## Two zones from nothing'), page.indexOf('## Configuration'))
const lines = [...section.matchAll(/```sh\n([\s\S]+?)```/g)].map(([, block]) => block!).join('\n')
const passphrases = Object.fromEntries(
  ['ada', 'bai', 'cho', 'dee', 'eve', 'fox', 'bank'].map((who) => [who, `some words of ${who}, twelve`]),
)

const folder = mkdtempSync(join(tmpdir(), 'sluice-founding-'))
const ports = new Map<string, number>()
let bash: ChildProcess
let said = ''

beforeAll(async () => {
  for (const port of ['7410', '7411', '7420', '7421']) ports.set(port, await freePort())
  writeFileSync(join(folder, 'words.json'), JSON.stringify(passphrases), { mode: 0o600 })
  const script = lines
    .replaceAll('npx sluice', `"${process.execPath}" "${join(root, 'src/host/cli/main.ts')}"`)
    .replaceAll('node_modules/.bin/node src/', `"${process.execPath}" "${root}/src/`)
    .replaceAll(/(src\/host\/(?:on|off)shore\.ts)/g, '$1"')
    .replaceAll(/\b74[12][01]\b/g, (port) => String(ports.get(port)))
  bash = spawn('bash', ['-eu', '-c', `trap 'kill $(jobs -p); wait' EXIT\n${script}\necho WALKED\nread -r end`], {
    cwd: folder,
    env: { ...process.env, SLUICE_PASSPHRASES: join(folder, 'words.json') },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const hear = (chunk: Buffer): void => {
    said += chunk.toString()
  }
  bash.stderr!.on('data', hear)
  await new Promise<void>((walked, broke) => {
    bash.stdout!.on('data', (chunk: Buffer) => {
      hear(chunk)
      if (said.includes('WALKED')) walked()
    })
    bash.once('exit', (code) => broke(new Error(`the walk ended with ${code}: ${said}`)))
  })
}, 1_500_000)

afterAll(async () => {
  const ended = new Promise((end) => bash.once('exit', end))
  if (bash.exitCode === null) {
    bash.stdin!.end('end\n')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
}, 240_000)

const at = (port: string) => `http://127.0.0.1:${ports.get(port)}`
const call = (words: string) => sluice(words, { folder, env: { SLUICE_PASSPHRASES: 'words.json' } })

test('either zone stands under the signature of its log and of the other zone’s witness', async () => {
  for (const [port, own, other] of [
    ['7410', 'beijing', 'hongkong'],
    ['7420', 'hongkong', 'beijing'],
  ] as const) {
    await expect
      .poll(async () => (await call(`log root --zone ${at(port)}`)).out, { timeout: 300_000 })
      .toMatch(new RegExp(`signed by ${own}.example/log\nsigned by ${other}.example/log/witness`))
  }
  expect(said).toContain('Founded: 6 entries recorded, 0 were there before.')
  expect(said).not.toContain(passphrases.ada)
})

test('both are of the real world, and founding again changes nothing', async () => {
  expect(await (await fetch(`${at('7410')}/api/zone`)).json()).toMatchObject({ zone: 'beijing', world: 'real' })
  const keys = '--key zones/keys/ada.key --second-key zones/keys/bai.key'
  const again = await call(`zone found zones/onshore/founding.json ${keys} --zone ${at('7410')} --json`)
  expect(jsonOf(again)).toMatchObject({ ok: true, recorded: 0, known: 6 })
})

test('more is added to the plan later: an organisation with its document, a person with an SM2 key', async () => {
  await call('key new eve.key --person eve --org psb --role case-officer --sm2')
  const { publicKey } = jsonOf<{ publicKey: string }>(await call('key show eve.key --json'))
  const file = join(folder, 'zones/onshore/founding.json')
  writeFileSync(join(folder, 'zones/onshore/psb.txt'), 'a decree that names the bureau')
  const plan = JSON.parse(readFileSync(file, 'utf8')) as object
  const psb = { org: 'psb', role: 'public-security', family: 'state-beijing', name: 'A bureau', document: 'psb.txt' }
  const confirmation = { by: 'psb', how: 'in-person' }
  const eve = { person: 'eve', org: 'psb', roles: ['case-officer'], personalName: 'E', key: publicKey, document: 'psb.txt', confirmation } // biome-ignore format: one person
  writeFileSync(file, JSON.stringify({ ...plan, organisations: [psb], people: [eve] }))
  const keys = '--key zones/keys/ada.key --second-key zones/keys/bai.key'
  const more = await call(`zone found zones/onshore/founding.json ${keys} --zone ${at('7410')} --json`)
  expect(jsonOf(more)).toMatchObject({ ok: true, recorded: 3, known: 6 })
  const { state } = (await (
    await fetch(`${at('7410')}/api/directory`, { headers: await signedIn(at('7410')) })
  ).json()) as {
    state: { people: Record<string, unknown>; keys: Record<string, { holder: string; algorithm: string }> }
  }
  expect(state.people.eve).toEqual({ org: 'psb', roles: ['case-officer'] })
  expect(state.keys[publicKey]).toMatchObject({ holder: 'eve', algorithm: 'sm2' })
})

test('a bank’s key is enrolled, confirmed by somebody of the bureau, rotated, and lost with a date before', async () => {
  await call('key new bank.key --person bank --org bank --role signatory')
  await call('key new bank2.key --person bank --org bank --role signatory')
  const keyOf = async (file: string) => jsonOf<{ publicKey: string }>(await call(`key show ${file} --json`)).publicKey
  const [first, second] = [await keyOf('bank.key'), await keyOf('bank2.key')]
  const file = join(folder, 'zones/onshore/founding.json')
  const plan = JSON.parse(readFileSync(file, 'utf8')) as { organisations: object[]; entries: object[] }
  const confirmation = { by: 'psb', how: 'registered-post' }
  const bank = {
    org: 'bank',
    role: 'bank',
    family: 'bank',
    name: 'A bank',
    document: 'psb.txt',
    key: first,
    confirmation,
  }
  const found = async (entries: readonly object[]) => {
    writeFileSync(file, JSON.stringify({ ...plan, organisations: [...plan.organisations, bank], entries }))
    const keys = '--key zones/keys/ada.key --second-key zones/keys/bai.key'
    return call(`zone found zones/onshore/founding.json ${keys} --zone ${at('7410')} --json`)
  }
  expect(jsonOf(await found([]))).toMatchObject({ recorded: 2 })
  writeFileSync(join(folder, 'call.txt'), 'called the number on the letterhead; fingerprint read aloud')
  const vouched = await call(
    `key vouch ${first} --how call-back --note call.txt --key eve.key --zone ${at('7410')} --json`,
  )
  expect(jsonOf(vouched)).toMatchObject({ ok: true, kind: 'key.confirmed' })
  await call('key rotate rotation.json --organisation --old bank.key --new bank2.key --holder bank')
  const { kind, payload } = JSON.parse(readFileSync(join(folder, 'rotation.json'), 'utf8')) as { kind: string; payload: object } // biome-ignore format: one line
  expect(jsonOf(await found([{ kind, payload }]))).toMatchObject({ ok: true, recorded: 1 })
  const lostAt = new Date(Date.now() - 1000).toISOString()
  const lost = { kind: 'key.revoked', payload: { key: second, reason: 'stolen' }, effectiveAt: lostAt }
  expect(jsonOf(await found([{ kind, payload }, lost]))).toMatchObject({ ok: true, recorded: 1 })
  const { state } = (await (
    await fetch(`${at('7410')}/api/directory`, { headers: await signedIn(at('7410')) })
  ).json()) as { state: { keys: Record<string, object> } }
  expect(state.keys[first]).toMatchObject({
    holder: 'bank',
    confirmed: [{ org: 'psb', person: 'eve', how: 'call-back' }],
  })
  expect(state.keys[second]).toMatchObject({ holder: 'bank', follows: first, until: lostAt })
})

/** The session of an administrator, as the command line keeps it. */
async function signedIn(url: string): Promise<Record<string, string>> {
  const env = { SLUICE_PASSPHRASES: 'words.json', SLUICE_SESSION: 'sessions.json' }
  expect(await sluice(`sign-in --as zones/keys/ada.key --zone ${url}`, { folder, env })).toMatchObject({ exit: 0 })
  const kept = JSON.parse(readFileSync(join(folder, 'sessions.json'), 'utf8')) as Record<string, { token: string }>
  return { authorization: `Bearer ${kept[url]!.token}` }
}

test('strangers found nothing, and another zone than the plan’s is not signed for', async () => {
  for (const who of ['eve', 'fox'])
    await call(`key new ${who}2.key --person ${who} --org administration --role administrator`)
  const keys = '--key eve2.key --second-key fox2.key'
  const stranger = await call(`zone found zones/offshore/founding.json ${keys} --zone ${at('7420')}`)
  expect(stranger.exit).toBe(1)
  expect(stranger.err).toContain('0 of 6 entries stand')
  const other = await call(`zone found zones/onshore/founding.json ${keys} --zone ${at('7420')}`)
  expect(other).toMatchObject({ exit: 1, out: '' })
  expect(other.err).toContain(
    'another zone than the plan’s: zone is hongkong, the plan says beijing. Nothing was sent.',
  )
})
