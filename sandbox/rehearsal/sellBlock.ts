import type { CaseState } from '../../src/core/case/state.ts'
import { statementLine } from '../../src/core/money/statementLine.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { readPaper } from '../../src/core/record/paper.ts'
import { unitsAtPlatforms } from '../../src/offshore/handover/atPlatforms.ts'
import { commitmentOf, type SealedBid } from '../../src/offshore/sale/auction/bid.ts'
import { type Clearing, clearRound } from '../../src/offshore/sale/auction/clear.ts'
import { priceOf } from '../../src/offshore/sale/auction/deliver.ts'
import { bankLineActionId } from '../../src/offshore/sale/auction/deposits.ts'
import { type RoundState, roundOf } from '../../src/offshore/sale/auction/roundState.ts'
import { textOf, unitsOf } from '../../src/world/venues/decimal.ts'
import { accountOfDesk, bidderAccount, bitcoinAsset, trustAccount } from '../world.ts'
import { platformA, platformB } from './cast.ts'
import { statementText } from './entrust.ts'
import { askDeskByFix, type FixTalk } from './fixDesk.ts'
import { screen } from './screen.ts'
import { setReserve } from './sell.ts'
import { file, rest, type Stage } from './stage.ts'
import { enact } from './way.ts'

export type Desk = keyof typeof accountOfDesk

/** One step of a desk's bid: hundredths of a percent over the reserve, and how many lots. */
export type Step = readonly [bps: number, lots: number]

export interface BlockRound {
  readonly tranche: string
  readonly rule: 'single-price' | 'pay-as-bid' | 'best-quote'
  readonly lots: number
  /** Of how many equal parts of what lies at the platforms one goes as a block; absent: all of it. */
  readonly parts?: number
  readonly onDefault: 'next-bidder' | 'void'
  readonly bids: Readonly<Partial<Record<Desk, readonly Step[]>>>
}

/** Minor units that each desk leaves with the trust. */
const deposit = 5_000_000n
const payMinutes = 240
const round = 'r-1'

/**
 * A tranche goes as a block: a sealed round among two desks, whose result onshore confirms; the winner is screened, pays, and then gets the coins at both
 * platforms; the deposits go back. One desk speaks FIX 4.4: asked when the envelopes are opened, it quotes what it had committed to. Half of it may be offered
 * so, and the rest left to the books.
 *
 * @returns cents that the trust account has for it
 */
export async function sellBlock(stage: Stage, tranche: string, half = false): Promise<bigint> {
  const reserve = await setReserve(stage, tranche)
  const bids = { desk: [[60, 1]], 'desk-fix': [[110, 1]] } as const
  const parts = half ? 2 : 1
  const block = { tranche, rule: 'best-quote', lots: 1, parts, onDefault: 'next-bidder', bids } as const
  await inviteDesks(stage, block)
  const sealed = await sealBids(stage, block, reserve)
  await stage.clock.pass(31)
  const { lotUnits } = await roundNow(stage, tranche)
  const talk = await askDeskByFix(stage, { bid: sealed['desk-fix']!, quantity: textOf(BigInt(lotUnits), 8) })
  for (const desk of desksOf(block)) await openBid(stage, tranche, sealed[desk]!)
  stage.say({ stage: 'bid.opened', text: `by file and over FIX 4.4, quote ${talk.quote.quoteId.slice(0, 12)}` })
  const clearing = await clearBids(stage, tranche, sealed)
  await confirmRanking(stage, tranche, clearing)
  const [winner] = clearing.clearing.allotments.map(({ bidder }) => bidder as Desk)
  await takeByFix(stage, talk, winner!)
  await settleWinner(stage, tranche, winner!, clearing)
  for (const desk of desksOf(block)) await giveBack(stage, tranche, desk)
  return closeBlock(stage, tranche)
}

export function desksOf({ bids }: BlockRound): readonly Desk[] {
  return Object.keys(bids).sort() as Desk[]
}

const subjectOf = (tranche: string) => ({ lot: tranche.slice(0, tranche.indexOf('/')), tranche })

async function stateOf(stage: Stage): Promise<CaseState> {
  return (await stage.offshore.state()).state as unknown as CaseState
}

async function roundNow(stage: Stage, tranche: string): Promise<RoundState> {
  return roundOf(await stateOf(stage), tranche)!
}

/** Units at the platforms, in all or at one. */
export async function unitsHeld(stage: Stage, platform?: string): Promise<bigint> {
  return unitsAtPlatforms(await stateOf(stage), bitcoinAsset, platform)
}

