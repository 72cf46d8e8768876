import { createInterface } from 'node:readline'
import type { Begin, Tick } from '../market/simulate.ts'
import { strategies } from './all.ts'
import type { Strategy } from './strategy.ts'

/**
 * A strategy behind the wall: reads one line, writes one line. `{"type":"begin"…}` is answered by deposits, `{"type":"tick"…}` by whole
 * lots per venue. Started without leave to read data, to write, or to start anything; see `wall.ts`.
 */
const make = strategies[process.argv[2] ?? '']
if (make === undefined) throw new TypeError('unknown strategy')
for (const name of ['fetch', 'WebSocket', 'EventSource']) Reflect.deleteProperty(globalThis, name)

let strategy: Strategy | undefined
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  const message = JSON.parse(line) as Begin | Tick
  if (message.type === 'begin') strategy = make(message)
  const answer = message.type === 'begin' ? strategy!.deposits : strategy!.tick(message)
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
