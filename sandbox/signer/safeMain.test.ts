import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkSafeSigned } from '../../src/core/custody/evm/checkSafeSigned.ts'
import { buildSafeTransfer } from '../../src/core/custody/evm/safeTransfer.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import { makeEvmKey } from './signSafe.ts'

const key = (holder: string) => makeEvmKey({ seed: 'safe-main', holder })
const people = ['a', 'b', 'c', 'gas'] as const
const transfer = buildSafeTransfer({
  network: 'eip155:31337',
  safe: '0x2c0eE40F4aD1a06aDD8ED5C23784844CC2AB8d7F',
  safeNonce: 0n,
  asset: 'eip155:31337/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7',
  pays: [
    { address: key('payee').address, units: 1_250_000n },
    { address: key('other').address, units: 7n },
  ],
  outer: { from: key('gas').address, nonce: 0n, gas: 200_000n, maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1n },
})
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-safe-signer-'))
  for (const holder of people) {
    const file = { type: 'SANDBOX-evm', holder, privateKey: bytesToHex(key(holder).privateKey) }
    writeFileSync(join(folder, `${holder}.json`), JSON.stringify(file), { mode: 0o600 })
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = (holder: string, ...args: readonly string[]) =>
  spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'safeMain.ts'), '--key', join(folder, `${holder}.json`), ...args],
    {
      input: transfer.unsigned,
      encoding: 'utf8',
    },
  )

test('two owners and the gas account sign in processes of their own what was approved', () => {
  const approve = ['--approve', transfer.safeTxHash] as const
  const signatures = [run('c', ...approve), run('a', ...approve)].map((done) => JSON.parse(done.stdout))
  const file = join(folder, 'signatures.json')
  writeFileSync(file, JSON.stringify(signatures))
  const done = run('gas', ...approve, '--outer', file)
  for (const { units, asset, address } of transfer.pays)
    expect(done.stderr).toContain(`pays   ${units} units of ${asset} to ${address}`)
  const wallet = { owners: [key('a').address, key('b').address, key('c').address], threshold: 2 }
  expect(checkSafeSigned({ approved: transfer.unsigned, signed: done.stdout.trim(), wallet })).toMatchObject({
    ok: true,
    signers: [0, 2],
  })
  expect(run('b', ...approve, '--outer', file)).toMatchObject({ status: 1, stdout: '' })
})

test('without an approval, or with another one, nothing is signed', () => {
  expect(run('a')).toMatchObject({ status: 0, stdout: '' })
  expect(run('a', '--approve', `0x${'0'.repeat(64)}`)).toMatchObject({ status: 1, stdout: '' })
})
