import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { freePorts } from '../support/ports.ts'
import { sluice } from './cliCall.ts'
import { removeFolders, startRehearsal } from './rehearse.ts'

/** Coins that come back from two platforms over real zones, PostgreSQL and a Bitcoin node: `npm start -- --once --json --trouble return`. */
afterAll(removeFolders)

const minutes = 40 * 60_000

test('coins walk back from the platforms, go to the victim in kind, and the case closes; the bundle verifies', {
  timeout: minutes,
}, async () => {
  const { exit, out, err, left } = await startRehearsal({
    port: await freePorts(27),
    args: ['--trouble', 'return', '--seed', 'return'],
  }).ended
  expect([exit, err.slice(-2_000)]).toEqual([0, expect.stringContaining('coins.arrived')])
  expect(left).toEqual([])
  const result = JSON.parse(out) as { verified: boolean; bundle: string; stages: unknown }
  expect(result.verified).toBe(true)
  const text = readFileSync(result.bundle, 'utf8')
  const kinds = readBundle(text).zones.map((part) =>
    part.streams.flatMap(({ entries }) => entries.map(({ entry }) => entry.header.kind)),
  )
  const count = (zone: number, kind: string): number => kinds[zone]!.filter((one) => one === kind).length
  expect(['return.addressed', 'coins.arrived', 'case.closed'].map((kind) => count(0, kind))).toEqual([1, 2, 1])
  expect(['withdrawal.ordered', 'coins.returned', 'floor.decided'].map((kind) => count(1, kind))).toEqual([1, 2, 1])
  // The same check as a user makes it.
  const file = join(result.bundle, '..', 'case.sluice')
  writeFileSync(file, text)
  expect((await sluice(['verify', file])).exit).toBe(0)
})
