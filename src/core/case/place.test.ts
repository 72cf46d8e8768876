import { ed25519 } from '@noble/curves/ed25519.js'
import { describe, expect, test } from 'vitest'
import { bytesToHex } from '../record/hash.ts'
import { actionSignatureHolds, approvalDigestInput, signAction } from './action.ts'
import { beginsIn, placeFault } from './place.ts'

const secret = new Uint8Array(32).fill(3)
const [here, there] = ['a'.repeat(64), 'b'.repeat(64)]
const wish = { id: '1', kind: 'funded', actor: { org: 'psb', person: 'p', role: 'officer' }, payload: { units: '1' } }
const signed = signAction({ ...wish, zone: 'z', stream: here }, secret)
const fault = (
  action: typeof signed,
  stream: string | undefined,
  kind: 'case' | 'claims' | 'directory' = 'case',
  zone = 'z',
) => placeFault({ kind: { stream: kind }, action, zone, stream })?.[0]

describe('what a person signed', () => {
  test('is taken where it was signed for, and in no other case and no other zone', () => {
    expect(fault(signed, here)).toBeUndefined()
    expect(fault(signed, there)).toBe('stream')
    expect(fault(signed, here, 'case', 'y')).toBe('zone')
    expect(fault(signAction(wish, secret), here)).toBe('zone')
    expect(fault(signAction({ ...wish, zone: 'z' }, secret), here)).toBe('stream')
  })

  test('names its place under the signature: named anew it is not signed', () => {
    expect(actionSignatureHolds(signed)).toBe(true)
    expect(actionSignatureHolds({ ...signed, stream: there })).toBe(false)
    expect(actionSignatureHolds({ ...signed, zone: 'y' })).toBe(false)
    const { zone: _, ...unplaced } = signed
    expect(actionSignatureHolds(unplaced)).toBe(false)
  })

  test('opens a case by the zone alone, and a child stream by its case', () => {
    expect(fault(signAction({ ...wish, zone: 'z' }, secret), undefined)).toBeUndefined()
    expect(fault(signAction({ ...wish, zone: 'z' }, secret), undefined, 'claims')).toBe('stream')
    expect(fault(signed, undefined, 'claims')).toBeUndefined()
    expect([beginsIn(signed, here), beginsIn(signed, there), beginsIn(wish, there)]).toEqual([true, false, true])
  })

  test('of the zone’s own streams names the zone', () => {
    const own = signAction({ ...wish, zone: 'z' }, secret)
    expect(fault(own, here, 'directory')).toBeUndefined()
    expect(own.signature?.key).toBe(bytesToHex(ed25519.getPublicKey(secret)))
  })
})

test('the head that an approver says to have seen is under the signature', () => {
  const approval = { proposal: here, what: here, values: here, role: 'head' }
  const digests = [here, there, undefined].map((seen) =>
    bytesToHex(approvalDigestInput({ ...approval, ...(seen === undefined ? {} : { seen }) })),
  )
  expect(new Set(digests).size).toBe(3)
})
