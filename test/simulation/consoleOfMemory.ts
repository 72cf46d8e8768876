import { existsSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Ask } from '../../sandbox/rehearsal/zoneClient.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import type { Progress } from '../../src/host/server/pages.ts'
import type { MemoryStream, MemoryZone } from './memoryZone.ts'

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.json': 'application/json' } // biome-ignore format: one table

/**
 * The console of a zone in memory, in a browser: the routes that a case's way back and the approvals ask. Nobody signs in, and no entry has a place in a
 * log. What a form sends is decided as it is everywhere.
 *
 * @param ask what answers the rest: {@link askMemory} of the same zone
 */
export async function consoleOfMemory(parameters: {
  readonly zone: MemoryZone
  readonly ask: Ask
  readonly dist: string
}): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const { zone, ask, dist } = parameters
  const listening = new Set<ServerResponse>()
  let told = zone.entries.size
  // What crossed came without a request to this page.
  const tell = setInterval(() => {
    if (zone.entries.size === told) return
    told = zone.entries.size
    for (const reply of listening) reply.write('event: commit\ndata: {}\n\n')
  }, 50)
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const path = request.url ?? '/'
      if (path === '/api/events') {
        reply.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: hello\ndata: {}\n\n')
        listening.add(reply)
        return
      }
      const own = request.method === 'GET' ? read(zone, path) : undefined
      if (own !== undefined) return send(200, own)
      if (request.method === 'GET' && !path.startsWith('/api/')) return page(path)
      const body = Buffer.concat(chunks).toString('utf8')
      const answer = await ask(path, request.method === 'POST' ? { method: 'POST', body } : {}).catch(taken)
      send(answer.status, { code: 'RULE_NOT_MET', detail: 'refused', ...(JSON.parse(answer.body) as object) })
      function send(status: number, value: object | string): void {
        const text = typeof value === 'string' ? value : JSON.stringify(value)
        reply.writeHead(status, { 'content-type': 'application/json' }).end(text)
      }
    })
    function page(path: string): void {
      const wanted = join(dist, path.split('?')[0]!)
      const file = extname(wanted) !== '' && existsSync(wanted) ? wanted : join(dist, 'index.html')
      reply.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
      reply.end(readFileSync(file))
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      clearInterval(tell)
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

/** An id that was taken with other content is answered as a zone answers it; whatever else is thrown is a fault of the test. */
function taken(error: unknown): { readonly status: number; readonly body: string } {
  if (!(error instanceof TypeError) || !/^action .* was taken/.test(error.message)) throw error
  return { status: 409, body: JSON.stringify({ code: 'ACTION_ID_REUSED', detail: error.message }) }
}

/** What a console reads and the people of a script never ask for. */
function read(zone: MemoryZone, path: string): object | string | undefined {
  if (path === '/api/me') return { signedIn: true }
  if (['/api/acts', '/api/clocks', '/api/outbox'].includes(path)) return []
  if (path === '/api/zone') {
    const { id, kind, now } = zone.parameters
    return { zone: id, kind, world: 'rehearsal', name: `SANDBOX ${kind}`, origin: id, verifierKey: 'v', witnessKey: 'w', now: now() } // biome-ignore format: one answer
  }
  if (path === '/api/cases') return [...zone.streams.values()].filter(({ kind }) => kind === 'case').map(plain)
  const named = /^\/api\/(directory|registers|packs)$/.exec(path)?.[1]
  if (named !== undefined) return plain(zone.streamOf(named as 'packs')!)
  const [, route, id, rest] = /^\/api\/(cases|entries|documents)\/([0-9a-f]{64})(\/progress)?$/.exec(path) ?? []
  if (route === 'documents') return zone.documents.get(id!)
  if (route === 'entries') {
    const found = zone.entries.get(id!)
    return found && { ...found, of: zone.streams.get(found.stream)!.kind }
  }
  const stream = id === undefined ? undefined : zone.streams.get(id)
  if (stream === undefined) return undefined
  if (rest !== undefined) return progressOf(zone, stream)
  return { ...plain(stream), children: zone.childrenOf(stream.id).map(plain) }
}

const plain = ({ id, kind, head, position, recordedAt, state }: MemoryStream) =>
  ({ id, kind, head, position, recordedAt, state }) // biome-ignore format: one answer

/** Which proposals stand, and when each of their approvals was given. */
function progressOf(zone: MemoryZone, { state }: MemoryStream): Progress {
  const { proposals } = state as CaseState
  const approvals = Object.values(proposals).flatMap(({ approvals: given }) => given.map(({ entry }) => entry))
  return {
    passed: [],
    proposals: Object.keys(proposals).map((id) => ({ id, entry: zone.entries.get(id)!.entry })),
    approvedAt: Object.fromEntries(approvals.map((id) => [id, zone.entries.get(id)!.entry.header.recordedAt])),
  }
}
