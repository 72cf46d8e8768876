import { ripemd160 } from '@noble/hashes/legacy.js'
import { bech32, createBase58check } from '@scure/base'
import { SluiceError } from '../../errors.ts'
import { bytesToHex, concatBytes, sha256 } from '../../record/hash.ts'
import { remembered } from '../../record/remembered.ts'
import { descriptorChecksum } from './descriptorChecksum.ts'
import { type DerivedKey, deriveKey, type KeyExpression, parseKeyExpression } from './keyExpression.ts'
import type { BitcoinNetwork } from './network.ts'

/** How the multi-signature script is wrapped, outermost first. */
export type Wrapping = 'bare' | 'sh' | 'wsh' | 'sh-wsh'

/**
 * An output descriptor of m-of-n custody (BIP-380, 383, 389): `wsh(sortedmulti(2,[f/48h/…]xpub/<0;1>/*,…))`.
 * Branch 0 receives, branch 1 (where the descriptor has one) takes change.
 */
export interface Descriptor {
  readonly wrapping: Wrapping
  readonly sorted: boolean
  readonly threshold: number
  readonly keys: readonly KeyExpression[]
  /** How many branches `<…;…>` makes; 1 without it. */
  readonly branches: number
  /** False if every key is fixed: then there is one address, at index 0. */
  readonly ranged: boolean
}

/** One place below a descriptor. */
export interface DescriptorPlace {
  readonly branch: number
  readonly index: number
}

/** What stands at one place: scripts, the keys in script order, and how signers find them. */
export interface DescriptorScript {
  readonly scriptPubKey: Uint8Array
  readonly redeemScript?: Uint8Array
  readonly witnessScript?: Uint8Array
  readonly keys: readonly ScriptKey[]
}

export interface ScriptKey extends DerivedKey {
  /** Which key expression of the descriptor it comes from, counted from 0 as written. */
  readonly signer: number
}

const indexMax = 0x7fffffff
const base58check = createBase58check(sha256)

function refuse(found: string): never {
  throw new SluiceError('DESCRIPTOR_INVALID', `Not a descriptor that Sluice keeps coins under: ${found}.`)
}

/**
 * Reads a descriptor; a checksum is checked where there is one, and may be demanded.
 *
 * @example parseDescriptor('wsh(sortedmulti(2,tpubA/<0;1>/*,tpubB/<0;1>/*,tpubC/<0;1>/*))#abcdefgh').threshold // 2
 * @throws {DESCRIPTOR_INVALID} naming what is wrong
 * @throws {SECRET_IN_INPUT} if a private key stands in it
 */
export function parseDescriptor(
  text: string,
  options: { readonly checksum?: 'required' | 'optional' } = {},
): Descriptor {
  return descriptorsRead(text, options.checksum ?? 'optional')
}

const descriptorsRead = remembered(32, (text: string, checksum: string): Descriptor => {
  const body = checkedBody(text, checksum as 'required' | 'optional')
  const { wrapping, inner } = unwrap(body)
  const match = /^(sorted)?multi\((\d{1,2}),(.*)\)$/s.exec(inner)
  if (!match) return refuse('the script is not multi(…) or sortedmulti(…), alone or in sh, wsh or sh(wsh)')
  const threshold = Number(match[2])
  const keys = match[3]!.split(',').map(parseKeyExpression)
  checkQuorum(threshold, keys, wrapping)
  const branches = Math.max(...keys.map((key) => key.branches.length))
  if (keys.some((key) => key.branches.length !== 1 && key.branches.length !== branches)) {
    refuse('keys whose <…;…> have different lengths')
  }
  const ranged = keys.some((key) => key.wildcard !== 'none')
  return { wrapping, sorted: match[1] !== undefined, threshold, keys, branches, ranged }
})

function checkedBody(text: string, demand: 'required' | 'optional'): string {
  const at = text.indexOf('#')
  if (at < 0) {
    if (demand === 'required') refuse('its checksum is missing')
    if (descriptorChecksum(text) === undefined) refuse('a character outside the descriptor alphabet')
    return text
  }
  const body = text.slice(0, at)
  const given = text.slice(at + 1)
  const right = descriptorChecksum(body)
  if (right === undefined) refuse('a character outside the descriptor alphabet')
  if (given.length !== 8) refuse(`a checksum of ${given.length} characters instead of 8`)
  if (given !== right) refuse('its checksum does not match: a character was changed')
  return body
}

function unwrap(body: string): { readonly wrapping: Wrapping; readonly inner: string } {
  const forms: readonly (readonly [Wrapping, string, string])[] = [
    ['sh-wsh', 'sh(wsh(', '))'],
    ['wsh', 'wsh(', ')'],
    ['sh', 'sh(', ')'],
  ]
  for (const [wrapping, open, close] of forms) {
    if (body.startsWith(open) && body.endsWith(close)) {
      return { wrapping, inner: body.slice(open.length, -close.length) }
    }
  }
  return { wrapping: 'bare', inner: body }
}

function checkQuorum(threshold: number, keys: readonly KeyExpression[], wrapping: Wrapping): void {
  const keysMax = wrapping === 'bare' ? 3 : wrapping === 'sh' ? 15 : 20
  if (keys.length > keysMax) refuse(`${keys.length} keys where ${keysMax} are allowed`)
  if (threshold < 1) refuse('a threshold of 0')
  if (threshold > keys.length) refuse(`a threshold of ${threshold} over ${keys.length} keys`)
  const segwit = wrapping === 'wsh' || wrapping === 'sh-wsh'
  if (segwit && keys.some((key) => 'point' in key.key && key.key.point.length !== 33)) {
    refuse('an uncompressed key in a segwit script')
  }
}

