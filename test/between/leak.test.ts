import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators } from '../../sandbox/rehearsal/cast.ts'
import { signIn } from '../../sandbox/rehearsal/signedIn.ts'
import { askOverHttp } from '../../sandbox/rehearsal/zoneClient.ts'
import { venueHoldId, venueHoldReason } from '../../src/core/case/holdKinds.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { commands } from '../../src/host/cli/commands.ts'
import {
  createRestrictedRegister,
  openRestrictedRegister,
  wordsOfDecision,
} from '../../src/host/restricted/restrictedRegister.ts'
import { removePostgres } from '../../src/host/store/place.ts'
import { type EmbeddedPostgres, startPostgres } from '../../src/host/store/postgres.ts'
import { signInWith, sluice } from '../e2e/cliCall.ts'
import { type Pair, startPair, until } from '../support/pair.ts'

/**
 * Two runs of the same case with a stop by the platform in each: behind one stand a report, a consent and its refusal in the institution's own register,
 * behind the other papers that are late. All that anybody onshore can see of the two is compared, byte by byte.
 */
const root = resolve(import.meta.dirname, '../..')
const secrets = {
  report: 'SANDBOX-STR-7741 structuring through forty wallets',
  consent: 'SANDBOX-JFIU-2026-311 consent to deal given',
  refusal: 'SANDBOX-JFIU-2026-312 consent refused, do not tell the customer',
  reasons: 'SANDBOX the reporting officer waits for the JFIU',
  about: 'ref-deposit-90417',
  officer: 'p-mlro-yeung',
  institution: 'platform_quiet',
}
const stopAt = '2026-03-02T02:00:00.000Z'
const liftAt = '2026-03-04T02:00:00.000Z'

let server: EmbeddedPostgres
const folder = mkdtempSync(join(tmpdir(), 'sluice-leak-'))
beforeAll(async () => {
  server = await startPostgres({ folder: join(folder, 'restricted') })
}, 240_000)
afterAll(async () => {
  await server.stop()
  await removePostgres({ folder: join(folder, 'restricted') })
  rmSync(folder, { recursive: true, force: true })
})

type Behind = 'report' | 'papers' | 'papers-again' | 'nothing'
interface Route {
  readonly method: string
  readonly url: string
}
interface Shown {
  /** By what was asked, what was answered: routes, files of the command line, logs, events. */
  readonly outputs: ReadonlyMap<string, string>
  readonly routes: readonly Route[]
}

async function run(behind: Behind): Promise<Shown> {
  const routes: Route[] = []
  const pair = await startPair({
    seed: 'leak',
    onRoute: (kind, { method, url }) => {
      if (kind === 'onshore') for (const one of [method].flat()) routes.push({ method: one, url })
    },
    change: (kind, secret, config) => ({
      secrets: { ...secret, saltSeed: hashText('leak') },
      config: {
        ...config,
        clock: 'told',
        packs: kind === 'offshore' ? [...config.packs, join(root, 'packs/hk')] : config.packs,
      },
    }),
  })
  const heard = await listen(pair)
  try {
    const paper = await pair.zones.offshore.client.document('SANDBOX registration')
    await pair.zones.offshore.client.found(
      'organisation.enrolled',
      { org: 'trust', role: 'account-holder', family: 'trust-group', name: 'SANDBOX trust', document: paper },
      [paper],
    )
    await pair.zones.onshore.client.act({ by: 'p-zhang', kind: 'case.opened', payload: { model: 'test' } })
    await quiet(pair)
    const entrusted = { asset: 'test', units: '585', mandateUntil: '2027-01-01', secret: 'SANDBOX' }
    await pair.zones.onshore.client.act({ by: 'p-zhang', kind: 'entrustment.accepted', payload: entrusted })
    await quiet(pair)
    const { client } = pair.zones.offshore
    const [opened] = await client.get<{ id: string }[]>('/api/cases')
    client.caseId = opened!.id
    await tell(pair, stopAt)
    const says = await insideTheInstitution(behind)
    if (behind !== 'nothing') {
      await place(pair, says)
      await quiet(pair)
      await tell(pair, liftAt)
      await pair.zones.offshore.client.act({
        by: 'p-ng',
        kind: 'hold.lifted',
        payload: { hold: venueHoldId('trust', []), reason: venueHoldReason },
      })
      await quiet(pair)
    } else await tell(pair, liftAt)
    const outputs = new Map([...(await askRoutes(pair, routes)), ...(await askCommands(pair))])
    outputs.set('log of the process', pair.zones.onshore.said.join('\n'))
    outputs.set('events', heard.stop())
    return { outputs, routes }
  } finally {
    heard.stop()
    await pair.end()
  }
}

