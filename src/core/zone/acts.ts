import type { SignedAction } from '../case/action.ts'
import type { Action, Actor } from '../case/kind.ts'
import { hashText } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { keyStatement } from './logKeyKinds.ts'

/** What is done in a zone's own streams, before anybody signs: the command line and the console build it here. */
export interface ZoneAct {
  readonly id: string
  readonly kind: string
  readonly payload: Action['payload']
  readonly documents?: readonly string[]
  /** Of what is dated back, RFC 3339. */
  readonly effectiveAt?: string
}

/**
 * An act whose id follows from what it says: said again it is the same action, and becomes one entry.
 *
 * @example zoneAct('key', { kind: 'organisationKey.rotated', payload }).id // 'key:3f0c…'
 */
export function zoneAct(prefix: string, act: Omit<ZoneAct, 'id'>): ZoneAct {
  const { payload, effectiveAt } = act
  const said = effectiveAt === undefined ? payload : { payload, effectiveAt }
  return { ...act, id: `${prefix}:${hashText(canonical(said as Json)).slice(0, 32)}` }
}

/** The action of somebody, for one zone, unsigned. */
export function actionOfAct(zone: string, actor: Actor, act: ZoneAct): Action {
  const { id, kind, payload, documents = [], effectiveAt } = act
  return { id, zone, kind, actor, payload, documents, ...(effectiveAt === undefined ? {} : { effectiveAt }) }
}

/** One person's word that a key is its holder's. The note of what was said goes along as a document. */
export function confirmationAct(parameters: {
  readonly person: string
  readonly key: string
  readonly how: string
  readonly note: string
}): ZoneAct {
  const { person, key, how, note } = parameters
  const document = hashText(note)
  const id = `vouch:${hashText(`${person} ${key} ${how} ${document}`).slice(0, 32)}`
  return { id, kind: 'key.confirmed', payload: { key, how, document }, documents: [document] }
}

/** A key that signs the statement of a rotation. */
export interface StatingKey {
  /** Public, as the record spells it. */
  readonly key: string
  /** 64 bytes, hex. */
  sign(message: Uint8Array): string | Promise<string>
}

/** The payload by which one key takes the place of another: a statement that names both, under both. */
export async function rotationPayload(parameters: {
  readonly holder: string
  readonly use: string
  readonly old: StatingKey
  readonly next: StatingKey
}): Promise<{ readonly [name: string]: string }> {
  const { holder, use, old, next } = parameters
  const message = keyStatement('rotation', { holder, use, old: old.key, key: next.key })
  const [oldSignature, newSignature] = [await old.sign(message), await next.sign(message)]
  return { old: old.key, key: next.key, oldSignature, newSignature }
}

/** What `sluice key rotate` and `sluice key replace` write: the payload of the entry that two administrators append, and whose key it is. */
export interface ProposedKey {
  readonly kind: 'logKey.rotated' | 'logKey.replaced' | 'organisationKey.rotated'
  readonly holder: string
  readonly use: 'log' | 'witness' | 'organisation'
  readonly payload: { readonly [key: string]: string }
}

const proposedKinds: readonly unknown[] = ['logKey.rotated', 'logKey.replaced', 'organisationKey.rotated']

/** A proposed key from the text of its file; undefined where it is none. */
export function proposedKeyOf(text: string): ProposedKey | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const { kind, holder, use, payload } = (isObject(value) ? value : {}) as { readonly [name: string]: unknown }
  const texts = isObject(payload) && Object.values(payload as object).every((one) => typeof one === 'string')
  const whole = proposedKinds.includes(kind) && typeof holder === 'string' && texts
  return whole && (use === 'log' || use === 'witness' || use === 'organisation') ? (value as ProposedKey) : undefined
}

/** An action that one person signed and another still has to, as it is kept and handed over; undefined where it is none. */
export function signedActOf(value: unknown): SignedAction | undefined {
  const { id, kind, payload, signature } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly [name: string]: unknown
  }
  const whole = typeof id === 'string' && typeof kind === 'string' && isObject(payload) && isObject(signature)
  return whole ? (value as SignedAction) : undefined
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
