import { Address, OutScript } from '@scure/btc-signer'
import { SluiceError } from '../../errors.ts'
import type { BitcoinNetwork } from './network.ts'

/** wif is not used by addresses; the library wants the field. */
const libraryNetwork = (network: BitcoinNetwork) => ({ ...network, wif: 0x80 })

/**
 * The output script that an address stands for.
 *
 * @example scriptOfAddress('bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', bitcoinMainnet).length // 22
 * @throws {ADDRESS_INVALID} if the address is not one of this network
 */
export function scriptOfAddress(address: string, network: BitcoinNetwork): Uint8Array {
  try {
    return OutScript.encode(Address(libraryNetwork(network)).decode(address))
  } catch {
    throw new SluiceError('ADDRESS_INVALID', `Not an address of ${network.name}.`, {
      facts: { address, network: network.id },
    })
  }
}

/** The address of an output script, or undefined where the script has none (OP_RETURN, bare multi-signature, unknown). */
export function addressOfScript(script: Uint8Array, network: BitcoinNetwork): string | undefined {
  try {
    return Address(libraryNetwork(network)).encode(OutScript.decode(script))
  } catch {
    return undefined
  }
}
