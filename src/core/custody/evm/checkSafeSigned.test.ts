import { serializeTransaction } from 'viem/utils'
import { describe, expect, test } from 'vitest'
import { makeEvmKey, signOuter, signSafeTransfer } from '../../../../sandbox/signer/signSafe.ts'
import { canonical, type Json, parseCanonical } from '../../record/jcs.ts'
import { checkSafeSigned } from './checkSafeSigned.ts'
import { evmAddress } from './evmAddress.ts'
import { readMultiSend } from './multiSend.ts'
import { executionCall, outerTransaction, parseEvmTransaction } from './safeExecution.ts'
import { recoverOwner } from './safeSignatures.ts'
import { buildSafeTransfer, readSafeTransfer, safeTxHashOf } from './safeTransfer.ts'

const key = (holder: string) => makeEvmKey({ seed: 'safe-signed', holder })
const custodians = [key('a'), key('b'), key('c')]
const wallet = { owners: custodians.map((one) => one.address), threshold: 2 }
const gas = key('gas')
const payee = key('payee').address
const token = '0xdAC17F958D2ee523a2206206994597C13D831ec7'

const base = {
  network: 'eip155:31337',
  safe: '0x2c0eE40F4aD1a06aDD8ED5C23784844CC2AB8d7F',
  safeNonce: 3n,
  asset: `eip155:31337/erc20:${token}`,
  pays: [{ address: payee as string, units: 1_000_000n }],
  outer: {
    from: gas.address as string,
    nonce: 7n,
    gas: 200_000n,
    maxFeePerGas: 3_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
  },
}
const build = (changed: Partial<typeof base> = {}) => buildSafeTransfer({ ...base, ...changed })
const paying = (address: string, units = 1_000_000n) => ({ pays: [{ address, units }] })
const { unsigned: approved } = build()

const sign = (unsigned: string, who: readonly number[], from = gas) => {
  const signatures = who.map((i) => signSafeTransfer({ unsigned, key: custodians[i]! }))
  return signOuter({ unsigned: outerTransaction({ transfer: readSafeTransfer(unsigned), signatures }), key: from })
}
const check = (signed: string) => checkSafeSigned({ approved, signed, wallet })
const whats = (signed: string) => {
  const result = check(signed)
  return result.ok ? [] : result.differences.map((one) => one.what)
}

describe('building', () => {
  test('the same parameters give the same text', () => expect(build().unsigned).toBe(approved))

  test('it says what it pays and the most that it costs', () =>
    expect(build()).toMatchObject({
      pays: [{ address: payee, asset: `eip155:31337/erc20:${token.toLowerCase()}`, units: 1_000_000n }],
      feeAsset: 'eip155:31337/slip44:60',
      feeMax: 600_000_000_000_000n,
    }))

  test.each<[string, Partial<typeof base>, string]>([
    ['nothing', paying(payee, 0n), 'PAYMENT_INVALID'],
    ['the Safe itself in coin', { asset: 'eip155:31337/slip44:60', ...paying(base.safe) }, 'PAYMENT_INVALID'],
    ['an address with a wrong checksum', paying('0xdAC17F958D2ee523a2206206994597C13D831ec8'), 'ADDRESS_INVALID'],
    ['the zero address', paying('0x0000000000000000000000000000000000000000'), 'ADDRESS_INVALID'],
    ['an asset of another chain', { asset: `eip155:1/erc20:${token}` }, 'INPUT_INVALID'],
    ['nobody', { pays: [] }, 'PAYMENT_INVALID'],
    ['more than an act may name', { pays: Array.from({ length: 21 }, () => base.pays[0]!) }, 'PAYMENT_INVALID'],
    [
      'the Safe itself among others',
      { asset: 'eip155:31337/slip44:60', pays: [...base.pays, { address: base.safe, units: 1n }] },
      'PAYMENT_INVALID',
    ],
    ['a Tron network', { network: 'tron:0x2b6653dc' }, 'INPUT_INVALID'],
    ['more than a word holds', paying(payee, 1n << 256n), 'PAYMENT_INVALID'],
  ])('refuses to pay %s', (_, changed, code) => expect(() => build(changed)).toThrow(expect.objectContaining({ code })))
})

