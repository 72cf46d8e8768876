import { SluiceError } from '../../errors.ts'
import { bitcoinNetworkOf } from '../wallet.ts'
import { verifyBip322 } from './bip322.ts'
import { recoverSigner } from './personalMessage.ts'

export interface ControlRequest {
  /** The id of the entry that asks. */
  readonly request: string
  /** CAIP-2. */
  readonly network: string
  readonly address: string
  /** What control is shown for, as the form says it. */
  readonly purpose: string
  /** RFC 3339 UTC. */
  readonly askedAt: string
  readonly validUntil: string
}

/**
 * The text that the holder of an address signs. Every line is bound: a signature over it can serve no other request, address or network.
 *
 * @example controlMessage(request).split('\n')[0] // 'Sluice: proof of control of an address'
 * @throws {INPUT_INVALID} if a value has a line break or another control character: it could pose as a line of its own
 */
export function controlMessage(request: ControlRequest): string {
  for (const [name, value] of Object.entries(request)) {
    if (value === '' || /\p{C}/u.test(value)) {
      throw new SluiceError('INPUT_INVALID', `${name} of a request for control must be one line of text.`, {
        facts: { name },
      })
    }
  }
  return [
    'Sluice: proof of control of an address',
    `Request: ${request.request}`,
    `Network: ${request.network}`,
    `Address: ${request.address}`,
    `Purpose: ${request.purpose}`,
    `Asked at: ${request.askedAt}`,
    `Valid until: ${request.validUntil}`,
    'This signature moves nothing and agrees to nothing else.',
  ].join('\n')
}

export interface ControlVerdict {
  readonly ok: boolean
  /** Which standard it was read by. */
  readonly by: 'BIP-322' | 'EIP-191' | 'TIP-191'
  /** What was found, when it does not hold. */
  readonly found?: string
}

/**
 * Whether the holder of the request's address signed exactly the request's text.
 *
 * @throws {INPUT_INVALID} {ADDRESS_INVALID} for a network or address that nothing can be verified on
 */
export function verifyControl(parameters: {
  readonly request: ControlRequest
  readonly signature: string
}): ControlVerdict {
  const { request, signature } = parameters
  const { network, address } = request
  return verifyMessage({ network, address, message: controlMessage(request), signature })
}

/**
 * Whether the holder of an address signed a message: by BIP-322, EIP-191 or TIP-191, as the network has it.
 *
 * @param parameters.network CAIP-2
 * @throws {INPUT_INVALID} {ADDRESS_INVALID} for a network or address that nothing can be verified on
 */
export function verifyMessage(parameters: {
  readonly network: string
  readonly address: string
  readonly message: string
  readonly signature: string
}): ControlVerdict {
  const { network, address, message, signature } = parameters
  if (network.startsWith('bip122:')) {
    const verdict = verifyBip322({ message, address, signature, network: bitcoinNetworkOf(network) })
    if (verdict.state === 'valid') {
      const waits = verdict.lockTime !== 0 || verdict.sequence !== 0
      return waits
        ? { ok: false, by: 'BIP-322', found: 'It holds only after a time or an age.' }
        : { ok: true, by: 'BIP-322' }
    }
    return { ok: false, by: 'BIP-322', found: verdict.reason }
  }
  const evm = network.startsWith('eip155:')
  if (!evm && !network.startsWith('tron:')) {
    throw new SluiceError('INPUT_INVALID', `No proof of control is known for ${network}.`, { facts: { network } })
  }
  const by = evm ? 'EIP-191' : 'TIP-191'
  const signer = recoverSigner({ scheme: evm ? 'eip-191' : 'tip-191', message, signature })
  if (signer === undefined) return { ok: false, by, found: 'It is not a signature of 65 bytes.' }
  const same = evm ? signer.toLowerCase() === address.toLowerCase() : signer === address
  return same ? { ok: true, by } : { ok: false, by, found: `It was signed by ${signer}.` }
}
