import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { base64 } from '@scure/base'
import { describe, expect, test } from 'vitest'
import { SluiceError } from '../../errors.ts'
import { bytesToHex, utf8ToBytes } from '../hash.ts'
import { consistencyProof, createTree, inclusionProof, treeRoot, verifyConsistency, verifyInclusion } from './merkle.ts'
import { type HashProfile, sha256Profile, sm3Profile } from './profile.ts'
import { verifySubtreeConsistency, verifySubtreeInclusion } from './subtree.ts'

interface Probe {
  readonly file: string
  readonly wantErr: boolean
  readonly proof: readonly string[] | null
  readonly [field: string]: unknown
}

function probes(name: string): Probe[] {
  const url = new URL(`../../../../test/vectors/merkle/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as Probe[]
}

/** Runs one probe: `undefined` where it was accepted, else the code of the refusal. */
function outcome(run: () => void): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof SluiceError) return error.code
    throw error
  }
}

const bytes = (probe: Probe, field: string) => base64.decode(probe[field] as string)
const number = (probe: Probe, field: string) => BigInt(probe[field] as string)
const proofOf = (probe: Probe) => (probe.proof ?? []).map((hash) => base64.decode(hash))

const runs: Record<string, { count: number; run: (probe: Probe) => void }> = {
  inclusion: {
    count: 98,
    run: (probe) =>
      verifyInclusion({
        index: number(probe, 'leafIdx'),
        size: number(probe, 'treeSize'),
        leafHash: bytes(probe, 'leafHash'),
        root: bytes(probe, 'root'),
        proof: proofOf(probe),
      }),
  },
  consistency: {
    count: 98,
    run: (probe) =>
      verifyConsistency({
        from: number(probe, 'size1'),
        to: number(probe, 'size2'),
        fromRoot: bytes(probe, 'root1'),
        toRoot: bytes(probe, 'root2'),
        proof: proofOf(probe),
      }),
  },
  subtreeinclusion: {
    count: 204,
    run: (probe) =>
      verifySubtreeInclusion({
        index: number(probe, 'leafIdx'),
        start: number(probe, 'start'),
        end: number(probe, 'end'),
        leafHash: bytes(probe, 'leafHash'),
        root: bytes(probe, 'root'),
        proof: proofOf(probe),
      }),
  },
  subtreeconsistency: {
    count: 118,
    run: (probe) =>
      verifySubtreeConsistency({
        start: number(probe, 'start'),
        end: number(probe, 'end'),
        size: number(probe, 'size'),
        subtreeRoot: bytes(probe, 'root1'),
        root: bytes(probe, 'root2'),
        proof: proofOf(probe),
      }),
  },
}

describe('the 518 probes of transparency-dev/merkle', () => {
  for (const [name, { count, run }] of Object.entries(runs)) {
    test(`${count} ${name} probes end as published`, () => {
      const all = probes(name)
      expect(all.length).toBe(count)
      const wrong = all.filter((probe) => outcome(() => run(probe)) !== (probe.wantErr ? 'PROOF_INVALID' : undefined))
      expect(wrong.map((probe) => probe.file)).toEqual([])
    })
  }
})

/** RFC 6962 2.1, word for word: the slow definition that the fast code is held against. */
function definition(leaves: readonly Uint8Array[], profile: HashProfile): Uint8Array {
  if (leaves.length === 0) return profile.empty()
  if (leaves.length === 1) return profile.leaf(leaves[0]!)
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return profile.node(definition(leaves.slice(0, k), profile), definition(leaves.slice(k), profile))
}

const entries = (count: number) => Array.from({ length: count }, (_, i) => utf8ToBytes(`entry ${i}`))

function grown(count: number, profile: HashProfile) {
  const nodes = new Map<string, Uint8Array>()
  const roots: Uint8Array[] = [profile.empty()]
  const tree = createTree({ profile, onNode: (level, index, hash) => nodes.set(`${level}/${index}`, hash) })
  for (const entry of entries(count)) {
    tree.append(profile.leaf(entry))
    roots.push(tree.root())
  }
  return { tree, roots, readNode: (level: number, index: number) => nodes.get(`${level}/${index}`)! }
}

describe.each([sha256Profile, sm3Profile])('a tree over $name', (profile) => {
  const count = 70
  const { roots, readNode } = grown(count, profile)

  test('has at each size the root that RFC 6962 defines', () => {
    for (let size = 0; size <= count; size++) {
      const expected = bytesToHex(definition(entries(size), profile))
      expect(bytesToHex(roots[size]!)).toBe(expected)
      expect(bytesToHex(treeRoot({ leaves: entries(size), profile }))).toBe(expected)
    }
  })

  test('proves each leaf at each size', () => {
    for (let size = 1; size <= count; size++) {
      for (let index = 0; index < size; index++) {
        const leafHash = profile.leaf(utf8ToBytes(`entry ${index}`))
        const proof = inclusionProof({ index, size, readNode, profile })
        verifyInclusion({ index, size, leafHash, root: roots[size]!, proof, profile })
      }
    }
  })

  test('proves each size from each earlier one', () => {
    for (let to = 1; to <= count; to++) {
      for (let from = 1; from <= to; from++) {
        const proof = consistencyProof({ from, to, readNode, profile })
        verifyConsistency({ from, to, fromRoot: roots[from]!, toRoot: roots[to]!, proof, profile })
      }
    }
  })

  test('goes on from its head as if it had never stopped', () => {
    for (let stop = 0; stop <= count; stop++) {
      const first = grown(stop, profile).tree
      const second = createTree({ profile, from: first.head() })
      for (const entry of entries(count).slice(stop)) second.append(profile.leaf(entry))
      expect(bytesToHex(second.root())).toBe(bytesToHex(roots[count]!))
    }
  })
})

test('an SM3 log has the leaf and node hashes that OpenSSL computes', () => {
  const openssl = (hex: string) => createHash('sm3').update(hex, 'hex').digest('hex')
  const leaf = openssl('00616263')
  expect(bytesToHex(sm3Profile.leaf(utf8ToBytes('abc')))).toBe(leaf)
  const node = sm3Profile.node(sm3Profile.leaf(utf8ToBytes('abc')), sm3Profile.empty())
  expect(bytesToHex(node)).toBe(openssl(`01${leaf}${openssl('')}`))
})

describe('a refusal names what failed', () => {
  const { roots, readNode } = grown(11, sha256Profile)
  const leafHash = sha256Profile.leaf(utf8ToBytes('entry 3'))
  const inclusion = {
    index: 3,
    size: 11,
    leafHash,
    root: roots[11]!,
    proof: inclusionProof({ index: 3, size: 11, readNode }),
  }
  const consistency = {
    from: 6,
    to: 11,
    fromRoot: roots[6]!,
    toRoot: roots[11]!,
    proof: consistencyProof({ from: 6, to: 11, readNode }),
  }
  const failed = (run: () => void): unknown => {
    try {
      run()
    } catch (error) {
      const { failed } = (error as SluiceError).facts
      return failed
    }
    return 'nothing'
  }

  test.each([
    ['another leaf', () => verifyInclusion({ ...inclusion, leafHash: roots[1]! }), 'root'],
    ['an index beyond the size', () => verifyInclusion({ ...inclusion, index: 11 }), 'index'],
    ['a negative index', () => verifyInclusion({ ...inclusion, index: -1 }), 'index'],
    ['an index with a fraction', () => verifyInclusion({ ...inclusion, index: 0.5 }), 'index'],
    ['a size of 2^53', () => verifyInclusion({ ...inclusion, size: 2n ** 53n }), 'size'],
    ['a short proof', () => verifyInclusion({ ...inclusion, proof: inclusion.proof.slice(1) }), 'proof-length'],
    ['a long proof', () => verifyInclusion({ ...inclusion, proof: [...inclusion.proof, leafHash] }), 'proof-length'],
    ['a hash of 31 bytes', () => verifyInclusion({ ...inclusion, root: roots[11]!.slice(1) }), 'hash-length'],
    ['consistency from size 0', () => verifyConsistency({ ...consistency, from: 0 }), 'size'],
    ['consistency backwards', () => verifyConsistency({ ...consistency, from: 12 }), 'size'],
    ['another old root', () => verifyConsistency({ ...consistency, fromRoot: roots[5]! }), 'old-root'],
    ['another new root', () => verifyConsistency({ ...consistency, toRoot: roots[10]! }), 'root'],
    [
      'a proof without its last hash',
      () => verifyConsistency({ ...consistency, proof: consistency.proof.slice(0, -1) }),
      'proof-length',
    ],
    ['peaks that do not fit the size', () => createTree({ from: { size: 3, peaks: [leafHash] } }), 'size'],
  ])('%s', (_, run, part) => {
    expect(failed(run)).toBe(part)
  })
})
