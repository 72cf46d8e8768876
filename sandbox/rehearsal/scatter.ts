import { scriptOfAddress } from '../../src/core/custody/bitcoin/address.ts'
import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import { makeHolder, payFromHolder, type SandboxHolder } from '../signer/holder.ts'
import { payFromMany } from '../signer/payFromMany.ts'
import type { World } from '../world.ts'

/** Addresses that one transaction fills or empties. */
export const batchSize = 500

/** What a line of a batch pays for its own input. Satoshi. */
export const batchFee = 160n

export interface Coin {
  readonly holder: SandboxHolder
  readonly address: string
  readonly units: bigint
  readonly txid: string
  readonly vout: number
}

/**
 * Coins of a suspect who kept them at many addresses: really paid there on the sandbox's own chain, a transaction for each batch. What remains of the division
 * is at the last address.
 */
export async function scatter(parameters: {
  readonly world: World
  readonly seed: string
  readonly holder: string
  readonly units: bigint
  readonly addresses: number
  readonly broadcast: (raw: string) => Promise<string>
}): Promise<readonly Coin[]> {
  const { world, seed, holder, units, addresses, broadcast } = parameters
  const share = units / BigInt(addresses)
  const places = Array.from({ length: addresses }, (_, i) => {
    const name = `${holder}/${i + 1}`
    const own = i === addresses - 1 ? units - share * BigInt(addresses - 1) : share
    const owner = makeHolder({ seed, holder: name })
    return { holder: owner, address: owner.bitcoinAddress, units: own }
  })
  const source = makeHolder({ seed, holder })
  const coins: Coin[] = []
  for (let at = 0; at < places.length; at += batchSize) {
    const batch = places.slice(at, at + batchSize)
    const sum = batch.reduce((total, place) => total + place.units, 0n)
    const amountSat = sum + BigInt(batch.length) * batchFee
    const { txid: from, vout } = await world.bitcoin.mintTo(source.bitcoinAddress, amountSat)
    const outputs = batch.map((place) => ({
      scriptPubKey: scriptOfAddress(place.address, bitcoinRegtestBcoin),
      amountSat: place.units,
    }))
    const txid = await broadcast(payFromHolder({ holder: source, coins: [{ txid: from, vout, amountSat }], outputs }))
    await world.bitcoin.mine(1)
    coins.push(...batch.map((place, i) => ({ ...place, txid, vout: i })))
  }
  return coins
}

/** One transaction that takes the coins of a batch, each with its own key, to one address. Raw transaction, hex. */
export function sweepBatch(parameters: { readonly coins: readonly Coin[]; readonly address: string }): string {
  const { coins, address } = parameters
  const sum = coins.reduce((total, { units }) => total + units - batchFee, 0n)
  return payFromMany({
    coins: coins.map(({ units, ...coin }) => ({ ...coin, amountSat: units })),
    output: { scriptPubKey: scriptOfAddress(address, bitcoinRegtestBcoin), amountSat: sum },
  })
}
