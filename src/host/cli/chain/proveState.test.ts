import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anvilInstalled } from '../../../../sandbox/nodes/anvil.ts'
import { type EvmNode, startEvmNode } from '../../../../sandbox/nodes/evm.ts'
import { makeEvmKey } from '../../../../sandbox/signer/signSafe.ts'
import { jsonOf, sluice } from '../../../../test/e2e/cliCall.ts'
import { mappedSlot, readEvmStateProof, verifyState } from '../../../core/custody/evm/stateProof.ts'
import { hashText } from '../../../core/record/hash.ts'

const owners = ['a', 'b'].map((holder) => makeEvmKey({ seed: 'chain-state', holder }).address)

describe.skipIf(!anvilInstalled())('sluice chain state', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-state-'))
  let node: EvmNode
  let safe: string
  beforeAll(async () => {
    node = await startEvmNode({ clock: () => Date.parse('2026-03-02T01:00:00.000Z') })
    safe = await node.deploySafe({ owners, threshold: 2 })
    await node.fundCoin(safe, 9n)
    await node.mintToken(safe, 2_500_000n)
  })
  afterAll(async () => {
    await node?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const ask = (...words: string[]) =>
    sluice(['chain', 'state', ...words, '--network', node.network, '--source', node.rpcUrl], { folder })

  test('writes a document that the verifier reads: coin, owners, token, and the hash of the block', async () => {
    const done = await ask('state.json', '--safe', safe, '--token', `${node.token}@1`, '--json')
    expect([done.exit, done.err]).toEqual([0, ''])
    const text = readFileSync(join(folder, 'state.json'), 'utf8')
    const { height, hash } = await node.tip()
    const said = jsonOf<{ says: string[] }>(done)
    expect(said).toMatchObject({ ok: true, sha256: hashText(text), height, hash: `0x${hash.replace(/^0x/, '')}` })
    expect(said.says[0]).toBe(`${safe} 9 ${node.network}/slip44:60, nonce 1`)
    expect(said.says[1]).toMatch(new RegExp(`^${safe} Safe 2/2, nonce 0: `))
    for (const owner of owners) expect(said.says[1]).toContain(owner)
    const token = verifyState(readEvmStateProof(text)).accounts.find(({ address }) => address === node.token)
    expect(token?.slots.get(mappedSlot(safe, 1n))).toBe(2_500_000n)
  })

  test('writes nothing where the call, the file or the account is wrong', async () => {
    expect((await ask('state.json', '--safe', safe)).exit).toBe(2)
    expect((await ask('other.json')).err).toContain('Whose state?')
    expect((await ask('other.json', '--safe', safe, '--token', node.token)).err).toContain('@SLOT')
    expect((await ask('other.json', '--safe', owners[0]!)).exit).toBe(1)
    expect(() => readFileSync(join(folder, 'other.json'))).toThrow('ENOENT')
  })
})
