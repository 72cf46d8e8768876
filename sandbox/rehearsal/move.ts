import { formatAmount } from '../../src/core/money/amount.ts'
import { bitcoinAsset, network } from '../world.ts'
import { asksScreening, screen } from './screen.ts'
import type { Custody } from './seize.ts'
import { file, rest, type Stage, signOutside } from './stage.ts'
import { enact } from './way.ts'

export interface Payee {
  readonly platform?: string
  readonly address: string
  readonly units: string
}

export interface MoveParameters {
  readonly transfer: string
  readonly purpose: 'test' | 'tranche' | 'return' | 'handover'
  readonly lot: string
  readonly tranche?: string
  readonly pays: readonly Payee[]
  readonly fee: bigint
  readonly custody: Custody
  /** Base units that a platform credits less than was sent to it. */
  readonly short?: Readonly<Record<string, bigint>>
}

/** Rows 9 and 10: built by the server, approved, signed by two custodians outside, broadcast by the worker, confirmed by the chain. */
export async function moveCoins(stage: Stage, parameters: MoveParameters): Promise<string> {
  const { onshore, world, clock } = stage
  const { transfer, purpose, lot, tranche, pays, fee, custody } = parameters
  const subject = tranche === undefined ? { lot } : { lot, tranche }
  const built = await onshore.post<{ unsigned: string; psbt: string; txid: string }>(
    `/api/cases/${onshore.caseId}/transfers`,
    {
      lot,
      pays: pays.map(({ address, units }) => ({ address, units })),
      fee: fee.toString(),
    },
  )
  if (purpose === 'test') for (const pay of pays) await screenPlatform(stage, lot, pay)
  await enact(stage, {
    kind: 'transfer.approved',
    subject,
    payload: {
      transfer,
      purpose,
      network,
      asset: bitcoinAsset,
      pays,
      fee: fee.toString(),
      unsigned: built.unsigned,
      readBack: true,
    },
    documents: [built.unsigned],
  })
  stage.say({ stage: 'transfer.approved', text: `${transfer}, ${pays.length} payees` })
  const sign = (psbt: string, keyFile: string): Promise<string> =>
    signOutside({ psbt, keyFile, descriptor: custody.descriptor, txid: built.txid })
  const once = await sign(built.psbt, custody.keyFiles[0]!)
  const twice = await sign(once, custody.keyFiles[1]!)
  const signed = await onshore.document(twice)
  await enact(stage, {
    kind: 'transfer.signed',
    role: 'custodian',
    subject,
    payload: { transfer, purpose, signed, txid: built.txid },
    documents: [signed],
  })
  await untilInMempool(stage, built.txid)
  await clock.pass(20)
  await world.bitcoin.mine(6)
  await rest(stage)
  stage.say({ stage: 'transfer.confirmed', text: built.txid })
  if (purpose === 'test' || purpose === 'tranche')
    for (const pay of pays)
      await receive(stage, { transfer, subject, pay, txid: built.txid, short: parameters.short?.[pay.platform!] ?? 0n })
  return built.txid
}

/** Before the first coin goes to a platform: it, its customer there and the address are screened onshore too. */
async function screenPlatform(stage: Stage, lot: string, { platform, address }: Payee): Promise<void> {
  if (platform === undefined || !asksScreening(stage, 'onshore')) return
  const names = ['SANDBOX Harbour Trust']
  await screen(stage, 'onshore', { purpose: 'transfer', about: platform, lot, addresses: [address], names })
}

/** Waits until the worker has handed the signed bytes to the node. */
async function untilInMempool(stage: Stage, txid: string): Promise<void> {
  const { rpcUrl, apiKey } = stage.world.bitcoin
  const until = Date.now() + 300_000
  while (Date.now() < until) {
    const response = await fetch(rpcUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`x:${apiKey}`).toString('base64')}`,
      },
      body: JSON.stringify({ method: 'getrawmempool', params: [], id: 1 }),
    })
    const { result } = (await response.json()) as { result?: readonly string[] }
    if (result?.includes(txid)) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new TypeError(`the worker did not broadcast ${txid}`)
}

/** The platform credits what arrived, or less, and says so in a signed statement. */
async function receive(
  stage: Stage,
  {
    transfer,
    subject,
    pay,
    txid,
    short,
  }: {
    readonly transfer: string
    readonly subject: { lot: string; tranche?: string }
    readonly pay: Payee
    readonly txid: string
    readonly short: bigint
  },
): Promise<void> {
  const { offshore, world } = stage
  const units = (BigInt(pay.units) - short).toString()
  const platform = pay.platform!
  world.exchanges[platform]!.creditDeposit({
    asset: 'BTC',
    amount: formatAmount({ amount: BigInt(units), decimals: 8, trim: true }),
    txid,
    address: pay.address,
  })
  const statement = await file(stage, offshore, platform, 'venue-deposit', {
    txid,
    units,
    asset: bitcoinAsset,
  })
  await enact(stage, {
    kind: 'coins.received',
    role: 'compliance-officer',
    subject,
    payload: {
      transfer,
      platform,
      asset: bitcoinAsset,
      units,
      ...(short === 0n ? {} : { short: short.toString() }),
      txid,
      statement,
    },
    documents: [statement],
  })
  stage.say({ stage: 'coins.received', text: `${units} sat at ${platform}${short === 0n ? '' : `, ${short} short`}` })
}
