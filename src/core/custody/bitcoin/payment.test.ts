import { base64 } from '@scure/base'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { custodyDescriptor, makeCustodian } from '../../../../sandbox/signer/custodian.ts'
import { signPsbt } from '../../../../sandbox/signer/signPsbt.ts'
import { bytesToHex } from '../../record/hash.ts'
import { type BuildPaymentParameters, buildPayment } from './buildPayment.ts'
import { checkSigned } from './checkSigned.ts'
import { combinePsbts } from './combinePsbts.ts'
import { addressAt, parseDescriptor } from './descriptor.ts'
import { finalizePayment } from './finalizePayment.ts'
import { bitcoinRegtestBcoin as network } from './network.ts'
import { parsePsbt, readPayment } from './payment.ts'
import { selectUtxos } from './selectUtxos.ts'
import { parseTransaction } from './transaction.ts'

const custodians = ['psb', 'cbex', 'notary'].map((holder) => makeCustodian({ seed: 'payment', holder }))
const descriptor = parseDescriptor(custodyDescriptor({ threshold: 2, custodians }))
const stranger = makeCustodian({ seed: 'payment', holder: 'stranger' })
const platform = 'rb1qqurswpc8qurswpc8qurswpc8qurswpc8cfe4l2'
const other = addressAt(descriptor, { branch: 0, index: 9 }, network)
const coin = (digit: string, amountSat: bigint, index = 0) => ({
  txid: digit.repeat(64),
  vout: 0,
  amountSat,
  place: { branch: 0, index },
})

const base: BuildPaymentParameters = {
  network,
  descriptor,
  utxos: [coin('b', 60_000n, 1), coin('a', 50_000n)],
  outputs: [{ address: platform, amountSat: 70_000n }],
  fee: { sat: 1_000n },
  change: { branch: 1, index: 0 },
}
const build = (changed: Partial<BuildPaymentParameters> = {}) => buildPayment({ ...base, ...changed })
const sign = (psbt: string, ...who: number[]) =>
  who.reduce((signed, i) => signPsbt({ psbt: signed, xprv: custodians[i]!.keyFile.xprv }).psbt, psbt)
const differences = (approved: string, signed: string) => {
  const result = checkSigned({ approved, signed, descriptor, network })
  return result.ok ? [] : result.differences
}

