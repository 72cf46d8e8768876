import { SluiceError } from '../../errors.ts'
import { addressOfScript } from './address.ts'
import { type BlockHeader, merkleRoot, parseHeader, workOf } from './header.ts'
import type { BitcoinNetwork } from './network.ts'
import { type BitcoinTransaction, parseTransaction } from './transaction.ts'

/** A block that is trusted by name: the genesis block, or one that the reader names. */
export interface BitcoinAnchor {
  readonly height: number
  readonly hash: string
}

export const bitcoinProofFormat = 'sluice/bitcoin-inclusion/1'

/** Everything that shows a transaction in the chain without asking anyone. Hashes in display order, bytes in hex. */
export interface BitcoinProof {
  readonly format: typeof bitcoinProofFormat
  /** CAIP-2. */
  readonly network: string
  /** The raw transaction. */
  readonly transaction: string
  readonly height: number
  /** Place in the block, and its siblings from the bottom up. */
  readonly position: number
  readonly branch: readonly string[]
  /** The block's first transaction with its branch: shows the depth of the tree and the height (BIP-34). */
  readonly coinbase: string
  readonly coinbaseBranch: readonly string[]
  readonly anchor: BitcoinAnchor
  /** Every header above the anchor up to the newest known, 160 hex digits each, without gaps. */
  readonly headers: string
}

export interface ProvedTransaction {
  readonly transaction: BitcoinTransaction
  readonly block: { readonly height: number; readonly hash: string; readonly timeSec: number }
  /** 1 when it stands in the newest block of the proof. */
  readonly confirmations: number
  /** Hashes that the blocks from the transaction's on stand for: what an invented history would cost. */
  readonly work: bigint
  readonly anchor: BitcoinAnchor
}

/**
 * Verifies that a transaction stands in the chain above a trusted block: its Merkle branch, its block, and every header with its own proof of work.
 * Targets stay as they are within a period of 2016 blocks and move by no more than a factor of 4 between two; the exact new target of a period
 * that began before the anchor cannot be computed and is not. That no heavier chain exists is not shown, only what forging this one costs.
 *
 * @param parameters.anchors blocks trusted besides the genesis block, named by who verifies
 * @example verifyInclusion({ proof, network: bitcoinRegtestBcoin }).confirmations // 6
 * @throws {PROOF_INVALID} naming the first thing that does not hold
 */
export function verifyInclusion(parameters: {
  readonly proof: BitcoinProof
  readonly network: BitcoinNetwork
  readonly anchors?: readonly BitcoinAnchor[]
}): ProvedTransaction {
  const { proof, network } = parameters
  if (proof.network !== network.id) refuse(`it is of ${proof.network}, not of ${network.id}`)
  const trusted = [{ height: 0, hash: network.genesis }, ...(parameters.anchors ?? [])]
  if (!trusted.some((one) => one.height === proof.anchor.height && one.hash === proof.anchor.hash)) {
    refuse(`nobody vouches for its anchor, block ${proof.anchor.height}`)
  }
  const headers = readHeaders(proof, network)
  const block = headers[proof.height - proof.anchor.height - 1]
  if (block === undefined) return refuse(`it has no header of height ${proof.height}`)
  const transaction = parseTransaction(proof.transaction)
  checkBranches(proof, block, transaction)
  const above = headers.slice(proof.height - proof.anchor.height - 1)
  return {
    transaction,
    block: { height: proof.height, hash: block.hash, timeSec: block.timeSec },
    confirmations: above.length,
    work: above.reduce((sum, header) => sum + workOf(header.bits), 0n),
    anchor: proof.anchor,
  }
}

function refuse(what: string): never {
  throw new SluiceError('PROOF_INVALID', `The chain proof does not hold: ${what}.`)
}

function readHeaders(proof: BitcoinProof, network: BitcoinNetwork): BlockHeader[] {
  if (proof.headers.length === 0 || proof.headers.length % 160 !== 0)
    refuse('its headers are not a multiple of 80 bytes')
  const headers: BlockHeader[] = []
  let previous = proof.anchor.hash
  for (let i = 0; i < proof.headers.length / 160; i++) {
    const header = parseHeader(proof.headers.slice(160 * i, 160 * (i + 1)), network)
    const height = proof.anchor.height + 1 + i
    if (header.previous !== previous) refuse(`block ${height} does not follow the one before`)
    const last = headers.at(-1)
    if (last && !mayFollow(last.bits, header.bits, height, network))
      refuse(`block ${height} changes its target as it may not`)
    headers.push(header)
    previous = header.hash
  }
  return headers
}

