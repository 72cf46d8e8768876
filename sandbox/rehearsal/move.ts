import type { CaseState } from '../../src/core/case/state.ts'
import { formatAmount } from '../../src/core/money/amount.ts'
import { transfersOf } from '../../src/onshore/custody/transfer.ts'
import type { Custody } from '../coins/coins.ts'
import { asksScreening, screen } from './screen.ts'
import { file, rest, type Stage } from './stage.ts'
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
  const { onshore, world, clock, traded } = stage
  const { transfer, purpose, lot, tranche, pays, fee, custody } = parameters
  const { network, asset } = traded
  const subject = tranche === undefined ? { lot } : { lot, tranche }
  const built = await onshore.post<{ unsigned: string; text: string; txid: string; fee: string }>(
    `/api/cases/${onshore.caseId}/transfers`,
    {
      lot,
      pays: pays.map(({ address, units }) => ({ address, units })),
      fee: fee.toString(),
      ...custody.request,
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
      asset,
      pays,
      fee: built.fee,
      unsigned: built.unsigned,
      readBack: true,
    },
    documents: [built.unsigned],
  })
  stage.say({ stage: 'transfer.approved', text: `${transfer}, ${pays.length} payees` })
  const outside = await custody.sign(built)
  const signed = await onshore.document(outside.signed)
  const { txid } = outside
  await enact(stage, {
    kind: 'transfer.signed',
    role: 'custodian',
    subject,
    payload: { transfer, purpose, signed, txid },
    documents: [signed],
  })
  await untilSent(stage, txid)
  await clock.pass(20)
  await world.coins.mine(world.coins.confirmations)
  await rest(stage)
  const { state } = await onshore.state()
  if (transfersOf(state as unknown as CaseState)[transfer]?.failed === true)
    throw new TypeError(`the chain took ${transfer}, and it failed`)
  stage.say({ stage: 'transfer.confirmed', text: txid })
  if (purpose === 'test' || purpose === 'tranche')
    for (const pay of pays)
      await receive(stage, { transfer, subject, pay, txid, short: parameters.short?.[pay.platform!] ?? 0n })
  return txid
}

/** Before the first coin goes to a platform: it, its customer there and the address are screened onshore too. */
async function screenPlatform(stage: Stage, lot: string, { platform, address }: Payee): Promise<void> {
  if (platform === undefined || !asksScreening(stage, 'onshore')) return
  const names = ['SANDBOX Harbour Trust']
  await screen(stage, 'onshore', { purpose: 'transfer', about: platform, lot, addresses: [address], names })
}

/** Waits until the worker has handed the signed bytes to the node. */
async function untilSent({ world }: Stage, txid: string): Promise<void> {
  const until = Date.now() + 300_000
  while (Date.now() < until) {
    if (await world.coins.has(txid)) return
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
  const { offshore, world, traded } = stage
  const { asset, ticker, decimals } = traded
  const units = (BigInt(pay.units) - short).toString()
  const platform = pay.platform!
  world.exchanges[platform]!.creditDeposit({
    asset: ticker,
    amount: formatAmount({ amount: BigInt(units), decimals, trim: true }),
    txid,
    address: pay.address,
  })
  const statement = await file(stage, offshore, platform, 'venue-deposit', {
    txid,
    units,
    asset,
  })
  await enact(stage, {
    kind: 'coins.received',
    role: 'compliance-officer',
    subject,
    payload: {
      transfer,
      platform,
      asset,
      units,
      ...(short === 0n ? {} : { short: short.toString() }),
      txid,
      statement,
    },
    documents: [statement],
  })
  stage.say({
    stage: 'coins.received',
    text: `${units} ${traded.unit} at ${platform}${short === 0n ? '' : `, ${short} short`}`,
  })
}
