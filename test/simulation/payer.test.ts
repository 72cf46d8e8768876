import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { statementText } from '../../sandbox/rehearsal/entrust.ts'
import { setReserve } from '../../sandbox/rehearsal/sell.ts'
import {
  type BlockRound,
  clearBids,
  clearBuyer,
  confirmRanking,
  dueOf,
  giveBack,
  inviteDesks,
  lineAct,
  openBid,
  sealBids,
  unitsHeld,
} from '../../sandbox/rehearsal/sellBlock.ts'
import { file, paperOf } from '../../sandbox/rehearsal/stage.ts'
import { Refused } from '../../sandbox/rehearsal/zoneClient.ts'
import { accountOfDesk, bidderAccount, bitcoinAsset, trustAccount } from '../../sandbox/world.ts'
import { dueRows } from '../../src/host/clocks/dueRows.ts'
import { openLots, roundOf, roundUnderway } from '../../src/offshore/sale/auction/roundState.ts'
import { hk } from '../rules/packs.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'

// A whole way to the sale stands before it: slow on a busy machine.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

const tranche = 'A/1'
const subject = { lot: 'A', tranche }
const block: BlockRound = {
  tranche,
  rule: 'best-quote',
  lots: 1,
  onDefault: 'void',
  bids: { desk: [[60, 1]], 'desk-fix': [[110, 1]] },
}
let walk: SellWalk
beforeAll(async () => {
  walk = await walkToSale('payer')
})
afterAll(() => walk.end())

type Side = keyof typeof accountOfDesk | 'trust'
const numberOf = (of: Side): string => (of === 'trust' ? trustAccount : accountOfDesk[of])

interface Moved {
  readonly from: Side
  readonly to: Side
  readonly amount: bigint
  readonly reference: string
  /** What somebody between the bank and the zone makes of the statement; the bank's signature is made again. */
  readonly alter?: (xml: string) => string
}

/** Money moves, and the bank's statement of the trust account says so. */
/** The ids that belong to lines of the bank, by the statement that shows them. */
const ids = new Map<string, string>()

async function moved({ from, to, amount, reference, alter = (xml) => xml }: Moved) {
  walk.world.bank.transfer({ from: numberOf(from), to: numberOf(to), amountMinor: amount, reference })
  const { body } = JSON.parse(await statementText(walk, 'bank-hk', 'trust', trustAccount)) as { body: { xml: string } }
  const text = paperOf(walk, 'bank-hk', 'camt.053', { xml: alter(body.xml) })
  const statement = await walk.offshore.document(text)
  ids.set(statement, lineAct(text, reference).id!)
  return { amount: amount.toString(), reference, statement }
}

async function refused(scene: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await scene()
    return []
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.refusal.unmet.map(({ rule }) => rule).sort()
  }
}

async function refusedFor(
  kind: string,
  payload: { readonly statement: string },
  id = ids.get(payload.statement)!,
): Promise<readonly string[]> {
  const more = { round: 'r-1', account: 'trust-usd', currency: 'USD', ...payload }
  return walk.refusedBy(walk.offshore, {
    id,
    by: 'p-lam',
    kind,
    subject,
    payload: more as never,
    documents: [payload.statement],
  })
}

