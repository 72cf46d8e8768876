/** What keys from outside decide on a bundle that holds by itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { useNativeEd25519 } from '../src/host/log/nativeEd25519.ts'
import { verify } from './library.ts'

useNativeEd25519()
const file = join(import.meta.dirname, '../test/upgrade/bundles/0.1.0.bundle.gz')
const bundle = gunzipSync(readFileSync(file)).toString('utf8')
const report = verify({ bundle })
const logs = report.keys.filter(({ use }) => use === 'log').map(({ zone, key }) => ({ holder: zone, key }))
const found = report.keys.find(({ use, holder }) => use === 'organisation' && holder === 'court')!
const court = { holder: found.holder, key: found.key }

function under(world: 'real' | 'rehearsal', keys: readonly { readonly holder: string; readonly key: string }[]) {
  const trust = JSON.stringify({ format: 'sluice/trust/1', world, keys })
  const { holds, signersIdentified, faults } = verify({ bundle, trust })
  return {
    holds,
    signersIdentified,
    faults: faults.map(({ kind, name, zone, found }) => ({ kind, name, zone, found })),
  }
}

test('under the keys of both logs and the right world it holds, and who signed is known', () => {
  expect(logs.length).toBe(2)
  expect(under('rehearsal', [...logs, court])).toEqual({ holds: true, signersIdentified: true, faults: [] })
})

test('a rehearsal never holds under keys of the real world, though they are its own', () => {
  expect(under('real', [...logs, court])).toEqual({
    holds: false,
    signersIdentified: false,
    faults: [{ kind: 'trust', name: 'world', zone: undefined, found: 'rehearsal' }],
  })
})

test('the log key of each zone must be among the keys from outside', () => {
  const [first, second] = logs
  expect(under('rehearsal', [first!])).toEqual({
    holds: false,
    signersIdentified: false,
    faults: [{ kind: 'trust', name: 'log', zone: second!.holder, found: [second!.key] }],
  })
})

test('a holder who is named from outside has no other keys', () => {
  const other = under('rehearsal', [...logs, { holder: court.holder, key: 'ab'.repeat(32) }])
  expect([other.holds, other.signersIdentified]).toEqual([false, false])
  expect(other.faults.length).toBeGreaterThan(0)
  for (const fault of other.faults) expect(fault).toMatchObject({ kind: 'trust', name: court.key, found: court.key })
})
