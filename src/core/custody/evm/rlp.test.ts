import { describe, expect, test } from 'vitest'
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../record/hash.ts'
import { decodeRlp, encodeRlp, numberBytes, type Rlp } from './rlp.ts'
import { listRoot } from './trie.ts'

const long = 'Lorem ipsum dolor sit amet, consectetur adipisicing elit'

describe('RLP', () => {
  test.each<[string, Rlp, string]>([
    ['a word', utf8ToBytes('dog'), '83646f67'],
    ['a list of words', [utf8ToBytes('cat'), utf8ToBytes('dog')], 'c88363617483646f67'],
    ['nothing', new Uint8Array(), '80'],
    ['an empty list', [], 'c0'],
    ['zero', numberBytes(0n), '80'],
    ['fifteen', numberBytes(15n), '0f'],
    ['1024', numberBytes(1024n), '820400'],
    ['nested lists', [[], [[]], [[], [[]]]], 'c7c0c1c0c3c0c1c0'],
    ['a text of 56 bytes', utf8ToBytes(long), `b838${bytesToHex(utf8ToBytes(long))}`],
  ])('%s is written and read', (_, item, hex) => {
    expect(bytesToHex(encodeRlp(item))).toBe(hex)
    expect(decodeRlp(hexToBytes(hex))).toEqual(item)
  })

  test.each(['', '83646f', '83646f6700', '8101', 'b801ff', 'b90001ff', 'c28363', 'b80161'])(
    '"%s" is no encoding of anything',
    (hex) => expect(decodeRlp(hex === '' ? new Uint8Array() : hexToBytes(hex))).toBeUndefined(),
  )
})

test('the empty trie has its published root', () =>
  expect(bytesToHex(listRoot([]))).toBe('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'))
