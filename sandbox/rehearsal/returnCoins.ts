import type { CaseState } from '../../src/core/case/state.ts'
import { scriptOfAddress } from '../../src/core/custody/bitcoin/address.ts'
import { addressAt, parseDescriptor } from '../../src/core/custody/bitcoin/descriptor.ts'
import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import { SluiceError } from '../../src/core/errors.ts'
import { formatAmount, parseAmount } from '../../src/core/money/amount.ts'
import {
  leftAtPlatforms,
  soldUnbooked,
  withdrawalKeyFor,
  withdrawalsOf,
} from '../../src/offshore/handover/withdrawals.ts'
import { openBitcoinChain } from '../../src/world/chains/bitcoin/bitcoinChain.ts'
import type { Custody } from '../coins/coins.ts'
import { entityB, hashKeyLike } from '../exchange/profiles.ts'
import { makeHolder, payFromHolder } from '../signer/holder.ts'
import { bitcoinAsset, network } from '../world.ts'
import { platformA, platformB } from './cast.ts'
import { asksScreening, screen } from './screen.ts'

import { ordersOf } from './sell.ts'
import { file, rest, type Stage } from './stage.ts'
import { enact } from './way.ts'

/** One withdrawal, as it is ordered. Base units. */
export interface Leg {
  readonly platform: string
  readonly units: string
  readonly fee: string
  /** The key under which the platform knows it. */
  readonly withdrawal: string
  readonly terms: string
}

export interface Subject {
  readonly lot: string
  readonly tranche: string
}

/** What a platform keeps for sending a coin, and the least that it sends; base units. */
export function termsOf(platform: string): {
  readonly fee: string
  readonly minUnits: string
  readonly maxUnits: string
} {
  const profile = { [platformA]: hashKeyLike, [platformB]: entityB }[platform]!
  const { withdrawFee, minWithdraw, maxWithdraw = '1000' } = profile.assets.BTC!.networks[0]!
  const units = (text: string): string => parseAmount({ asset: bitcoinAsset, text, decimals: 8 }).toString()
  return { fee: units(withdrawFee), minUnits: units(minWithdraw), maxUnits: units(maxWithdraw) }
}

/** Below these places the wallet of the case has coins from the sweep. */
const firstHome = 180

/** An address of the agency's wallet at which nothing of the case stood. @example homeAddress(custody, 0) // 'rb1q…' */
export function homeAddress({ wallet }: Pick<Custody, 'wallet'>, number: number): string {
  return addressAt(parseDescriptor(wallet), { branch: 0, index: firstHome + number }, bitcoinRegtestBcoin)
}

/** Row 13x, onshore: the organ decides that the tranche comes back, and custody gives an address. */
export async function addressReturn(
  stage: Stage,
  parameters: { readonly subject: Subject; readonly ground: string; readonly address: string },
): Promise<void> {
  const { onshore, way } = stage
  const { subject, ground, address } = parameters
  const { tranche } = subject
  const decision = await file(stage, onshore, way.principal, 'return-decision', {
    tranche,
    ground,
    feeBearer: 'provider',
  })
  await enact(stage, {
    kind: 'return.addressed',
    subject,
    payload: { ground, decision, asset: bitcoinAsset, address, feeBearer: 'provider', readBack: true },
    documents: [decision],
  })
  stage.say({ stage: 'return.addressed', text: `${tranche} to ${address}` })
  await rest(stage)
}

/** What a platform says in writing before it sends coins to an address. */
export function termsPaper(stage: Stage, platform: string, address: string, change: object = {}): Promise<string> {
  return file(stage, stage.offshore, platform, 'withdrawal-terms', {
    address,
    asset: bitcoinAsset,
    accountHolder: 'trust',
    whitelisted: true,
    ...termsOf(platform),
    particulars: [
      'originator-name',
      'originator-account',
      'originator-address-or-id',
      'recipient-name',
      'recipient-wallet',
    ],
    thirdPartyApprovedBy: 'SANDBOX MLRO',
    ...change,
  })
}

/** Who takes the coins back, and at which address, is screened offshore before any platform sends them. */
export async function screenHomeward(stage: Stage, { lot }: Subject, address: string): Promise<void> {
  if (!asksScreening(stage, 'offshore')) return
  await screen(stage, 'offshore', {
    purpose: 'return',
    about: stage.way.account.payee,
    lot,
    addresses: [address],
  })
}

/** The order for all that is left of a tranche: by platform, with the key under which the platform will know it. */
export async function withdrawalOf(stage: Stage, subject: Subject, address: string) {
  const held = (await stage.offshore.state()).state as unknown as CaseState
  const orders = await ordersOf(stage, subject.tranche)
  const { tranche } = subject
  const sold = soldUnbooked(held, tranche, () => orders?.state.totals)
  const left = leftAtPlatforms({ state: held, tranche, asset: bitcoinAsset, sold })
  const earlier = Object.values(withdrawalsOf(held, tranche)?.legs ?? {})
  const legs: Leg[] = []
  for (const platform of [platformA, platformB]) {
    const attempt = earlier.filter((leg) => leg.platform === platform).length
    const units = left.get(platform)?.toString()
    if (units === undefined) continue
    const intent = { tranche, platform, asset: bitcoinAsset, address, units, attempt }
    const terms = await termsPaper(stage, platform, address)
    legs.push({ platform, units, fee: termsOf(platform).fee, withdrawal: withdrawalKeyFor(intent), terms })
  }
  return {
    kind: 'withdrawal.ordered',
    subject,
    payload: {
      ...(orders === undefined ? {} : { orders: orders.id }),
      asset: bitcoinAsset,
      address,
      legs: legs.map((leg) => ({ ...leg })),
      soldBefore: [...sold].map(([platform, units]) => ({ platform, units: units.toString() })),
    },
    documents: legs.map(({ terms }) => terms),
    legs,
  }
}

