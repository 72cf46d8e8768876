import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPayment } from '../../src/core/custody/bitcoin/buildPayment.ts'
import { checkSigned } from '../../src/core/custody/bitcoin/checkSigned.ts'
import { addressAt, parseDescriptor } from '../../src/core/custody/bitcoin/descriptor.ts'
import { bitcoinRegtestBcoin as network } from '../../src/core/custody/bitcoin/network.ts'
import { custodyDescriptor, makeCustodian } from './custodian.ts'

const custodians = ['a', 'b', 'c'].map((holder) => makeCustodian({ seed: 'signer', holder }))
const descriptorText = custodyDescriptor({ threshold: 2, custodians })
const descriptor = parseDescriptor(descriptorText)
const payee = addressAt(descriptor, { branch: 0, index: 5 }, network)
const payment = buildPayment({
  network,
  descriptor,
  utxos: [{ txid: 'c'.repeat(64), vout: 1, amountSat: 250_000_000n, place: { branch: 0, index: 0 } }],
  outputs: [{ address: payee, amountSat: 100_000_000n }],
  fee: { sat: 500n },
  change: { branch: 1, index: 0 },
})
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-signer-'))
  writeFileSync(join(folder, 'a.json'), JSON.stringify(custodians[0]!.keyFile), { mode: 0o600 })
  writeFileSync(join(folder, 'bad.json'), '{"type":"SANDBOX-bip32","holder":"x","xprv":"xprv9s21ZrQH143K31xYSDQ"}')
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = (args: readonly string[], input = payment.psbt) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { input, encoding: 'utf8' })

test('the signer shows what is paid and signs the transaction that was named', () => {
  const done = run(['--key', join(folder, 'a.json'), '--descriptor', descriptorText, '--approve', payment.txid])
  expect(done.stderr).toContain(`pays   1.00000000 BTC to ${payee}`)
  expect(done.stderr).toContain('change 1.49999500 BTC')
  expect(done.stderr).toContain('fee    0.00000500 BTC')
  expect(done.status).toBe(0)
  expect(
    checkSigned({ approved: payment.psbt, signed: done.stdout.trim(), descriptor, network, signersMin: 1 }),
  ).toEqual({ ok: true, txid: payment.txid, signers: [0] })
})

test('without an approval nothing is signed', () => {
  const done = run(['--key', join(folder, 'a.json')])
  expect([done.status, done.stdout]).toEqual([0, ''])
})

test('another transaction than the approved one is not signed', () => {
  const done = run(['--key', join(folder, 'a.json'), '--approve', 'f'.repeat(64)])
  expect([done.status, done.stdout]).toEqual([1, ''])
  expect(done.stderr).toContain('that you approved')
})

test('a mainnet key is refused and not repeated', () => {
  const done = run(['--key', join(folder, 'bad.json'), '--approve', payment.txid])
  expect([done.status, done.stdout]).toEqual([2, ''])
  expect(done.stderr).not.toContain('xprv9s21')
})
