import { expect, test } from 'vitest'
import { signatureCounter } from '../src/core/record/webauthn.ts'
import { softPasskey } from '../test/support/passkey.ts'
import { createCollector } from './collector.ts'
import { noteActed } from './noteEntry.ts'
import type { Context, Placed } from './replayZone.ts'

const passkey = softPasskey(new Uint8Array(32).fill(5))

/** An entry signed by a passkey that says how often it has signed. */
function signedAt(number: number, counter: number): Placed {
  const signature = passkey.sign(new Uint8Array([number]), { counter })
  const entry = {
    header: { kind: 'case.opened', recordedAt: `2026-03-0${number}T00:00:00.000Z` },
    fields: { action: { value: { signature } } },
  }
  const about = { zone: 'z', entry: `e${number}` }
  return { entry, about, id: about.entry, index: number, mine: true } as unknown as Placed
}

function noticesOf(counters: readonly number[]) {
  const collector = createCollector()
  const context = { collector, part: { zone: 'z' }, counters: new Map() } as unknown as Context
  for (const [i, counter] of counters.entries()) noteActed(context, signedAt(i + 1, counter))
  return collector.result().notices.map(({ before, found, entry }) => [before, found, entry])
}

test('the count that a passkey says is read from its own bytes', () => {
  expect(signatureCounter(passkey.sign(new Uint8Array([1]), { counter: 70_000 }).assertion)).toBe(70_000)
  expect(signatureCounter({ authenticatorData: 'AAAA' })).toBeUndefined()
  expect(signatureCounter(undefined)).toBeUndefined()
})

test.each([
  ['grows', [3, 4, 9], []],
  ['is never told', [0, 0, 0], []],
  ['goes back', [3, 9, 4, 5], [[9, 4, 'e3']]],
  ['stands still', [3, 3], [[3, 3, 'e2']]],
  ['is told no more', [3, 0], [[3, 0, 'e2']]],
] as const)('a passkey whose count %s', (_, counters, notices) => {
  expect(noticesOf(counters)).toEqual(notices)
})

test.each([
  ['crossing.received', 1],
  ['case.accepted', 1],
  ['vault.shown', 0],
])('of %s, %d came from the other zone', (kind, came) => {
  const arrivals: unknown[] = []
  const entry = { header: { kind, recordedAt: '' }, fields: { 'payload.entry': { value: 'ab'.repeat(32) } } }
  const context = { collector: createCollector(), part: { zone: 'z' }, counters: new Map(), arrivals }
  noteActed(context as unknown as Context, { entry, about: {}, id: 'e', index: 1, mine: true } as unknown as Placed)
  expect(arrivals.length).toBe(came)
})
