import { base64 } from '@scure/base'
import { describe, expect, test } from 'vitest'
import bip174 from '../../../../test/vectors/bips/bip174.json' with { type: 'json' }
import bip370 from '../../../../test/vectors/bips/bip370.json' with { type: 'json' }
import bip371 from '../../../../test/vectors/bips/bip371.json' with { type: 'json' }
import { bytesToHex } from '../../record/hash.ts'
import { combinePsbts } from './combinePsbts.ts'
import { parsePsbt } from './payment.ts'

describe.each([
  ['BIP-174', bip174, 20, 10],
  ['BIP-370', bip370, 24, 14],
  ['BIP-371', bip371, 11, 6],
] as const)('%s', (_, { invalid, valid }, invalidCount, validCount) => {
  test('all published vectors are here', () =>
    expect([invalid.length, valid.length]).toEqual([invalidCount, validCount]))

  test.each(invalid)('refuses: $case', ({ psbt }) =>
    expect(() => parsePsbt(psbt)).toThrow(expect.objectContaining({ code: 'PSBT_INVALID' })),
  )

  test.each(valid)('reads: $case', ({ psbt }) => expect(parsePsbt(psbt).inputsLength).toBeGreaterThanOrEqual(0))
})

describe('BIP-174 roles', () => {
  const { roles } = bip174

  test('two signers’ PSBTs combine to what was published, but for the order of keys, which BIP-174 leaves open', () => {
    const combined = combinePsbts([roles.signed1, roles.signed2])
    expect(combinePsbts([roles.signed2, roles.signed1])).toBe(combined)
    expect(records(combined)).toEqual(records(roles.combined))
  })

  test('unknown keys of both survive combining', () => {
    const combined = parsePsbt(combinePsbts(roles.unknown))
    const published = parsePsbt(roles.unknownCombined)
    expect(combined.toPSBT()).toEqual(published.toPSBT())
  })

  test('the finalizer and the extractor give the published bytes', () => {
    const tx = parsePsbt(roles.combined)
    tx.finalize()
    expect(base64.encode(tx.toPSBT())).toBe(roles.finalized)
    expect(bytesToHex(tx.extract())).toBe(roles.transaction)
  })

  test('PSBTs of different transactions do not combine', () =>
    expect(() => combinePsbts([roles.signed1, roles.unknown[0]!])).toThrow('not of one transaction'))
})

/** Every signature of every input, in one order, and all else as it is. */
function records(psbt: string) {
  const tx = parsePsbt(psbt)
  return Array.from({ length: tx.inputsLength }, (_, i) => {
    const { partialSig = [], ...rest } = tx.getInput(i)
    return { ...rest, partialSig: partialSig.map(([key, signature]) => bytesToHex(key) + bytesToHex(signature)).sort() }
  })
}
