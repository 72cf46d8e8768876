import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FastifyInstance } from 'fastify'
import { bundleLinesType } from '../../core/bundle/bundle.ts'
import { type Sealing, sealedError } from '../access/sealing.ts'
import { exportLines } from '../bundle/exportLines.ts'
import { partOfLines } from '../bundle/partOfLines.ts'
import type { Zone } from '../zone/zone.ts'
import { caseStream, type Read } from './caseStream.ts'

/** Each holds a connection for as long as its reader takes: others wait, and reading beside them goes on. */
const atOnceMax = 4
const bufferedBytes = 256 * 1024

/**
 * `GET /api/cases/:id/export`: all of a case that the zone can show, as who asks. As lines of a bundle where `Accept` asks for {@link bundleLinesType}, else as
 * one JSON object. Either is written as the reader takes it, from one moment of the record; a reader who takes nothing for a minute is left by the
 * database. An answer without its end (the line `end`, the closing brace) is no export.
 */
export function exportRoute(
  server: FastifyInstance,
  zone: Zone,
  { readAtOnce, sealing }: { readonly readAtOnce: Read; readonly sealing: Sealing },
): void {
  const turn = turns(atOnceMax)
  server.get<{ Params: { id: string } }>('/api/cases/:id/export', async (request, reply) => {
    const asLines = (request.headers.accept ?? '').includes(bundleLinesType)
    let begun = false
    const done = await turn()
    try {
      await readAtOnce(request, async (client) => {
        const stream = await caseStream(client, request.params.id)
        if (await sealing.sealed(request, client, stream.id)) throw sealedError('ZONE_WHOLE_CASE')
        const { config } = zone
        const lines = exportLines({ config, client }, stream.id)
        const text = asLines ? lines : partOfLines(lines, config.world)
        // What is wrong before the first line is answered as a problem.
        const first = await text.next()
        const body = Readable.from(beginning(first, text), { objectMode: false, highWaterMark: bufferedBytes })
        begun = true
        void reply.type(asLines ? bundleLinesType : 'application/json; charset=utf-8').send(body)
        await finished(body)
      })
    } catch (error) {
      // Once it began, the connection is broken off before the end, and that says it.
      if (!begun) throw error
    } finally {
      done()
    }
    return reply
  })
}

async function* beginning(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done !== true) yield first.value
  yield* rest
}

/** Lets so many work at once, in the order in which they came. What it gives ends a turn. */
function turns(most: number): () => Promise<() => void> {
  let free = most
  const waiting: (() => void)[] = []
  const end = (): void => {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
  return async () => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    return end
  }
}
