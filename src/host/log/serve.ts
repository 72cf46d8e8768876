import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { SluiceError } from '../../core/errors.ts'
import { parseTilePath, type Tile, tileWidth } from '../../core/record/log/tiles.ts'
import { latestCheckpoint, type PublishedCheckpoint } from './checkpoints.ts'
import type { Queryable } from './queryable.ts'
import { readTile } from './readTile.ts'

export interface ServeLogOptions {
  readonly pool: Queryable
  /** Which head is shown; by default the newest. A log whose clients ask for a witness shows the newest that one cosigned. */
  readonly checkpoint?: (pool: Queryable) => Promise<PublishedCheckpoint>
  /** Whether whoever asks may have this tile or bundle. Checkpoints are for everybody. */
  readonly allow: (request: FastifyRequest, tile: Tile) => boolean | Promise<boolean>
}

/**
 * Serves a log as C2SP tlog-tiles: `checkpoint`, `tile/<level>/<index>`, `tile/entries/<index>`, partial ones included. The prefix
 * is that of the registration.
 *
 * @example await server.register(serveLog, { prefix: '/log', pool, allow: () => true })
 */
export const serveLog: FastifyPluginAsync<ServeLogOptions> = async (server, options) => {
  server.get('/checkpoint', async (_request, reply) => {
    const { note } = await (options.checkpoint ?? latestCheckpoint)(options.pool)
    return reply.header('cache-control', 'public, max-age=1').type('text/plain; charset=utf-8').send(note)
  })
  server.get<{ Params: { '*': string } }>('/tile/*', (request, reply) => sendTile(options, request, reply))
}

async function sendTile(
  options: ServeLogOptions,
  request: FastifyRequest<{ Params: { '*': string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const path = `tile/${request.params['*']}`
  const tile = parseTilePath(path)
  if (tile === undefined) throw new SluiceError('NOT_FOUND', 'This is no path of a tile.', { facts: { path } })
  if (!(await options.allow(request, tile))) {
    throw new SluiceError('LOG_CLOSED', 'Tiles of this log are closed to you; its checkpoints are open.', {
      facts: { path },
    })
  }
  const bytes = await readTile(options.pool, tile)
  if (bytes === undefined) {
    throw new SluiceError('NOT_FOUND', 'The log has no such tile, or not yet.', {
      facts: { path, full: tile.width === tileWidth },
    })
  }
  return (
    reply
      // What is closed to some must not be kept by a cache that serves all.
      .header('cache-control', 'private, max-age=31536000, immutable')
      .type('application/octet-stream')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  )
}