export async function inviteDesks(stage: Stage, block: BlockRound): Promise<void> {
  const { clock, way } = stage
  const inMinutes = (minutes: number): string => new Date(clock.nowMs() + minutes * 60_000).toISOString()
  await enact(stage, {
    kind: 'bids.invited',
    subject: subjectOf(block.tranche),
    payload: {
      round,
      rule: block.rule,
      lots: block.lots,
      lotUnits: ((await unitsHeld(stage)) / BigInt(block.lots * (block.parts ?? 1))).toString(),
      asset: bitcoinAsset,
      currency: 'USD',
      commitBy: inMinutes(30),
      revealBy: inMinutes(60),
      bidders: [...desksOf(block)],
      method: way.sale.method,
      consequence: way.sale.method === '拍卖' ? 'price-paid' : 'price-paid-and-compensation-if-clearly-below-value',
      terms: { deposit: deposit.toString(), payMinutes, onDefault: block.onDefault },
    },
  })
  stage.say({ stage: 'bids.invited', text: `${desksOf(block).join(', ')}: ${block.lots} lots` })
}

/** Each desk pays its deposit and hands in its envelope. */
export async function sealBids(
  stage: Stage,
  block: BlockRound,
  reserve: string,
): Promise<Readonly<Record<string, SealedBid>>> {
  const sealed: Record<string, SealedBid> = {}
  for (const desk of desksOf(block)) {
    await secureBid(stage, block.tranche, desk)
    sealed[desk] = await sealBid(stage, block, desk, reserve)
  }
  stage.say({ stage: 'bid.committed', text: `${desksOf(block).length} envelopes, each with its deposit` })
  return sealed
}

/** The envelope of a desk whose deposit has come. */
export async function sealBid(stage: Stage, block: BlockRound, desk: Desk, reserve: string): Promise<SealedBid> {
  const { offshore, seed } = stage
  const bid: SealedBid = {
    round,
    bidder: desk,
    steps: block.bids[desk]!.map(([bps, lots]) => ({ price: above(reserve, bps), lots })),
    nonce: hashText(`${seed} nonce ${desk}`),
  }
  const commitment = commitmentOf(bid)
  const paper = await file(stage, offshore, desk, 'bid-commitment', { round, commitment })
  const subject = subjectOf(block.tranche)
  const payload = { round, bidder: desk, paper, commitment }
  await enact(stage, { kind: 'bid.committed', role: 'trader', subject, payload, documents: [paper] })
  return bid
}

function above(price: string, bps: number): string {
  const cents = (unitsOf(price, 8) * BigInt(10_000 + bps)) / (10_000n * 1_000_000n) + 1n
  return textOf(cents, 2)
}

/** The deposit comes from the desk's own account. */
export async function secureBid(stage: Stage, tranche: string, desk: Desk): Promise<void> {
  const reference = payDeposit(stage, desk)
  await bankEntry(stage, 'bid.secured', tranche, { round, bidder: desk, amount: deposit.toString(), reference })
}

/** @returns the reference of the bank's line */
export function payDeposit({ world }: Stage, desk: Desk): string {
  const reference = `SBX-BID-${desk}`
  world.bank.transfer({ from: accountOfDesk[desk], to: trustAccount, amountMinor: deposit, reference })
  return reference
}

async function bankEntry(
  stage: Stage,
  kind: string,
  tranche: string,
  payload: { readonly [key: string]: Json },
): Promise<void> {
  const text = await statementText(stage, 'bank-hk', 'trust', trustAccount)
  const statement = await stage.offshore.document(text)
  await enact(stage, {
    ...lineAct(text, String(payload.reference)),
    kind,
    role: 'trust-officer',
    subject: subjectOf(tranche),
    payload: {
      ...payload,
      account: 'trust-usd',
      bidderAccount: bidderAccount(String(payload.bidder)),
      currency: 'USD',
      statement,
    },
    documents: [statement],
  })
}

/** The id under which an entry about a line of the trust account is made; none where the statement has no such line. */
export function lineAct(statement: string, reference: string): { readonly id?: string } {
  const line = statementLine({ paper: readPaper(statement), account: trustAccount, reference })
  return line === undefined ? {} : { id: bankLineActionId(trustAccount, line.name) }
}

