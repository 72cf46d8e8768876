import type { World } from '../world.ts'
import { platformA, platformB } from './cast.ts'

/**
 * What goes wrong with the streams of a sale, by its minute: the first platform's falls silent and its connection ends three minutes later; the second's
 * shows prices that are one percent too high from then on, which only a check against what the platform answers can find.
 */
export function disturbStreams({ exchanges }: World, minute: number): void {
  if (minute === 3) exchanges[platformA]!.feeds.fault('silent')
  if (minute === 4) exchanges[platformB]!.feeds.fault('wrong')
  if (minute === 6) exchanges[platformA]!.feeds.fault('cut')
}
