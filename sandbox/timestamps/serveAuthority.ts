import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LocalAuthority } from './makeAuthority.ts'

export interface ServedAuthority {
  readonly url: string
  stop(): Promise<void>
}

/** Serves a local authority on loopback as RFC 3161, 3.4 has it. Requests take turns: `openssl ts` keeps its serial number in a file. */
export async function serveAuthority(authority: LocalAuthority, port = 0): Promise<ServedAuthority> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      try {
        const body = authority.reply(new Uint8Array(Buffer.concat(chunks)))
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(body)
      } catch (error) {
        response.writeHead(500).end(String(error))
      }
    })
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => new Promise((done) => server.close(() => done())),
  }
}