/** What happens behind the stop; what comes out of it is the words that the platform may say. */
async function insideTheInstitution(behind: Behind): Promise<string> {
  if (behind !== 'report') return venueHoldReason
  const { institution, officer, about, report, consent, refusal, reasons } = secrets
  const { url } = await createRestrictedRegister({
    adminUrl: server.adminUrl,
    institution,
    officer,
    ownerPassword: 'SANDBOX-owner',
    officerPassword: 'SANDBOX-officer',
    at: '2026-03-01T00:00:00.000Z',
  })
  const register = openRestrictedRegister(url)
  await register.record({ kind: 'report', about, detail: report })
  await register.record({ kind: 'no-consent', about, detail: refusal })
  await register.record({ kind: 'consent', about, detail: consent })
  const says = await register.decide({ about, decision: 'hold', detail: reasons })
  expect((await register.list()).map(({ kind }) => kind)).toEqual(['report', 'no-consent', 'consent', 'hold'])
  await register.close()
  return says
}

async function place({ zones }: Pair, reason: string): Promise<void> {
  const review = new Date(Date.parse(stopAt) + 30 * 86_400_000).toISOString().slice(0, 10)
  await zones.offshore.client.act({
    by: 'p-ng',
    kind: 'hold.placed',
    payload: {
      hold: venueHoldId('trust', []),
      kind: 'venue-hold',
      reason,
      lots: [],
      reviewOn: review,
      mayLift: 'trust',
    },
  })
}

async function tell({ zones }: Pair, now: string): Promise<void> {
  for (const { client } of Object.values(zones)) await client.post('/rehearsal/clock', { now })
}

/** Waits until nothing waits in either zone, twice in a row: an acknowledgement may call for another checkpoint. */
async function quiet({ zones }: Pair): Promise<void> {
  let still = 0
  await until('rest in both zones', async () => {
    const rest = await Promise.all(
      Object.values(zones).map(({ client }) => client.get<Record<string, number>>('/api/rest')),
    )
    still = rest.every((each) => Object.values(each).every((count) => count === 0)) ? still + 1 : 0
    return still > 10
  })
}

/** The live updates that anybody at the zone onshore may listen to. */
async function listen({ zones }: Pair): Promise<{ stop(): string }> {
  const ended = new AbortController()
  const { url } = zones.onshore.client
  const token = await signIn({ ask: askOverHttp(url), seed: 'leak', person: 'p-zhang' })
  const { body } = await fetch(`${url}/api/events`, {
    signal: ended.signal,
    headers: { authorization: `Bearer ${token}` },
  })
  let text = ''
  const read = (async () => {
    try {
      for await (const chunk of body!) text += Buffer.from(chunk as Uint8Array).toString('utf8')
    } catch {
      // Ended from here.
    }
  })()
  void read
  return {
    stop: () => {
      ended.abort()
      return text
    },
  }
}

/** Routes that change something or keep the line open. Whatever else the server has, is asked. */
const notRead: Readonly<Record<string, string>> = {
  'POST /api/documents': 'takes a document and answers its hash',
  'POST /api/actions': 'takes an action and answers its entry, which is among those read',
  'POST /crossings': 'takes what the other zone sends',
  'POST /api/crossings/acknowledgements': 'takes acknowledgements from a file',
  'POST /witness/add-checkpoint': 'takes a checkpoint to cosign',
  'POST /rehearsal/clock': 'tells the time',
  'POST /api/acts': 'keeps an act of the administration for its second signature',
  'DELETE /api/acts/:id': 'drops one',
  'POST /api/sign-in/challenge': 'begins a session',
  'POST /api/sign-in': 'begins a session',
  'POST /api/sign-out': 'ends a session',
  'POST /api/vault/shown': 'shows a personal value that somebody signed for, of the directory',
  'GET /api/me': 'who signed in, as they said themselves',
  'GET /api/events': 'listened to through the whole run',
}

/** How to ask for as much as a route shows at once. */
const wholly: Readonly<Record<string, string>> = {
  '/api/cases/:id/entries': '?limit=500',
  '/api/cases/:id/ledger': '?limit=500',
  '/api/acts/around': '?at=2026-03-02T03:00:00.000Z',
}

