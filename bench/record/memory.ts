/** T2a and T2c: the tree in memory, with and without a file behind it; proofs at a million leaves. */
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesToHex, sha256 } from '../../src/core/record/hash.ts'
import { createTree, inclusionProof, verifyInclusion } from '../../src/core/record/log/merkle.ts'
import { sha256Profile } from '../../src/core/record/log/profile.ts'
import { type Entrant, interleave, perSecond, type Samples, secondsSince } from './measure.ts'
import type { PeerRates } from './peer.ts'

export interface MemoryParameters {
  readonly folder: string
  readonly leaves: number
  readonly entryBytes: number
  readonly rounds: number
  readonly peer: ((count: number, entryBytes: number) => PeerRates) | undefined
}

const leavesPerSync = 1000

function* entriesOf(count: number, bytes: number): Generator<Uint8Array> {
  const entry = new Uint8Array(bytes)
  const view = new DataView(entry.buffer)
  for (let n = 0; n < count; n++) {
    view.setUint32(0, n)
    yield entry
  }
}

/** Nodes are kept by level, one hash behind the other: what tiles are made of. */
class Nodes {
  readonly #levels: { bytes: Uint8Array; length: number }[] = []
  readonly add = (level: number, _index: number, hash: Uint8Array): void => {
    let row = this.#levels[level]
    if (row === undefined) {
      row = { bytes: new Uint8Array(1 << 16), length: 0 }
      this.#levels[level] = row
    }
    if (row.length === row.bytes.length) {
      const larger = new Uint8Array(row.length * 2)
      larger.set(row.bytes)
      row.bytes = larger
    }
    row.bytes.set(hash, row.length)
    row.length += 32
  }
  readonly read = (level: number, index: number): Uint8Array =>
    this.#levels[level]!.bytes.subarray(index * 32, index * 32 + 32)
}

function grow(count: number, bytes: number): { root: string; nodes: Nodes } {
  const nodes = new Nodes()
  const tree = createTree({ onNode: nodes.add })
  for (const entry of entriesOf(count, bytes)) {
    tree.append(sha256Profile.leaf(entry))
  }
  return { root: bytesToHex(tree.root()), nodes }
}

/** Appends per second, against the bare hashes that a tree cannot do without: one leaf and one node for each entry. */
export async function measureAppend(parameters: MemoryParameters): Promise<Samples[]> {
  const { folder, leaves, entryBytes, rounds, peer } = parameters
  const { root } = grow(leaves, entryBytes)
  const same = (found: string): void => {
    if (found !== root) throw new Error('two trees of the same entries have two roots')
  }
  const leafInput = new Uint8Array(entryBytes + 1)
  const nodeInput = new Uint8Array(65)
  const entrants: Entrant[] = [
    { name: 'append in memory', run: () => perSecond(leaves, () => same(grow(leaves, entryBytes).root)) },
    { name: `append, fdatasync each ${leavesPerSync}`, run: () => appendToFile({ folder, leaves, entryBytes, same }) },
    { name: 'limit: the same writes, nothing hashed', run: () => appendToFile({ folder, leaves, entryBytes }) },
    {
      name: 'limit: two SHA-256 an entry, nothing else',
      run: () =>
        perSecond(leaves, () => {
          for (let n = 0; n < leaves; n++) {
            sha256(leafInput)
            sha256(nodeInput)
          }
        }),
    },
  ]
  if (peer !== undefined) {
    entrants.push({
      name: 'peer: Go sumdb tlog in memory',
      run: () => {
        const rates = peer(leaves, entryBytes)
        same(rates.root)
        return rates.append
      },
    })
  }
  return interleave(entrants, rounds)
}

/** While a thousand entries are on their way to the disk, the next thousand are hashed; no two writes are in flight at once. */
async function appendToFile(parameters: {
  readonly folder: string
  readonly leaves: number
  readonly entryBytes: number
  /** Checks the root; where it is left out nothing is hashed. */
  readonly same?: (root: string) => void
}): Promise<number> {
  const { folder, leaves, entryBytes, same } = parameters
  const name = join(folder, 'entries')
  const file = await open(name, 'w')
  const nodes = new Nodes()
  const tree = createTree({ onNode: nodes.add })
  let durable: Promise<void> = Promise.resolve()
  let buffer = Buffer.alloc(leavesPerSync * entryBytes)
  let filled = 0
  const flush = async (): Promise<void> => {
    await durable
    const full = buffer.subarray(0, filled * entryBytes)
    buffer = Buffer.alloc(leavesPerSync * entryBytes)
    filled = 0
    durable = file.write(full).then(() => file.datasync())
  }
  const start = process.hrtime.bigint()
  for (const entry of entriesOf(leaves, entryBytes)) {
    if (same !== undefined) tree.append(sha256Profile.leaf(entry))
    buffer.set(entry, filled * entryBytes)
    if (++filled === leavesPerSync) await flush()
  }
  await flush()
  await durable
  const rate = leaves / secondsSince(start)
  same?.(bytesToHex(tree.root()))
  await file.close()
  await rm(name)
  return rate
}

/** Inclusion proofs made and verified per second in a tree of `leaves`, against the bare hashes of one path. */
export async function measureProofs(parameters: MemoryParameters): Promise<Samples[]> {
  const { leaves, rounds, peer } = parameters
  const proofs = 20_000
  const nodes = new Nodes()
  const tree = createTree({ onNode: nodes.add })
  for (const entry of entriesOf(leaves, 32)) tree.append(sha256Profile.leaf(entry))
  const root = tree.root()
  const indexes = Array.from({ length: proofs }, (_, i) => (i * 7919) % leaves)
  const make = () => indexes.map((index) => inclusionProof({ index, size: leaves, readNode: nodes.read }))
  const made = make()
  const hashesInPath = made.reduce((sum, proof) => sum + proof.length, 0)
  const nodeInput = new Uint8Array(65)
  const entrants: Entrant[] = [
    { name: 'inclusion proofs made', run: () => perSecond(proofs, () => void make()) },
    {
      name: 'inclusion proofs verified',
      run: () =>
        perSecond(proofs, () => {
          indexes.forEach((index, i) => {
            verifyInclusion({ index, size: leaves, leafHash: nodes.read(0, index), root, proof: made[i]! })
          })
        }),
    },
    {
      name: 'limit: the hashes of each path, nothing else',
      run: () =>
        perSecond(proofs, () => {
          for (let n = 0; n < hashesInPath; n++) sha256(nodeInput)
        }),
    },
  ]
  if (peer !== undefined) {
    let rates: PeerRates | undefined
    entrants.push(
      {
        name: 'peer: Go made',
        run: () => {
          rates = peer(leaves, 32)
          if (rates.root !== bytesToHex(root)) throw new Error('Go has another root')
          return rates.prove
        },
      },
      { name: 'peer: Go verified', run: () => (rates ?? peer(leaves, 32)).verify },
    )
  }
  return interleave(entrants, rounds)
}