describe('money of a block', () => {
  let reserve: string
  /** The bank's statement of the first deposit, as the bank itself writes it. */
  let shown: string
  beforeAll(async () => {
    reserve = await setReserve(walk, tranche)
    await inviteDesks(walk, block)
  })

  test.each([
    ['from the account of another', { from: 'desk-fix' }, 'desk'],
    ['from the account of another, who is named', { from: 'desk-fix' }, 'desk-fix'],
    ['from an account that is not registered', {}, 'nobody'],
    [
      'under the name of another',
      { alter: (xml: string) => xml.replaceAll('SANDBOX Desk', 'SANDBOX Nominee') },
      'desk',
    ],
    [
      'of whose account the bank says nothing',
      { alter: (xml: string) => xml.replaceAll(/<DbtrAcct>.*?<\/DbtrAcct>/gs, '') },
      'desk',
    ],
    [
      'from an account number like it',
      { alter: (xml: string) => xml.replaceAll(accountOfDesk.desk, `${accountOfDesk.desk}1`) },
      'desk',
    ],
  ] as const)('%s is no deposit of the bidder', async (name, change, named) => {
    const paid = {
      from: 'desk',
      to: 'trust',
      amount: 5_000_000n,
      reference: `SBX-THIRD-${name.length}`,
      ...change,
    } as const
    const line = await moved(paid)
    expect(
      await refusedFor('bid.secured', { bidder: 'desk', bidderAccount: bidderAccount(named), ...line } as never),
    ).toEqual(['HK-G-11.3-payer'])
  })

  test('a name in capitals and another width is the same name', async () => {
    const line = await moved({
      from: 'desk',
      to: 'trust',
      amount: 5_000_000n,
      reference: 'SBX-CAPITALS',
      alter: (xml) => xml.replaceAll('SANDBOX Desk', 'ＳＡＮＤＢＯＸ  DESK'),
    })
    const own = { bidder: 'desk', bidderAccount: bidderAccount('desk'), ...line }
    expect(await refusedFor('bid.secured', own as never)).toEqual([])
    shown = await statementText(walk, 'bank-hk', 'trust', trustAccount)
  })

  test('a price that a third party paid, and a deposit that goes to one, are refused', async () => {
    await sealOthers()
    const { lots, amount } = await dueOf(walk, tranche, 'desk-fix', cleared)
    const price = { bidder: 'desk-fix', lots, bidderAccount: bidderAccount('desk-fix') }
    const third = await moved({ from: 'desk', to: 'trust', amount, reference: 'SBX-PRICE-THIRD' })
    expect(await refusedFor('block.paid', { ...price, ...third } as never)).toEqual(['HK-G-11.3-payer'])
    const own = await moved({ from: 'desk-fix', to: 'trust', amount, reference: 'SBX-PRICE' })
    expect(await refusedFor('block.paid', { ...price, ...own } as never)).toEqual([])
    const back = await moved({ from: 'trust', to: 'desk', amount: 5_000_000n, reference: 'SBX-BACK-THIRD' })
    for (const account of ['desk', 'desk-fix'])
      expect(
        await refusedFor('bid.released', {
          bidder: 'desk-fix',
          bidderAccount: bidderAccount(account),
          ...back,
        } as never),
      ).toEqual(['HK-G-11.3-back'])
    await giveBack(walk, tranche, 'desk-fix')
  })

  test('a price whose coins were not handed over in time goes back to its source, once it is certain that nothing left', async () => {
    const round = () => roundOf(walk.stateOf('offshore'), tranche)!
    const { paidGross } = round().deals!['desk-fix']!
    const held = await unitsHeld(walk)
    const back = { bidder: 'desk-fix', lots: 1, bidderAccount: bidderAccount('desk-fix') }
    const refund = async (change: object = {}): Promise<readonly string[]> => {
      const payload = { round: 'r-1', account: 'trust-usd', currency: 'USD', ...back, ...line, ...change }
      return refused(() =>
        walk.offshore.approved({ by: 'p-lam', kind: 'block.refunded', subject, payload: payload as never }, ['p-ng']),
      )
    }
    const line = await moved({ from: 'trust', to: 'desk-fix', amount: BigInt(paidGross), reference: 'SBX-REFUND' })
    expect(await refund()).toEqual(['HK-MANDATE-refund'])
    const legs: { platform: string; units: string; to: string }[] = []
    for (const platform of [platformA, platformB])
      legs.push({ platform, units: (await unitsHeld(walk, platform)).toString(), to: 'desk-fix' })
    const ordered = await walk.offshore.approved(
      {
        by: 'p-lam',
        kind: 'delivery.ordered',
        subject,
        payload: { round: 'r-1', bidder: 'desk-fix', asset: bitcoinAsset, legs },
      },
      ['p-ng'],
    )
    // The hour in which a term of hours begins does not count.
    await walk.clock.pass(1501)
    const due = dueRows({
      cases: [{ id: 'case', state: walk.stateOf('offshore') }],
      clocks: hk.manifest.clocks!.map((clock) => ({ clock, calendar: hk.manifest.calendars![0]!, pack: '' })),
      at: walk.clock.now(),
    })
    expect(due.map(({ clock, key, state }) => [clock, key, state])).toEqual([
      ['block-delivery', 'A/1 desk-fix', 'over'],
    ])
    // A hand-over was ordered: until each platform has said that nothing left, it may have.
    expect(await refund()).toEqual(['HK-MANDATE-refund'])
    const refusals: { platform: string; statement: string }[] = []
    for (const { platform, units } of legs)
      refusals.push({
        platform,
        statement: await file(walk, walk.offshore, platform, 'coin-delivery-refused', { order: ordered.entry, units }),
      })
    expect(await refund({ refusals: refusals.slice(0, 1) })).toEqual(['HK-MANDATE-refund'])
    expect(await refund({ refusals: refusals.map((row) => ({ ...row, statement: refusals[0]!.statement })) })).toEqual([
      'HK-MANDATE-refund',
    ])
    expect(await refund({ refusals, amount: (BigInt(paidGross) - 1n).toString() })).toEqual(['HK-MANDATE-refund'])
    const third = await moved({ from: 'trust', to: 'desk', amount: BigInt(paidGross), reference: 'SBX-REFUND-THIRD' })
    expect(await refund({ refusals, ...third })).toEqual(['HK-G-11.3-back'])
    expect(await refund({ refusals })).toEqual([])
    expect(round().deals!['desk-fix']).toMatchObject({ defaulted: 'not-delivered', paidLots: 0, paidGross: '0' })
    expect(Object.keys(walk.stateOf('offshore').balances).filter((key) => key.startsWith('liabilities:block'))).toEqual(
      [],
    )
    expect(await unitsHeld(walk)).toBe(held)
    expect(roundUnderway(walk.stateOf('offshore'), subject)).toBe(false)
    expect(openLots(round())).toBe(0)
  })

  test('a line of the bank that stood behind a deposit is none for the next round, under whichever id', async () => {
    await giveBack(walk, tranche, 'desk')
    await setReserve(walk, tranche)
    await inviteDesks(walk, block)
    const statement = await walk.offshore.document(shown)
    const { id } = lineAct(shown, 'SBX-CAPITALS')
    const money = { bidder: 'desk', bidderAccount: bidderAccount('desk'), amount: '5000000', statement }
    const again = { ...money, reference: 'SBX-CAPITALS' }
    expect(await refusedFor('bid.secured', again as never, 'another')).toEqual(['HK-MANDATE-bankline'])
    await expect(refusedFor('bid.secured', again as never, id)).rejects.toThrow('was taken with other content')
    const line = await moved({ from: 'desk', to: 'trust', amount: 5_000_000n, reference: 'SBX-CAPITALS-2' })
    expect(await refusedFor('bid.secured', { ...money, ...line } as never)).toEqual([])
  })

  let cleared: Awaited<ReturnType<typeof clearBids>>
  /** The other desk's deposit and both envelopes; the round is cleared and confirmed, the winner screened. */
  async function sealOthers(): Promise<void> {
    const sealed = await sealBids(walk, { ...block, bids: { 'desk-fix': [[110, 1]] } }, reserve)
    await walk.clock.pass(31)
    for (const bid of Object.values(sealed)) await openBid(walk, tranche, bid)
    cleared = await clearBids(walk, tranche, sealed)
    await confirmRanking(walk, tranche, cleared)
    await clearBuyer(walk, tranche, 'desk-fix')
  }
})
