import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { verifyEd25519Hex } from '../record/log/keys.ts'
import type { Action } from './kind.ts'

/** A person's signature under what they do or approve. The server signs for nobody. */
export interface ActionSignature {
  /** Public key, hex. */
  readonly key: string
  readonly signature: string
}

export interface SignedAction extends Action {
  readonly signature?: ActionSignature
  /** A second person's, where two must act together: the zone's administration. */
  readonly countersignature?: ActionSignature
}

const actionDomain = utf8ToBytes('sluice/action/1\n')
const approvalDomain = utf8ToBytes('sluice/approval/1\n')

/** Payload fields that live in the vault are named so; they are committed to by the entry and not signed, so that signatures outlive their deletion. */
export const personalField = /^personal[A-Z]/

/** The bytes that a person signs: domain and the canonical action without its signatures and personal values. */
export function actionDigestInput(action: SignedAction): Uint8Array {
  const { signature: _, countersignature: __, ...unsigned } = action
  const payload = Object.fromEntries(Object.entries(action.payload).filter(([name]) => !personalField.test(name)))
  return concatBytes(actionDomain, utf8ToBytes(canonical({ ...unsigned, payload } as unknown as Json)))
}

/** @example signAction({ id, kind: 'case.opened', actor, payload }, secretKey).signature?.key */
export function signAction(action: Action, secretKey: Uint8Array): SignedAction {
  const normal = normalAction(action)
  return {
    ...normal,
    signature: {
      key: bytesToHex(ed25519.getPublicKey(secretKey)),
      signature: bytesToHex(ed25519.sign(actionDigestInput(normal), secretKey)),
    },
  }
}

/** The one form in which an action is signed, stored and replayed: subject and documents always present. */
export function normalAction(action: Action): Action {
  const { signature: _, countersignature: __, ...rest } = action as SignedAction
  return { ...rest, subject: action.subject ?? {}, documents: action.documents ?? [] }
}

/** Signs what somebody else has signed, unchanged. */
export function countersignAction(action: SignedAction, secretKey: Uint8Array): SignedAction {
  const { signature } = signAction(action, secretKey)
  return { ...action, ...(signature === undefined ? {} : { countersignature: signature }) }
}

/** Keys that signed the action, each signature verified; sorted, each once. */
export function signersOf(action: SignedAction): readonly string[] {
  const message = actionDigestInput(normalAction(action))
  const good = [action.signature, action.countersignature].flatMap((one) =>
    one !== undefined && verifies(one.signature, message, one.key) ? [one.key] : [],
  )
  return [...new Set(good)].sort()
}

export function actionSignatureHolds(action: SignedAction): boolean {
  if (action.signature === undefined) return false
  return verifies(action.signature.signature, actionDigestInput(normalAction(action)), action.signature.key)
}

/** The bytes that an approver signs: the proposal, what will be done, the values its guards read, and the role approved under. */
export function approvalDigestInput(approval: {
  readonly proposal: string
  readonly what: string
  readonly values: string
  readonly role: string
}): Uint8Array {
  const { proposal, what, values, role } = approval
  return concatBytes(approvalDomain, utf8ToBytes(canonical({ proposal, what, values, role })))
}

export function signApproval(
  approval: Parameters<typeof approvalDigestInput>[0],
  secretKey: Uint8Array,
): ActionSignature {
  return {
    key: bytesToHex(ed25519.getPublicKey(secretKey)),
    signature: bytesToHex(ed25519.sign(approvalDigestInput(approval), secretKey)),
  }
}

export function verifies(signature: string, message: Uint8Array, key: string): boolean {
  return verifyEd25519Hex({ key, message, signature })
}
