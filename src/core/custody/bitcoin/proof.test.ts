import { describe, expect, test } from 'vitest'
import { merkleBranch, merkleRoot, targetOf } from './header.ts'
import { bitcoinMainnet, bitcoinRegtestBcoin } from './network.ts'
import { type BitcoinProof, outputsOf, readBitcoinProof, verifyInclusion } from './proof.ts'
import { sweepMatches } from './sweep.ts'
import { type BitcoinTransaction, parseTransaction } from './transaction.ts'

/** Blocks 1 and 2 of Bitcoin, as they stand. */
const header1 =
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299'
const header2 =
  '010000004860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000d5fdcc541e25de1c7a5addedf24858b8bb665c9f36ef744ee42c316022c90f9bb0bc6649ffff001d08d2bd61'
const coinbase1 =
  '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0704ffff001d0104ffffffff0100f2052a0100000043410496b538e853519c726a2c91e61ec11600ae1390813a627c66fb8be7947be63c52da7589379515d4e0a604f8141781e62294721166bf621e73a82cbf2342c858eeac00000000'

const proof: BitcoinProof = {
  format: 'sluice/bitcoin-inclusion/1',
  network: bitcoinMainnet.id,
  transaction: coinbase1,
  height: 1,
  position: 0,
  branch: [],
  coinbase: coinbase1,
  coinbaseBranch: [],
  anchor: { height: 0, hash: bitcoinMainnet.genesis },
  headers: header1 + header2,
}
const verify = (changed: Partial<BitcoinProof> = {}, network = bitcoinMainnet) =>
  verifyInclusion({ proof: { ...proof, ...changed }, network })

describe('inclusion', () => {
  test('the first payment of Bitcoin is proved from its genesis block', () => {
    const proved = verify()
    expect(proved.transaction.txid).toBe('0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098')
    expect(proved.block).toEqual({
      height: 1,
      hash: '00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048',
      timeSec: 1231469665,
    })
    expect([proved.confirmations, proved.work]).toEqual([2, 8590065666n])
    expect(outputsOf(proved.transaction, bitcoinMainnet)).toEqual([{ vout: 0, amountSat: 5_000_000_000n }])
  })

  const zero = '0'.repeat(64)
  const bad = header1.replace('01e36299', '02e36299')
  test.each<[string, Partial<BitcoinProof>, string]>([
    ['of another network', { network: 'bip122:00' }, 'it is of bip122:00'],
    ['whose anchor nobody vouches for', { anchor: { height: 0, hash: zero } }, 'nobody vouches'],
    ['whose anchor has another height', { anchor: { height: 1, hash: bitcoinMainnet.genesis } }, 'nobody vouches'],
    ['with a block that has too little work', { headers: bad }, 'less proof of work'],
    ['with a gap in its headers', { headers: header2 }, 'does not follow'],
    ['with headers in the wrong order', { headers: header2 + header1 }, 'does not follow'],
    ['whose headers are cut', { headers: header1.slice(2) }, 'multiple of 80'],
    ['without a header of its height', { height: 3 }, 'no header of height 3'],
    ['of another block', { height: 2 }, 'coinbase does not stand'],
    [
      'whose transaction was changed',
      { transaction: coinbase1.replace('00f2052a', '00f2052b') },
      'does not stand in the block',
    ],
    ['with a position that its branch does not reach', { position: 1 }, 'shorter than its position'],
    ['with branches of different lengths', { branch: [zero] }, 'different lengths'],
    ['whose coinbase is none', { coinbase: coinbase1.replace(zero, zero.replace('0', '1')) }, 'coinbase is none'],
  ])('a proof %s is refused', (_, changed, message) => expect(() => verify(changed)).toThrow(message))

  test('a mainnet proof proves nothing on regtest', () => {
    expect(() => verify({}, bitcoinRegtestBcoin)).toThrow('not of bip122:0f9188f13cb7b2c71f2a335e3a4fc328')
  })

  test('a reader may vouch for a block of its own', () => {
    const anchor = { height: 1, hash: '00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048' }
    const moved = { ...proof, anchor, headers: header2, height: 2 }
    expect(() => verifyInclusion({ proof: moved, network: bitcoinMainnet, anchors: [anchor] })).toThrow(
      'coinbase does not stand',
    )
    expect(() => verifyInclusion({ proof: moved, network: bitcoinMainnet })).toThrow('nobody vouches')
  })

  test('a proof is read from its JSON, and from no other', () => {
    expect(readBitcoinProof(JSON.stringify(proof))).toEqual(proof)
    for (const text of [
      '',
      '[]',
      '{}',
      JSON.stringify({ ...proof, more: 1 }),
      JSON.stringify({ ...proof, height: -1 }),
    ]) {
      expect(() => readBitcoinProof(text)).toThrow(expect.objectContaining({ code: 'PROOF_INVALID' }))
    }
  })
})

