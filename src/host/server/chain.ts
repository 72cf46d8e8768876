import type { FastifyInstance } from 'fastify'
import { SluiceError } from '../../core/errors.ts'
import type { ChainAdapter } from '../../world/chains/chain.ts'
import type { Reading } from './server.ts'

/** What a person needs of the chains: a balance at a height, and the proof of a transaction kept as a document. */
export function chainRoutes(parameters: {
  readonly server: FastifyInstance
  readonly reading: Reading
  readonly chainFor: (network: string) => ChainAdapter
}): void {
  const { server, reading, chainFor } = parameters
  server.post('/api/chain/proofs', async (request) => {
    const { network, txid } = (request.body ?? {}) as { network?: string; txid?: string }
    if (typeof network !== 'string' || typeof txid !== 'string' || !/^[0-9a-f]{64}$/.test(txid)) {
      throw new SluiceError('INPUT_INVALID', 'expected { network, txid }.')
    }
    return { sha256: await reading.keepDocument(request, await chainFor(network).proof({ txid })) }
  })
  server.post('/api/chain/balances', async ({ body }) => {
    const { network, address, asset, height } = (body ?? {}) as Asked
    if (
      typeof network !== 'string' ||
      typeof address !== 'string' ||
      (asset !== undefined && typeof asset !== 'string')
    )
      throw new SluiceError('INPUT_INVALID', 'expected { network, address, asset?, height? }.')
    const balance = await chainFor(network).balanceAt({
      address,
      ...(asset === undefined ? {} : { asset }),
      ...(height === undefined ? {} : { height }),
    })
    return { ...balance, units: balance.units.toString() }
  })
}

interface Asked {
  readonly network?: unknown
  readonly address?: unknown
  readonly asset?: unknown
  readonly height?: number
}
