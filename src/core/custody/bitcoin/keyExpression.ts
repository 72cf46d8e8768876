import { secp256k1 } from '@noble/curves/secp256k1.js'
import { base58, createBase58check } from '@scure/base'
import { HDKey } from '@scure/bip32'
import { SluiceError } from '../../errors.ts'
import { hexToBytes, sha256 } from '../../record/hash.ts'
import { bitcoinMainnet, bitcoinTestnet } from './network.ts'
import { BoundedMemory, type PublicNode, publicChild, publicNode } from './publicDerivation.ts'

/** Where a key comes from: the master key's fingerprint (8 hex digits) and the path from it; hardened steps have bit 31 set. */
export interface KeyOrigin {
  readonly fingerprint: string
  readonly path: readonly number[]
}

/** A public key, alone or with the children that stand for it (BIP-380, BIP-389). Private keys are refused, never held. */
export interface KeyExpression {
  readonly text: string
  readonly origin?: KeyOrigin
  /** A fixed key (33 or 65 bytes) or an extended public key. */
  readonly key: { readonly point: Uint8Array } | { readonly extended: HDKey }
  /** Steps below the extended key, one list per branch: `<0;1>` makes two. */
  readonly branches: readonly (readonly number[])[]
  readonly wildcard: 'none' | 'unhardened' | 'hardened'
}

export const hardened = 0x80000000

const base58check = createBase58check(sha256)
const secretVersions = new Set([bitcoinMainnet.bip32.private, bitcoinTestnet.bip32.private])

function refuse(found: string): never {
  throw new SluiceError('DESCRIPTOR_INVALID', `Not a key expression of BIP-380: ${found}.`)
}

/**
 * Reads one key expression: `[fingerprint/path]key/steps/<a;b>/*`.
 *
 * @throws {DESCRIPTOR_INVALID} naming what is wrong
 * @throws {SECRET_IN_INPUT} on a private key; the message does not repeat it
 */
export function parseKeyExpression(text: string): KeyExpression {
  const { origin, rest } = readOrigin(text)
  const [keyText = '', ...steps] = rest.split('/')
  const key = readKey(keyText)
  if ('point' in key && steps.length > 0) refuse('a single key has no children')
  const { branches, wildcard } = readSteps(steps)
  return { text, ...(origin && { origin }), key, branches, wildcard }
}

function readOrigin(text: string): { readonly origin?: KeyOrigin; readonly rest: string } {
  if (!text.startsWith('[')) {
    if (text.includes(']')) refuse('an origin that does not begin')
    return { rest: text }
  }
  const end = text.indexOf(']')
  if (end < 0) refuse('an origin that does not end')
  const [fingerprint = '', ...steps] = text.slice(1, end).split('/')
  if (!/^[0-9a-f]{8}$/i.test(fingerprint)) refuse('an origin whose fingerprint is not 8 hex digits')
  const rest = text.slice(end + 1)
  if (rest.includes('[') || rest.includes(']')) refuse('more than one origin')
  return { origin: { fingerprint: fingerprint.toLowerCase(), path: steps.map(readStep) }, rest }
}

