import { expect, test } from 'vitest'
import { readTrust } from './trust.ts'

const key = 'ab'.repeat(32)
const good = { format: 'sluice/trust/1', world: 'real', keys: [{ holder: 'court', key }] }

test('keys come with their holder, logs as verifier keys of C2SP', () => {
  const log = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
  const trust = readTrust(JSON.stringify({ ...good, logs: [log] }))
  expect(trust.world).toBe('real')
  expect(trust.keys.get(key)).toBe('court')
  expect([...trust.keys.values()]).toContain('PeterNeumann')
})

test('packs are named by their hash', () => {
  expect([...readTrust(JSON.stringify({ ...good, packs: [key] })).packs]).toEqual([key])
})

test.each([
  ['not JSON', '{', /JSON/],
  ['another format', JSON.stringify({ ...good, format: 'x' }), /format/],
  ['no world', JSON.stringify({ ...good, world: 'sandbox' }), /world/],
  ['an unknown key', JSON.stringify({ ...good, more: 1 }), /no key more/],
  ['a pack without its hash', JSON.stringify({ ...good, packs: ['cn'] }), /hashes of packs/],
  ['a short key', JSON.stringify({ ...good, keys: [{ holder: 'court', key: 'ab' }] }), /32 bytes/],
  ['a key without holder', JSON.stringify({ ...good, keys: [{ key }] }), /holder/],
  ['a verifier key whose id does not fit', JSON.stringify({ ...good, logs: ['a+00000000+AQ=='] }), /verifier key/],
  ['nothing to trust', JSON.stringify({ ...good, keys: [] }), /one key at least/],
])('refused: %s', (_, text, says) => {
  expect(() => readTrust(text)).toThrow(says)
})
