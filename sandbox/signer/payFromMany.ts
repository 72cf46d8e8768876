import { secp256k1 } from '@noble/curves/secp256k1.js'
import { hash160, sha256x2 } from '@scure/btc-signer/utils.js'
import { bytesToHex, concatBytes, hexToBytes } from '../../src/core/record/hash.ts'
import type { SandboxHolder } from './holder.ts'

interface ManyCoins {
  readonly coins: readonly {
    readonly holder: SandboxHolder
    readonly txid: string
    readonly vout: number
    readonly amountSat: bigint
  }[]
  readonly output: { readonly scriptPubKey: Uint8Array; readonly amountSat: bigint }
}

const sighashAll = 1
const sequence = littleEndian(0xff_ff_ff_fdn, 4)

/**
 * Coins of many holders in one transaction, each signed with its own key (BIP-143). What all inputs have in common is hashed once: a library that hashes it
 * for each takes a quarter of a minute for five hundred.
 *
 * @returns raw transaction, hex
 */
export function payFromMany({ coins, output }: ManyCoins): string {
  const outpoints = coins.map(({ txid, vout }) =>
    concatBytes(hexToBytes(txid).toReversed(), littleEndian(BigInt(vout), 4)),
  )
  const paid = concatBytes(
    littleEndian(output.amountSat, 8),
    Uint8Array.of(output.scriptPubKey.length),
    output.scriptPubKey,
  )
  const hashPrevouts = sha256x2(concatBytes(...outpoints))
  const hashSequence = sha256x2(concatBytes(...coins.map(() => sequence)))
  const hashOutputs = sha256x2(paid)
  const witnesses = coins.map(({ holder, amountSat }, i) => {
    const key = secp256k1.getPublicKey(holder.privateKey, true)
    const code = concatBytes(hexToBytes('1976a914'), hash160(key), hexToBytes('88ac'))
    const digest = sha256x2(
      concatBytes(
        littleEndian(2n, 4),
        hashPrevouts,
        hashSequence,
        outpoints[i]!,
        code,
        littleEndian(amountSat, 8),
        sequence,
        hashOutputs,
        littleEndian(0n, 4),
        littleEndian(BigInt(sighashAll), 4),
      ),
    )
    const der = secp256k1.sign(digest, holder.privateKey, { prehash: false, format: 'der' })
    const signature = concatBytes(der, Uint8Array.of(sighashAll))
    return concatBytes(Uint8Array.of(2, signature.length), signature, Uint8Array.of(key.length), key)
  })
  const inputs = outpoints.map((outpoint) => concatBytes(outpoint, Uint8Array.of(0), sequence))
  return bytesToHex(
    concatBytes(
      littleEndian(2n, 4),
      Uint8Array.of(0, 1),
      count(coins.length),
      ...inputs,
      Uint8Array.of(1),
      paid,
      ...witnesses,
      littleEndian(0n, 4),
    ),
  )
}

/** Bitcoin's own number of items, up to 65,535. */
function count(items: number): Uint8Array {
  return items < 0xfd ? Uint8Array.of(items) : concatBytes(Uint8Array.of(0xfd), littleEndian(BigInt(items), 2))
}

function littleEndian(value: bigint, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn))
}