export async function openBid(stage: Stage, tranche: string, bid: SealedBid): Promise<void> {
  const body = bid as unknown as { readonly [key: string]: Json }
  const paper = await file(stage, stage.offshore, bid.bidder, 'sealed-bid', body)
  await enact(stage, {
    kind: 'bid.opened',
    role: 'trader',
    subject: subjectOf(tranche),
    payload: { round, bidder: bid.bidder, paper },
    documents: [paper],
  })
}

export interface Cleared {
  readonly clearing: Clearing
  readonly entry: string
  readonly hash: string
}

/** Clears the round as it stands now, defaults included. @param bids what was opened, by bidder */
export async function clearBids(
  stage: Stage,
  tranche: string,
  bids: Readonly<Record<string, SealedBid>>,
): Promise<Cleared> {
  const { offshore } = stage
  const state = await roundNow(stage, tranche)
  const envelopes = state.envelopes.map(({ opened, ...envelope }) => ({
    ...envelope,
    ...(opened === undefined ? {} : { opened: { bid: bids[envelope.bidder]!, at: opened.at } }),
  }))
  const clearing = clearRound(state, envelopes, state.defaults)
  const hash = await offshore.document(canonical(clearing as unknown as Json))
  const { sold, unsold } = clearing
  const allotments = clearing.allotments.map(({ bidder, lots }) => ({ bidder, lots }))
  const done = await enact(stage, {
    kind: 'bids.cleared',
    subject: subjectOf(tranche),
    payload: { round, clearing: hash, sold, unsold, allotments },
    documents: [hash],
  })
  stage.say({ stage: 'bids.cleared', text: allotments.map(({ bidder, lots }) => `${bidder} ${lots}`).join(', ') })
  await rest(stage)
  return { clearing, entry: done.entry, hash }
}

export async function confirmRanking(stage: Stage, tranche: string, { entry, hash }: Cleared): Promise<void> {
  await enact(stage, {
    kind: 'ranking.confirmed',
    subject: subjectOf(tranche),
    payload: { answer: 'confirm', clearingEntry: entry, clearing: hash, round },
  })
  stage.say({ stage: 'ranking.confirmed', text: `confirmed by ${stage.way.agent}` })
  await rest(stage)
}

/** The desk that quoted over FIX is bound there too: its quote is taken, once, whole. */
async function takeByFix(stage: Stage, talk: FixTalk, winner: Desk): Promise<void> {
  if (winner === 'desk-fix') {
    const report = await talk.take()
    stage.say({ stage: 'ranking.confirmed', text: `FIX 4.4: ${report.state}, ${report.executedQuantity} BTC` })
  }
  await talk.end()
}

/** Delivery against payment: screened and cleared, paid to the cent, ordered by two, handed over by the platforms. */
export async function settleWinner(stage: Stage, tranche: string, desk: Desk, cleared: Cleared): Promise<void> {
  await clearBuyer(stage, tranche, desk)
  await payBlock(stage, tranche, desk, cleared)
  await deliverBlock(stage, tranche, desk)
}

export async function clearBuyer(stage: Stage, tranche: string, desk: Desk): Promise<void> {
  const { offshore } = stage
  for (const platform of [platformA, platformB]) {
    const screening = await file(stage, offshore, platform, 'sanctions-screening', {
      lists: ['UNSO', 'UNATMO', 'WMD'],
      hits: 0,
      screened: desk,
    })
    await screen(stage, 'offshore', { purpose: 'buyer', about: desk, platform, lot: 'A', addresses: [] })
    const place = { place: 'venue-account', to: desk }
    const said = { customer: desk, asset: bitcoinAsset, ...place }
    const statement = await file(stage, offshore, platform, 'buyer-place', said)
    await enact(stage, {
      kind: 'buyer.cleared',
      subject: subjectOf(tranche),
      payload: { round, bidder: desk, platform, ...place, screening, statement },
      documents: [screening, statement],
    })
  }
  stage.say({ stage: 'buyer.cleared', text: `${desk}, at both platforms` })
}

/** What a desk still owes, from the newest clearing. */
export async function dueOf(stage: Stage, tranche: string, desk: Desk, { clearing }: Cleared) {
  const state = await roundNow(stage, tranche)
  const deal = state.deals?.[desk]
  const lots = clearing.allotments.filter(({ bidder }) => bidder === desk).reduce((sum, row) => sum + row.lots, 0)
  const gross = priceOf(state, clearing, desk) - BigInt(deal?.paidGross ?? '0')
  return { lots: lots - (deal?.paidLots ?? 0), amount: gross }
}

