import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personKey } from '../../sandbox/rehearsal/cast.ts'
import { statementText } from '../../sandbox/rehearsal/entrust.ts'
import { setReserve } from '../../sandbox/rehearsal/sell.ts'
import {
  type BlockRound,
  type Cleared,
  clearBids,
  clearBuyer,
  confirmRanking,
  inviteDesks,
  lineAct,
  openBid,
  payDeposit,
  payPrice,
  returnDeposit,
  sealBid,
  secureBid,
} from '../../sandbox/rehearsal/sellBlock.ts'
import { buildConsole } from '../../sandbox/start/buildConsole.ts'
import { trustAccount } from '../../sandbox/world.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import type { SealedBid } from '../../src/offshore/sale/auction/bid.ts'
import { dealOf, roundOf } from '../../src/offshore/sale/auction/roundState.ts'
import { consoleOfMemory } from '../simulation/consoleOfMemory.ts'
import { type SellWalk, walkToSale } from '../simulation/sellWalk.ts'
import { chromiumPath } from '../support/chromium.ts'
import { type ConsoleDesk, choose, openCase, openDesk, signForm } from '../support/consoleDesk.ts'

const testMs = 600_000
const tranche = 'A/1'
const block = {
  tranche,
  rule: 'best-quote',
  lots: 1,
  onDefault: 'next-bidder',
  bids: { desk: [[110, 1]], 'desk-fix': [[60, 1]] },
} as const satisfies BlockRound

/** What the trust's bank says of a round is entered by a form: the id of each entry follows from the line, and a line is entered once. */
describe.skipIf(!existsSync(chromiumPath))('lines of the bank, in the console', () => {
  let walk: SellWalk
  let desk: ConsoleDesk
  let stop: (() => Promise<void>) | undefined
  let reserve: string
  let cleared: Cleared
  const sealed: Record<string, SealedBid> = {}

  beforeAll(async () => {
    const dist = await buildConsole(() => {})
    if (dist === undefined) throw new TypeError('the console was not built')
    walk = await walkToSale('console-lines')
    reserve = await setReserve(walk, tranche)
    await inviteDesks(walk, block)
    const served = await consoleOfMemory({ zone: walk.zones.offshore, ask: walk.asks.offshore, dist })
    stop = served.stop
    const secretOf = (person: string) => bytesToHex(personKey(walk.seed, person).secretKey as Uint8Array)
    desk = await openDesk({ url: () => served.url, secretOf, open: true })
  }, 600_000)
  afterAll(async () => {
    await desk?.close()
    await stop?.()
    await walk?.end()
  })

  const deal = (bidder: string) => dealOf(roundOf(walk.stateOf('offshore'), tranche), bidder)
  const statement = () => statementText(walk, 'bank-hk', 'trust', trustAccount)
  /** The form with the newest statement in it, and a line chosen by its reference. */
  async function lineForm(reference: string): Promise<{ readonly page: Page; readonly text: string }> {
    const page = await openCase(await desk.at('p-lam'), 'sale')
    await page.getByTestId(`bank-line-${tranche}`).click()
    const text = await statement()
    await page.getByTestId('bank-line-statement').fill(text)
    await choose(page, 'bank-line-line', new RegExp(reference))
    return { page, text }
  }
  const kindsUnder = (id: string | undefined) =>
    walk
      .entriesOf('offshore')
      .flatMap(({ entry: { header, fields } }) =>
        (fields.action?.value as { readonly id?: string } | undefined)?.id === id ? [header.kind] : [],
      )

  test(
    'a deposit: what it stands for is read from amount and payer, and its entry has the id of the line',
    async () => {
      const { page, text } = await lineForm(payDeposit(walk, 'desk'))
      await page.getByText('desk-usd', { exact: true }).waitFor()
      await signForm(page, 'bank-line')
      expect(deal('desk')).toMatchObject({ deposit: '5000000', from: 'desk-usd' })
      expect(kindsUnder(lineAct(text, 'SBX-BID-desk').id)).toEqual(['bid.secured'])
    },
    testMs,
  )

  test(
    'the same line for another bidder is answered that it is taken, and money of a third party is refused',
    async () => {
      const { page } = await lineForm('SBX-BID-desk')
      expect(await page.getByTestId('bank-line-sign').isDisabled()).toBe(true)
      await choose(page, 'bank-line-stands', /desk-fix/)
      await page.getByTestId('bank-line-sign').click()
      await page.getByTestId('refusal').getByText('ACTION_ID_REUSED').waitFor()
      await page.keyboard.press('Escape')
      expect(deal('desk-fix').deposit).toBe('0')
    },
    testMs,
  )

  test(
    'the price of who won, after its round was cleared and confirmed; until it is paid the other deposit is bound',
    async () => {
      await secureBid(walk, tranche, 'desk-fix')
      for (const bidder of ['desk', 'desk-fix'] as const) sealed[bidder] = await sealBid(walk, block, bidder, reserve)
      await walk.clock.pass(31)
      for (const bid of Object.values(sealed)) await openBid(walk, tranche, bid)
      cleared = await clearBids(walk, tranche, sealed)
      await confirmRanking(walk, tranche, cleared)
      await clearBuyer(walk, tranche, 'desk')
      const bound = await lineForm(returnDeposit(walk, 'desk-fix'))
      await bound.page.getByTestId('bank-line-sign').click()
      await bound.page.getByTestId('refusal').getByText('HK-MANDATE-depositback').first().waitFor()
      await bound.page.keyboard.press('Escape')
      await bound.page.getByTestId('bank-line-sign').waitFor({ state: 'detached' })
      const { amount, reference } = await payPrice(walk, tranche, 'desk', cleared)
      const { page, text } = await lineForm(reference)
      await signForm(page, 'bank-line')
      expect(deal('desk')).toMatchObject({ paidLots: 1, paidGross: amount.toString(), paidFrom: 'desk-usd' })
      expect(kindsUnder(lineAct(text, reference).id)).toEqual(['block.paid'])
    },
    testMs,
  )

  test(
    'a deposit goes back to the account that it came from',
    async () => {
      const { page, text } = await lineForm('SBX-BID-BACK-desk-fix')
      await signForm(page, 'bank-line')
      expect(deal('desk-fix').deposit).toBe('0')
      expect(kindsUnder(lineAct(text, 'SBX-BID-BACK-desk-fix').id)).toEqual(['bid.released'])
    },
    testMs,
  )

  test('nothing was asked outside, and no page broke', () => {
    expect([desk.outside, desk.errors]).toEqual([[], []])
  })
})
