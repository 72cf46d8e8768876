import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort, freePorts } from './ports.ts'

test('a row of ports is free, below those that the system gives out, and given once', async () => {
  const one = await freePort()
  const row = await freePorts(27)
  const next = await freePorts(27)
  expect(one).toBeLessThan(32_768)
  expect(row).toBeGreaterThan(one)
  expect(Math.abs(next - row)).toBeGreaterThanOrEqual(27)
})

test('a row goes round a port that somebody listens on', async () => {
  const before = await freePort()
  const server = createServer()
  await new Promise<void>((ready) => server.listen(before + 3, '127.0.0.1', ready))
  try {
    const row = await freePorts(8)
    expect(row > before + 3 || row + 8 <= before + 3).toBe(true)
  } finally {
    server.close()
  }
})

test('more than a block holds is refused', async () => {
  await expect(freePorts(61)).rejects.toThrow('count: expected at most 60 ports, found 61')
})
