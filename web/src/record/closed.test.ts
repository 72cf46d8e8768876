import { expect, test } from 'vitest'
import { isDone } from './closed.ts'

test.each([
  [{ case: 'closed', 'lot A': 'paid' }, true],
  [{ case: 'inventoried', 'lot A': 'paid', 'tranche A/1': 'remitted' }, false],
  [{ 'lot A': 'route-agreed', 'tranche A/1': 'remitted', 'tranche A/2': 'remitted' }, true],
  [{ 'lot A': 'route-agreed', 'tranche A/1': 'remitted', 'tranche A/2': 'selling' }, false],
  [{ 'lot A': 'accepted', 'tranche A/1': 'sent-back' }, true],
  [{ 'lot A': 'route-agreed', 'tranche A/1': 'withdrawing' }, false],
  [{ 'lot A': 'accepted' }, false],
])('%o is done: %s', (stages, done) => {
  expect(isDone({ stages })).toBe(done)
})
