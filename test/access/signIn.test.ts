import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators, keyFileOf, personKey } from '../../sandbox/rehearsal/cast.ts'
import { type Challenge, signChallenge, signInDigestInput } from '../../src/core/access/signIn.ts'
import { signAction, signApproval } from '../../src/core/case/action.ts'
import { times } from '../../src/host/access/sessions.ts'
import { jsonOf, sluice } from '../e2e/cliCall.ts'
import { withTestDatabase } from '../support/database.ts'
import { softPasskey } from '../support/passkey.ts'
import { type OneZone, onshore, seed, startOneZone } from './oneZone.ts'

const database = withTestDatabase()
const folder = mkdtempSync(join(tmpdir(), 'sluice-sign-in-'))
let zone: OneZone
let caseId: string
let filing: string

beforeAll(async () => {
  zone = await startOneZone(database.url)
  ;({ id: caseId, filing } = await zone.openCase('SANDBOX-1'))
  await zone.integrated()
})

afterAll(async () => {
  await zone.stop()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (path: string, init: RequestInit = {}) => fetch(`${zone.url}${path}`, init)
let asked = 0
/** Each from an address of its own, as a proxy on this machine would say: what is counted by address is tested apart. */
const post = (path: string, body: unknown, more: Record<string, string> = {}) => {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': `198.51.100.${asked++ % 250}`, ...more }
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
}
const codeOf = async (reply: Response): Promise<string> => {
  const text = await reply.text()
  return reply.ok ? 'ok' : `${reply.status} ${(JSON.parse(text) as { code: string }).code}`
}
const as = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } })
const keyOf = (person: string) => personKey(seed, person)

async function challengeFor(key: string): Promise<Challenge> {
  return (await (await post('/api/sign-in/challenge', { key })).json()) as Challenge
}

async function answer(challenge: Challenge, person: string, carrier = 'bearer'): Promise<Response> {
  const signed = signChallenge(challenge, keyOf(person).secretKey)
  return post('/api/sign-in', { nonce: challenge.nonce, ...signed, carrier })
}

async function tokenOf(person: string): Promise<string> {
  const reply = await answer(await challengeFor(keyOf(person).publicKey), person)
  return ((await reply.json()) as { token: string }).token
}

/** Every route of the zone's server but those that change something, as it is asked for. */
const closed = () => [
  '/api/cases',
  `/api/cases/${caseId}`,
  `/api/cases/${caseId}/entries`,
  `/api/cases/${caseId}/ledger`,
  `/api/cases/${caseId}/facets`,
  `/api/cases/${caseId}/progress`,
  `/api/cases/${caseId}/accounts`,
  '/api/acts/around',
  `/api/cases/${caseId}/export`,
  `/api/entries/${caseId}`,
  `/api/documents/${filing}`,
  '/api/directory',
  '/api/registers',
  '/api/packs',
  '/api/outbox',
  '/api/rest',
  '/api/clocks',
  '/api/events',
]

describe('who is not signed in', () => {
  test('reads that the zone lives, who it is, and its heads', async () => {
    const open = ['/health', '/api/zone', '/log/checkpoint', '/api/me', '/api/public/judgments']
    expect(await Promise.all(open.map(async (path) => codeOf(await ask(path))))).toEqual(open.map(() => 'ok'))
    expect(await (await ask('/api/me')).json()).toEqual({ signedIn: false })
  })

  test('reads nothing else', async () => {
    const paths = closed()
    const answers = await Promise.all(paths.map(async (path) => `${path} ${await codeOf(await ask(path))}`))
    expect(answers).toEqual(paths.map((path) => `${path} 401 SIGN_IN_REQUIRED`))
  })

  test.each(['HEAD', 'OPTIONS', 'PUT', 'DELETE'])('finds no way round by %s', async (method) => {
    const statuses = await Promise.all(closed().map(async (path) => (await ask(path, { method })).status))
    expect(statuses.filter((status) => status < 400)).toEqual([])
  })

  test('leaves no document', async () => {
    const text = await ask('/api/documents', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'a' })
    expect(await codeOf(text)).toBe('401 SIGN_IN_REQUIRED')
  })

  test('learns nothing from a refusal: an action by no key of the zone is not decided', async () => {
    const stranger = new Uint8Array(32).fill(9)
    const actor = { org: 'psb', person: 'p-zhang', role: 'case-officer' }
    const action = { id: 'probe', zone: onshore.zone, stream: caseId, kind: 'case.closed', actor, payload: {} }
    expect(await codeOf(await post('/api/actions', { action, stream: caseId }))).toBe('401 SIGN_IN_REQUIRED')
    const signed = signAction(action, stranger)
    expect(await codeOf(await post('/api/actions', { action: signed, stream: caseId }))).toBe('401 SIGN_IN_REQUIRED')
    const own = signAction(action, keyOf('p-zhang').secretKey)
    expect((await post('/api/actions', { action: own, stream: caseId })).status).not.toBe(401)
  })
})

