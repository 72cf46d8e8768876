import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Notices } from '../../../src/core/rules/notices.ts'
import { type Held, heldAt, timeline, type Water } from './regime.ts'

const read = (path: string): unknown => JSON.parse(readFileSync(resolve(import.meta.dirname, '../../..', path), 'utf8'))
const mainland: Water = { zone: 'onshore', published: true, manifest: read('packs/cn/pack.json') as Water['manifest'] }
const hongKong: Water = {
  zone: 'offshore',
  published: false,
  manifest: read('packs/hk/pack.json') as Water['manifest'],
}
const { notices } = read('packs/notices/notices.json') as Notices
const numbers = (held: readonly Held[]) =>
  held.flatMap(({ instrument: { number } }) => (number?.startsWith('银发') ? [number] : []))

test('237号 held until 6 February 2026 and 42号 from then, to the millisecond at UTC+8', () => {
  expect(numbers(heldAt(mainland, '2026-02-05T15:59:59.999Z'))).toContain('银发〔2021〕237号')
  expect(numbers(heldAt(mainland, '2026-02-05T15:59:59.999Z'))).not.toContain('银发〔2026〕42号')
  expect(numbers(heldAt(mainland, '2026-02-05T16:00:00.000Z'))).toContain('银发〔2026〕42号')
  expect(numbers(heldAt(mainland, '2026-02-05T16:00:00.000Z'))).not.toContain('银发〔2021〕237号')
})

test('the line of time has that change once, and the rumour of 2025 as unconfirmed beside the notice, changing nothing', () => {
  const line = timeline([mainland, hongKong], notices, '2026-03-02')
  const change = line.filter((one) => one.what === 'change' && one.at === '2026-02-05T16:00:00.000Z')
  expect(change.map((one) => one.what === 'change' && [one.zone, numbers(one.ends), numbers(one.begins)])).toEqual([
    ['onshore', ['银发〔2021〕237号'], ['银发〔2026〕42号']],
  ])
  expect(line.flatMap((one) => (one.what === 'notice' ? [`${one.notice.id} ${one.status}`] : []))).toEqual([
    'vc-2026 reported',
    'rumour-2025-new-ban unconfirmed',
  ])
  expect(line.some((one) => one.what === 'change' && one.at === '2025-05-31T16:00:00.000Z')).toBe(false)
  expect([...line].map(({ at }) => at)).toEqual(
    [...line]
      .map(({ at }) => at)
      .sort()
      .reverse(),
  )
})

test('what holds forbids, permits or is shown, and adds up to its rules', () => {
  const sum = heldAt(mainland, '2026-03-02T00:00:00.000Z').reduce(
    (n, held) => n + held.forbids + held.permits + held.shown,
    0,
  )
  expect(sum).toBeGreaterThan(100)
})
