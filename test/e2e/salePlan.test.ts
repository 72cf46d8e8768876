import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hashText } from '../../src/core/record/hash.ts'
import { jsonOf, sluice } from './cliCall.ts'

const example = (name: string): string => fileURLToPath(new URL(`../../examples/sales/${name}`, import.meta.url))
const words = ['--tranche', 'A/1=1.1', '--tranche', 'A/2=1.1', '--minutes', '30', '--slices', '5']
const plan = (...more: string[]) => sluice(['sale', 'plan', example('history.json'), ...words, ...more])

test('anybody drafts the plan of the example again to what stands beside it', async () => {
  const { out, exit } = await plan('--lang', 'en')
  expect([out, exit]).toEqual([readFileSync(example('plan.out.md'), 'utf8'), 0])
})

test('the plan is a document: the bytes written are those that are hashed, and each language says the same figures', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-plan-')), 'plan.json')
  const answer = jsonOf(await plan('--json', '--output', file))
  expect(hashText(readFileSync(file, 'utf8'))).toBe(answer.plan)
  const { forecast, frontier } = answer.document as {
    forecast: { costBpsE2: number; lowBpsE2: number; highBpsE2: number }
    frontier: readonly { minutes: number }[]
  }
  expect(forecast.lowBpsE2).toBeLessThan(forecast.costBpsE2)
  expect(forecast.highBpsE2).toBeGreaterThan(forecast.costBpsE2)
  expect(frontier.map(({ minutes }) => minutes)).toEqual(expect.arrayContaining([1440, 4320]))
  const { out } = await plan('--format', 'html', '--all-languages')
  expect(out.match(new RegExp((forecast.costBpsE2 / 100).toFixed(2), 'g'))!.length).toBeGreaterThanOrEqual(3)
})

test('a floor is spoken of only where one was named, and a window that is too short is refused', async () => {
  expect((await plan('--lang', 'en')).out).not.toContain('within reach')
  expect((await plan('--lang', 'en', '--floor', '60000')).out).toContain('The floor is within reach')
  expect((await plan('--lang', 'en', '--floor', '70000')).out).toContain('The floor is out of reach')
  const short = await sluice(['sale', 'plan', example('history.json'), '--tranche', 'A/1=1.1', '--minutes', '10'])
  expect(short.exit).toBe(1)
  expect(short.err).toContain('the window of 10 minutes is too short for the participation cap')
})

test.each([
  [
    'a bid that rises',
    (text: string) => JSON.stringify(JSON.parse(text), (key, value) => (key === 'bids' ? [...value].reverse() : value)),
    /prices that fall/,
  ],
  ['a number that is none', (text: string) => text.replace('"takerPpm": "2900"', '"takerPpm": "29 %"'), /takerPpm/],
  ['no JSON', () => 'x', /expected JSON/],
])('%s is refused with file and field', async (_, change, says) => {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-plan-')), 'history.json')
  writeFileSync(file, change(readFileSync(example('history.json'), 'utf8')))
  const { exit, err } = await sluice(['sale', 'plan', file, ...words])
  expect(exit).toBe(2)
  expect(err).toMatch(says)
  expect(err).toContain(file)
})

test('a token is planned in the units of its contract', async () => {
  const tether = 'eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7'
  const bitcoin = JSON.parse(readFileSync(example('history.json'), 'utf8')) as {
    venues: { books: { bids: [string, string][]; asks: [string, string][] }[]; dayVolume: string }[]
  }
  const about = (text: string, by: number, digits: number) => (Number(text) * by).toFixed(digits)
  const levels = (side: readonly [string, string][]) =>
    side.map(([price, size]) => [about(price, 1 / 63_750, 6), about(size, 63_750, 2)])
  const venues = bitcoin.venues.map((venue) => ({
    ...venue,
    symbol: 'USDTUSD',
    lot: '0.01',
    tick: '0.000001',
    dayVolume: about(venue.dayVolume, 63_750, 0),
    books: venue.books.map(({ bids, asks, ...book }) => ({ ...book, bids: levels(bids), asks: levels(asks) })),
  }))
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-plan-')), 'tether.json')
  writeFileSync(file, JSON.stringify({ ...bitcoin, asset: tether, ticker: 'USDT', quotes: [], venues }))
  const of = ['sale', 'plan', file, '--tranche', 'A/1=70000', '--minutes', '30', '--slices', '5']
  const { document } = jsonOf(await sluice([...of, '--json']))
  const { tranches } = document as { tranches: { allocation: { units: string; test: string }[] }[] }
  const placed = tranches[0]!.allocation.reduce(
    (sum, { units, test: small }) => sum + BigInt(units) + BigInt(small),
    0n,
  )
  expect(placed).toBe(70_000_000_000n)
  expect((await sluice([...of, '--lang', 'en'])).out).toMatch(/Safe below[^\n]* USDT/)
})
