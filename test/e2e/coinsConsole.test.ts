import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personKey, platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import {
  askPlatform,
  homeAddress,
  type Leg,
  screenHomeward,
  sendFromPlatform,
  termsOf,
} from '../../sandbox/rehearsal/returnCoins.ts'
import { sandboxListed, screen } from '../../sandbox/rehearsal/screen.ts'
import { setReserve, settlementOf, startSale } from '../../sandbox/rehearsal/sell.ts'
import { paperOf } from '../../sandbox/rehearsal/stage.ts'
import { buildConsole } from '../../sandbox/start/buildConsole.ts'
import { bitcoinAsset } from '../../sandbox/world.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import { balanceOf } from '../../src/core/ledger/posting.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { withdrawalsOf } from '../../src/offshore/handover/withdrawals.ts'
import { saleOf } from '../../src/offshore/sale/sale.ts'
import { homewardOf } from '../../src/onshore/custody/homeward.ts'
import { consoleOfMemory } from '../simulation/consoleOfMemory.ts'
import { type SellWalk, walkToSale } from '../simulation/sellWalk.ts'
import { chromiumPath } from '../support/chromium.ts'
import { approve, type ConsoleDesk, choose, execute, openCase, openDesk, signForm } from '../support/consoleDesk.ts'

const testMs = 600_000
const tranche = 'A/1'
const subject = { lot: 'A', tranche }
/** Base units that one platform credits less than was sent to it. */
const short = 12_345n

/**
 * Coins at platforms, in zones in memory: credited short, sold in part, settled, called back, given up where they cannot be moved. Each act of it that has a
 * form is filled in by hand in Chromium, signed there, and looked up in the record; what happens outside is done by the rehearsal's script.
 */
