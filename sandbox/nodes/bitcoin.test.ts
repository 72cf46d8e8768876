import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BitcoinNode, startBitcoinNode } from './bitcoin.ts'

const at = Date.parse('2026-03-02T01:00:00.000Z')
const payee = 'rb1qqurswpc8qurswpc8qurswpc8qurswpc8cfe4l2'
const start = (seed: string) => startBitcoinNode({ seed, clock: () => at })

describe('a bitcoin node of the sandbox', () => {
  let first: BitcoinNode
  let second: BitcoinNode
  let other: BitcoinNode

  beforeAll(async () => {
    first = await start('7')
    second = await start('7')
    other = await start('8')
  })
  afterAll(async () => {
    for (const node of [first, second, other]) await node.stop()
  })

  test('two nodes of one seed make the same blocks, another seed other ones', () => {
    expect(first.tip()).toEqual(second.tip())
    expect(first.tip()).toMatchObject({ height: 440, timeMs: at })
    expect(other.tip().hash).not.toBe(first.tip().hash)
  })

  test('the same payments are made in the same blocks', async () => {
    const [a, b] = [await first.mintTo(payee, 637_000_000n), await second.mintTo(payee, 637_000_000n)]
    expect(a).toEqual(b)
    expect(a).toMatchObject({ vout: 0, height: 441 })
    expect(first.tip()).toEqual(second.tip())
  })

  test('blocks are mined at the told time, or one second after the median where the chain demands it', async () => {
    await first.mine(1, { timeMs: at + 600_000 })
    expect(first.tip().timeMs).toBe(at + 600_000)
    await first.mine(6, { timeMs: at + 600_000 })
    expect(first.tip().timeMs).toBe(at + 601_000)
  })

  test('blocks can be unwound', async () => {
    const before = other.tip()
    await other.mine(3)
    await other.unwind(3)
    expect(other.tip()).toEqual(before)
    await other.mine(1)
    expect(other.tip().height).toBe(before.height + 1)
  })

  test('more than the miner has is refused', async () => {
    await expect(other.mintTo(payee, 21_000_000_00000000n)).rejects.toThrow('has not mined enough')
  })

  test('the node answers on loopback, with its password only', async () => {
    expect(first.rpcUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    expect((await fetch(first.rpcUrl)).status).toBe(401)
    const authorization = `Basic ${btoa(`x:${first.apiKey}`)}`
    expect((await fetch(first.rpcUrl, { headers: { authorization } })).status).toBe(200)
  })
})
