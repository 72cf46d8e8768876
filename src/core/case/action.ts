import { concatBytes, utf8ToBytes } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { publicKeyOf, type SecretKey, signText } from '../record/publicKeys.ts'
import type { Action } from './kind.ts'
import { type ActionSignature, faultOfSignature, type KeyTerms } from './signature.ts'

export interface SignedAction extends Action {
  readonly signature?: ActionSignature
  /** A second person's, where two must act together: the zone's administration. */
  readonly countersignature?: ActionSignature
}

/** What was signed under machine 1 named neither zone and stream nor the head seen. Machine 2 takes no such action. */
const domains = {
  action: [utf8ToBytes('sluice/action/1\n'), utf8ToBytes('sluice/action/2\n')],
  approval: [utf8ToBytes('sluice/approval/1\n'), utf8ToBytes('sluice/approval/2\n')],
} as const

/** Payload fields that live in the vault are named so; they are committed to by the entry and not signed, so that signatures outlive their deletion. */
export const personalField = /^personal[A-Z]/

/** The bytes that a person signs: domain and the canonical action, zone and stream in it, without its signatures and personal values. */
export function actionDigestInput(action: SignedAction): Uint8Array {
  const { signature: _, countersignature: __, ...unsigned } = action
  const payload = Object.fromEntries(Object.entries(action.payload).filter(([name]) => !personalField.test(name)))
  return concatBytes(
    domains.action[action.zone === undefined ? 0 : 1],
    utf8ToBytes(canonical({ ...unsigned, payload } as unknown as Json)),
  )
}

/** @example signAction({ id, kind: 'case.opened', actor, payload }, secretKey).signature?.key */
export function signAction(action: Action, secretKey: SecretKey): SignedAction {
  const normal = normalAction(action)
  return {
    ...normal,
    signature: {
      key: publicKeyOf(secretKey),
      signature: signText(actionDigestInput(normal), secretKey),
    },
  }
}

/** The one form in which an action is signed, stored and replayed: subject and documents always present. */
export function normalAction(action: Action): Action {
  const { signature: _, countersignature: __, ...rest } = action as SignedAction
  return { ...rest, subject: action.subject ?? {}, documents: action.documents ?? [] }
}

/** Signs what somebody else has signed, unchanged. */
export function countersignAction(action: SignedAction, secretKey: SecretKey): SignedAction {
  const { signature } = signAction(action, secretKey)
  return { ...action, ...(signature === undefined ? {} : { countersignature: signature }) }
}

/** Keys that signed the action, each signature verified, by the terms of its key where that is enrolled; sorted, each once. */
export function signersOf(action: SignedAction, enrolled: Readonly<Record<string, KeyTerms>> = {}): readonly string[] {
  const message = actionDigestInput(normalAction(action))
  const good = [action.signature, action.countersignature].flatMap((one) =>
    one !== undefined && faultOfSignature(one, message, enrolled[one.key]) === undefined ? [one.key] : [],
  )
  return [...new Set(good)].sort()
}

/** @param terms of the key as enrolled; absent where only the arithmetic is asked */
export function actionSignatureHolds(action: SignedAction, terms?: KeyTerms): boolean {
  if (action.signature === undefined) return false
  return faultOfSignature(action.signature, actionDigestInput(normalAction(action)), terms) === undefined
}

/**
 * The bytes that an approver signs: the proposal (whose id names zone and case), what will be done, the values its guards read, the role approved
 * under, and the head of the case that the approver saw. The head is noted; whatever else the case records does not undo the approval.
 */
export function approvalDigestInput(approval: {
  readonly proposal: string
  readonly what: string
  readonly values: string
  readonly role: string
  readonly seen?: string
}): Uint8Array {
  const { proposal, what, values, role, seen } = approval
  const signed = { proposal, what, values, role, ...(seen === undefined ? {} : { seen }) }
  return concatBytes(domains.approval[seen === undefined ? 0 : 1], utf8ToBytes(canonical(signed)))
}

export function signApproval(
  approval: Parameters<typeof approvalDigestInput>[0],
  secretKey: SecretKey,
): ActionSignature {
  return {
    key: publicKeyOf(secretKey),
    signature: signText(approvalDigestInput(approval), secretKey),
  }
}
