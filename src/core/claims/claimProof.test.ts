import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesToHex, hexToBytes } from '../record/hash.ts'
import { treeRoot } from '../record/log/merkle.ts'
import { readClaims } from './claimFile.ts'
import { checkClaim, proveClaim } from './claimProof.ts'
import { numberAt, saltBytes } from './claimTable.ts'
import { payOut } from './payOut.ts'
import { leafBytes, payoutTree, rootOf, writeLeaf } from './payoutTree.ts'

function claims(count: number) {
  const lines = Array.from(
    { length: count },
    (_, i) =>
      `N${String(i).padStart(5, '0')},victim,restitution,${100 + 7 * i},${i % 50},,${String(i).padStart(32, '0')}\n`,
  )
  const table = readClaims(`sluice/claims/1\n${lines.join('')}`)
  const paid = payOut(table, {
    forfeitable: 50 * count,
    lawful: 0,
    returnsTo: ['victim'],
    method: 'net',
    subsistence: 0,
    fine: 0,
    confiscation: 0,
  })
  return { table, paid, tree: payoutTree(table, paid) }
}

const names = { world: 'rehearsal', case: 'c'.repeat(64), plan: 'd'.repeat(64) } as const

test('the root is the one of RFC 9162 over the leaves, whatever their number', () => {
  for (const count of [1, 2, 3, 5, 8, 13, 100, 257]) {
    const { table, paid, tree } = claims(count)
    const leaves = Array.from({ length: count }, (_, row) => {
      const leaf = new Uint8Array(leafBytes + 1)
      const number = new Uint8Array(13)
      number.set(new TextEncoder().encode(numberAt(table, row)))
      const salt = table.salts.subarray(row * saltBytes, (row + 1) * saltBytes)
      const [owed, repaid] = [table.owed[row]!, table.repaid[row]!]
      writeLeaf({ salt, number, class: 0, rank: 2, owed, repaid, forfeitable: paid.forfeitable[row]!, lawful: 0 }, leaf)
      return leaf.slice(1)
    })
    expect(bytesToHex(rootOf(tree))).toBe(bytesToHex(treeRoot({ leaves })))
  }
})

test('every claim of a tree is proved to its root', () => {
  const { table, paid, tree } = claims(77)
  const root = bytesToHex(rootOf(tree))
  for (let row = 0; row < 77; row++) {
    const proof = proveClaim({ table, paid, tree, number: numberAt(table, row), ...names })
    expect(checkClaim(JSON.parse(JSON.stringify(proof)), root).index).toBe(row)
  }
})

describe('a proof with anything changed is refused', () => {
  const { table, paid, tree } = claims(20)
  const root = bytesToHex(rootOf(tree))
  const proof = proveClaim({ table, paid, tree, number: 'N00007', ...names })
  const refuses = (change: object, claim: object = {}) =>
    expect(() => checkClaim({ ...proof, ...change, claim: { ...proof.claim, ...claim } }, root)).toThrow(
      expect.objectContaining({ code: 'PROOF_INVALID' }),
    )
  test.each([
    ['amount', { forfeitable: String(Number(proof.claim.forfeitable) + 1) }],
    ['loss', { owed: '1' }],
    ['repaid', { repaid: '1' }],
    ['other pot', { lawful: '1' }],
    ['number', { number: 'N00008' }],
    ['class', { class: 'owner' }],
    ['rank', { rank: 'medical' }],
    ['salt', { salt: '0'.repeat(32) }],
  ])('%s', (_, claim) => refuses({}, claim))

  test.each([
    ['index', { index: 6 }],
    ['size', { size: 40 }],
    ['root', { root: '0'.repeat(64) }],
    ['a missing step', { path: proof.path.slice(0, -1) }],
    ['a step too many', { path: [...proof.path, '0'.repeat(64)] }],
  ])('%s', (_, change) => refuses(change))

  test('any bit of the way', () => {
    fc.assert(
      fc.property(fc.nat(proof.path.length - 1), fc.nat(255), (step, bit) => {
        const hash = hexToBytes(proof.path[step]!)
        hash[bit >> 3]! ^= 1 << (bit & 7)
        refuses({ path: proof.path.with(step, bytesToHex(hash)) })
      }),
    )
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an unknown key', { ...proof, more: 1 }],
    ['fen with a point', { ...proof, claim: { ...proof.claim, owed: '1.0' } }],
    ['fen beyond six bytes', { ...proof, claim: { ...proof.claim, owed: '281474976710656' } }],
  ])('%s is no claim proof', (_, value) => {
    expect(() => checkClaim(value)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
  })
})
