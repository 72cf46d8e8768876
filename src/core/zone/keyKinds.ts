import Type from 'typebox'
import { type Directory, type EnrolledKey, keyInForce } from '../case/directory.ts'
import { type AnyKind, type FactInput, verdict } from '../case/kind.ts'
import { closed, documentHash, flag, hex32, id, note, type Of, oneOf, optional, text, time } from '../case/shapes.ts'
import { enrolledKeyPattern } from '../case/signature.ts'
import { certifiedKey } from '../record/keyCertificate.ts'
import { algorithmOf } from '../record/publicKeys.ts'
import { directoryKind, signedByHolder } from './administered.ts'

export const anyKey = Type.String({ pattern: enrolledKeyPattern })
const algorithms = ['ed25519', 'p256', 'webauthn', 'sm2', 'ml-dsa-44'] as const
/** Where a passkey may be used. The origin is the page that asks for the signature, and part of what the passkey signs. */
const passkeyShape = closed({
  origin: Type.String({ pattern: '^(https://|http://(localhost|127\\.0\\.0\\.1)(:|$))[^ /]*$', maxLength: 200 }),
  rpId: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,120}$' }),
})
export const confirmationWays = ['in-person', 'call-back', 'registered-post', 'video'] as const
/** Who asked the holder, on another way than the one by which the key came, whether the key is theirs. */
const confirmationShape = closed({
  by: id,
  how: oneOf(confirmationWays),
  document: documentHash,
})

const keyShape = closed({
  key: anyKey,
  holder: id,
  use: oneOf(['person', 'organisation', 'log', 'witness']),
  algorithm: oneOf(algorithms),
  passkey: optional(passkeyShape),
  until: optional(time),
  vouchedBy: id,
  document: documentHash,
  confirmation: optional(confirmationShape),
  certificate: optional(documentHash),
  /** SHA-256 of the root certificate that the chain must end at. */
  certificateRoot: optional(hex32),
})

/** How a key signs fits what it is: a passkey names where it may be used, papers are signed with Ed25519. */
function fits(payload: {
  readonly key: string
  readonly algorithm: string
  readonly use: string
  readonly passkey?: { readonly origin: string; readonly rpId: string }
}) {
  const { key, algorithm, use, passkey } = payload
  const required = 'a key of its algorithm, its place where it is a passkey'
  const spelled = algorithmOf(key) ?? 'p256'
  if (spelled !== (algorithm === 'webauthn' ? 'p256' : algorithm)) return verdict(false, spelled, required)
  if ((algorithm === 'webauthn') !== (passkey !== undefined))
    return verdict(false, passkey === undefined ? 'no place' : 'a place', required)
  if (!usesOf(algorithm).includes(use)) return verdict(false, `${algorithm} for ${use}`, required)
  if (passkey !== undefined && !belongsTo(passkey.origin, passkey.rpId)) return verdict(false, passkey.origin, required)
  return verdict(true, algorithm, required)
}

/** Papers, logs and witnesses sign with what stands under their kind of signature; ML-DSA-44 stands beside the signatures of a log or a witness. */
function usesOf(algorithm: string): readonly string[] {
  if (algorithm === 'ml-dsa-44') return ['log', 'witness']
  return algorithm === 'ed25519' || algorithm === 'sm2' ? ['person', 'organisation', 'log', 'witness'] : ['person']
}

function belongsTo(origin: string, rpId: string): boolean {
  const host = /^https?:\/\/([^:/]+)/.exec(origin)?.[1]
  return host !== undefined && (host === rpId || host.endsWith(`.${rpId}`))
}

/** A certificate, where there is one, is of this key, was valid when it was enrolled, and leads to the root named beside it. */
function certified({ payload, effectiveAt, document }: FactInput<Of<typeof keyShape>, Directory>) {
  const { key, certificate, certificateRoot: root } = payload
  const required = 'a chain from this key to the root named, valid at the time'
  if (certificate === undefined && root === undefined) return verdict(true, 'none', required)
  if (certificate === undefined || root === undefined) return verdict(false, 'certificate or root alone', required)
  const found = certifiedKey({ pem: document(certificate), key, at: effectiveAt, root })
  return typeof found === 'string' ? verdict(false, found, required) : verdict(true, found.subject, required)
}