describe.skipIf(!existsSync(chromiumPath))('coins at platforms, in the console', () => {
  let walk: SellWalk
  const desks: Partial<Record<'onshore' | 'offshore', ConsoleDesk>> = {}
  const stops: (() => Promise<void>)[] = []
  let home: string

  beforeAll(async () => {
    const dist = await buildConsole(() => {})
    if (dist === undefined) throw new TypeError('the console was not built')
    walk = await walkToSale('console-coins', 0, false, { short: { [platformB]: short } })
    home = homeAddress(walk.custody, 0)
    const secretOf = (person: string) => bytesToHex(personKey(walk.seed, person).secretKey as Uint8Array)
    for (const kind of ['onshore', 'offshore'] as const) {
      const served = await consoleOfMemory({ zone: walk.zones[kind], ask: walk.asks[kind], dist })
      stops.push(served.stop)
      desks[kind] = await openDesk({ url: () => served.url, secretOf, open: true })
    }
  }, 600_000)
  afterAll(async () => {
    for (const desk of Object.values(desks)) await desk.close()
    for (const stop of stops) await stop()
    await walk?.end()
  })

  type Zone = 'onshore' | 'offshore'
  const offshore = (): CaseState => walk.stateOf('offshore')
  const balance = (account: string): bigint => balanceOf(offshore().balances, account, bitcoinAsset)
  const at = async (kind: Zone, person: string, tab: string): Promise<Page> =>
    openCase(await desks[kind]!.at(person), tab)
  const paper = (issuer: string, type: string, body: { readonly [key: string]: Json }) =>
    paperOf(walk, issuer, type, body)
  async function approved(kind: Zone, by: string, others: readonly string[]): Promise<void> {
    for (const person of others) await approve(await desks[kind]!.at(person))
    await execute(await desks[kind]!.at(by))
  }

  test(
    'what a platform credits later is entered with what is missing still, and no more than that',
    async () => {
      expect(balance(`assets:missing:${platformB}:A`)).toBe(short)
      const page = await at('offshore', 'p-lam', 'return')
      await page.getByTestId(`credit-${platformB}`).click()
      const { txid } = offshore().crossed['transfer.confirmed A/1']!.fields as { txid: string }
      const credit = (units: string) => paper(platformB, 'venue-deposit', { txid, units, asset: bitcoinAsset })
      expect(await page.getByTestId('credit-sign').isDisabled()).toBe(true)
      await page.getByTestId('credit-paper').fill(credit('99999'))
      await page.getByTestId('credit-sign').click()
      await page.getByTestId('refusal').getByText('HK-RECEIPT-confirmed').first().waitFor()
      walk.world.exchanges[platformB]!.creditDeposit({
        asset: 'BTC',
        amount: '0.0001',
        txid,
        index: 1,
        address: walk.world.depositAddress[platformB]!,
      })
      await page.getByTestId('credit-paper').fill(credit('10000'))
      await page.getByTestId('credit-counts').getByText('0.00002345').waitFor()
      await signForm(page, 'credit')
      expect(balance(`assets:missing:${platformB}:A`)).toBe(short - 10_000n)
    },
    testMs,
  )

  test(
    'what was never credited is given up by name, by platform and principal, and another approves',
    async () => {
      const units = (short - 10_000n).toString()
      const of = { platform: platformB, ground: 'not-credited', units }
      const page = await at('offshore', 'p-lam', 'return')
      const opener = page.getByTestId(`give-up-${tranche}`)
      // By keyboard: Escape closes the form, also once a choice was made in it, and the focus is where it was.
      await opener.focus()
      await page.keyboard.press('Enter')
      await choose(page, 'give-up-rest', /sent, not credited/)
      for (let i = 0; i < 8; i++) {
        await page.keyboard.press(i < 6 ? 'Tab' : 'Shift+Tab')
        expect([i, await page.locator('.ant-modal :focus').count()]).toEqual([i, 1])
      }
      await page.keyboard.press('Escape')
      await page.getByTestId('give-up-sign').waitFor({ state: 'detached' })
      await page.locator(`[data-testid="give-up-${tranche}"]:focus`).waitFor()
      await opener.click()
      await choose(page, 'give-up-rest', /sent, not credited/)
      const said = { ground: 'not-credited', asset: bitcoinAsset, units }
      await page.getByTestId('give-up-statement').fill(paper(platformB, 'rest-statement', said))
      expect(await page.getByTestId('give-up-sign').isDisabled()).toBe(true)
      await page.getByTestId('give-up-decision').fill(paper('trust', 'rest-decision', { tranche, ...of }))
      await page.getByTestId('give-up-sign').click()
      await page.getByTestId('refusal').getByText('HK-MANDATE-rest').first().waitFor()
      await page
        .getByTestId('give-up-decision')
        .fill(paper(walk.way.account.payee, 'rest-decision', { tranche, ...of }))
      await signForm(page, 'give-up')
      await approved('offshore', 'p-lam', ['p-ng'])
      expect([balance(`assets:missing:${platformB}:A`), balance(`expenses:not-credited:${platformB}`)]).toEqual([0n, BigInt(units)]) // biome-ignore format: one assertion
    },
    testMs,
  )

  test(
    'a sale that was stopped is settled by the statements of both platforms',
    async () => {
      await startSale(walk, tranche, await setReserve(walk, tranche), walk.route)
      for (let minute = 0; minute < 3; minute++) await walk.clock.pass(1)
      await walk.offshore.act({ by: 'p-ng', kind: 'sale.stopped', subject, payload: { reason: 'SANDBOX' } })
      await walk.seller.work()
      const { documents, payload } = await settlementOf(walk, subject)
      const page = await at('offshore', 'p-lam', 'sale')
      await page.getByTestId(`settle-${tranche}`).click()
      const texts = documents.map((hash) => walk.zones.offshore.documents.get(hash)!)
      const [a, b] = [platformA, platformB].map((platform) => texts.find((text) => text.includes(`"issuer":"${platform}"`))!) // biome-ignore format: one pair
      await page.getByTestId(`settle-${platformA}`).fill(a!)
      expect(await page.getByTestId('settle-sign').isDisabled()).toBe(true)
      // A platform's word stands in its own field only.
      await page.getByTestId(`settle-${platformB}`).fill(a!)
      await page.getByTestId('settle-sign').click()
      await page.getByTestId('refusal').waitFor()
      await page.getByTestId(`settle-${platformB}`).fill(b!)
      await signForm(page, 'settle')
      if (Object.keys(offshore().proposals).length > 0) await approved('offshore', 'p-lam', ['p-ng'])
      expect(saleOf(offshore(), tranche)?.settled?.sold).toEqual(
        Object.fromEntries(payload.rows.map(({ platform, units }) => [platform, units])),
      )
      const left = payload.rows.reduce((sum, row) => sum + BigInt(row.left), 0n)
      expect(balance(`assets:venue:${platformA}:A`) + balance(`assets:venue:${platformB}:A`)).toBe(left)
    },
    testMs,
  )

  test(
    'what is less than a platform deals in is given up, and says what of the tranche is left',
    async () => {
      const units = balance(`assets:venue:${platformB}:A`).toString()
      const least = (BigInt(units) + 1n).toString()
      const said = { ground: 'below-minimum', asset: bitcoinAsset, minOrderUnits: least, minWithdrawalUnits: least }
      const decided = { tranche, platform: platformB, ground: 'below-minimum', units }
      const page = await at('offshore', 'p-lam', 'return')
      await page.getByTestId(`give-up-${tranche}`).click()
      await choose(page, 'give-up-rest', new RegExp(platformB))
      await page.getByTestId('give-up-statement').fill(paper(platformB, 'rest-statement', said))
      await page.getByTestId('give-up-decision').fill(paper(walk.way.account.payee, 'rest-decision', decided))
      await page.getByText('more follows').waitFor()
      await signForm(page, 'give-up')
      await approved('offshore', 'p-lam', ['p-ng'])
      expect([balance(`assets:venue:${platformB}:A`), balance(`expenses:below-minimum:${platformB}`)]).toEqual([0n, BigInt(units)]) // biome-ignore format: one assertion
    },
    testMs,
  )

  test(
    'the organ calls a tranche back to an address that was read back, and others approve it',
    async () => {
      const page = await at('onshore', 'p-wang', 'return')
      await page.getByTestId(`address-return-${tranche}`).click()
      await page.getByTestId('return-decision').fill(paper('psb', 'seizure-decision', { number: 'x' }))
      await page.getByText('expected return-decision').waitFor()
      const body = { tranche, ground: 'stopped', feeBearer: 'provider' }
      await page.getByTestId('return-decision').fill(paper('psb', 'return-decision', body))
      await page.getByTestId('return-address').fill(home)
      expect(await page.getByTestId('address-return-sign').isDisabled()).toBe(true)
      await page.getByTestId('return-read-back').check()
      await signForm(page, 'address-return')
      expect(Object.values(walk.stateOf('onshore').proposals)).toMatchObject([{ kind: 'return.addressed', by: 'p-wang' }]) // biome-ignore format: one assertion
      await approved('onshore', 'p-wang', ['p-zhao', 'p-chen'])
      expect(homewardOf(walk.stateOf('onshore'))[tranche]).toMatchObject({ ground: 'stopped', addresses: [home] })
    },
    testMs,
  )

  test(
    'a hit on a list that binds stops the way back until somebody else enters what became of it',
    async () => {
      const payee = walk.way.account.payee
      const asked = { purpose: 'return', about: payee, lot: 'A', addresses: [home, sandboxListed.address] } as const
      const { entry, hits } = await screen(walk, 'offshore', asked)
      const binding = hits.filter(({ force }) => force === 'binding-hong-kong')
      expect(binding.length).toBeGreaterThan(1)
      // Who screened it resolves nothing.
      const own = await at('offshore', 'p-ng', 'screenings')
      const said = ({ list, line, subject: of }: (typeof hits)[number]) => ({ screening: entry, list, line, subject: of, outcome: 'not-the-same' }) // biome-ignore format: one body
      const form = async (page: Page, hit: (typeof hits)[number], about = hit) => {
        await page.getByTestId(`resolve-${hit.list}-${hit.line}-${hit.subject}`).click()
        await page.getByTestId('resolve-paper').fill(paper('trust', 'screening-resolution', said(about)))
      }
      await form(own, binding[0]!)
      await own.getByTestId('resolve-sign').click()
      await own.getByTestId('refusal').getByText('HK-SCREENING-other').first().waitFor()
      await own.keyboard.press('Escape')
      await own.getByTestId('resolve-sign').waitFor({ state: 'detached' })
      const page = await at('offshore', 'p-lam', 'screenings')
      // A paper of another hit.
      await form(page, binding[0]!, binding[1])
      await page.getByTestId('resolve-sign').click()
      await page.getByTestId('refusal').getByText('HK-G-6.18-resolved').first().waitFor()
      await page.keyboard.press('Escape')
      await page.getByTestId('resolve-sign').waitFor({ state: 'detached' })
      for (const hit of binding) {
        await form(page, hit)
        await signForm(page, 'resolve')
        await page.getByTestId(`resolve-${hit.list}-${hit.line}-${hit.subject}`).waitFor({ state: 'detached' })
      }
      const standing = offshore().slices.screenings as unknown as Readonly<Record<string, { open: readonly object[] }>>
      expect(standing[`return ${payee}`]).toMatchObject({ entry, open: [] })
    },
    testMs,
  )

  let legs: readonly (readonly [string, Omit<Leg, 'withdrawal' | 'terms'>])[]
  test(
    'all that is left is ordered on the terms of the platform that still has some, and another approves',
    async () => {
      await screenHomeward(walk, subject, home)
      const page = await at('offshore', 'p-lam', 'return')
      await page.getByTestId(`order-withdrawal-${tranche}`).click()
      const terms = (change: object = {}) =>
        paper(platformA, 'withdrawal-terms', {
          address: home,
          asset: bitcoinAsset,
          accountHolder: 'trust',
          whitelisted: true,
          ...termsOf(platformA),
          particulars: ['originator-name', 'originator-account', 'originator-address-or-id', 'recipient-name', 'recipient-wallet'],
          thirdPartyApprovedBy: 'SANDBOX MLRO',
          ...change,
        }) // biome-ignore format: one paper
      await page.getByTestId(`terms-${platformA}`).fill(terms({ whitelisted: false }))
      await page.getByTestId('order-withdrawal-sign').click()
      await page.getByTestId('refusal').getByText('HK-ROUTE-return').first().waitFor()
      await page.getByTestId(`terms-${platformA}`).fill(terms())
      await signForm(page, 'order-withdrawal')
      await approved('offshore', 'p-lam', ['p-ng'])
      expect(walk.stageOf('offshore', subject)).toBe('withdrawing')
      legs = Object.entries(withdrawalsOf(offshore(), tranche)!.legs)
      expect(legs).toMatchObject([[expect.any(String), { platform: platformA, state: 'ordered' }]])
      expect(legs[0]![1].units).toBe(balance(`assets:venue:${platformA}:A`).toString())
    },
    testMs,
  )

  test(
    'the platform’s word that it sent them is entered, and nothing is left',
    async () => {
      walk.world.exchanges[platformA]!.allowWithdrawal('trust', { asset: 'BTC', network: 'BTC', address: home })
      const [withdrawal, leg] = legs[0]!
      await askPlatform(walk, { ...leg, withdrawal, terms: '' }, home)
      const txid = (await sendFromPlatform(walk, platformA))!
      await walk.clock.pass(10)
      const page = await at('offshore', 'p-lam', 'return')
      await page.getByTestId(`withdrawal-outcome-${tranche}`).click()
      const word = (change: object = {}) =>
        paper(platformA, 'withdrawal-outcome', { withdrawal, state: 'sent', asset: bitcoinAsset, address: home, txid, units: leg.units, fee: leg.fee, ...change }) // biome-ignore format: one paper
      await page.getByTestId('withdrawal-outcome-paper').fill(word({ state: 'pending' }))
      expect(await page.getByTestId('withdrawal-outcome-sign').isDisabled()).toBe(true)
      await page.getByTestId('withdrawal-outcome-paper').fill(word({ fee: '1' }))
      await page.getByTestId('withdrawal-outcome-sign').click()
      await page.getByTestId('refusal').getByText('HK-RECEIPT-returned').first().waitFor()
      await page.getByTestId('withdrawal-outcome-paper').fill(word())
      await page.getByText('nothing left, the rest was sold').waitFor()
      await signForm(page, 'withdrawal-outcome')
      expect(Object.values(withdrawalsOf(offshore(), tranche)!.legs)).toMatchObject([{ state: 'sent', txid }])
      expect(balance(`assets:venue:${platformA}:A`)).toBe(0n)
    },
    testMs,
  )

  test(
    'onshore the arrival is entered by the chain’s own proof, at the output that pays the address',
    async () => {
      const page = await at('onshore', 'p-wang', 'return')
      await page.getByTestId(`arrive-${platformA}`).click()
      await page.getByTestId('arrive-index').fill('1')
      await page.getByTestId('arrive-sign').click()
      await page.getByTestId('refusal').getByText('CN-CPL-245-arrived').first().waitFor()
      await page.getByTestId('arrive-index').fill('0')
      await signForm(page, 'arrive')
      const [, leg] = legs[0]!
      const units = (BigInt(leg.units) - BigInt(leg.fee)).toString()
      expect(Object.values(homewardOf(walk.stateOf('onshore'))[tranche]!.arrived)).toEqual([{ platform: platformA, units }]) // biome-ignore format: one assertion
    },
    testMs,
  )

  test('nothing was asked outside, and no page broke', () => {
    for (const desk of Object.values(desks)) expect([desk.outside, desk.errors]).toEqual([[], []])
  })
})
