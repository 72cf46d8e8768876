import { bytesToHex } from '../../record/hash.ts'
import { scriptOfAddress } from './address.ts'
import type { BitcoinNetwork } from './network.ts'
import type { BitcoinTransaction } from './transaction.ts'

/** One coin of the seizure list: who held it, and how much. */
export interface ListedCoin {
  readonly txid: string
  readonly vout: number
  readonly address: string
  readonly amountSat: bigint
}

export interface SweepReport {
  /** Every listed coin was spent, every output pays the agency, and what arrived is what was listed less the fee. */
  readonly ok: boolean
  readonly listedSat: bigint
  readonly arrivedSat: bigint
  /** Listed − arrived, when the sweep spends listed coins only. */
  readonly feeSat: bigint
  readonly unspent: readonly ListedCoin[]
  /** Coins that the sweep spends and nobody listed, `txid:vout`. */
  readonly unlisted: readonly string[]
  /** Outputs that pay elsewhere. */
  readonly strays: readonly { readonly vout: number; readonly scriptPubKey: string; readonly amountSat: bigint }[]
  /** Listed coins whose own transaction says another holder or amount. */
  readonly misstated: readonly ListedCoin[]
}

/**
 * Holds a sweep from suspect-side addresses against the on-the-spot list: each listed coin spent, nothing else spent, all of it at agency addresses.
 *
 * @param parameters.previous transactions that made the listed coins, by id: amounts and holders are read from them, not from the list
 * @example sweepMatches({ sweep, previous, list, agencyAddresses, network }).ok // true
 */
export function sweepMatches(parameters: {
  readonly sweep: BitcoinTransaction
  readonly previous: ReadonlyMap<string, BitcoinTransaction>
  readonly list: readonly ListedCoin[]
  readonly agencyAddresses: readonly string[]
  readonly network: BitcoinNetwork
}): SweepReport {
  const { sweep, previous, list, network } = parameters
  const spent = new Set(sweep.inputs.map((input) => `${input.txid}:${input.vout}`))
  const listed = new Set(list.map((coin) => `${coin.txid}:${coin.vout}`))
  const agency = new Set(parameters.agencyAddresses.map((address) => bytesToHex(scriptOfAddress(address, network))))
  const outputs = sweep.outputs.map((output, vout) => ({
    vout,
    scriptPubKey: bytesToHex(output.scriptPubKey),
    amountSat: output.amountSat,
  }))
  const arrived = outputs.filter((output) => agency.has(output.scriptPubKey))
  const report = {
    listedSat: list.reduce((sum, coin) => sum + coin.amountSat, 0n),
    arrivedSat: arrived.reduce((sum, output) => sum + output.amountSat, 0n),
    unspent: list.filter((coin) => !spent.has(`${coin.txid}:${coin.vout}`)),
    unlisted: [...spent].filter((coin) => !listed.has(coin)),
    strays: outputs.filter((output) => !agency.has(output.scriptPubKey)),
    misstated: list.filter((coin) => !isAsStated(coin, previous, network)),
  }
  const feeSat = report.listedSat - report.arrivedSat
  const faults = [report.unspent, report.unlisted, report.strays, report.misstated]
  return { ...report, feeSat, ok: faults.every((rows) => rows.length === 0) && feeSat >= 0n && list.length > 0 }
}

function isAsStated(
  coin: ListedCoin,
  previous: ReadonlyMap<string, BitcoinTransaction>,
  network: BitcoinNetwork,
): boolean {
  const source = previous.get(coin.txid)
  const output = source?.txid === coin.txid ? source.outputs[coin.vout] : undefined
  if (output === undefined || output.amountSat !== coin.amountSat) return false
  return bytesToHex(output.scriptPubKey) === bytesToHex(scriptOfAddress(coin.address, network))
}