describe('signing in', () => {
  test('the holder of an enrolled key reads', async () => {
    const token = await tokenOf('p-zhang')
    const me = (await (await ask('/api/me', as(token))).json()) as Record<string, unknown>
    expect(me).toMatchObject({ signedIn: true, person: 'p-zhang', org: 'psb', roles: ['case-officer'] })
    const paths = closed().filter((path) => path !== '/api/events')
    const answers = await Promise.all(paths.map(async (path) => codeOf(await ask(path, as(token)))))
    expect(answers.filter((code) => code.startsWith('401'))).toEqual([])
  })

  test('a challenge is taken once, also by two at the same moment', async () => {
    const challenge = await challengeFor(keyOf('p-zhang').publicKey)
    const answers = await Promise.all([1, 2, 3].map(async () => codeOf(await answer(challenge, 'p-zhang'))))
    expect(answers.sort()).toEqual(['401 SIGN_IN_REFUSED', '401 SIGN_IN_REFUSED', 'ok'])
    expect(await codeOf(await answer(challenge, 'p-zhang'))).toBe('401 SIGN_IN_REFUSED')
  })

  test('a wrong answer uses the challenge up', async () => {
    const challenge = await challengeFor(keyOf('p-zhang').publicKey)
    expect(await codeOf(await answer(challenge, 'p-li'))).toBe('401 SIGN_IN_REFUSED')
    expect(await codeOf(await answer(challenge, 'p-zhang'))).toBe('401 SIGN_IN_REFUSED')
  })

  test('a challenge that ran out opens nothing', async () => {
    const challenge = await challengeFor(keyOf('p-zhang').publicKey)
    await zone.pool.query("update sign_in_challenges set expires_at = now() - interval '1 second'")
    expect(await codeOf(await answer(challenge, 'p-zhang'))).toBe('401 SIGN_IN_REFUSED')
  })

  test.each<[string, (challenge: Challenge) => object]>([
    ['another zone’s challenge', (c) => signChallenge({ ...c, zone: 'sandbox-offshore' }, keyOf('p-zhang').secretKey)],
    [
      'another log’s',
      (c) => signChallenge({ ...c, origin: 'sandbox.sluice.invalid/offshore' }, keyOf('p-zhang').secretKey),
    ],
    ['a longer one', (c) => signChallenge({ ...c, expiresAt: '2099-01-01T00:00:00.000Z' }, keyOf('p-zhang').secretKey)],
    [
      'an approval',
      (c) => signApproval({ proposal: c.nonce, what: c.nonce, values: c.nonce, role: 'x' }, keyOf('p-zhang').secretKey),
    ],
  ])('a signature under %s does not open this one', async (_, sign) => {
    const challenge = await challengeFor(keyOf('p-zhang').publicKey)
    const reply = await post('/api/sign-in', { nonce: challenge.nonce, ...sign(challenge), carrier: 'bearer' })
    expect(await codeOf(reply)).toBe('401 SIGN_IN_REFUSED')
  })

  test('who has no key here gets a challenge as everybody does, and no session', async () => {
    const stranger = new Uint8Array(32).fill(9)
    const key = signChallenge({ zone: '', origin: '', nonce: '', key: '', expiresAt: '' }, stranger).key
    const challenge = await challengeFor(key)
    expect(Object.keys(challenge).sort()).toEqual(['expiresAt', 'key', 'nonce', 'origin', 'zone'])
    const reply = await post('/api/sign-in', {
      nonce: challenge.nonce,
      ...signChallenge(challenge, stranger),
      carrier: 'bearer',
    })
    expect(await codeOf(reply)).toBe('401 SIGN_IN_REFUSED')
  })

  test('keys of organisations and of logs open nothing', async () => {
    const { rows } = await zone.pool.query<{ state: string }>("select state from streams where kind = 'directory'")
    const { keys } = JSON.parse(rows[0]!.state) as { keys: Record<string, { use: string; algorithm: string }> }
    const others = Object.entries(keys).filter(([, one]) => one.use !== 'person' && one.algorithm !== 'ml-dsa-44')
    expect(new Set(others.map(([, one]) => one.use))).toEqual(new Set(['organisation', 'log', 'witness']))
    const codes = await Promise.all(
      others.slice(0, 6).map(async ([key]) => {
        const { nonce } = await challengeFor(key)
        return codeOf(await post('/api/sign-in', { nonce, key, signature: '00'.repeat(64), carrier: 'bearer' }))
      }),
    )
    expect(new Set(codes)).toEqual(new Set(['401 SIGN_IN_REFUSED']))
  })

  test('a passkey opens the zone at its own page, and at no other', async () => {
    const place = { origin: zone.url, rpId: '127.0.0.1' }
    const passkey = softPasskey(new Uint8Array(32).fill(3), place)
    await enrol(passkey.key, 'p-li', { algorithm: 'webauthn', passkey: place })
    const come = async (more: object): Promise<string> => {
      const challenge = await challengeFor(passkey.key)
      const signed = passkey.sign(signInDigestInput(challenge), more)
      return codeOf(await post('/api/sign-in', { nonce: challenge.nonce, ...signed, carrier: 'bearer' }))
    }
    expect(await come({})).toBe('ok')
    expect(await come({ origin: 'http://127.0.0.1:1' })).toBe('401 SIGN_IN_REFUSED')
  })

  async function enrol(key: string, holder: string, more: object): Promise<void> {
    const document = await zone.client.document(`SANDBOX enrolment ${key}`)
    const confirmation = { by: 'psb', how: 'in-person', document }
    await zone.client.found(
      'key.enrolled',
      { key, holder, use: 'person', vouchedBy: 'psb', document, confirmation, ...more },
      [document],
    )
  }
})

