import { keccak_256 } from '@noble/hashes/sha3.js'
import { describe, expect, test } from 'vitest'
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../record/hash.ts'
import { accountUnder, readEvmStateProof, slotOf, verifyState } from './stateProof.ts'
import { mapRoot, proofIn } from './trie.ts'
import { provedValue } from './trieProof.ts'

/** test/vectors/evm/SOURCE.md */
const tries = {
  puppy: [
    { do: 'verb', horse: 'stallion', doge: 'coin', dog: 'puppy' },
    '5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84',
  ],
  dogs: [
    { doe: 'reindeer', dog: 'puppy', dogglesworth: 'cat' },
    '8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3',
  ],
  foo: [{ foo: 'bar', food: 'bass' }, '17beaa1648bafa633cda809c90c04af50fc8aed3cb40d16efbddee6fdf63c4c3'],
  singleItem: [{ A: 'a'.repeat(50) }, 'd23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab'],
  emptyTrie: [{}, '56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'],
} as const

const absent = ['do', 'd', 'dog', 'doges', 'dom', 'foo', 'foods', 'f', 'B', 'AA', 'unknown']

describe.each(Object.entries(tries))('the trie %s', (_name, [pairs, rootHex]) => {
  const entries = Object.entries(pairs).map(([key, value]) => ({ key: utf8ToBytes(key), value: utf8ToBytes(value) }))
  const root = hexToBytes(rootHex)

  test('has the root that it is published with', () => expect(bytesToHex(mapRoot(entries))).toBe(rootHex))

  test('proves what it holds, and that it holds nothing else', () => {
    for (const { key, value } of entries)
      expect(provedValue({ root, key, nodes: proofIn(entries, key) })).toEqual(value)
    const keys = absent.filter((key) => !Object.hasOwn(pairs, key)).map(utf8ToBytes)
    for (const key of keys) expect(provedValue({ root, key, nodes: proofIn(entries, key) })).toBeUndefined()
  })

  test('proves nothing with a byte changed, a node left out, one too many, or the proof of another key', () => {
    for (const { key, value } of entries) {
      const nodes = proofIn(entries, key)
      const refused = (changed: readonly Uint8Array[]) =>
        expect(() => provedValue({ root, key, nodes: changed })).toThrow('does not hold')
      nodes.forEach((node, at) => {
        for (let i = 0; i < node.length; i++) refused(nodes.with(at, node.with(i, node[i]! ^ 1)))
        refused(nodes.toSpliced(at, 1))
      })
      refused([...nodes, nodes.at(-1)!])
      const other = utf8ToBytes('zzz')
      let found: Uint8Array | undefined
      try {
        found = provedValue({ root, key: other, nodes })
      } catch {
        continue
      }
      expect(found).not.toEqual(value)
    }
  })
})

/** test/vectors/evm/SOURCE.md: state root, account, storage; the slot is empty before, and holds 7 after. */
const leafOf = (storage: string) =>
  `0xf869a0335649db80be637d281db0cc5896b0ff9869d08379a80fdc38dd073bba633949b846f8440101a0${storage}a0ce92c756baff35fa740c3557c1a971fd24d2d35b7c8e067880d50cd86bb0bc99`
const topOf = (leaf: string) =>
  `0xf8718080808080a0a2bd2175aed7ed88ed854c914fab94115c092ffb3c3c2ef647b70b7e73e3345880a0${leaf}a0c4bdbdbb240f8343b7f84bc83d4b7426e803a914138792d1e369907be8098b2d8080808080808080`
const storageBranch =
  '808080a0ce028e108cf5c832b0a9afd3ed101183857b3b9ddaea5670c4f09b62e4d38d05a0de3ecad66628a5743ed089e3a35ebeedc25a922fb0ac346304613403911c18e0a0128c5f7abac505794cda09bde44d143e4736b50b1c42d6807a989c10af51e8d1'
const address = '0xaa00000000000000000000000000000000000000'
const before = {
  root: '61effbbcca94f0d3e02e5bd22e986ad57142acabf0cb3d129a6ad8d0f8752e94',
  nodes: [
    topOf('457ae8d978cd387f5332f978f5653226588b6cc76a355fc5977cd4325ffcff78'),
    leafOf('8afc95b7d18a226944b9c2070b6bda1c3a36afcc3730429d47579c94b9fe5850'),
  ],
  slot: [`0xf871${storageBranch}8080808080808080808080`],
}
const after = {
  root: '388e66d9a17f8ac62cc95d24d5842e587fd92b55fd31ccb67b0e16a96adc746f',
  nodes: [
    topOf('fad62b0aae498bcbac391cfb2ae7283eb9ec8f8c2bc283d26063bfa216e6207a'),
    leafOf('41d1b06c8a131d1ba094d9157054358df40085906ef614437cbad8a5cd233fe2'),
  ],
  slot: [
    `0xf891${storageBranch}8080808080a04784fb4f62cc58a00b3ae50ff62c0a3672be2328c21840707284bb09a77ca21a8080808080`,
    '0xe2a0310e2d527612073b26eecdfd717e6a320cf44b4afac2b0732d9fcbe2b7fa0cf607',
  ],
}

describe('a published proof of EIP-1186', () => {
  const prove = ({ root, nodes, slot }: typeof before) =>
    accountUnder(hexToBytes(root), { address, nodes, slots: [{ slot: slotOf(1n), nodes: slot }] })

  test('says what the account holds, an empty slot included', () => {
    const account = prove(before)
    expect(account).toMatchObject({ exists: true, nonce: 1n, balance: 1n })
    expect(account.codeHash).toBe('0xce92c756baff35fa740c3557c1a971fd24d2d35b7c8e067880d50cd86bb0bc99')
    expect([...account.slots]).toEqual([[slotOf(1n), 0n]])
    expect([...prove(after).slots]).toEqual([[slotOf(1n), 7n]])
  })

  test('holds under no other root, for no other account and no other slot', () => {
    expect(() => prove({ ...before, root: after.root })).toThrow('does not hold')
    expect(() => prove({ ...after, slot: before.slot })).toThrow('does not hold')
    const other = { address: address.replace('aa', 'ab'), nodes: before.nodes, slots: [] }
    expect(() => accountUnder(hexToBytes(before.root), other)).toThrow('does not hold')
    const slots = [{ slot: slotOf(2n), nodes: after.slot }]
    expect(() => accountUnder(hexToBytes(after.root), { address, nodes: after.nodes, slots })).toThrow('does not hold')
  })
})

test('a proof of state has exactly its fields, each of its form', () => {
  const account = { address, nodes: before.nodes, slots: [] }
  const whole = { format: 'sluice/evm-state/1', network: 'eip155:1', headers: ['0xc0'], accounts: [account] }
  expect(readEvmStateProof(JSON.stringify(whole))).toEqual(whole)
  const broken = [
    '',
    '[]',
    'null',
    { ...whole, more: 1 },
    { ...whole, network: 'bip122:1' },
    { ...whole, headers: [1] },
    { ...whole, accounts: [{ ...account, more: 1 }] },
    { ...whole, accounts: [{ ...account, slots: [{ slot: 1, nodes: [] }] }] },
  ]
  for (const one of broken)
    expect(() => readEvmStateProof(typeof one === 'string' ? one : JSON.stringify(one))).toThrow('does not hold')
  expect(() => verifyState(readEvmStateProof(JSON.stringify(whole)))).toThrow('a header is none')
  expect(bytesToHex(keccak_256(new Uint8Array()))).toMatch(/^c5d24601/)
})
