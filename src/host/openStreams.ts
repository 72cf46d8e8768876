import { type DepthStream, followDepth, streamUrl } from '../world/venues/marketData/depthStream.ts'
import { hashkeyFeed } from '../world/venues/marketData/hashkey.ts'
import type { Config } from './config.ts'
import type { FollowedBookOf } from './work/sale/sourcedBook.ts'

/** The followed books of a zone offshore. One connection a book, whoever looks at it. */
export interface Streams {
  /** Begins to follow at the first question, and goes on until the zone stops; undefined where the platform has no stream here. */
  of(entity: string, symbol: string): FollowedBookOf | undefined
  /** The same, where the configuration lets the executor look at it. */
  forSelling(entity: string, symbol: string): FollowedBookOf | undefined
  stop(): void
}

/**
 * Opens no connection before somebody asks. That a host is the platform's is the register's word: the record refuses a look at any other.
 *
 * @throws {CONFIG_INVALID} a stream at an address that may not be talked to
 */
export function openStreams(parameters: {
  readonly config: Pick<Config, 'venues' | 'world'>
  readonly clock: () => number
}): Streams {
  const { config, clock } = parameters
  const sandbox = config.world === 'rehearsal'
  const open = new Map<string, FollowedBookOf & { readonly stream: DepthStream }>()
  const addresses = new Map(
    config.venues.flatMap(({ entity, stream }) => {
      if (stream === undefined) return []
      const { host, path, sells } = stream
      const url = streamUrl({ registration: { entity }, host, path, hosts: [host], sandbox })
      return [[entity, { url, host, sells }] as const]
    }),
  )
  const of = (entity: string, symbol: string): FollowedBookOf | undefined => {
    const address = addresses.get(entity)
    if (address === undefined) return undefined
    const key = `${entity} ${symbol}`
    const known = open.get(key)
    if (known !== undefined) return known
    const { url, host } = address
    const stream = followDepth({ feed: hashkeyFeed(), symbol, url, clock })
    const followed = { host, stream }
    open.set(key, followed)
    return followed
  }
  return {
    of,
    forSelling: (entity, symbol) => (addresses.get(entity)?.sells === true ? of(entity, symbol) : undefined),
    stop: () => {
      for (const { stream } of open.values()) stream.stop()
      open.clear()
    },
  }
}
