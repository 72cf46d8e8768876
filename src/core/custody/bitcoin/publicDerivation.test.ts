import { HDKey } from '@scure/bip32'
import { expect, test } from 'vitest'
import { bytesToHex } from '../../record/hash.ts'
import { BoundedMemory, publicChild, publicNode } from './publicDerivation.ts'

// Master public key of test vector 2 of BIP-32, and its child 0.
const master =
  'xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB'
const child0 =
  'xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH'
const node = (text: string) => {
  const { publicKey, chainCode } = HDKey.fromExtendedKey(text)
  return publicNode(publicKey!, chainCode!)
}

test('the published child of the published master is derived', () => {
  const derived = publicChild(node(master), 0)!
  expect(bytesToHex(derived.publicKey)).toBe(bytesToHex(node(child0).publicKey))
  expect(bytesToHex(derived.chainCode)).toBe(bytesToHex(node(child0).chainCode))
})

test.each([0, 1, 255, 256, 65_536, 0x7fffffff])('child %i is the one that scure derives', (index) => {
  const expected = HDKey.fromExtendedKey(child0).deriveChild(index)
  const derived = publicChild(node(child0), index)!
  expect(bytesToHex(derived.publicKey)).toBe(bytesToHex(expected.publicKey!))
  expect(bytesToHex(derived.chainCode)).toBe(bytesToHex(expected.chainCode!))
})

test('a memory computes once, and forgets when it is full', () => {
  let computed = 0
  const memory = new BoundedMemory<number>(2)
  for (const key of ['a', 'a', 'b', 'c', 'a']) memory.remember(key, () => ++computed)
  expect(computed).toBe(4)
})