describe('a session', () => {
  test('is kept by the hash of its token only', async () => {
    const token = await tokenOf('p-zhang')
    const { rows } = await zone.pool.query<{ row: string }>('select s::text as row from sessions s')
    expect(rows.length).toBeGreaterThan(0)
    const text = rows.map(({ row }) => row).join()
    expect(text).not.toContain(token)
    expect(text).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
  })

  test('ends when it is signed out, for good', async () => {
    const token = await tokenOf('p-zhang')
    await ask('/api/sign-out', { method: 'POST', ...as(token) })
    expect(await codeOf(await ask('/api/cases', as(token)))).toBe('401 SIGN_IN_REQUIRED')
  })

  test.each([
    ['its time is over', "expires_at = now() - interval '1 second'"],
    ['nobody asked for long', `seen_at = now() - interval '${times.idleMs + 1000} milliseconds'`],
  ])('ends when %s', async (_, change) => {
    const token = await tokenOf('p-wang')
    expect(await codeOf(await ask('/api/cases', as(token)))).toBe('ok')
    await zone.pool.query(`update sessions set ${change} where person = 'p-wang'`)
    expect(await codeOf(await ask('/api/cases', as(token)))).toBe('401 SIGN_IN_REQUIRED')
  })

  test('ends with the key, in the transaction that revokes it', async () => {
    const token = await tokenOf('p-sun')
    expect(await codeOf(await ask('/api/cases', as(token)))).toBe('ok')
    await zone.client.found('key.revoked', { key: keyOf('p-sun').publicKey, reason: 'SANDBOX lost' })
    expect((await zone.pool.query("select from sessions where person = 'p-sun'")).rowCount).toBe(0)
    expect(await codeOf(await ask('/api/cases', as(token)))).toBe('401 SIGN_IN_REQUIRED')
    const again = await answer(await challengeFor(keyOf('p-sun').publicKey), 'p-sun')
    expect(await codeOf(again)).toBe('401 SIGN_IN_REFUSED')
  })

  test('is no more than the number of them that one person may have', async () => {
    const first = await tokenOf('p-ma')
    for (let i = 0; i < 20; i++) await tokenOf('p-ma')
    const { rowCount } = await zone.pool.query("select from sessions where person = 'p-ma'")
    expect(rowCount).toBe(20)
    expect(await codeOf(await ask('/api/cases', as(first)))).toBe('401 SIGN_IN_REQUIRED')
  })

  test.each(['x', '', 'a'.repeat(43), `${'a'.repeat(42)}'`, 'é'.repeat(43).normalize('NFD')])(
    'is not had by a made-up token %#',
    async (token) => {
      const reply = await ask('/api/cases', { headers: { authorization: `Bearer ${encodeURIComponent(token)}` } })
      expect(await codeOf(reply)).toBe('401 SIGN_IN_REQUIRED')
    },
  )

  test('tells the browser of commits until it ends, and then no more', async () => {
    const token = await tokenOf('p-zhang')
    const stream = await ask('/api/events', as(token))
    const reader = stream.body!.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('hello')
    await ask('/api/sign-out', { method: 'POST', ...as(token) })
    await zone.client.found('key.revoked', { key: keyOf('p-gao').publicKey, reason: 'SANDBOX lost' })
    const rest = await reader.read()
    expect(rest.done).toBe(true)
  })
})

