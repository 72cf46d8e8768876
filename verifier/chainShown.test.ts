import { keccak_256 } from '@noble/hashes/sha3.js'
import { expect, test } from 'vitest'
import { encodeRlp, numberBytes } from '../src/core/custody/evm/rlp.ts'
import { mappedSlot, slotOf } from '../src/core/custody/evm/stateProof.ts'
import { safeSlotsFor } from '../src/core/custody/evm/stateReading.ts'
import { mapRoot, proofIn } from '../src/core/custody/evm/trie.ts'
import { bytesToHex, hexToBytes, utf8ToBytes } from '../src/core/record/hash.ts'
import { canonical } from '../src/core/record/jcs.ts'
import { chainShown } from './chainShown.ts'
import { createCollector } from './collector.ts'

const hex = (bytes: Uint8Array) => `0x${bytesToHex(bytes)}`
const bytes = (text: string) => hexToBytes(text.slice(2))
const usdt = '0xdAC17F958D2ee523a2206206994597C13D831ec7'
const safe = '0x1111111111111111111111111111111111111111'
const owners = ['0x2222222222222222222222222222222222222222', '0x3333333333333333333333333333333333333333']
const ring = '0x0000000000000000000000000000000000000001'

/** A state of two accounts, made here: a Safe of two owners, and the token's contract with what the Safe has. */
function stateProof(change: { readonly units?: bigint; readonly extra?: string } = {}): string {
  const trieOf = (slots: Readonly<Record<string, bigint>>) =>
    Object.entries(slots).map(([slot, value]) => ({
      key: keccak_256(bytes(slot)),
      value: encodeRlp(numberBytes(value)),
    }))
  const safeTrie = trieOf({
    [slotOf(0n)]: 0x44n,
    [slotOf(3n)]: 2n,
    [slotOf(4n)]: 2n,
    [slotOf(5n)]: 7n,
    [mappedSlot(ring, 2n)]: BigInt(owners[0]!),
    [mappedSlot(owners[0]!, 2n)]: BigInt(owners[1]!),
    [mappedSlot(owners[1]!, 2n)]: 1n,
  })
  const balance = mappedSlot(safe, 2n)
  const tokenTrie = trieOf({ [balance]: change.units ?? 1_500_000n, [slotOf(1n)]: 9n })
  const account = (wei: bigint, storage: Uint8Array) =>
    encodeRlp([numberBytes(1n), numberBytes(wei), storage, keccak_256(utf8ToBytes('code'))])
  const state = [
    { key: keccak_256(bytes(safe)), value: account(5n, mapRoot(safeTrie)) },
    { key: keccak_256(bytes(usdt.toLowerCase())), value: account(0n, mapRoot(tokenTrie)) },
  ]
  const fields = Array.from({ length: 16 }, () => new Uint8Array())
  const header = encodeRlp(
    Object.assign(fields, {
      0: new Uint8Array(32),
      3: mapRoot(state),
      4: new Uint8Array(32),
      5: new Uint8Array(32),
      8: numberBytes(100n),
      11: numberBytes(1_772_413_200n),
      12: utf8ToBytes(change.extra ?? ''),
    }),
  )
  const nodes = (pairs: typeof state, key: Uint8Array) => proofIn(pairs, key).map(hex)
  const slotsOf = (trie: typeof state, slots: readonly string[]) =>
    slots.map((slot) => ({ slot, nodes: nodes(trie, keccak_256(bytes(slot))) }))
  return canonical({
    format: 'sluice/evm-state/1',
    network: 'eip155:1',
    headers: [hex(header)],
    accounts: [
      { address: safe, nodes: nodes(state, state[0]!.key), slots: slotsOf(safeTrie, safeSlotsFor(owners)) },
      { address: usdt, nodes: nodes(state, state[1]!.key), slots: slotsOf(tokenTrie, [balance]) },
    ],
  })
}

function shown(...texts: readonly string[]) {
  const collector = createCollector()
  const rows = chainShown(new Map(texts.map((text, i) => [`doc-${i}`, text])), collector)
  return { rows, faults: collector.result().faults.map(({ name, message }) => `${name}: ${message}`) }
}

test('a proof of state says coins, token and the owners of a Safe, and under which block', () => {
  const { rows, faults } = shown('{"format":"sluice/other/1"}', stateProof(), 'no JSON')
  expect(faults).toEqual([])
  expect(rows).toMatchObject([
    {
      document: 'doc-1',
      what: 'state',
      height: 100,
      at: '2026-03-02T01:00:00.000Z',
      confirmations: 1,
      says: [
        `${safe} 5 eip155:1/slip44:60, nonce 1`,
        `${safe} Safe 2/2, nonce 7: ${owners.join(', ')}; singleton 0x0000000000000000000000000000000000000044`,
        `${usdt} 0 eip155:1/slip44:60, nonce 1`,
        `${safe} 1500000 eip155:1/erc20:${usdt.toLowerCase()}`,
      ],
    },
  ])
})

test('a proof of state with a digit changed anywhere is a fault, or shows something else', () => {
  const text = stateProof()
  const digits = [...text.matchAll(/[0-9a-f]{8}/g)].map(({ index }) => index)
  const sound = shown(text).rows
  let found = 0
  for (const at of digits) {
    const changed = `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`
    const { rows, faults } = shown(changed)
    // Beside the root in the header it makes another block, whose hash is shown; in the name of a slot another one, that the same nodes show to be empty.
    if (faults.length === 0) expect(rows).not.toEqual(sound)
    else found++
  }
  expect(found).toBeGreaterThan(digits.length / 2)
  expect(shown(stateProof().replace('"slots"', '"slot"')).faults[0]).toMatch('doc-0: The chain proof does not hold')
})

test('two blocks of one height in one bundle are a fault: one of them is not the chain’s', () => {
  expect(shown(stateProof(), stateProof()).faults).toEqual([])
  const { faults } = shown(stateProof(), stateProof({ extra: 'fork' }))
  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatch(/^doc-1: eip155:1 block 100 is 0x[0-9a-f]{64} here and 0x[0-9a-f]{64} in another proof/)
})
