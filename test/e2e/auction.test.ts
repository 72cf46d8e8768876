import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sluice } from './cliCall.ts'

const example = (name: string): string => fileURLToPath(new URL(`../../examples/auctions/${name}`, import.meta.url))

test('anybody clears the example again to what stands beside it', async () => {
  const kept = readFileSync(example('single-price.out.txt'), 'utf8')
  const { out, exit } = await sluice(['auction', 'clear', example('single-price.json')])
  expect([out, exit]).toEqual([kept, 0])
  const hash = kept.trimEnd().split('\n').at(-1)!
  expect((await sluice(['auction', 'clear', example('single-price.json'), '--expect', hash])).exit).toBe(0)
  expect((await sluice(['auction', 'clear', example('single-price.json'), '--expect', 'a'.repeat(64)])).exit).toBe(1)
})

test('the commitment of a bid is that of its envelope', async () => {
  const { out } = await sluice(['auction', 'commit', example('bid.json')])
  expect(readFileSync(example('single-price.json'), 'utf8')).toContain(out.trim())
})

test('a file that is no round is refused with where and what', async () => {
  const { err, exit } = await sluice(['auction', 'clear', example('bid.json')])
  expect(exit).toBe(2)
  expect(err).toMatch(/\/round/)
})
