import { openStreams, type Streams } from '../../src/host/openStreams.ts'
import type { Simulation } from './simulate.ts'

/** The streams of the sandbox's platforms, as a zone offshore follows them when its configuration lets the executor look at them. */
export function sandboxStreams({ world, clock }: Pick<Simulation, 'world' | 'clock'>): Streams {
  const venues = Object.entries(world.exchanges).map(([entity, { url }]) => {
    const stream = { feed: 'hashkey', host: url.slice('http://'.length), path: '/quote/ws/v1', sells: true } as const
    return { entity, legalName: entity, apiOrigin: url, accountOwner: 'trust', stream }
  })
  return openStreams({ config: { world: 'rehearsal', venues }, clock: clock.nowMs })
}