describe('reading what was approved', () => {
  const changed = (change: (value: Record<string, Record<string, Json>>) => void) => {
    const value = structuredClone(parseCanonical(approved)) as unknown as Record<string, Record<string, Json>>
    change(value)
    return canonical(value)
  }

  test.each<[string, (value: Record<string, Record<string, Json>>) => void]>([
    ['a call that is no transfer', (value) => (value.inner!.data = '0x095ea7b3')],
    ['a transfer with bytes after it', (value) => (value.inner!.data = `${String(value.inner!.data)}00`)],
    ['coin beside tokens', (value) => (value.inner!.value = '1')],
    ['a call of the Safe itself', (value) => (value.inner!.to = value.safe as unknown as Json)],
    ['an operation (delegatecall)', (value) => (value.inner!.operation = '1')],
    ['another field', (value) => (value.more = {})],
    ['a number with a leading zero', (value) => (value.outer!.gas = '0200000')],
    ['a priority fee above the fee', (value) => (value.outer!.maxPriorityFeePerGas = '3000000001')],
    ['an address without checksum', (value) => (value.inner!.to = String(value.inner!.to).toLowerCase())],
  ])('refuses %s', (_, change) =>
    expect(() => readSafeTransfer(changed(change))).toThrow(expect.objectContaining({ code: 'PAYMENT_INVALID' })),
  )

  test('refuses text that is not canonical', () =>
    expect(() => readSafeTransfer(` ${approved}`)).toThrow(expect.objectContaining({ code: 'PAYMENT_INVALID' })))
})

describe('checking what was signed', () => {
  test.each([[[0, 1]], [[2, 0]], [[1, 2]], [[0, 1, 2]]])('owners %j together are enough', (who) =>
    expect(check(sign(approved, who))).toEqual({
      ok: true,
      txid: parseEvmTransaction(sign(approved, who)).txid,
      signers: [...who].sort(),
    }),
  )

  test('signing twice gives the same bytes', () => expect(sign(approved, [0, 1])).toBe(sign(approved, [0, 1])))

  test('one owner is not enough, nor one counted twice', () => {
    expect(whats(sign(approved, [1]))).toEqual(['owners that signed'])
    expect(whats(sign(approved, [1, 1]))).toEqual(['signature 1', 'owners that signed'])
  })

  test.each<[string, Partial<typeof base>, readonly string[]]>([
    ['another payee', paying(token), ['call of the Safe']],
    ['another amount', paying(payee, 1_000_001n), ['call of the Safe']],
    ['another token', { asset: `eip155:31337/erc20:${payee}` }, ['call of the Safe']],
    ['another Safe', { safe: key('other safe').address }, ['called address']],
    ['another chain', { network: 'eip155:1', asset: `eip155:1/erc20:${token}` }, ['chain id']],
    ['another gas account’s nonce', { outer: { ...base.outer, nonce: 8n } }, ['nonce of the gas account']],
    ['another gas limit', { outer: { ...base.outer, gas: 200_001n } }, ['gas limit']],
    ['a higher fee', { outer: { ...base.outer, maxFeePerGas: 3_000_000_001n } }, ['fee per gas in wei, at most']],
    [
      'a higher priority fee',
      { outer: { ...base.outer, maxPriorityFeePerGas: 2_000_000_000n } },
      ['priority fee per gas in wei, at most'],
    ],
  ])('%s is refused, naming it', (_, changed, found) =>
    expect(whats(sign(build(changed).unsigned, [0, 1]))).toEqual(found),
  )

  test('another Safe nonce is refused: its signatures are over something else', () =>
    expect(whats(sign(build({ safeNonce: 4n }).unsigned, [0, 1]))).toEqual([
      'signature 0',
      'signature 1',
      'owners that signed',
    ]))

  test('another gas account is refused', () =>
    expect(whats(sign(approved, [0, 1], key('other')))).toEqual(['gas account']))

  test('signatures of strangers do not count', () => {
    const signatures = ['x', 'y'].map((holder) => signSafeTransfer({ unsigned: approved, key: key(holder) }))
    const raw = signOuter({
      unsigned: outerTransaction({ transfer: readSafeTransfer(approved), signatures }),
      key: gas,
    })
    expect(whats(raw)).toEqual(['signature 0', 'signature 1', 'owners that signed'])
  })

  test('signatures out of order are refused: the Safe would revert', () => {
    const transfer = readSafeTransfer(approved)
    const sorted = [0, 1].map((i) => signSafeTransfer({ unsigned: approved, key: custodians[i]! }))
    sorted.sort((a, b) => (a.owner.toLowerCase() < b.owner.toLowerCase() ? 1 : -1))
    const data = executionCall(transfer, `0x${sorted.map((one) => one.signature.slice(2)).join('')}`)
    const { nonce, from: _from, ...fees } = transfer.outer
    const unsigned = serializeTransaction({
      type: 'eip1559',
      chainId: 31337,
      nonce: Number(nonce),
      ...fees,
      to: transfer.safe,
      data,
    })
    expect(whats(signOuter({ unsigned, key: gas }))).toContain('signature 1')
  })

  test.each(['', '0x', '0x02', '0xdeadbeef', '02f8', `${sign(approved, [0, 1])}00`])('"%s" is no transaction', (raw) =>
    expect(() => check(raw)).toThrow(expect.objectContaining({ code: 'TRANSACTION_INVALID' })),
  )
})