async function askRoutes({ zones }: Pair, routes: readonly Route[]): Promise<Map<string, string>> {
  const { client, pool, keys } = zones.onshore
  // Who reads the case, and who administers the zone: between them they are shown all that there is.
  const tokens: Record<string, string> = {}
  for (const person of ['p-zhang', administrators[0]])
    tokens[person] = await signIn({ ask: askOverHttp(client.url), seed: 'leak', person })
  const ids = async (sql: string): Promise<string[]> => (await pool.query<{ id: string }>(sql)).rows.map(({ id }) => id)
  const streams = await ids("select encode(id, 'hex') as id from streams order by 1")
  const entries = await ids("select encode(id, 'hex') as id from entries order by 1")
  const documents = await ids("select encode(sha256, 'hex') as id from documents order by 1")
  const fill: Readonly<Record<string, readonly string[]>> = {
    '/api/cases/:id': streams,
    '/api/cases/:id/entries': streams,
    '/api/cases/:id/ledger': streams,
    '/api/cases/:id/export': streams,
    '/api/cases/:id/readers': streams,
    '/api/cases/:id/facets': streams,
    '/api/cases/:id/progress': streams,
    '/api/cases/:id/accounts': streams,
    '/api/entries/:id': entries,
    '/api/documents/:sha256': documents,
    '/log/tile/*': ['0/000', '0/000.p/1', 'entries/000', ...Array.from({ length: 60 }, (_, n) => `0/000.p/${n + 1}`)],
    '/witness/:originHash/checkpoint': [hashText(zones.offshore.keys.origin), hashText(keys.origin)],
  }
  const outputs = new Map<string, string>()
  for (const { method, url } of routes) {
    if (method === 'HEAD' || notRead[`${method} ${url}`] !== undefined) continue
    expect(method, `${method} ${url} is a route that this test does not know: say how to read it, or why not`).toBe(
      'GET',
    )
    const open = /:|\*/.test(url)
    const values = open ? fill[url] : ['']
    expect(values, `${url} has a parameter that this test does not fill`).toBeDefined()
    for (const value of values!) {
      const path = open ? url.replace(/:\w+|\*/, value) : url
      for (const [person, token] of Object.entries(tokens)) {
        const reply = await fetch(`${client.url}${path}${wholly[url] ?? ''}`, {
          headers: { authorization: `Bearer ${token}` },
        })
        const body = Buffer.from(await reply.arrayBuffer())
        const text = /tile/.test(path) ? body.toString('hex') : body.toString('utf8')
        const as = person === 'p-zhang' ? '' : ` as ${person}`
        outputs.set(`GET ${path}${as}`, plain(`${reply.status} ${reply.headers.get('content-type')}\n${text}`))
      }
    }
  }
  return outputs
}

/**
 * Not of this comparison: ports, cosignatures, which hold the machine's time, with them the digest of a whole bundle, from which cosigned size a crossing
 * proves that the log grew, and how often a sender had to ask before that checkpoint was there. The last test holds that two runs without any difference behind them differ in no more.
 */
function plain(text: string): string {
  return text
    .replace(/"digest":"[0-9a-f]{64}","format":"sluice\/bundle/g, '"digest":"OF IT","format":"sluice/bundle')
    .replace(/\\?"consistency\\?":\{\\?"from\\?":\d+,\\?"proof\\?":\[[^\]]*\]\}/g, 'CONSISTENCY')
    .replace(/"attempts":\d+/g, '"attempts":N')
    .replace(/127\.0\.0\.1:\d+/g, 'LOOPBACK')
    .replace(/(\u2014 \S+\/witness) [A-Za-z0-9+/=]{90,}/g, '$1 COSIGNED')
}

/** How each command is called that reads a zone; and why the others show nothing of one. */
const calls: Readonly<Record<string, readonly string[] | string>> = {
  clocks: ['clocks --zone URL', 'clocks --zone URL --json'],
  ledger: ['ledger CASE --zone URL', 'ledger CASE --zone URL --json'],
  bundle: [
    'bundle CASE --zone URL -o -',
    'bundle CASE --zone URL --zone OTHER -o -',
    ...['court', 'defence', 'public', 'victim --of victim', 'platform --of sandbox-venue-a'].map(
      (reader) => `bundle CASE --zone URL --zone OTHER --for ${reader} -o -`,
    ),
  ],
  'log root': ['log root --zone URL', 'log root --zone URL --json'],
  'register show': ['register show --zone URL --json'],
  'rules overrides': ['rules overrides --zone URL', 'rules overrides --zone URL --json'],
  'rules diff': ['rules diff packs/cn packs/cn --zone URL --json'],
  'crossing export': ['crossing export FILE --zone URL'],
}
/** Commands that ask no zone, or only act in one: what they print is made of their own input or of the routes above. */
const otherCommands: readonly string[] = [
  'case import',
  'case secure',
  'case count',
  'sale stop',
  'sale plan',
  'sale report',
  'chain state',
  'auction commit',
  'auction clear',
  'verify',
  'claim prove',
  'claim check',
  'audit population',
  'export case-uco',
  'fsck',
  'delete',
  'countersign',
  'log prove',
  'log consistency',
  'log export',
  'crossing import',
  'crossing acknowledge',
  'witness',
  'register import',
  'register convert',
  'list import',
  'list screen',
  'rules explain',
  'rules list',
  'rules check',
  'rules regime',
]