describe('building', () => {
  test('the same coins in any order give the same bytes', () =>
    expect(build({ utxos: [...base.utxos].reverse() }).psbt).toBe(build().psbt))

  test('what is built is what is read back', () => {
    const built = build()
    expect(readPayment({ psbt: built.psbt, descriptor, network })).toMatchObject({
      txid: built.txid,
      inputs: [
        { txid: 'a'.repeat(64), amountSat: 50_000n, place: { branch: 0, index: 0 } },
        { txid: 'b'.repeat(64), amountSat: 60_000n, place: { branch: 0, index: 1 } },
      ],
      outputs: [
        { address: platform, amountSat: 70_000n },
        {
          address: addressAt(descriptor, { branch: 1, index: 0 }, network),
          amountSat: 39_000n,
          place: { branch: 1, index: 0 },
        },
      ],
      feeSat: 1_000n,
    })
  })

  test('a rate gives a fee of at least that rate over the signed size', () => {
    const built = build({ fee: { rateSatPerKvb: 2_500n } })
    const { raw } = finalizePayment({ approved: built.psbt, signed: sign(built.psbt, 0, 1), descriptor, network })
    const { vsize } = parseTransaction(raw)
    expect(vsize).toBeLessThanOrEqual(built.vsizeMax)
    expect(vsize).toBeGreaterThanOrEqual(built.vsizeMax - 2)
    expect(built.feeSat).toBe((BigInt(built.vsizeMax) * 2_500n + 999n) / 1_000n)
  })

  test.each([
    ['the payee bears the fee', 110_000n, 0, 109_000n],
    ['the payer bears the fee', 109_000n, undefined, 109_000n],
  ])('without change, when %s, nothing is left', (_, amountSat, bearer, gets) => {
    const { change: _unused, ...rest } = base
    const built = buildPayment({
      ...rest,
      outputs: [{ address: platform, amountSat }],
      ...(bearer !== undefined && { subtractFeeFrom: bearer }),
    })
    expect(built.outputs).toEqual([expect.objectContaining({ address: platform, amountSat: gets })])
  })

  test.each<[string, Partial<BuildPaymentParameters>, string]>([
    ['coins that are too few', { outputs: [{ address: platform, amountSat: 109_001n }] }, 'PAYMENT_UNFUNDED'],
    ['no coin', { utxos: [] }, 'PAYMENT_UNFUNDED'],
    ['a coin named twice', { utxos: [coin('a', 50_000n), coin('a', 60_000n)] }, 'PAYMENT_INVALID'],
    ['change too small to relay', { outputs: [{ address: platform, amountSat: 108_900n }] }, 'PAYMENT_INVALID'],
    ['an output too small to relay', { outputs: [{ address: platform, amountSat: 293n }] }, 'PAYMENT_INVALID'],
    ['a negative amount', { outputs: [{ address: platform, amountSat: -1n }] }, 'PAYMENT_INVALID'],
    ['a negative fee', { fee: { sat: -1n } }, 'PAYMENT_INVALID'],
    ['no output', { outputs: [] }, 'PAYMENT_INVALID'],
    [
      'a mainnet address',
      { outputs: [{ address: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', amountSat: 70_000n }] },
      'ADDRESS_INVALID',
    ],
    [
      'an address with a wrong character',
      { outputs: [{ address: platform.replace('rb1qqu', 'rb1qzu'), amountSat: 70_000n }] },
      'ADDRESS_INVALID',
    ],
  ])('refuses %s', (_, changed, code) => expect(() => build(changed)).toThrow(expect.objectContaining({ code })))

  test('a remainder without a change place is refused', () => {
    const { change: _unused, ...rest } = base
    expect(() => buildPayment(rest)).toThrow('no place to go')
  })

  test('whatever is paid, inputs are outputs and fee to the satoshi', () => {
    const amount = fc.bigInt({ min: 1_000n, max: 50_000_000n })
    const held = fc.array(amount, { minLength: 1, maxLength: 4 })
    const pay = (coins: readonly bigint[], paid: bigint, fee: bigint): void => {
      const utxos = coins.map((sat, i) => coin(String(i + 1), sat, i))
      const left = coins.reduce((sum, sat) => sum + sat, 0n) - paid - fee
      const attempt = () => build({ utxos, outputs: [{ address: platform, amountSat: paid }], fee: { sat: fee } })
      if (left < 0n) expect(attempt).toThrow(expect.objectContaining({ code: 'PAYMENT_UNFUNDED' }))
      else if (left > 0n && left < 330n) expect(attempt).toThrow(expect.objectContaining({ code: 'PAYMENT_INVALID' }))
      else {
        const { outputs, feeSat } = attempt()
        expect(outputs.map((output) => output.amountSat)).toEqual(left === 0n ? [paid] : [paid, left])
        expect(feeSat).toBe(fee)
      }
    }
    fc.assert(fc.property(held, amount, fc.bigInt({ min: 0n, max: 20_000n }), pay), { numRuns: 60, seed: 1 })
  })

  test('coins are picked largest first', () => {
    const utxos = [coin('a', 10n), coin('b', 30n), coin('c', 20n)]
    expect(selectUtxos({ utxos, targetSat: 35n }).map((utxo) => utxo.amountSat)).toEqual([30n, 20n])
    expect(() => selectUtxos({ utxos, targetSat: 61n })).toThrow('not enough')
  })
})

describe('checking what was signed', () => {
  const approved = build().psbt

  test.each([[[0, 1]], [[0, 2]], [[2, 1]], [[0, 1, 2]]])('custodians %j together are enough', (who) => {
    const signed = sign(approved, ...who)
    expect(checkSigned({ approved, signed, descriptor, network })).toEqual({
      ok: true,
      txid: build().txid,
      signers: [...who].sort(),
    })
  })

  test('signing twice gives the same bytes', () => expect(sign(approved, 0, 1)).toBe(sign(approved, 0, 1)))

  test('one signature of two is refused, but accepted as one custodian’s part', () => {
    const signed = sign(approved, 1)
    expect(differences(approved, signed)).toEqual([
      { what: 'input 0: keys that signed', approved: 'at least 2', found: '1' },
      { what: 'input 1: keys that signed', approved: 'at least 2', found: '1' },
    ])
    expect(checkSigned({ approved, signed, descriptor, network, signersMin: 1 })).toMatchObject({
      ok: true,
      signers: [1],
    })
  })

  test('parts signed apart are combined and finalized to the transaction that was approved', () => {
    const signed = combinePsbts([sign(approved, 2), sign(approved, 0)])
    const { raw, txid } = finalizePayment({ approved, signed, descriptor, network })
    expect(txid).toBe(build().txid)
    expect(checkSigned({ approved, signed: raw, descriptor, network })).toEqual({ ok: true, txid, signers: [0, 2] })
    expect(parseTransaction(raw).outputs.map((output) => output.amountSat)).toEqual([70_000n, 39_000n])
  })

  test.each<[string, Partial<BuildPaymentParameters>, object[]]>([
    [
      'another payee',
      { outputs: [{ address: other, amountSat: 70_000n }] },
      [{ what: 'output 0: payee', approved: platform, found: other }],
    ],
    [
      'another amount',
      { outputs: [{ address: platform, amountSat: 70_001n }] },
      [
        { what: 'output 0: amount in satoshi', approved: '70000', found: '70001' },
        { what: 'output 1: amount in satoshi', approved: '39000', found: '38999' },
      ],
    ],
    [
      'another fee',
      { fee: { sat: 1_001n } },
      [{ what: 'output 1: amount in satoshi', approved: '39000', found: '38999' }],
    ],
    [
      'another coin',
      { utxos: [coin('c', 50_000n), coin('b', 60_000n, 1)] },
      [
        { what: 'input 0: coin', approved: `${'a'.repeat(64)}:0`, found: `${'b'.repeat(64)}:0` },
        { what: 'input 1: coin', approved: `${'b'.repeat(64)}:0`, found: `${'c'.repeat(64)}:0` },
      ],
    ],
  ])('%s is refused, naming it', (_, changed, found) =>
    expect(differences(approved, sign(build(changed).psbt, 0, 1))).toEqual(found),
  )

  test('signatures over other amounts of the same coins are refused', () => {
    const lied = build({ utxos: [coin('b', 60_001n, 1), coin('a', 49_999n)] }).psbt
    expect(differences(approved, sign(lied, 0, 1)).map((one) => one.what)).toContain('input 0: signature')
  })

  test('a signature that leaves outputs open is refused', () => {
    const tx = parsePsbt(sign(approved, 0, 1))
    const [[publicKey, signature] = []] = [tx.getInput(0).partialSig?.[0]]
    const open = Uint8Array.from(signature!)
    open[open.length - 1] = 2
    const signed = base64.encode(swapSignature(sign(approved, 0, 1), signature!, open))
    expect(publicKey).toBeDefined()
    expect(differences(approved, signed)).toContainEqual({
      what: 'input 0: what the signature covers',
      approved: 'ALL (1)',
      found: '2',
    })
  })

  test('a signature with one bit changed is refused', () => {
    const signed = sign(approved, 0, 1)
    const signature = parsePsbt(signed).getInput(1).partialSig![0]![1]
    const bent = Uint8Array.from(signature)
    bent[40]! ^= 1
    const what = differences(approved, base64.encode(swapSignature(signed, signature, bent))).map((one) => one.what)
    expect(what).toContain('input 1: signature')
    expect(what).toContain('input 1: keys that signed')
  })

  test('a key outside the descriptor does not count', () => {
    expect(() => signPsbt({ psbt: approved, xprv: stranger.keyFile.xprv })).toThrow('No input of this PSBT asks')
  })

  test('finalizing refuses what checking refuses', () => {
    expect(() => finalizePayment({ approved, signed: sign(approved, 0), descriptor, network })).toThrow(
      'not what was approved',
    )
  })

  test('a raw transaction whose witness stands on another script is refused', () => {
    const { raw } = finalizePayment({ approved, signed: sign(approved, 0, 1), descriptor, network })
    const script = bytesToHex(parsePsbt(approved).getInput(0).witnessScript!)
    const changed = raw.replace(script, script.replace(/^52/, '51'))
    expect(differences(approved, changed)[0]?.what).toBe('input 0: witness script')
  })

  test('what is no PSBT and no transaction is refused as such', () => {
    expect(() => differences(approved, 'cHNidP8AAAA=')).toThrow('not a PSBT')
    expect(() => differences(approved, 'abcd')).toThrow('not a Bitcoin transaction')
  })
})

/** Same length in, same length out: the PSBT around it stays as it was. */
function swapSignature(psbt: string, from: Uint8Array, to: Uint8Array): Uint8Array {
  const hex = bytesToHex(base64.decode(psbt)).replace(bytesToHex(from), bytesToHex(to))
  return Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))
}
