import { describe, expect, test } from 'vitest'
import vectors from '../../../../test/vectors/bips/bip322.json' with { type: 'json' }
import { bytesToHex } from '../../record/hash.ts'
import { scriptOfAddress } from '../bitcoin/address.ts'
import { bitcoinMainnet as network } from '../bitcoin/network.ts'
import { displayHash, hash256 } from '../bitcoin/transaction.ts'
import { messageHash, toSign, toSpendTxid, verifyBip322 } from './bip322.ts'

const flat = <T extends { readonly bip322_signatures: readonly string[] }>(rows: readonly T[]) =>
  rows.flatMap((row) => row.bip322_signatures.map((signature) => ({ ...row, signature })))
const simple = flat([...vectors.basic.simple, ...vectors.generated.simple])
const full = flat(vectors.generated.full)
const funds = flat(vectors.generated.proof_of_funds)
const errors = [...vectors.basic.error, ...vectors.generated.error]

test('all published vectors are here', () =>
  expect([simple.length, full.length, funds.length, errors.length]).toEqual([10, 10, 3, 36]))

describe('hashes', () => {
  test.each(vectors.basic.tx_hashes)('of "$message"', (vector) => {
    const challenge = scriptOfAddress(vector.address, network)
    expect(bytesToHex(messageHash(vector.message))).toBe(vector.message_hash)
    expect(toSpendTxid(vector.message, challenge)).toBe(vector.to_spend_tx_hash)
    expect(displayHash(hash256(toSign(vector.message, challenge)))).toBe(vector.to_sign_tx_hash)
  })
})

describe('simple signatures', () => {
  test.each(simple)('$type "$message"', ({ message, address, signature }) =>
    expect(verifyBip322({ message, address, signature, network })).toEqual({
      state: 'valid', variant: 'simple', lockTime: 0, sequence: 0, funds: [],
    })) // biome-ignore format: one row

  test('without prefix are still read', () => {
    const { message, address, signature } = simple[0]!
    expect(verifyBip322({ message, address, signature: signature.slice(3), network }).state).toBe('valid')
  })
})

describe('full signatures', () => {
  const understood = full.filter(({ type }) => !type.includes('time-lock'))
  const locked = full.filter(({ type }) => type.includes('time-lock'))

  test.each(understood)('$type', ({ message, address, signature, lock_time, sequence }) =>
    expect(verifyBip322({ message, address, signature, network })).toEqual({
      state: 'valid', variant: 'full', lockTime: lock_time, sequence, funds: [],
    })) // biome-ignore format: one row

  test.each(locked)('$type is inconclusive: its script is not interpreted', ({ message, address, signature }) =>
    expect(verifyBip322({ message, address, signature, network }).state).toBe('inconclusive'),
  )

  test('two of the ten are locked', () => expect(locked.length).toBe(2))
})

describe('proofs of funds', () => {
  test.each(funds)('$type with other coins', (vector) => {
    const { message, address, signature } = vector
    const verdict = verifyBip322({ message, address, signature, network })
    expect(verdict).toMatchObject({ state: 'valid', variant: 'proof-of-funds', lockTime: vector.lock_time })
    const amounts = vector.additional_inputs.flat().map((input) => BigInt(input.value))
    expect(verdict.state === 'valid' && verdict.funds.map((fund) => fund.amountSat)).toEqual(amounts)
  })
})

describe('errors', () => {
  test.each(errors)('$description', ({ message, address, signature }) =>
    expect(verifyBip322({ message, address, signature, network }).state).toBe('invalid'),
  )
})