describe('in a browser', () => {
  const cookie = `sluice-${onshore.zone}`
  const signedIn = async () => {
    const reply = await answer(await challengeFor(keyOf('p-zhang').publicKey), 'p-zhang', 'cookie')
    return { header: reply.headers.get('set-cookie')!, body: (await reply.json()) as object }
  }
  const tokenIn = (header: string) => /=([^;]+)/.exec(header)![1]!

  test('the token stands in a cookie that no script reads and no other site sends, and not in the answer', async () => {
    const { header, body } = await signedIn()
    expect(header).toMatch(
      new RegExp(`^${cookie}=[A-Za-z0-9_-]{43}; Path=/; Max-Age=28800; HttpOnly; SameSite=Strict$`),
    )
    expect(JSON.stringify(body)).not.toContain(tokenIn(header))
  })

  test.each([
    ['its own page', { 'sec-fetch-site': 'same-origin' }, 'ok'],
    ['the address bar', { 'sec-fetch-site': 'none' }, 'ok'],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }, '401 SIGN_IN_REQUIRED'],
    ['another site', { 'sec-fetch-site': 'cross-site' }, '401 SIGN_IN_REQUIRED'],
    ['another origin, by an old browser', { origin: 'http://127.0.0.1:1' }, '401 SIGN_IN_REQUIRED'],
  ])('the cookie counts as sent by %s: %j %s', async (_, headers, expected) => {
    const { header } = await signedIn()
    const sent = { ...headers, cookie: `${cookie}=${tokenIn(header)}; other=1` } as Record<string, string>
    expect(await codeOf(await ask('/api/cases', { headers: sent }))).toBe(expected)
  })

  test('signing out takes the cookie back', async () => {
    const { header } = await signedIn()
    const reply = await ask('/api/sign-out', { method: 'POST', headers: { cookie: `${cookie}=${tokenIn(header)}` } })
    expect(reply.headers.get('set-cookie')).toBe(`${cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`)
  })
})

