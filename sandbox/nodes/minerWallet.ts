import { secp256k1 } from '@noble/curves/secp256k1.js'
import { p2wpkh, Transaction } from '@scure/btc-signer'
import { addressOfScript, scriptOfAddress } from '../../src/core/custody/bitcoin/address.ts'
import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import { SluiceError } from '../../src/core/errors.ts'
import { hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'

export interface MinerCoin {
  readonly txid: string
  readonly vout: number
  readonly amountSat: bigint
}

const feeSatPerVbyte = 5n

/** The sandbox miner's key: it holds the coins that the rehearsal hands out. It is the outside world's, never custody. */
export class MinerWallet {
  readonly #key: Uint8Array
  readonly #script: Uint8Array
  readonly address: string

  constructor(seed: string) {
    this.#key = hmacSha256(utf8ToBytes('sluice/sandbox/miner/1'), utf8ToBytes(seed))
    this.#script = p2wpkh(secp256k1.getPublicKey(this.#key, true)).script
    this.address = addressOfScript(this.#script, bitcoinRegtestBcoin)!
  }

  /**
   * Pays from the given coins in their order until it is enough; what is left comes back.
   *
   * @throws {PAYMENT_UNFUNDED} if they are not enough
   */
  pay(coins: readonly MinerCoin[], to: { readonly address: string; readonly amountSat: bigint }): Uint8Array {
    const tx = new Transaction({ version: 2 })
    let held = 0n
    let fee = 0n
    for (const coin of coins) {
      tx.addInput({
        txid: coin.txid,
        index: coin.vout,
        witnessUtxo: { amount: coin.amountSat, script: this.#script },
      })
      held += coin.amountSat
      fee = feeSatPerVbyte * (BigInt(tx.inputsLength) * 68n + 11n + 43n + 31n)
      if (held >= to.amountSat + fee + 1_000n) break
    }
    const change = held - to.amountSat - fee
    if (change < 1_000n) throw new SluiceError('PAYMENT_UNFUNDED', 'The sandbox miner has not mined enough yet.')
    tx.addOutput({ script: scriptOfAddress(to.address, bitcoinRegtestBcoin), amount: to.amountSat })
    tx.addOutput({ script: this.#script, amount: change })
    tx.sign(this.#key)
    tx.finalize()
    return tx.extract()
  }
}