/** A key becomes somebody's: with its document, who vouches, and who confirmed it out of band. */
export const keyEnrolled = directoryKind<Of<typeof keyShape>>({
  name: 'key.enrolled',
  payload: keyShape,
  facts: {
    documentHeld: ({ payload, documents }) =>
      [payload.document, payload.confirmation?.document, payload.certificate].every(
        (hash) => hash === undefined || documents.includes(hash),
      ),
    holderKnown: ({ payload, directory }) => {
      const { organisations, people, zone } = directory()
      const known =
        organisations[payload.holder] !== undefined ||
        people[payload.holder] !== undefined ||
        payload.holder === zone ||
        payload.use === 'log' ||
        payload.use === 'witness'
      return verdict(known, payload.holder, 'an enrolled organisation, person or zone')
    },
    keyUnused: ({ payload, directory }) => unused(directory(), payload.key),
    vouched: ({ payload }) =>
      verdict(payload.vouchedBy !== payload.holder, payload.vouchedBy, `somebody other than ${payload.holder}`),
    keyFits: ({ payload }) => fits(payload),
    confirmed: ({ payload }) =>
      verdict(
        payload.confirmation !== undefined && payload.confirmation.by !== payload.holder,
        payload.confirmation === undefined
          ? 'not confirmed'
          : `${payload.confirmation.how} by ${payload.confirmation.by}`,
        'confirmed out of band by the body that relies on it',
      ),
    certified: (input) => certified(input),
  },
  apply: (state, { payload, effectiveAt }) => {
    const {
      key,
      holder,
      use,
      algorithm,
      passkey,
      until,
      vouchedBy,
      document,
      confirmation,
      certificate,
      certificateRoot,
    } = payload
    const enrolled = {
      holder,
      use,
      algorithm,
      from: effectiveAt,
      vouchedBy,
      document,
      ...(passkey === undefined ? {} : { passkey }),
      ...(until === undefined ? {} : { until }),
      ...(confirmation === undefined ? {} : { confirmation: { by: confirmation.by, how: confirmation.how } }),
      ...(certificate === undefined ? {} : { certificate }),
      ...(certificateRoot === undefined ? {} : { certificateRoot }),
    }
    return withKey(state, key, enrolled as EnrolledKey)
  },
})

const keyRevokedShape = closed({ key: anyKey, reason: note })

/** A key is nobody's any more from a moment on: lost, exposed, or its holder gone. Two administrators say so, dated back to the loss where it was one. */
export const keyRevoked = directoryKind<Of<typeof keyRevokedShape>>({
  name: 'key.revoked',
  payload: keyRevokedShape,
  facts: {
    keyKnown: ({ payload, directory }) =>
      verdict(directory().keys[payload.key] !== undefined, payload.key, 'an enrolled key'),
  },
  apply: (state, { payload, effectiveAt, recordedAt }) => {
    const enrolled = state.keys[payload.key]!
    // What had ended before does not come back by it.
    const until = enrolled.until !== undefined && enrolled.until < effectiveAt ? enrolled.until : effectiveAt
    return withKey(state, payload.key, { ...enrolled, until, revokedAt: enrolled.revokedAt ?? recordedAt })
  },
})

const keyReplacedShape = closed({
  old: anyKey,
  key: anyKey,
  algorithm: oneOf(algorithms),
  passkey: optional(passkeyShape),
  /** The old key stays in force beside the new one: a second key, such as a passkey beside a key file. */
  keepsOld: flag,
  reason: text,
})

/** A person goes on with another key under the signatures of both: nobody else has to act, and whoever has only one of them cannot. */
export const keyReplaced: AnyKind = signedByHolder<Of<typeof keyReplacedShape>>({
  name: 'key.replaced',
  payload: keyReplacedShape,
  facts: {
    oldSigned: ({ payload, actor, signers, directory, recordedAt }) => {
      const inForce = keyInForce(directory(), payload.old, actor.person, recordedAt)
      const person = directory().keys[payload.old]?.use === 'person'
      return verdict(
        inForce && person && signers.includes(payload.old),
        !inForce || !person ? "not the actor's key in force" : signers.includes(payload.old) ? 'signed' : 'not signed',
        'signed with the old key, in force',
      )
    },
    newSigned: ({ payload, signers }) =>
      verdict(
        signers.includes(payload.key),
        signers.includes(payload.key) ? 'signed' : 'not signed',
        'signed with the new key, by who has it',
      ),
    keyUnused: ({ payload, directory }) => unused(directory(), payload.key),
    keyFits: ({ payload }) => fits({ ...payload, use: 'person' }),
  },
  apply: (state, { payload, actor, effectiveAt }) => {
    const { old, key, algorithm, passkey, keepsOld } = payload
    const {
      until,
      document,
      confirmation,
      certificate: _,
      certificateRoot: _root,
      confirmed: _by,
      passkey: __,
      ...kept
    } = state.keys[old]!
    const next = {
      ...kept,
      document,
      algorithm,
      from: effectiveAt,
      vouchedBy: actor.person,
      replaces: old,
      ...(until === undefined ? {} : { until }),
      ...(confirmation === undefined ? {} : { confirmation }),
      ...(passkey === undefined ? {} : { passkey }),
    }
    const before = keepsOld ? state : withKey(state, old, { ...state.keys[old]!, until: effectiveAt })
    return withKey(before, key, next as EnrolledKey)
  },
})

function unused(directory: Directory, key: string) {
  return verdict(directory.keys[key] === undefined, key, 'a key enrolled for nobody yet')
}

function withKey(state: Directory, key: string, enrolled: EnrolledKey): Directory {
  return { ...state, keys: { ...state.keys, [key]: enrolled } }
}
