import { expect, test } from 'vitest'
import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import { type ControlRequest, controlMessage, verifyControl } from '../../src/core/custody/messages/proofOfControl.ts'
import { makeHolder, signBip322, signEip191 } from './holder.ts'

const holder = makeHolder({ seed: '1', holder: 'claimant' })
const other = makeHolder({ seed: '1', holder: 'somebody' })
const ask = (network: string, address: string): ControlRequest => ({
  request: 'b'.repeat(64),
  network,
  address,
  purpose: 'return in kind',
  askedAt: '2026-03-02T01:00:00.000Z',
  validUntil: '2026-03-09T01:00:00.000Z',
})

test('a holder is the same for the same seed', () =>
  expect(makeHolder({ seed: '1', holder: 'claimant' })).toEqual(holder))

test('a holder shows control of a Bitcoin address, and nobody else does', () => {
  const request = ask(bitcoinRegtestBcoin.id, holder.bitcoinAddress)
  const message = controlMessage(request)
  expect(verifyControl({ request, signature: signBip322({ message, holder }) })).toEqual({ ok: true, by: 'BIP-322' })
  expect(verifyControl({ request, signature: signBip322({ message, holder: other }) })).toMatchObject({ ok: false })
})

test('a holder shows control of an EVM address, and nobody else does', () => {
  const request = ask('eip155:31337', holder.evmAddress)
  const message = controlMessage(request)
  expect(verifyControl({ request, signature: signEip191({ message, holder }) })).toEqual({ ok: true, by: 'EIP-191' })
  expect(verifyControl({ request, signature: signEip191({ message, holder: other }) })).toMatchObject({ ok: false })
})