describe('at the command line', () => {
  const env = () => ({ SLUICE_SESSION: join(folder, 'sessions.json') })
  const keyFile = (person: string, org: string, role: string): string => {
    const file = join(folder, `${person}.json`)
    writeFileSync(file, keyFileOf({ seed, person, org, role }), { mode: 0o600 })
    return file
  }
  const call = (words: string) => sluice(`${words} --zone ${zone.url}`, { folder, env: env() })

  test('a command says how to sign in where nobody is', async () => {
    const { exit, err } = await call('clocks')
    expect(exit).toBe(1)
    expect(err).toContain('--as FILE or SLUICE_KEY')
  })

  test('a key file opens one command', async () => {
    const { exit, out } = await call(`clocks --as ${keyFile('p-zhang', 'psb', 'case-officer')}`)
    expect([exit, out.split('\n')[0]]).toEqual([0, onshore.zone])
  })

  test('of several key files the first that the zone knows opens it', async () => {
    const { exit } = await call(
      `clocks --as ${keyFile('p-lam', 'trust', 'trust-officer')} --as ${join(folder, 'p-zhang.json')}`,
    )
    expect(exit).toBe(0)
    const none = await call(`clocks --as ${join(folder, 'p-lam.json')}`)
    expect([none.exit, none.err.slice(0, 40)]).toEqual([1, 'This key does not open this zone: it is '])
  })

  test('a session is kept where nobody else reads it, says who one is, and ends', async () => {
    expect((await call(`sign-in --as ${join(folder, 'p-zhang.json')}`)).exit).toBe(0)
    expect(statSync(join(folder, 'sessions.json')).mode & 0o777).toBe(0o600)
    expect((await call('clocks')).exit).toBe(0)
    expect(jsonOf<{ zones: object[] }>(await call('whoami --json')).zones[0]).toMatchObject({ person: 'p-zhang' })
    const token = (
      JSON.parse(readFileSync(join(folder, 'sessions.json'), 'utf8')) as Record<string, { token: string }>
    )[zone.url]!.token
    expect((await call('sign-out')).exit).toBe(0)
    expect(await codeOf(await ask('/api/cases', as(token)))).toBe('401 SIGN_IN_REQUIRED')
    expect((await call('whoami')).exit).toBe(1)
  })

  test('a session file that others can read is not used', async () => {
    writeFileSync(join(folder, 'sessions.json'), '{}', { mode: 0o600 })
    const { chmodSync } = await import('node:fs')
    chmodSync(join(folder, 'sessions.json'), 0o644)
    const { exit, err } = await call('clocks')
    expect([exit, err.includes('others can read this key')]).toEqual([2, true])
  })
})

describe('too often', () => {
  test('wrong answers from one address are slowed down, and others still come in', async () => {
    const wrong = async (address: string) => {
      const headers = { 'x-forwarded-for': address }
      const body = { nonce: '00'.repeat(32), key: '00'.repeat(32), signature: '00'.repeat(64), carrier: 'bearer' }
      return codeOf(await post('/api/sign-in', body, headers))
    }
    const codes: string[] = []
    for (let i = 0; i < 25; i++) codes.push(await wrong('203.0.113.7'))
    expect(codes.slice(0, 20)).toEqual(Array(20).fill('401 SIGN_IN_REFUSED'))
    expect(codes.slice(21)).toContain('429 RATE_LIMITED')
    expect(await wrong('203.0.113.8')).toBe('401 SIGN_IN_REFUSED')
  })

  test('a flood of challenges leaves who is signed in alone', async () => {
    const token = await tokenOf('p-zhang')
    await zone.pool.query(
      `insert into sign_in_challenges select decode(md5(i::text) || md5(i::text), 'hex'), 'k', now() + interval '1 minute' from generate_series(1, 5000) i`,
    )
    expect(await codeOf(await post('/api/sign-in/challenge', { key: keyOf('p-li').publicKey }))).toBe(
      '429 RATE_LIMITED',
    )
    expect(await codeOf(await ask('/api/cases', as(token)))).toBe('ok')
    await zone.pool.query('delete from sign_in_challenges')
  })
})

test('the administrators of a zone sign in with the keys that founded it', async () => {
  const me = (await (await ask('/api/me', as(await tokenOf(administrators[0])))).json()) as object
  expect(me).toMatchObject({ signedIn: true, org: 'administration', roles: ['administrator'] })
})

describe('the people of a sandbox', () => {
  let people: Server
  afterAll(() => new Promise<void>((done) => people.close(() => done())))

  test('a real zone does not start with somebody who signs in for others', async () => {
    people = createServer((_, response) => response.end('[]'))
    await new Promise<void>((listening) => people.listen(0, '127.0.0.1', listening))
    const url = `http://127.0.0.1:${(people.address() as AddressInfo).port}`
    const { readConfig } = await import('../../src/host/config.ts')
    const { configOf } = await import('./oneZone.ts')
    const { config, secrets } = configOf({ world: 'real', clock: 'system', sandboxPeople: url })
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify(secrets))
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, secrets: join(folder, 'secrets.json') }))
    const read = () => readConfig({ SLUICE_CONFIG: join(folder, 'config.json'), DATABASE_URL: 'postgres://x' })
    expect(read).toThrow('in a real zone nobody signs in for others')
  })
})
