import type { FastifyInstance } from 'fastify'
import type { CaseState } from '../../core/case/state.ts'
import { SluiceError } from '../../core/errors.ts'
import { type OrdersState, readSalePlan, saleOf } from '../../offshore/sale/sale.ts'
import { sealedError } from '../access/sealing.ts'
import type { Streams } from '../openStreams.ts'
import type { Reading } from '../server/server.ts'
import { childStreams, loadDocuments, loadStream } from '../zone/streams.ts'
import { deskBooks } from './deskBooks.ts'

/**
 * `GET /api/cases/:id/books?tranche=A/1`: the live depth of a running sale's platforms. Which platforms a sale has and where its floor lies is sealed as the
 * plan is: who may not see the plan is refused. Nothing is asked of a platform, so that looking costs no limit and changes nothing.
 */
export function deskRoute(
  server: FastifyInstance,
  { now, reading, streams }: { readonly now: () => string; readonly reading: Reading; readonly streams: Streams },
): void {
  server.addHook('onClose', async () => streams.stop())
  server.get<{ Params: { id: string }; Querystring: { tranche?: string } }>('/api/cases/:id/books', (request) =>
    reading.read(request, async (client) => {
      const { id } = request.params
      const stream = /^[0-9a-f]{64}$/.test(id) ? await loadStream(client, id) : undefined
      if (stream?.kind !== 'case') throw new SluiceError('NOT_FOUND', `no case ${id}.`)
      if (await reading.sealing.sealed(request, client, id)) throw sealedError('ZONE_DESK')
      const { tranche } = request.query
      const sale = saleOf(stream.state as CaseState, tranche)
      if (sale === undefined) throw new SluiceError('NOT_FOUND', `no sale of ${tranche ?? 'no tranche'} in this case.`)
      const document = async (sha256: string): Promise<string> => {
        const text = (await loadDocuments(client, [sha256])).get(sha256)
        if (text === undefined) throw new SluiceError('NOT_FOUND', `no document ${sha256}.`)
        return text
      }
      const child = (await childStreams(client, id)).find(({ state }) => (state as OrdersState).tranche === tranche)
      const running = !sale.closed && !sale.stopped
      return deskBooks({
        plan: readSalePlan(await document(sale.plan)),
        orders: child?.state as OrdersState | undefined,
        now: now(),
        document,
        // Nobody follows a book for a sale that is over.
        follow: (platform, symbol) => (running ? streams.of(platform, symbol) : undefined),
      })
    }),
  )
}