/** The account's owner asks the platform for it, with a credential that no zone has. Where the answer is lost, the key is asked about before anything else. */
export async function askPlatform(stage: Stage, leg: Leg, address: string): Promise<void> {
  const venue = stage.world.treasurer(leg.platform)
  const quantity = formatAmount({ amount: BigInt(leg.units), decimals: 8, trim: true })
  try {
    await venue.withdraw({ key: leg.withdrawal, asset: 'BTC', network: 'BTC', quantity, address })
  } catch (error) {
    if (!(error instanceof SluiceError) || error.facts.outcome !== 'unknown') throw error
    const known = (await venue.withdrawals({ asset: 'BTC' })).some(({ key }) => key === leg.withdrawal)
    if (!known) throw error
  }
}

/** The platform sends on the chain what it took, from where its deposits lie. @returns the transaction, or undefined while it sends nothing */
export async function sendFromPlatform(stage: Stage, platform: string): Promise<string | undefined> {
  const { world, seed } = stage
  const exchange = world.exchanges[platform]!
  const [pending] = exchange.pendingWithdrawals().filter(({ kind }) => kind === 'coin')
  if (pending === undefined) return undefined
  const chain = openBitcoinChain({
    network: bitcoinRegtestBcoin,
    source: { url: world.bitcoin.rpcUrl, basic: { user: 'x', password: world.bitcoin.apiKey } },
  })
  const holder = makeHolder({ seed, holder: platform })
  const coins = await chain.utxos([holder.bitcoinAddress])
  const held = coins.reduce((sum, { amountSat }) => sum + amountSat, 0n)
  const amountSat = parseAmount({ asset: bitcoinAsset, text: pending.amount, decimals: 8 })
  const change = held - amountSat - networkFeeSat
  const outputs = [
    { scriptPubKey: scriptOfAddress(pending.destination, bitcoinRegtestBcoin), amountSat },
    ...(change < 1_000n
      ? []
      : [{ scriptPubKey: scriptOfAddress(holder.bitcoinAddress, bitcoinRegtestBcoin), amountSat: change }]),
  ]
  const { txid } = await chain.broadcast(payFromHolder({ holder, coins, outputs }))
  await world.bitcoin.mine(6)
  exchange.settleWithdrawal({ withdrawalId: pending.withdrawalId, reference: txid })
  return txid
}

/** What the platform pays the network, out of the fee that it keeps. */
const networkFeeSat = 3_000n

/** The platform's word that it sent a leg, and the entry about it. */
export async function coinsReturnedBy(
  stage: Stage,
  {
    subject,
    leg,
    address,
    txid,
    last,
  }: {
    readonly subject: Subject
    readonly leg: Leg
    readonly address: string
    readonly txid: string
    readonly last: 'more' | 'whole' | 'part'
  },
) {
  const { platform, units, fee, withdrawal } = leg
  const said = { platform, units, fee, asset: bitcoinAsset, address, txid, withdrawal }
  const statement = await file(stage, stage.offshore, platform, 'withdrawal-outcome', { ...said, state: 'sent' })
  const payload = { ...said, rest: last, statement }
  return { kind: 'coins.returned', subject, payload, documents: [statement] }
}

/** Row 13x, the end: what the chain shows at the address that was given. */
export async function arrivalOf(
  stage: Stage,
  {
    subject,
    leg,
    address,
    txid,
  }: {
    readonly subject: Subject
    readonly leg: Leg
    readonly address: string
    readonly txid: string
  },
) {
  const { sha256: proof } = await stage.onshore.post<{ sha256: string }>('/api/chain/proofs', { network, txid })
  const units = (BigInt(leg.units) - BigInt(leg.fee)).toString()
  const payload = { platform: leg.platform, asset: bitcoinAsset, units, address, txid, index: 0, proof }
  return { kind: 'coins.arrived', subject, payload, documents: [proof] }
}

/** All of it, for what is left of a tranche: ordered, sent by each platform, shown by the chain. */
export async function bringCoinsBack(
  stage: Stage,
  { subject, address, sold = false }: { readonly subject: Subject; readonly address: string; readonly sold?: boolean },
): Promise<bigint> {
  for (const platform of [platformA, platformB])
    stage.world.exchanges[platform]!.allowWithdrawal('trust', { asset: 'BTC', network: 'BTC', address })
  await screenHomeward(stage, subject, address)
  const { legs, ...order } = await withdrawalOf(stage, subject, address)
  await enact(stage, order)
  stage.say({ stage: 'withdrawal.ordered', text: `${legs.map(({ units }) => units).join(' + ')} sat` })
  let came = 0n
  for (const [i, leg] of legs.entries()) {
    await askPlatform(stage, leg, address)
    const txid = (await sendFromPlatform(stage, leg.platform))!
    await stage.clock.pass(10)
    const last = i < legs.length - 1 ? 'more' : sold ? 'part' : 'whole'
    await enact(stage, await coinsReturnedBy(stage, { subject, leg, address, txid, last }))
    stage.say({ stage: 'coins.returned', text: `${leg.units} sat less ${leg.fee} by ${leg.platform}` })
    await rest(stage)
    await enact(stage, await arrivalOf(stage, { subject, leg, address, txid }))
    stage.say({ stage: 'coins.arrived', text: txid })
    await rest(stage)
    came += BigInt(leg.units) - BigInt(leg.fee)
  }
  return came
}
