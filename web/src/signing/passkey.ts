import { p256 } from '@noble/curves/nist.js'
import type { ActionSignature } from '../../../src/core/case/signature.ts'
import { bytesToHex, concatBytes, hexToBytes, sha256 } from '../../../src/core/record/hash.ts'
import { normalP256, type PasskeyPlace, p256FromSpki } from '../../../src/core/record/webauthn.ts'
import type { HeldKey } from './heldKey.ts'

/** Why no passkey can be used here: the page was opened by an address and not by a name, or the browser offers none. */
export type PasskeyBar = 'address' | 'missing'

/** Why one was not used: the person or the device said no, or nobody enrolled it. */
export class PasskeyFault extends Error {
  readonly reason: 'cancelled' | 'unknown'
  constructor(reason: PasskeyFault['reason'], cause?: unknown) {
    super(reason, { cause })
    this.reason = reason
  }
}

/** The relying party is the host that the page came from; browsers take no IP address for one. */
export function passkeyBar(
  host = window.location.hostname,
  credentials = navigator.credentials,
): PasskeyBar | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$|^\[/.test(host)) return 'address'
  return typeof credentials?.get === 'function' && window.isSecureContext ? undefined : 'missing'
}

/** The same page by the name that loopback has, where it was opened by its address. */
export function byName(
  location: Pick<Location, 'protocol' | 'port' | 'pathname' | 'hostname'> = window.location,
): string | undefined {
  const { protocol, port, pathname, hostname } = location
  if (hostname !== '127.0.0.1' && hostname !== '[::1]') return undefined
  return `${protocol}//localhost${port === '' ? '' : `:${port}`}${pathname}`
}

export function placeHere(): PasskeyPlace {
  return { origin: window.location.origin, rpId: window.location.hostname }
}

export interface MadePasskey {
  /** Compressed point, hex. */
  readonly publicKey: string
  readonly place: PasskeyPlace
  readonly credential: Uint8Array
}

/** Has the device make a passkey for somebody. Nothing of it but the public key leaves the device. @throws {PasskeyFault} */
export async function makePasskey(person: string, zone: string): Promise<MadePasskey> {
  const place = placeHere()
  const made = (await navigator.credentials
    .create({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rp: { id: place.rpId, name: `Sluice ${zone}` },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: person, displayName: `${person}, ${zone}` },
        // ECDSA on P-256 with SHA-256: what the record verifies.
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
      },
    })
    .catch((cause: unknown) => {
      throw new PasskeyFault('cancelled', cause)
    })) as PublicKeyCredential | null
  const spki = (made?.response as AuthenticatorAttestationResponse | undefined)?.getPublicKey()
  if (made === null || spki === null || spki === undefined) throw new PasskeyFault('cancelled')
  const publicKey = p256FromSpki(new Uint8Array(spki))
  const credential = new Uint8Array(made.rawId)
  remember(credential, publicKey)
  return { publicKey, place, credential }
}

/**
 * Signs as a passkey does: the challenge is the digest of what is signed, so that device and browser bind their assertion to it.
 *
 * @param parameters.credential absent: whichever the person picks
 * @throws {PasskeyFault}
 */
async function assert(parameters: { readonly message: Uint8Array; readonly credential?: Uint8Array }) {
  const { message, credential } = parameters
  const got = (await navigator.credentials
    .get({
      publicKey: {
        challenge: sha256(message).slice(),
        rpId: placeHere().rpId,
        userVerification: 'required',
        ...(credential === undefined ? {} : { allowCredentials: [{ type: 'public-key', id: credential.slice() }] }),
      },
    })
    .catch((cause: unknown) => {
      throw new PasskeyFault('cancelled', cause)
    })) as PublicKeyCredential | null
  if (got === null) throw new PasskeyFault('cancelled')
  const { authenticatorData, clientDataJSON, signature } = got.response as AuthenticatorAssertionResponse
  return {
    credential: new Uint8Array(got.rawId),
    signature: normalP256(new Uint8Array(signature)),
    assertion: { authenticatorData: base64url(authenticatorData), clientDataJSON: base64url(clientDataJSON) },
  }
}

/** A passkey as a key at hand: each signature asks the person. */
export function passkeyHeld({
  publicKey,
  credential,
}: {
  readonly publicKey: string
  readonly credential: Uint8Array
}): HeldKey {
  return {
    publicKey,
    means: 'passkey',
    sign: async (message): Promise<ActionSignature> => {
      const { signature, assertion } = await assert({ message, credential })
      return { key: publicKey, signature, assertion }
    },
    forget: () => {},
  }
}

/**
 * Asks for a passkey of this page and finds out which it is: a device does not tell its public key again. What was made or used in this browser is
 * remembered; otherwise the key is computed from signatures over numbers made here, one where the directory is at hand to choose by, else two.
 *
 * @param known whether a key is enrolled here; absent where that cannot be read yet
 * @throws {PasskeyFault}
 */
export async function findPasskey(
  known?: (publicKey: string) => boolean,
): Promise<{ readonly publicKey: string; readonly credential: Uint8Array }> {
  const first = await assert({ message: crypto.getRandomValues(new Uint8Array(32)) })
  const { credential } = first
  const remembered = rememberedKey(credential)
  let keys = candidates(first).filter((key) => remembered === undefined || key === remembered)
  if (known !== undefined) keys = keys.filter(known)
  if (keys.length > 1) {
    const again = candidates(await assert({ message: crypto.getRandomValues(new Uint8Array(32)), credential }))
    keys = keys.filter((key) => again.includes(key))
  }
  const [publicKey] = keys
  if (publicKey === undefined) throw new PasskeyFault('unknown')
  remember(credential, publicKey)
  return { publicKey, credential }
}

/** The keys that could have made an assertion (SEC 1, 4.1.6): two or, hardly ever, four. */
function candidates({ signature, assertion }: Awaited<ReturnType<typeof assert>>): string[] {
  const { authenticatorData, clientDataJSON } = assertion
  const digest = sha256(concatBytes(bytesOf(authenticatorData), sha256(bytesOf(clientDataJSON))))
  return [0, 1, 2, 3].flatMap((bit) => {
    try {
      const found = p256.Signature.fromBytes(hexToBytes(signature)).addRecoveryBit(bit).recoverPublicKey(digest)
      return [found.toHex(true)]
    } catch {
      return []
    }
  })
}

const memory = 'sluice.passkeys'

/** Public keys by credential: nothing secret, and lost without harm. */
function rememberedKey(credential: Uint8Array): string | undefined {
  try {
    const found = (JSON.parse(localStorage.getItem(memory) ?? '{}') as Record<string, unknown>)[bytesToHex(credential)]
    return typeof found === 'string' ? found : undefined
  } catch {
    return undefined
  }
}

export function remember(credential: Uint8Array, publicKey: string): void {
  try {
    const kept = JSON.parse(localStorage.getItem(memory) ?? '{}') as Record<string, unknown>
    localStorage.setItem(memory, JSON.stringify({ ...kept, [bytesToHex(credential)]: publicKey }))
  } catch {
    // A browser that keeps nothing asks once more next time.
  }
}

function bytesOf(base64url: string): Uint8Array {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

function base64url(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** What an administrator needs to enrol a passkey of somebody who has no other key. */
export function enrolmentCard(person: string, { publicKey, place }: MadePasskey): string {
  return JSON.stringify({ person, key: publicKey, algorithm: 'webauthn', passkey: place }, undefined, 2)
}