/** The desk pays what it owes; nothing of it is entered yet. */
export async function payPrice(stage: Stage, tranche: string, desk: Desk, cleared: Cleared) {
  const { lots, amount } = await dueOf(stage, tranche, desk, cleared)
  const reference = `SBX-BLOCK-${desk}-${lots}`
  stage.world.bank.transfer({ from: accountOfDesk[desk], to: trustAccount, amountMinor: amount, reference })
  return { lots, amount, reference }
}

export async function payBlock(stage: Stage, tranche: string, desk: Desk, cleared: Cleared): Promise<void> {
  const { lots, amount, reference } = await payPrice(stage, tranche, desk, cleared)
  await bankEntry(stage, 'block.paid', tranche, {
    round,
    bidder: desk,
    lots,
    amount: amount.toString(),
    reference,
  })
  stage.say({ stage: 'block.paid', text: `${amount} cents of ${desk}` })
}

/** The order of two people, which the platforms act on, and their statements of what they did. */
export async function deliverBlock(stage: Stage, tranche: string, desk: Desk): Promise<void> {
  const { offshore, world, clock } = stage
  const subject = subjectOf(tranche)
  const state = await roundNow(stage, tranche)
  const deal = state.deals![desk]!
  let due = BigInt(deal.paidLots - deal.deliveredLots) * BigInt(state.lotUnits)
  const legs: { platform: string; units: string; to: string }[] = []
  for (const platform of [platformA, platformB]) {
    const held = await unitsHeld(stage, platform)
    const units = held < due ? held : due
    due -= units
    if (units > 0n) legs.push({ platform, units: units.toString(), to: desk })
  }
  const payload = { round, bidder: desk, asset: bitcoinAsset, legs }
  const ordered = await enact(stage, { kind: 'delivery.ordered', subject, payload })
  await clock.pass(1)
  const rows = []
  for (const { platform, units, to } of legs) {
    const amount = textOf(BigInt(units), 8)
    const { withdrawalId: reference } = world.exchanges[platform]!.handOver({
      from: 'trust',
      to,
      asset: 'BTC',
      amount,
      reference: ordered.entry,
    })
    const body = { order: ordered.entry, to, units, asset: bitcoinAsset, reference, at: clock.now() }
    const statement = await file(stage, offshore, platform, 'coin-delivery', body)
    rows.push({ platform, units, reference, statement })
  }
  const gross = (BigInt(deal.paidGross) - BigInt(deal.deliveredGross)).toString()
  await enact(stage, {
    kind: 'block.delivered',
    role: 'trust-officer',
    subject,
    payload: { round, bidder: desk, asset: bitcoinAsset, gross, currency: 'USD', legs: rows },
    documents: rows.map(({ statement }) => statement),
  })
  stage.say({ stage: 'block.delivered', text: `${legs.map(({ units }) => units).join(' + ')} sat to ${desk}` })
  await rest(stage)
}

/** @returns the reference of the bank's line */
export function returnDeposit({ world }: Stage, desk: Desk): string {
  const reference = `SBX-BID-BACK-${desk}`
  world.bank.transfer({ from: trustAccount, to: accountOfDesk[desk], amountMinor: deposit, reference })
  return reference
}

export async function giveBack(stage: Stage, tranche: string, desk: Desk): Promise<void> {
  const reference = returnDeposit(stage, desk)
  await bankEntry(stage, 'bid.released', tranche, { round, bidder: desk, amount: deposit.toString(), reference })
  stage.say({ stage: 'bid.released', text: `${deposit} cents back to ${desk}` })
}

export async function closeBlock(stage: Stage, tranche: string): Promise<bigint> {
  const { deals = {}, lotUnits } = await roundNow(stage, tranche)
  const all = Object.values(deals)
  const lots = all.reduce((sum, { deliveredLots }) => sum + deliveredLots, 0)
  const gross = all.reduce((sum, { deliveredGross }) => sum + BigInt(deliveredGross), 0n).toString()
  await enact(stage, {
    kind: 'block.closed',
    subject: subjectOf(tranche),
    payload: {
      round,
      asset: bitcoinAsset,
      units: (BigInt(lots) * BigInt(lotUnits)).toString(),
      currency: 'USD',
      gross,
      ...((await unitsHeld(stage)) === 0n ? {} : { purpose: 'part' }),
    },
  })
  stage.say({ stage: 'block.closed', text: `${tranche}: ${gross} cents` })
  await rest(stage)
  return BigInt(gross)
}
