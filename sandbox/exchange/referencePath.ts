import { waveAt } from './random.ts'

/** From one minute to eleven days, each four times the one before. */
const periodsMs = Array.from({ length: 8 }, (_, k) => 60_000 * 4 ** k)
/** √(1 minute ÷ 1 day) in millionths. */
const minuteOfDay = 26_352

export interface PathParameters {
  readonly seed: string
  /** Venues that share it share the path, as arbitrage has it. */
  readonly label: string
  readonly volatilityPerDayPpm: number
  readonly timeMs: number
}

/**
 * How far the reference price is from its start, in parts per million: a sum of waves whose size grows with the root of their period,
 * so that it wanders like a price does over minutes and over days, and can be asked for at any time without walking there.
 */
export function pathPpm(parameters: PathParameters): number {
  const { seed, label, volatilityPerDayPpm, timeMs } = parameters
  let sum = 0
  periodsMs.forEach((periodMs, k) => {
    const sizePpm = Math.trunc((volatilityPerDayPpm * minuteOfDay * 2 ** k) / 1_000_000)
    sum += Math.trunc((sizePpm * waveAt(seed, `path|${label}|${k}`, timeMs, periodMs)) / 1_000_000)
  })
  return Math.max(-600_000, Math.min(1_500_000, sum))
}
