import type { Difference } from '../bitcoin/judgeSigned.ts'
import { chainIdOf, type EvmAddress } from './evmAddress.ts'
import { type EvmTransaction, parseEvmTransaction, signaturesInCall } from './safeExecution.ts'
import { recoverOwner, splitSignatures } from './safeSignatures.ts'
import { readSafeTransfer, type SafeTransfer, safeTxHashOf } from './safeTransfer.ts'

export type SafeSignedCheck =
  | {
      readonly ok: true
      readonly txid: `0x${string}`
      /** Which owners signed, counted from 0 as the wallet lists them. */
      readonly signers: readonly number[]
    }
  | { readonly ok: false; readonly differences: readonly Difference[] }

export interface SafeOwners {
  readonly owners: readonly EvmAddress[]
  readonly threshold: number
}

/**
 * Holds a signed outer transaction against the transfer that was approved: from the approved gas account, with the approved nonce and fees, to the Safe,
 * without value, calling exactly the approved inner transaction with enough valid signatures of distinct owners.
 *
 * @example checkSafeSigned({ approved, signed: raw, wallet: { owners, threshold: 2 } }) // { ok: true, txid: '0x…', signers: [0, 2] }
 * @throws {PAYMENT_INVALID} {TRANSACTION_INVALID} if either cannot be read at all
 */
export function checkSafeSigned(parameters: {
  readonly approved: string
  readonly signed: string
  readonly wallet: SafeOwners
}): SafeSignedCheck {
  const transfer = readSafeTransfer(parameters.approved)
  const found = parseEvmTransaction(parameters.signed)
  const differences = compareOuter(transfer, found)
  if (differences.length > 0) return { ok: false, differences }
  const blob = signaturesInCall(transfer, found.data)
  if (blob === undefined) {
    return {
      ok: false,
      differences: [{ what: 'call of the Safe', approved: 'the approved transfer', found: found.data.slice(0, 74) }],
    }
  }
  const judged = judgeSignatures({ transfer, blob, wallet: parameters.wallet })
  return judged.differences.length > 0
    ? { ok: false, differences: judged.differences }
    : { ok: true, txid: found.txid, signers: judged.signers }
}

function compareOuter({ network, safe, outer }: SafeTransfer, found: EvmTransaction): Difference[] {
  const rows: readonly (readonly [string, unknown, unknown])[] = [
    ['chain id', chainIdOf(network), found.chainId],
    ['gas account', outer.from, found.from],
    ['called address', safe, found.to ?? 'none'],
    ['value of the outer transaction in wei', 0n, found.value],
    ['nonce of the gas account', outer.nonce, found.nonce],
    ['gas limit', outer.gas, found.gas],
    ['fee per gas in wei, at most', outer.maxFeePerGas, found.maxFeePerGas],
    ['priority fee per gas in wei, at most', outer.maxPriorityFeePerGas, found.maxPriorityFeePerGas],
  ]
  return rows
    .filter(([, approved, other]) => String(approved) !== String(other))
    .map(([what, approved, other]) => ({ what, approved: String(approved), found: String(other) }))
}

function judgeSignatures(parameters: {
  readonly transfer: SafeTransfer
  readonly blob: `0x${string}`
  readonly wallet: SafeOwners
}): { readonly signers: number[]; readonly differences: Difference[] } {
  const { transfer, wallet } = parameters
  const safeTxHash = safeTxHashOf(transfer)
  const signers: number[] = []
  const differences: Difference[] = []
  const lower = wallet.owners.map((owner) => owner.toLowerCase())
  let last = ''
  for (const [i, signature] of (splitSignatures(parameters.blob) ?? []).entries()) {
    const owner = recoverOwner(safeTxHash, signature)
    const at = owner === undefined ? -1 : lower.indexOf(owner.toLowerCase())
    if (at < 0)
      differences.push({
        what: `signature ${i}`,
        approved: 'one of an owner, over the approved transfer',
        found: owner ?? signature,
      })
    // The Safe takes each owner once and in order; it would revert otherwise.
    else if (lower[at]! <= last)
      differences.push({
        what: `signature ${i}`,
        approved: 'owners in the order of their addresses, each once',
        found: owner!,
      })
    else {
      signers.push(at)
      last = lower[at]!
    }
  }
  if (signers.length < wallet.threshold) {
    differences.push({
      what: 'owners that signed',
      approved: `at least ${wallet.threshold}`,
      found: String(signers.length),
    })
  }
  return { signers: signers.sort((a, b) => a - b), differences }
}

/**
 * Checks one owner's signature over an approved transfer, as it comes back from that custodian.
 *
 * @returns the owner, or undefined if it is nobody of the wallet
 */
export function checkOwnerSignature(parameters: {
  readonly approved: string
  readonly signature: string
  readonly owners: readonly EvmAddress[]
}): EvmAddress | undefined {
  const owner = recoverOwner(safeTxHashOf(readSafeTransfer(parameters.approved)), parameters.signature)
  return parameters.owners.find((one) => one.toLowerCase() === owner?.toLowerCase())
}

/** What the chain says now of a transfer that was approved before. */
export interface SafeMoment {
  readonly safeNonce: bigint
  readonly outerNonce: bigint
  readonly baseFeePerGas: bigint
}

/**
 * Why an approved transfer can no longer be carried out as it is; empty if it can. Whatever is named here is built and approved again, never patched.
 *
 * @example staleness(approved, { safeNonce: 4n, outerNonce: 7n, baseFeePerGas: 10n })[0]?.what // 'nonce of the Safe'
 */
export function staleness(approved: string, now: SafeMoment): readonly Difference[] {
  const { inner, outer } = readSafeTransfer(approved)
  const rows: Difference[] = []
  if (inner.nonce !== now.safeNonce)
    rows.push({ what: 'nonce of the Safe', approved: String(inner.nonce), found: String(now.safeNonce) })
  if (outer.nonce !== now.outerNonce) {
    rows.push({ what: 'nonce of the gas account', approved: String(outer.nonce), found: String(now.outerNonce) })
  }
  if (outer.maxFeePerGas < now.baseFeePerGas + outer.maxPriorityFeePerGas) {
    rows.push({
      what: 'fee per gas in wei, at most',
      approved: String(outer.maxFeePerGas),
      found: String(now.baseFeePerGas),
    })
  }
  return rows
}
