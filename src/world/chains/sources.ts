import { SluiceError } from '../../core/errors.ts'
import type { ChainAdapter } from './chain.ts'

/** Where each network is asked. A zone configures its own; there is no default, and none is guessed. */
export class ChainSources {
  readonly #adapters: ReadonlyMap<string, ChainAdapter>

  constructor(adapters: readonly ChainAdapter[]) {
    this.#adapters = new Map(adapters.map((adapter) => [adapter.network, adapter]))
  }

  /**
   * The adapter for a network.
   *
   * @example sources.chain('eip155:1') // CHAIN_SOURCE_MISSING: no source configured for eip155:1
   * @throws {CHAIN_SOURCE_MISSING}
   */
  chain(network: string): ChainAdapter {
    const adapter = this.#adapters.get(network)
    if (adapter) return adapter
    throw new SluiceError('CHAIN_SOURCE_MISSING', `no source configured for ${network}`, { facts: { network } })
  }

  get networks(): readonly string[] {
    return [...this.#adapters.keys()]
  }
}
