import Type from 'typebox'
import Value from 'typebox/value'
import { oneOf } from '../case/shapes.ts'
import { flaw, flawError } from '../flaws/flaw.ts'
import { bytesToHex, hexToBytes, sha256 } from '../record/hash.ts'
import { verifyInclusion } from '../record/log/merkle.ts'
import {
  type ClaimClass,
  type ClaimRank,
  type ClaimTable,
  claimClasses,
  claimRanks,
  fenMax,
  numberAt,
  numberBytes,
  rowOf,
  saltBytes,
} from './claimTable.ts'
import { leafBytes, type PayoutTree, proofHashesMax, proofInto, rootOf, writeLeaf } from './payoutTree.ts'

export const claimProofFormat = 'sluice/claim-proof/1'

const fen = Type.String({ pattern: '^(0|[1-9][0-9]{0,14})$' })
const hash = Type.String({ pattern: '^[0-9a-f]{64}$' })
const shape = Type.Object(
  {
    format: Type.Literal(claimProofFormat),
    world: Type.Union([Type.Literal('real'), Type.Literal('rehearsal')]),
    case: hash,
    plan: hash,
    root: hash,
    size: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
    index: Type.Integer({ minimum: 0, maximum: 999_999_999 }),
    claim: Type.Object(
      {
        number: Type.String({ pattern: `^[A-Z0-9-]{1,${numberBytes}}$` }),
        class: oneOf(claimClasses),
        rank: oneOf(claimRanks),
        owed: fen,
        repaid: fen,
        forfeitable: fen,
        lawful: fen,
        salt: Type.String({ pattern: `^[0-9a-f]{${2 * saltBytes}}$` }),
      },
      { additionalProperties: false },
    ),
    path: Type.Array(hash, { maxItems: proofHashesMax }),
  },
  { additionalProperties: false },
)

/** What one claimant is handed: the own claim with its salt, and the way from its leaf to the root that the case records. Nothing of anybody else. */
export interface ClaimProof {
  readonly format: typeof claimProofFormat
  readonly world: 'real' | 'rehearsal'
  /** The case's stream onshore. */
  readonly case: string
  /** SHA-256 of the court's plan that the payments follow. */
  readonly plan: string
  readonly root: string
  readonly size: number
  readonly index: number
  /** Amounts in fen. */
  readonly claim: {
    readonly number: string
    readonly class: ClaimClass
    readonly rank: ClaimRank
    readonly owed: string
    readonly repaid: string
    readonly forfeitable: string
    readonly lawful: string
    readonly salt: string
  }
  /** Lowest sibling first. */
  readonly path: readonly string[]
}

/**
 * The proof of one claim.
 *
 * @throws {NOT_FOUND} where no claim has the number
 */
export function proveClaim(parameters: {
  readonly table: ClaimTable
  readonly paid: { readonly forfeitable: Float64Array; readonly lawful: Float64Array }
  readonly tree: PayoutTree
  readonly number: string
  readonly world: 'real' | 'rehearsal'
  readonly case: string
  readonly plan: string
}): ClaimProof {
  const { table, paid, tree, number, world, plan } = parameters
  const row = rowOf(table, number)
  if (row < 0) throw flawError('NOT_FOUND', flaw('CLAIM_NONE', { number }), { number })
  const words = new Uint32Array(8 * proofHashesMax)
  const count = proofInto(tree, row, words)
  const out = new Uint8Array(words.buffer)
  return {
    format: claimProofFormat,
    world,
    case: parameters.case,
    plan,
    root: bytesToHex(rootOf(tree)),
    size: tree.size,
    index: row,
    claim: {
      number: numberAt(table, row),
      class: claimClasses[table.classes[row]!]!,
      rank: claimRanks[table.ranks[row]!]!,
      owed: String(table.owed[row]!),
      repaid: String(table.repaid[row]!),
      forfeitable: String(paid.forfeitable[row]!),
      lawful: String(paid.lawful[row]!),
      salt: bytesToHex(table.salts.subarray(row * saltBytes, (row + 1) * saltBytes)),
    },
    path: Array.from({ length: count }, (_, i) => bytesToHex(out.subarray(32 * i, 32 * (i + 1)))),
  }
}

/**
 * Checks a proof against the root that the case records. What it proves: that this claim, with these amounts, stands under that root.
 *
 * @throws {INPUT_INVALID} where it is no claim proof, {PROOF_INVALID} where it does not lead to the root
 */
export function checkClaim(value: unknown, root?: string): ClaimProof {
  const proof = readClaimProof(value)
  if (root !== undefined && proof.root !== root) {
    const of = flaw('CLAIM_ROOT', { found: proof.root, expected: root })
    throw flawError('PROOF_INVALID', of, { found: proof.root, required: root })
  }
  verifyInclusion({
    leafHash: leafHashOf(proof.claim),
    index: proof.index,
    size: proof.size,
    root: hexToBytes(proof.root),
    proof: proof.path.map((each) => hexToBytes(each)),
  })
  return proof
}

/** @throws {INPUT_INVALID} naming the field */
export function readClaimProof(value: unknown): ClaimProof {
  if (!Value.Check(shape, value)) {
    const [error] = [...Value.Errors(shape, value)]
    const of = flaw('CLAIM_FORM', { reason: `${error?.instancePath ?? ''} ${error?.message ?? ''}` })
    throw flawError('INPUT_INVALID', of, { field: error?.instancePath ?? '' })
  }
  const proof = value as unknown as ClaimProof
  const beyond = (['owed', 'repaid', 'forfeitable', 'lawful'] as const).find(
    (name) => Number(proof.claim[name]) > fenMax,
  )
  if (beyond !== undefined)
    throw flawError('INPUT_INVALID', flaw('CLAIM_FEN', { field: beyond, most: String(fenMax) }), { field: beyond })
  return proof
}

function leafHashOf(claim: ClaimProof['claim']): Uint8Array {
  const number = new Uint8Array(numberBytes)
  for (let i = 0; i < claim.number.length; i++) number[i] = claim.number.charCodeAt(i)
  const leaf = new Uint8Array(leafBytes + 1)
  writeLeaf(
    {
      salt: hexToBytes(claim.salt),
      number,
      class: claimClasses.indexOf(claim.class),
      rank: claimRanks.indexOf(claim.rank),
      owed: Number(claim.owed),
      repaid: Number(claim.repaid),
      forfeitable: Number(claim.forfeitable),
      lawful: Number(claim.lawful),
    },
    leaf,
  )
  return sha256(leaf)
}
