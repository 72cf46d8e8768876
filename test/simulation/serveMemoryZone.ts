import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MemoryZone } from './memoryZone.ts'

/** A zone in memory over HTTP: the routes that commands of its registers, and of lines of its case, ask. No reader signs in. */
export async function serveMemoryZone(
  zone: MemoryZone,
  /** The hash of the proof of a transaction, where the zone has a source of its chain. */
  proofOf?: (txid: string) => string | undefined,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const send = (status: number, value: unknown) =>
        reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
      const stream = zone.streamOf('registers')!
      if (request.url === '/api/zone') {
        const about = { zone: zone.parameters.id, kind: zone.parameters.kind, world: 'rehearsal', origin: 'o' }
        return send(200, { ...about, verifierKey: 'v', witnessKey: 'w', now: zone.parameters.now() })
      }
      if (request.url === '/api/registers') return send(200, { id: stream.id, head: stream.head, state: stream.state })
      if (request.url?.startsWith(`/api/cases/${stream.id}/entries?`) === true)
        return send(200, { rows: stream.entries.map((id) => ({ id, entry: zone.entries.get(id)!.entry })) })
      const own = zone.streamOf('case')
      if (own !== undefined && request.url === `/api/cases/${own.id}`)
        return send(200, { id: own.id, state: own.state })
      if (request.url === '/api/chain/proofs')
        return send(201, { sha256: proofOf?.((JSON.parse(body) as { txid: string }).txid) })
      const document = zone.documents.get(request.url?.replace('/api/documents/', '') ?? '')
      if (request.method === 'GET' && document !== undefined) return reply.writeHead(200).end(document)
      if (request.url === '/api/documents') return send(201, { sha256: zone.document(body) })
      if (request.url !== '/api/actions') return send(404, { code: 'NOT_FOUND', detail: 'nothing there' })
      const { action, stream: of } = JSON.parse(body) as { action: never; stream?: string }
      const result = zone.act(action, of === undefined ? {} : { stream: of })
      if (result.outcome === 'refused')
        return send(403, { code: result.refusal.code, detail: result.refusal.message, refusal: result.refusal })
      return send(result.outcome === 'known' ? 200 : 201, result)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((done) => server.close(() => done())),
  }
}
