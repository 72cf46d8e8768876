import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { hasOpenssl, type LocalAuthority, makeAuthority } from '../../../sandbox/timestamps/makeAuthority.ts'
import { fingerprintOf } from '../../core/record/time/algorithms.ts'
import { type AuthorityUnderTest, describeAuthority, type Fault } from './describeAuthority.ts'
import { openHttpAuthority } from './httpAuthority.ts'

describe.skipIf(!hasOpenssl())('a local authority by OpenSSL', () => {
  describeAuthority({ name: 'RFC 3161 over HTTP', open })
})

async function open(): Promise<AuthorityUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-authority-'))
  const local = makeAuthority({ folder: join(folder, 'own'), key: 'p256' })
  const stranger = makeAuthority({ folder: join(folder, 'stranger'), key: 'p256' })
  let fault: Fault | undefined
  let earlier: Uint8Array | undefined
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = new Uint8Array(Buffer.concat(chunks))
      const spoiled = fault
      fault = undefined
      answer({ response, body, spoiled, local, stranger, earlier })
      earlier ??= local.reply(body)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const root = fingerprintOf(local.certificates[0]!)
  const given = {
    name: 'SANDBOX time',
    url,
    hash: 'sha256',
    certificates: local.certificates,
    timeoutMs: 1_500,
  } as const
  return {
    authority: openHttpAuthority({ ...given, roots: [root] }),
    root,
    spoilNext: (next) => {
      fault = next
    },
    underAnotherRoot: () => openHttpAuthority({ ...given, roots: ['0'.repeat(64)] }),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function answer(parameters: {
  readonly response: ServerResponse
  readonly body: Uint8Array
  readonly spoiled: Fault | undefined
  readonly local: LocalAuthority
  readonly stranger: LocalAuthority
  readonly earlier: Uint8Array | undefined
}): void {
  const { response, body, spoiled, local, stranger, earlier } = parameters
  const type = { 'content-type': 'application/timestamp-reply' }
  if (spoiled === 'silence') return
  if (spoiled === 'error') response.writeHead(500).end()
  else if (spoiled === 'redirect') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
  else if (spoiled === 'wrong type') response.writeHead(200, { 'content-type': 'text/html' }).end(local.reply(body))
  else if (spoiled === 'too long') response.writeHead(200, type).end(Buffer.alloc(300 * 1024))
  else if (spoiled === 'no answer') response.writeHead(200, type).end('hello')
  else if (spoiled === 'stale') response.writeHead(200, type).end(earlier)
  else response.writeHead(200, type).end((spoiled === 'forged' ? stranger : local).reply(body))
}