describe('several payments at once', () => {
  const pays = [...base.pays, { address: key('other payee').address as string, units: 5n }]
  const { unsigned } = build({ pays })
  const changed = (change: (inner: Record<string, Json>) => void): string => {
    const value = structuredClone(parseCanonical(unsigned)) as unknown as { inner: Record<string, Json> }
    change(value.inner)
    return canonical(value as unknown as Json)
  }

  test('go through the one contract that makes plain calls, whose code the Safe runs', () => {
    const { inner, calls } = readSafeTransfer(unsigned)
    expect([inner.to, inner.operation, inner.value]).toEqual(['0x9641d764fc13c8B624c04430C7356C1C7C8102e2', 1, 0n])
    expect(readMultiSend(inner.data)).toEqual(calls)
    expect(build({ pays }).pays.map(({ address, units }) => ({ address, units }))).toEqual(pays)
  })

  test('are held to what was approved: each of them, and their order', () => {
    const judge = (signed: string) => checkSafeSigned({ approved: unsigned, signed, wallet })
    expect(judge(sign(unsigned, [0, 1]))).toMatchObject({ ok: true })
    for (const other of [pays.toReversed(), [pays[0]!], [pays[0]!, { ...pays[1]!, units: 6n }], [...pays, pays[1]!]])
      expect(judge(sign(build({ pays: other }).unsigned, [0, 1]))).toMatchObject({
        ok: false,
        differences: [{ what: 'call of the Safe' }],
      })
  })

  test('the same calls made by running another contract’s code are not what was approved', () => {
    const transfer = readSafeTransfer(unsigned)
    const elsewhere = { ...transfer, inner: { ...transfer.inner, to: evmAddress(token) } }
    const plainly = { ...transfer, inner: { ...transfer.inner, operation: 0 as const } }
    for (const forged of [elsewhere, plainly]) {
      const signatures = [0, 1].map((i) => signSafeTransfer({ unsigned, key: custodians[i]! }))
      const raw = signOuter({ unsigned: outerTransaction({ transfer: forged, signatures }), key: gas })
      expect(checkSafeSigned({ approved: unsigned, signed: raw, wallet })).toMatchObject({
        ok: false,
        differences: [{ what: 'call of the Safe' }],
      })
    }
  })

  test.each<[string, (inner: Record<string, Json>) => void]>([
    ['another contract to run', (inner) => (inner.to = token)],
    ['an operation of its own', (inner) => (inner.operation = '1')],
    ['a call that is no payment', (inner) => ((inner.calls as Record<string, Json>[])[1]!.data = '0x095ea7b3')],
    ['a delegate call', (inner) => ((inner.calls as Record<string, Json>[])[1]!.operation = '1')],
    ['one call only', (inner) => (inner.calls = [(inner.calls as Json[])[0]!])],
    ['calls that are no list', (inner) => (inner.calls = {})],
  ])('%s is refused', (_, change) =>
    expect(() => readSafeTransfer(changed(change))).toThrow(expect.objectContaining({ code: 'PAYMENT_INVALID' })),
  )

  test.each([
    ['a delegate call within', (data: string) => data.replace(/^(0x8d80ff0a.{128})00/, '$101')],
    ['a byte after the last', (data: string) => data.replace(/00$/, '01')],
    ['a length beyond the end', (data: string) => data.replace(/^(0x8d80ff0a.{128}.{106}.{62})44/, '$1ff')],
    ['another call', () => '0x095ea7b3'],
  ])('%s is no such data', (_, change) => {
    const { data } = readSafeTransfer(unsigned).inner
    expect(change(data)).not.toBe(data)
    expect(readMultiSend(change(data) as `0x${string}`)).toBeUndefined()
  })
})

describe('owners’ signatures', () => {
  const hash = safeTxHashOf(readSafeTransfer(approved))
  const { signature, owner } = signSafeTransfer({ unsigned: approved, key: custodians[0]! })

  test('the owner is recovered', () => expect(recoverOwner(hash, signature)).toBe(owner))

  test.each(['00', '01', '1d', '21', 'ff'])('v of 0x%s is not judged', (v) =>
    expect(recoverOwner(hash, signature.slice(0, -2) + v)).toBeUndefined(),
  )

  test('over another hash it is somebody else’s', () =>
    expect(recoverOwner(`0x${'11'.repeat(32)}`, signature)).not.toBe(owner))
})