/** The canonical text with its checksum. @example formatDescriptor(parseDescriptor(text)) // 'wsh(sortedmulti(2,…))#…' */
export function formatDescriptor(descriptor: Descriptor): string {
  const keys = descriptor.keys.map((key) => key.text).join(',')
  const inner = `${descriptor.sorted ? 'sorted' : ''}multi(${descriptor.threshold},${keys})`
  const body = {
    bare: inner,
    sh: `sh(${inner})`,
    wsh: `wsh(${inner})`,
    'sh-wsh': `sh(wsh(${inner}))`,
  }[descriptor.wrapping]
  return `${body}#${descriptorChecksum(body)}`
}

/** Keys in the order of BIP-67: by their bytes. */
export function sortKeys<T extends { readonly publicKey: Uint8Array }>(keys: readonly T[]): T[] {
  const hex = (key: T) => bytesToHex(key.publicKey)
  return [...keys].sort((a, b) => (hex(a) < hex(b) ? -1 : hex(a) > hex(b) ? 1 : 0))
}

/** `m <key>… n OP_CHECKMULTISIG` with the keys as given. */
export function multisigScript(threshold: number, publicKeys: readonly Uint8Array[]): Uint8Array {
  const pushes = publicKeys.map((key) => concatBytes(new Uint8Array([key.length]), key))
  return concatBytes(smallNumber(threshold), ...pushes, smallNumber(publicKeys.length), new Uint8Array([0xae]))
}

function smallNumber(n: number): Uint8Array {
  return n <= 16 ? new Uint8Array([0x50 + n]) : new Uint8Array([1, n])
}

/**
 * The script at a place of the descriptor.
 *
 * @throws {DESCRIPTOR_INVALID} if the descriptor has no such branch, or the index is out of range
 */
export function scriptAt(descriptor: Descriptor, place: DescriptorPlace): DescriptorScript {
  const { branch, index } = place
  if (!Number.isSafeInteger(branch) || branch < 0 || branch >= descriptor.branches) refuse(`it has no branch ${branch}`)
  if (!Number.isSafeInteger(index) || index < 0 || index > indexMax) refuse(`index ${index} is out of range`)
  const derived = descriptor.keys.map((key, signer) => ({ ...deriveKey(key, place), signer }))
  const keys = descriptor.sorted ? sortKeys(derived) : derived
  const multisig = multisigScript(
    descriptor.threshold,
    keys.map((key) => key.publicKey),
  )
  return { ...wrap(descriptor.wrapping, multisig), keys }
}

function wrap(wrapping: Wrapping, multisig: Uint8Array): Omit<DescriptorScript, 'keys'> {
  if (wrapping === 'bare') return { scriptPubKey: multisig }
  if (wrapping === 'sh') return { scriptPubKey: scriptHashScript(multisig), redeemScript: multisig }
  const program = concatBytes(new Uint8Array([0, 32]), sha256(multisig))
  if (wrapping === 'wsh') return { scriptPubKey: program, witnessScript: multisig }
  return { scriptPubKey: scriptHashScript(program), redeemScript: program, witnessScript: multisig }
}

function scriptHashScript(script: Uint8Array): Uint8Array {
  return concatBytes(new Uint8Array([0xa9, 20]), ripemd160(sha256(script)), new Uint8Array([0x87]))
}

/**
 * The address at a place, as the network writes it.
 *
 * @example addressAt(descriptor, { branch: 0, index: 0 }, bitcoinRegtestBcoin) // 'rb1q…'
 * @throws {DESCRIPTOR_INVALID} if the keys belong to another kind of network (xpub: mainnet, tpub: test networks)
 */
export function addressAt(descriptor: Descriptor, place: DescriptorPlace, network: BitcoinNetwork): string {
  checkNetwork(descriptor, network)
  const { scriptPubKey } = scriptAt(descriptor, place)
  if (descriptor.wrapping === 'bare') refuse('a bare multi-signature has no address')
  if (descriptor.wrapping === 'wsh') {
    return bech32.encode(network.bech32, [0, ...bech32.toWords(scriptPubKey.subarray(2))])
  }
  return base58check.encode(concatBytes(new Uint8Array([network.scriptHash]), scriptPubKey.subarray(2, 22)))
}

/** Mainnet and rehearsal never mix: a descriptor is used only on the kind of network that its keys are written for. */
export function checkNetwork(descriptor: Descriptor, network: BitcoinNetwork): void {
  for (const { key } of descriptor.keys) {
    if ('extended' in key && key.extended.versions.public !== network.bip32.public) {
      refuse(`its extended keys are not written for ${network.name}`)
    }
  }
}

/** Finds the place of a script by trying each branch up to `indexMax`; undefined if it is not ours. */
export function placeOf(
  descriptor: Descriptor,
  scriptPubKey: Uint8Array,
  search: { readonly indexMax: number },
): DescriptorPlace | undefined {
  const wanted = bytesToHex(scriptPubKey)
  const last = descriptor.ranged ? search.indexMax : 0
  for (let index = 0; index <= last; index++) {
    for (let branch = 0; branch < descriptor.branches; branch++) {
      if (bytesToHex(scriptAt(descriptor, { branch, index }).scriptPubKey) === wanted) return { branch, index }
    }
  }
  return undefined
}
