import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import Value from 'typebox/value'
import { type Challenge, challengeShape, signChallenge } from '../../src/core/access/signIn.ts'
import { administrators, keyFileOf, people, personKey } from './cast.ts'

export interface SandboxPeople {
  readonly url: string
  stop(): Promise<void>
}

const bodyBytesMax = 4_096

/**
 * The people of a rehearsal, who sign in where somebody watches: `GET /people` says who they are, `POST /sign` signs a challenge to sign in at a zone of
 * the sandbox, and nothing else. Their keys follow from the seed and stay in this process.
 */
export async function startPeople(parameters: {
  readonly seed: string
  readonly port: number
  /** Where their key files go, `<person>.json`, for the command line. */
  readonly folder: string
}): Promise<SandboxPeople> {
  const { seed, port, folder } = parameters
  const all = [
    ...people.map(({ person, org, roles, name }) => ({ person, org, roles: [...roles], name: `SANDBOX ${name}` })),
    ...administrators.map((person) => ({
      person,
      org: 'administration',
      roles: ['administrator'],
      name: `SANDBOX ${person}`,
    })),
  ].map((one) => ({ ...one, key: personKey(seed, one.person).publicKey }))
  writeKeyFiles(folder, seed, all)
  const server = createServer((request, response) => {
    const send = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      response.end(JSON.stringify(value))
    }
    if (request.method === 'GET' && request.url === '/people') return send(200, all)
    if (request.method !== 'POST' || request.url !== '/sign') return send(404, { error: 'nothing here' })
    bodyOf(request).then(
      (body) => {
        const signed = answerTo(body, seed)
        send(signed === undefined ? 400 : 200, signed ?? { error: 'expected a challenge of a zone of the sandbox' })
      },
      () => send(400, { error: 'expected JSON' }),
    )
  })
  await new Promise<void>((listening, refuse) => {
    server.once('error', refuse)
    server.listen(port, '127.0.0.1', listening)
  })
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function writeKeyFiles(
  folder: string,
  seed: string,
  all: readonly { readonly person: string; readonly org: string; readonly roles: readonly string[] }[],
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const { person, org, roles } of all)
    writeFileSync(join(folder, `${person}.json`), keyFileOf({ seed, person, org, role: roles[0]! }), { mode: 0o600 })
}

/** Only what signs in at a sandbox: the origin of its log says so. */
function answerTo(body: unknown, seed: string): object | undefined {
  const { person, challenge } = (body ?? {}) as { person?: unknown; challenge?: unknown }
  if (typeof person !== 'string' || !Value.Check(challengeShape, challenge)) return undefined
  if (!challenge.origin.startsWith('sandbox.')) return undefined
  if (![...people.map((one) => one.person), ...administrators].includes(person)) return undefined
  return signChallenge(challenge as Challenge, personKey(seed, person).secretKey)
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > bodyBytesMax) throw new TypeError('too long')
  }
  return JSON.parse(text)
}