function readStep(step: string): number {
  const match = /^(\d{1,10})([h']?)$/.exec(step)
  if (!match) refuse(`the derivation step "${step}"`)
  const index = Number(match[1])
  if (index >= hardened) refuse(`the derivation step "${step}", which is above 2147483647`)
  return match[2] ? index + hardened : index
}

function readSteps(steps: readonly string[]): Pick<KeyExpression, 'branches' | 'wildcard'> {
  let branches: number[][] = [[]]
  let wildcard: KeyExpression['wildcard'] = 'none'
  steps.forEach((step, at) => {
    if (/^\*[h']?$/.test(step)) {
      if (at !== steps.length - 1) refuse('a * that is not the last step')
      wildcard = step === '*' ? 'unhardened' : 'hardened'
    } else if (step.startsWith('<')) {
      if (branches.length > 1) refuse('more than one <…;…>')
      branches = readAlternatives(step).map((last) => [...branches[0]!, last])
    } else {
      const index = readStep(step)
      for (const branch of branches) branch.push(index)
    }
  })
  return { branches, wildcard }
}

function readAlternatives(step: string): number[] {
  if (!step.endsWith('>')) refuse('a < without its >')
  const alternatives = step.slice(1, -1).split(';').map(readStep)
  if (alternatives.length < 2) refuse('a <…> with fewer than two values')
  if (new Set(alternatives).size !== alternatives.length) refuse('a <…;…> with a value twice')
  return alternatives
}

function readKey(text: string): KeyExpression['key'] {
  if (/^([0-9a-f]{66}|[0-9a-f]{130})$/i.test(text)) return { point: readPoint(text) }
  if (/^[0-9a-f]{64}$/i.test(text)) refuseSecret()
  const payload = decodeBase58check(text)
  if (payload === undefined) return refuse('a key that is neither hex nor base58check')
  if (payload.length === 33 || payload.length === 34) refuseSecret()
  if (payload.length !== 78) refuse('a key of unknown length')
  const version = new DataView(payload.buffer, payload.byteOffset).getUint32(0)
  if (secretVersions.has(version)) refuseSecret()
  const network = [bitcoinMainnet, bitcoinTestnet].find((one) => one.bip32.public === version)
  if (network === undefined) refuse('an extended key that is neither xpub nor tpub')
  try {
    return { extended: HDKey.fromExtendedKey(text, network.bip32) }
  } catch {
    return refuse('an extended key that BIP-32 does not allow')
  }
}

function refuseSecret(): never {
  throw new SluiceError(
    'SECRET_IN_INPUT',
    'A private key stands where a public key belongs. It was not kept; treat it as exposed.',
  )
}

function readPoint(text: string): Uint8Array {
  const bytes = hexToBytes(text.toLowerCase())
  try {
    secp256k1.Point.fromBytes(bytes)
    return bytes
  } catch {
    return refuse('a public key that is not on the curve')
  }
}

function decodeBase58check(text: string): Uint8Array | undefined {
  // Nothing legitimate is longer; base58 decoding is quadratic.
  if (text.length > 120) return undefined
  try {
    base58.decode(text)
    return base58check.decode(text)
  } catch {
    return undefined
  }
}

/** A child's public key with the path that a signer needs to find it. */
export interface DerivedKey {
  readonly publicKey: Uint8Array
  /** Fingerprint of the master if the origin says so, else of the extended key itself; 8 hex digits. */
  readonly fingerprint: string
  /** Steps from the key with that fingerprint. */
  readonly path: readonly number[]
}

/**
 * The public key of an expression on a branch, at an index.
 *
 * @throws {DESCRIPTOR_INVALID} for hardened steps (an xpub cannot take them), a branch or an index that is not there
 */
export function deriveKey(key: KeyExpression, at: { readonly branch: number; readonly index: number }): DerivedKey {
  const branch = key.branches.length === 1 ? key.branches[0]! : key.branches[at.branch]
  if (branch === undefined) return refuse(`no branch ${at.branch}`)
  if ('point' in key.key) {
    const fingerprint = key.origin?.fingerprint ?? ''
    return { publicKey: key.key.point, fingerprint, path: key.origin?.path ?? [] }
  }
  if (key.wildcard === 'hardened') refuse('hardened children of a public key cannot be derived')
  const { extended } = key.key
  const branchNode = branchNodes.remember(`${key.text}|${branch.join('/')}`, () =>
    branch.reduce(childOf, publicNode(extended.publicKey!, extended.chainCode!)),
  )
  const ranged = key.wildcard === 'unhardened'
  const publicKey = ranged
    ? children.remember(`${key.text}|${branch.join('/')}|${at.index}`, () => childOf(branchNode, at.index).publicKey)
    : branchNode.publicKey
  const fingerprint = key.origin?.fingerprint ?? extended.fingerprint.toString(16).padStart(8, '0')
  return { publicKey, fingerprint, path: [...(key.origin?.path ?? []), ...branch, ...(ranged ? [at.index] : [])] }
}

const branchNodes = new BoundedMemory<PublicNode>(1_000)
const children = new BoundedMemory<Uint8Array>(20_000)

function childOf(node: PublicNode, step: number): PublicNode {
  if (!Number.isSafeInteger(step) || step < 0 || step >= hardened) return refuse('a step that a public key cannot take')
  return publicChild(node, step) ?? refuse('a step that leads to no key')
}