describe('Merkle branches', () => {
  const txids = Array.from({ length: 7 }, (_, i) => String(i + 1).repeat(64))
  const root = merkleRoot({ leaf: txids[0]!, position: 0, branch: merkleBranch(txids, 0) })

  test.each([1, 2, 3, 4, 5, 6])('transaction %i of seven leads to the same root', (position) =>
    expect(merkleRoot({ leaf: txids[position]!, position, branch: merkleBranch(txids, position) })).toBe(root),
  )

  test('another transaction at its place does not', () =>
    expect(merkleRoot({ leaf: txids[1]!, position: 0, branch: merkleBranch(txids, 0) })).not.toBe(root))

  test('the copy of the last transaction is no transaction (CVE-2012-2459)', () => {
    const branch = merkleBranch(txids, 6)
    expect(() => merkleRoot({ leaf: txids[6]!, position: 7, branch })).toThrow('repeats a node')
  })
})

test.each([
  [0x1d00ffff, 0xffffn << 208n],
  [0x207fffff, 0x7fffffn << 232n],
  [0x03123456, 0x123456n],
  [0x01123456, 0x12n],
  [0x04923456, 0n],
])('compact target %i is read', (bits, target) => expect(targetOf(bits)).toBe(target))

describe('a sweep', () => {
  const address = 'rb1qqurswpc8qurswpc8qurswpc8qurswpc8cfe4l2'
  const script = new Uint8Array([0, 20, ...new Uint8Array(20).fill(7)])
  const made: BitcoinTransaction = {
    txid: 'a'.repeat(64), version: 2, lockTime: 0, vsize: 100, inputs: [],
    outputs: [{ amountSat: 500n, scriptPubKey: script }, { amountSat: 700n, scriptPubKey: script }],
  } // biome-ignore format: a fixture
  const coin = (vout: number, amountSat: bigint) => ({ txid: made.txid, vout, address, amountSat })
  const input = (vout: number) => ({ txid: made.txid, vout, sequence: 0, scriptSig: new Uint8Array(), witness: [] })
  const sweep: BitcoinTransaction = {
    ...made,
    txid: 'b'.repeat(64),
    inputs: [input(0), input(1)],
    outputs: [{ amountSat: 1_150n, scriptPubKey: script }],
  }
  const match = (changed: Partial<Parameters<typeof sweepMatches>[0]> = {}) =>
    sweepMatches({
      sweep,
      previous: new Map([[made.txid, made]]),
      list: [coin(0, 500n), coin(1, 700n)],
      agencyAddresses: [address],
      network: bitcoinRegtestBcoin,
      ...changed,
    })

  test('that moves all that was listed to the agency matches', () =>
    expect(match()).toMatchObject({ ok: true, listedSat: 1_200n, arrivedSat: 1_150n, feeSat: 50n }))

  test.each<[string, Parameters<typeof match>[0], object]>([
    ['a listed coin was left', { list: [coin(0, 500n), coin(1, 700n), coin(2, 1n)] }, { unspent: [coin(2, 1n)] }],
    ['a coin was spent that nobody listed', { list: [coin(0, 500n)] }, { unlisted: [`${made.txid}:1`] }],
    ['an output pays elsewhere', { agencyAddresses: [] }, { strays: [{ vout: 0, amountSat: 1_150n }] }],
    ['the list states another amount', { list: [coin(0, 501n), coin(1, 700n)] }, { misstated: [coin(0, 501n)] }],
    [
      'the transaction behind a coin is missing',
      { previous: new Map() },
      { misstated: [coin(0, 500n), coin(1, 700n)] },
    ],
  ])('does not match when %s', (_, changed, found) => expect(match(changed)).toMatchObject({ ok: false, ...found }))
})

test.each(['', 'zz', '00', `${coinbase1}00`])('"%s" is no transaction', (hex) =>
  expect(() => parseTransaction(hex)).toThrow(expect.objectContaining({ code: 'TRANSACTION_INVALID' })),
)
