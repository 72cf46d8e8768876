import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToHex, sha256, utf8ToBytes } from '../hash.ts'
import { inclusionChecker } from './inclusions.ts'
import { createTree, inclusionProof, verifyInclusion } from './merkle.ts'
import { sha256Profile } from './profile.ts'

function treeOf(size: number) {
  const nodes = new Map<string, Uint8Array>()
  const tree = createTree({ onNode: (level, index, hash) => nodes.set(`${level} ${index}`, hash) })
  const leaves = Array.from({ length: size }, (_, i) => sha256Profile.leaf(sha256(utf8ToBytes(`leaf ${i}`))))
  for (const leaf of leaves) tree.append(leaf)
  const readNode = (level: number, index: number): Uint8Array => nodes.get(`${level} ${index}`)!
  const proofOf = (index: number): string[] => inclusionProof({ index, size, readNode }).map((hash) => bytesToHex(hash))
  return { root: tree.root(), leaves, proofOf }
}

function answer(run: () => void): string {
  try {
    run()
    return 'holds'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

test('answers as each proof by itself does, in whatever order the leaves come', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.array(fc.nat(69), { maxLength: 40 }), (size, order) => {
      const { root, leaves, proofOf } = treeOf(size)
      const check = inclusionChecker({ size, root })
      for (const index of order.map((i) => i % size))
        expect(answer(() => check({ index, leafHash: leaves[index]!, proof: proofOf(index) }))).toBe('holds')
    }),
    { numRuns: 100, seed: 7 },
  )
})

test('finds every changed hash of every proof, leaf, index and length, also after all others were shown', () => {
  for (const size of [1, 2, 3, 7, 8, 21]) {
    const { root, leaves, proofOf } = treeOf(size)
    const check = inclusionChecker({ size, root })
    for (const [index, leafHash] of leaves.entries()) check({ index, leafHash, proof: proofOf(index) })
    for (let index = 0; index < size; index++) {
      const proof = proofOf(index)
      const leafHash = leaves[index]!
      const other = sha256(leafHash)
      const wrong = [
        { index, leafHash: other, proof },
        { index, leafHash, proof: [...proof, '00'.repeat(32)] },
        { index: size, leafHash, proof },
        ...proof.map((_, i) => ({ index, leafHash, proof: proof.with(i, bytesToHex(other)) })),
        ...(proof.length === 0
          ? []
          : [
              { index, leafHash, proof: proof.slice(1) },
              { index, leafHash, proof: proof.slice(0, -1) },
            ]),
      ]
      for (const leaf of wrong) expect(answer(() => check(leaf))).toBe('PROOF_INVALID')
    }
  }
})

test('a proof that does not hold leaves nothing behind that another could rest on', () => {
  const size = 8
  const { root, leaves, proofOf } = treeOf(size)
  const check = inclusionChecker({ size, root })
  const bad = proofOf(3).with(0, 'ff'.repeat(32))
  expect(answer(() => check({ index: 3, leafHash: leaves[3]!, proof: bad }))).toBe('PROOF_INVALID')
  expect(answer(() => check({ index: 2, leafHash: sha256(utf8ToBytes('x')), proof: proofOf(2) }))).toBe('PROOF_INVALID')
  expect(answer(() => check({ index: 3, leafHash: leaves[3]!, proof: proofOf(3) }))).toBe('holds')
  expect(() => verifyInclusion({ index: 3, size, leafHash: leaves[3]!, root, proof: [] })).toThrow()
})

test('keeps the hashes of a proof and not the line that they are parts of', () => {
  const size = 2_000
  const { root, leaves, proofOf } = treeOf(size)
  const check = inclusionChecker({ size, root })
  const begin = 100_000
  const before = heapBytes()
  for (const [index, leafHash] of leaves.entries()) {
    const proof = proofOf(index)
    // What a reader of lines hands in: parts of one long text.
    const line = new TextDecoder().decode(utf8ToBytes(`${'-'.repeat(begin)}${proof.join('')}`))
    check({ index, leafHash, proof: proof.map((_, i) => line.slice(begin + 64 * i, begin + 64 * (i + 1))) })
  }
  expect(heapBytes() - before).toBeLessThan(20_000_000)
})

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
