import { chainById } from '../../../core/assets/chains.ts'
import { SluiceError } from '../../../core/errors.ts'
import type { Holding } from '../../../onshore/seizure/list/holding.ts'
import { ChainSources } from '../../../world/chains/sources.ts'
import { isRecord, type ZoneHttp } from '../zoneHttp.ts'

/** What a network answered for the holdings on it. */
export interface ChainAnswer {
  readonly network: string
  readonly name: string
  readonly holdings: number
  /** Block that the zone's source stands at. */
  readonly height?: number
  /** Why there is no answer. */
  readonly message?: string
}

/** Holdings of a list by CAIP-2 id, in the order of the list. */
export function holdingsByNetwork(lines: readonly Holding[]): ReadonlyMap<string, readonly Holding[]> {
  const networks = new Map<string, Holding[]>()
  for (const line of lines) networks.set(line.chain, [...(networks.get(line.chain) ?? []), line])
  return networks
}

/** The first guard that asks a chain, on a machine that has no source for any: each network is named. */
export function withoutSources(lines: readonly Holding[]): readonly ChainAnswer[] {
  const sources = new ChainSources([])
  return [...holdingsByNetwork(lines)].map(([network, holdings]) => {
    try {
      sources.chain(network)
    } catch (error) {
      if (error instanceof SluiceError) return answer(network, holdings, { message: plain(error.message) })
      throw error
    }
    return answer(network, holdings, {})
  })
}

/** Whether the zone can ask each chain: without that, nothing on it can be secured or moved. */
export async function askChains(
  http: ZoneHttp,
  networks: ReadonlyMap<string, readonly Holding[]>,
): Promise<readonly ChainAnswer[]> {
  const answers: ChainAnswer[] = []
  for (const [network, holdings] of networks) {
    try {
      const found = await http.post('/api/chain/balances', { network, address: holdings[0]!.address })
      const height = isRecord(found) && Number.isSafeInteger(found.height) ? (found.height as number) : undefined
      answers.push(
        answer(network, holdings, height === undefined ? { message: 'the zone gave no height' } : { height }),
      )
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error
      answers.push(answer(network, holdings, { message: plain(error.message) }))
    }
  }
  return answers
}

function answer(
  network: string,
  holdings: readonly Holding[],
  found: { height?: number; message?: string },
): ChainAnswer {
  return { network, name: chainById(network)?.name ?? network, holdings: holdings.length, ...found }
}

function plain(message: string): string {
  return message.replace(/\.$/, '')
}