async function askCommands({ zones, readers, administrator }: Pair): Promise<Map<string, string>> {
  const outputs = new Map<string, string>()
  const [url, other] = [zones.onshore.client.url, zones.offshore.client.url]
  for (const command of commands) {
    const name = command.path.join(' ')
    for (const call of calls[name] ?? []) {
      const file = join(folder, `crossings-${Math.random()}`)
      const words = call
        .split(' ')
        .map((word) => ({ URL: url, OTHER: other, CASE: zones.onshore.client.caseId, FILE: file })[word] ?? word)
      signInWith(name === 'crossing export' ? [administrator] : readers)
      const { exit, out, err } = await sluice(words, { now: liftAt })
      const kept = call.includes('FILE') ? readFileSync(file, 'utf8') : ''
      outputs.set(`sluice ${call}`, plain(`${exit}\n${out}\n${err}\n${kept}`.replaceAll(file, 'FILE')))
    }
  }
  return outputs
}

const shown: Partial<Record<Behind, Shown>> = {}
beforeAll(async () => {
  for (const behind of ['report', 'papers', 'papers-again', 'nothing'] as const) shown[behind] = await run(behind)
}, 1_500_000)

const differing = (a: Behind, b: Behind): string[] => {
  const [one, two] = [shown[a]!.outputs, shown[b]!.outputs]
  return [...new Set([...one.keys(), ...two.keys()])].filter((name) => one.get(name) !== two.get(name))
}

describe('a report, a consent and its refusal behind a platform’s stop', () => {
  test('every command is called, or named as one that shows nothing of a zone', () => {
    const known = new Set([...Object.keys(calls), ...otherCommands])
    const unknown = commands.map(({ path }) => path.join(' ')).filter((name) => !known.has(name))
    // Keys and sessions of people, the making of zones, and the restricted register itself: neither asks a zone what it knows.
    expect(unknown.filter((name) => !/^(key|restricted|zone) |^(sign-in|sign-out|whoami)$/.test(name))).toEqual([])
  })
  test('all that onshore sees is the same, byte by byte, as with late papers behind it', () => {
    expect(shown.report!.outputs.size).toBeGreaterThan(100)
    expect(differing('report', 'papers')).toEqual([])
  })
  test('as two runs with late papers are the same', () => {
    expect(differing('papers', 'papers-again')).toEqual([])
  })
  test('the comparison sees a stop where there is one, and what it says is its words', () => {
    const differ = differing('papers', 'nothing')
    expect(differ.some((name) => name.startsWith('GET /api/cases'))).toBe(true)
    expect(differ).toContain('GET /log/checkpoint')
    const told = [...shown.papers!.outputs.values()].join('\n')
    expect(told).toContain(venueHoldReason)
    expect(wordsOfDecision.hold).toBe(venueHoldReason)
  })
  test('no value, word, reference, name or id of the register stands anywhere', () => {
    const leaks = [...shown.report!.outputs].filter(([, text]) =>
      [...Object.values(secrets), 'STR-7741', 'JFIU-2026', 'sluice_restricted', 'reporting officer waits'].some(
        (word) => text.includes(word) || text.includes(Buffer.from(word).toString('hex')),
      ),
    )
    expect(leaks.map(([name]) => name)).toEqual([])
  })
  test('the console has no word of its own about one: its texts know a platform’s hold and nothing behind it', () => {
    const folderOf = (language: string) => join(root, 'web/src/i18n', language)
    const texts = ['en', 'zh-CN', 'zh-HK'].flatMap((language) =>
      readdirSync(folderOf(language)).map((file) => readFileSync(join(folderOf(language), file), 'utf8')),
    )
    const telling =
      /suspicious|JFIU|no-consent|consent to deal|tipping|可疑交易|聯合財富情報組|联合财富情报组|不同意處理/i
    expect(texts.filter((text) => telling.test(text))).toEqual([])
  })
})
