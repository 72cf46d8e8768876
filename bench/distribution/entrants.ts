import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type ClaimTable, numberAt } from '../../src/core/claims/claimTable.ts'
import { sumOf } from '../../src/core/claims/exactShares.ts'
import { type PayOut, payOut } from '../../src/core/claims/payOut.ts'
import { payoutTree, proofHashesMax, proofInto, rootOf } from '../../src/core/claims/payoutTree.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import { verifyInclusion } from '../../src/core/record/log/merkle.ts'
import { nativeSha256 } from '../../src/host/log/nativeHash.ts'

export interface Result {
  readonly count: number
  /** Share, build the tree, prove each claim: milliseconds. */
  readonly allocateMs: number
  readonly treeMs: number
  readonly proofsMs: number
  readonly totalMs: number
  /** Time of the processor over the same span: what a shared machine does not distort. */
  readonly cpuMs: number
  readonly root: string
  readonly proofBytes: number
}

/** Half of what is owed: every share is a fraction. */
export function poolOf(table: ClaimTable): number {
  return Math.floor((sumOf(table.owed) - sumOf(table.repaid)) / 2)
}

function share(table: ClaimTable): PayOut {
  return payOut(table, {
    forfeitable: poolOf(table),
    lawful: 0,
    returnsTo: ['victim'],
    method: 'net',
    subsistence: 0,
    fine: 0,
    confiscation: 0,
  })
}

/** Each proof is written into one piece of memory, as it would be streamed to a printer; every thousandth is checked. */
export function ours(table: ClaimTable): Result {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const paid = share(table)
  const allocated = performance.now()
  const tree = payoutTree(table, paid)
  const built = performance.now()
  const words = new Uint32Array(8 * proofHashesMax)
  const out = new Uint8Array(words.buffer)
  let proofBytes = 0
  for (let row = 0; row < table.count; row++) proofBytes += 32 * proofInto(tree, row, words)
  const proved = performance.now()
  const cpuMs = cpuSince(cpu)
  if (sumOf(paid.forfeitable) !== poolOf(table)) throw new Error('the shares do not sum to the pool')
  const root = rootOf(tree)
  for (let row = 0; row < table.count; row += 1000) {
    const hashes = proofInto(tree, row, words)
    verifyInclusion({
      leafHash: tree.hashes.slice(32 * row, 32 * row + 32),
      index: row,
      size: tree.size,
      root,
      proof: Array.from({ length: hashes }, (_, i) => out.slice(32 * i, 32 * i + 32)),
    })
  }
  return {
    count: table.count,
    allocateMs: allocated - start,
    treeMs: built - allocated,
    proofsMs: proved - built,
    totalMs: proved - start,
    cpuMs,
    root: bytesToHex(root),
    proofBytes: proofBytes / table.count,
  }
}

/** The values that each peer takes: number, loss, repaid, share. Sharing is ours in every entrant; what is compared is tree and proofs. */
function rowsOf(table: ClaimTable, paid: PayOut): string[][] {
  return Array.from({ length: table.count }, (_, row) => [
    numberAt(table, row),
    String(table.owed[row]),
    String(table.repaid[row]),
    String(paid.forfeitable[row]),
  ])
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

interface Clocked {
  readonly cpuMs: number
  readonly root: string
  readonly proofBytes: number
  readonly treeMs: number
  readonly proofsMs: number
}

function result(table: ClaimTable, allocateMs: number, clocked: Clocked): Result {
  const { treeMs, proofsMs } = clocked
  return { ...clocked, count: table.count, allocateMs, totalMs: allocateMs + treeMs + proofsMs }
}

/** `StandardMerkleTree` of @openzeppelin/merkle-tree: keccak over ABI-encoded values, its own best documented use. */
export async function openZeppelin(table: ClaimTable, folder: string): Promise<Result> {
  const { StandardMerkleTree } = (await load(folder, '@openzeppelin/merkle-tree')) as {
    StandardMerkleTree: {
      of(values: string[][], types: string[]): { root: string; getProof(index: number): string[] }
    }
  }
  const cpu = process.cpuUsage()
  const start = performance.now()
  const paid = share(table)
  const allocateMs = performance.now() - start
  const begin = performance.now()
  const tree = StandardMerkleTree.of(rowsOf(table, paid), ['string', 'uint256', 'uint256', 'uint256'])
  const built = performance.now()
  let proofBytes = 0
  for (let row = 0; row < table.count; row++) proofBytes += 32 * tree.getProof(row).length
  const proofsMs = performance.now() - built
  const cpuMs = cpuSince(cpu)
  return result(table, allocateMs, {
    root: tree.root,
    proofBytes: proofBytes / table.count,
    treeMs: built - begin,
    proofsMs,
    cpuMs,
  })
}

/** merkletreejs with the machine's own SHA-256, leaves hashed beforehand, proofs asked by index: its fastest use. */
export async function merkleTreeJs(table: ClaimTable, folder: string): Promise<Result> {
  const { MerkleTree } = (await load(folder, 'merkletreejs')) as {
    MerkleTree: new (
      leaves: Buffer[],
      hash: (data: Buffer) => Buffer,
    ) => { getRoot(): Buffer; getProof(leaf: Buffer, index: number): { data: Buffer }[] }
  }
  const cpu = process.cpuUsage()
  const start = performance.now()
  const paid = share(table)
  const allocateMs = performance.now() - start
  const begin = performance.now()
  const leaves = rowsOf(table, paid).map((row) => Buffer.from(nativeSha256(Buffer.from(row.join(',')))))
  const tree = new MerkleTree(leaves, (data) => Buffer.from(nativeSha256(data)))
  const built = performance.now()
  let proofBytes = 0
  for (let row = 0; row < table.count; row++) proofBytes += 32 * tree.getProof(leaves[row]!, row).length
  const proofsMs = performance.now() - built
  const cpuMs = cpuSince(cpu)
  const root = tree.getRoot().toString('hex')
  return result(table, allocateMs, {
    root,
    proofBytes: proofBytes / table.count,
    treeMs: built - begin,
    proofsMs,
    cpuMs,
  })
}

async function load(folder: string, name: string): Promise<unknown> {
  const path = createRequire(`${folder}/package.json`).resolve(name)
  return import(pathToFileURL(path).href)
}