const retargetBlocks = 2016

/** Test networks let a late block be easy, so nothing is asked of theirs. */
function mayFollow(before: number, after: number, height: number, network: BitcoinNetwork): boolean {
  if (network.powLimitBits !== 0x1d00ffff || network.bech32 !== 'bc') return true
  if (height % retargetBlocks !== 0) return before === after
  const [a, b] = [workOf(before), workOf(after)]
  // Compact form keeps three bytes: a hair of slack over the factor of 4.
  return a * 1000n <= b * 4001n && b * 1000n <= a * 4001n
}

function checkBranches(proof: BitcoinProof, block: BlockHeader, transaction: BitcoinTransaction): void {
  const coinbase = parseTransaction(proof.coinbase)
  const [input] = coinbase.inputs
  if (coinbase.inputs.length !== 1 || input!.txid !== '0'.repeat(64)) refuse('its coinbase is none')
  if (merkleRoot({ leaf: coinbase.txid, position: 0, branch: proof.coinbaseBranch }) !== block.merkleRoot) {
    refuse('its coinbase does not stand in the block')
  }
  // Both leaves at one depth: an inner node cannot be passed off as a transaction, nor the other way round (CVE-2017-12842).
  if (proof.branch.length !== proof.coinbaseBranch.length) refuse('its two branches have different lengths')
  if (merkleRoot({ leaf: transaction.txid, position: proof.position, branch: proof.branch }) !== block.merkleRoot) {
    refuse('the transaction does not stand in the block')
  }
  // BIP-34 is asked of blocks of version 2 and later; on mainnet all are from 227931 on.
  const height = block.version < 2 ? undefined : heightOfCoinbase(input!.scriptSig)
  if (height !== undefined && height !== proof.height) refuse(`its coinbase is of block ${height}, not ${proof.height}`)
}

/** BIP-34: the coinbase script begins with the height. A form that no height has says nothing. */
function heightOfCoinbase(script: Uint8Array): number | undefined {
  const op = script[0] ?? 0
  if (op >= 0x51 && op <= 0x60) return op - 0x50
  if (op < 1 || op > 4 || script.length < op + 1) return undefined
  return script.subarray(1, op + 1).reduceRight((height, byte) => height * 256 + byte, 0)
}

/**
 * Reads a proof from hostile JSON: exact keys, each of its form. Nothing is verified yet.
 *
 * @throws {PROOF_INVALID}
 */
export function readBitcoinProof(text: string): BitcoinProof {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('it is not JSON')
  }
  if (!isRecord(value) || Object.keys(value).sort().join() !== keys) refuse('it has other fields than a Bitcoin proof')
  const { anchor, branch, coinbaseBranch, format, headers, height, network, position, coinbase, transaction } = value
  if (format !== bitcoinProofFormat || !isText(network)) refuse('it is not a Bitcoin proof')
  if (!isRecord(anchor) || Object.keys(anchor).sort().join() !== 'hash,height')
    refuse('its anchor is not a height and a hash')
  if (!isHash(anchor.hash) || !isCount(anchor.height) || !isCount(height) || !isCount(position))
    refuse('a height or position is none')
  if (!isHex(coinbase) || !isHex(transaction) || !isHex(headers)) refuse('transaction, coinbase or headers are not hex')
  if (!isHashes(branch) || !isHashes(coinbaseBranch)) refuse('a branch is not a list of hashes')
  return {
    format,
    network,
    transaction,
    height,
    position,
    branch,
    coinbase,
    coinbaseBranch,
    anchor: { height: anchor.height, hash: anchor.hash },
    headers,
  }
}

const keys = 'anchor,branch,coinbase,coinbaseBranch,format,headers,height,network,position,transaction'
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isHex = (value: unknown): value is string => isText(value) && /^([0-9a-f]{2})+$/.test(value)
const isHash = (value: unknown): value is string => isText(value) && /^[0-9a-f]{64}$/.test(value)
const isHashes = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= 32 && value.every(isHash)

/** An output of a proved transaction, as the record names payments. */
export interface ProvedOutput {
  readonly vout: number
  readonly address?: string
  readonly amountSat: bigint
}

export function outputsOf(transaction: BitcoinTransaction, network: BitcoinNetwork): ProvedOutput[] {
  return transaction.outputs.map(({ scriptPubKey, amountSat }, vout) => {
    const address = addressOfScript(scriptPubKey, network)
    return { vout, ...(address !== undefined && { address }), amountSat }
  })
}
