import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators, personKey } from '../../sandbox/rehearsal/cast.ts'
import { buildConsole } from '../../sandbox/start/buildConsole.ts'
import type { Directory } from '../../src/core/case/directory.ts'
import type { Registers } from '../../src/core/case/registers.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import type { Packs } from '../../src/core/zone/packsState.ts'
import { type OneZone, seed, startOneZone } from '../access/oneZone.ts'
import { chromiumPath } from '../support/chromium.ts'
import { type ConsoleDesk, choose, countersign, go, openDesk, signForm } from '../support/consoleDesk.ts'
import { withTestDatabase } from '../support/database.ts'

const testMs = 600_000
const secretFor = (of: string) => (person: string) => bytesToHex(personKey(of, person).secretKey as Uint8Array)
const dist = async (): Promise<string> => {
  const built = await buildConsole(() => {})
  if (built === undefined) throw new TypeError('the console was not built')
  return built
}

const database = withTestDatabase()
const [first, second] = administrators

/** The forms of a zone's registers, each filled in by hand in Chromium and signed by the two that it takes; then the entry that the record has of it. */
describe.skipIf(!existsSync(chromiumPath))('registers that are entered in the console', () => {
  let zone: OneZone
  let desk: ConsoleDesk

  beforeAll(async () => {
    zone = await startOneZone(database.url, { console: await dist() })
    await zone.openCase('SANDBOX-1')
    zone.client.readAs('p-zhang')
    desk = await openDesk({ url: () => zone.url, secretOf: secretFor(seed) })
  }, 400_000)
  afterAll(async () => {
    await desk?.close()
    await zone?.stop()
  })

  const stateOf = async <T>(name: 'directory' | 'registers' | 'packs'): Promise<T> =>
    (await zone.client.get<{ state: T }>(`/api/${name}`)).state
  /** The kinds of the newest entries of one of the zone's streams. */
  const newest = async (name: 'directory' | 'registers' | 'packs', kind: string): Promise<string> => {
    const { id } = await zone.client.get<{ id: string }>(`/api/${name}`)
    return (await zone.client.entriesOf(id, `kind=${kind}`)).at(-1)!.id
  }
  /** The entry as the console shows it, by way of Ctrl+K. */
  async function opensEntry(page: Page, id: string, says: string | RegExp): Promise<void> {
    await page.keyboard.press('Control+k')
    const input = page.locator('.ant-modal input:focus')
    await input.waitFor()
    await input.fill(id)
    await page.keyboard.press('Enter')
    await page.getByTestId('entry-view').getByText(says).first().waitFor()
  }

  test(
    'an account: its number stands whole before the second administrator, and masked in the register',
    async () => {
      const page = await desk.at(first)
      await go(page, '/registers', 'accounts')
      await page.getByTestId('enter-account').click()
      await page.getByTestId('account-id').fill('psb-second')
      await choose(page, 'account-owner', /^psb ·/)
      await choose(page, 'account-purpose', 'case-money account')
      await choose(page, 'account-bank', /^bank-cn ·/)
      await page.getByTestId('account-number').fill('SANDBOX0099')
      expect(await page.getByTestId('account-sign').isDisabled()).toBe(true)
      await page.getByTestId('account-document').fill('SANDBOX confirmation of the bank')
      await signForm(page, 'account')
      const other = await desk.at(second)
      await go(other, '/people', 'waiting')
      expect(await other.getByTestId('account-number-whole').innerText()).toBe('SANDBOX0099')
      await countersign(other)
      const { accounts } = await stateOf<Directory>('directory')
      expect(accounts['psb-second']).toMatchObject({ owner: 'psb', bank: 'bank-cn', currency: 'CNY', number: 'SANDBOX0099', drawnBy: [] }) // biome-ignore format: one row
      const row = page.getByTestId('accounts').locator('tr', { hasText: 'psb-second' })
      await row.getByText('****0099').waitFor()
      await opensEntry(page, await newest('directory', 'account.registered'), 'Account')
    },
    testMs,
  )

  test(
    'a qualification: it may not end before it begins, and stands in the register with its source',
    async () => {
      const page = await desk.at(first)
      await go(page, '/registers', 'providers')
      await page.getByTestId('enter-provider').click()
      await choose(page, 'provider-org', /^institute ·/)
      await page.getByTestId('provider-qualification').fill('SANDBOX custody of keys')
      await page.getByTestId('provider-source').fill('SANDBOX designation 2026-9')
      await page.getByTestId('provider-from').fill('2026-03-01')
      await page.getByTestId('provider-until').fill('2026-02-01')
      expect(await page.getByTestId('provider-sign').isDisabled()).toBe(true)
      await page.getByTestId('provider-until').fill('2027-03-01 12:00')
      await signForm(page, 'provider')
      await countersign(await desk.at(second))
      const { providers } = await stateOf<Registers>('registers')
      expect(providers).toContainEqual({ org: 'institute', qualification: 'SANDBOX custody of keys', from: '2026-02-28T16:00:00.000Z', until: '2027-03-01T04:00:00.000Z', source: 'SANDBOX designation 2026-9' }) // biome-ignore format: one row
      const row = page.getByTestId('providers').locator('tr', { hasText: 'SANDBOX custody of keys' })
      await row.getByText('2027-03-01 12:00').waitFor()
      await opensEntry(page, await newest('registers', 'provider.registered'), 'SANDBOX designation 2026-9')
    },
    testMs,
  )

  test(
    'a list: its flaw is said at its line, what begins and is gone is shown to both, and the second signs it',
    async () => {
      const head = '{"format": "sluice/list/1", "list": "cn-un", "publishedOn": "2026-03-01", "world": "rehearsal"}'
      const page = await desk.at(first)
      await go(page, '/registers', 'lists')
      await page.getByTestId('import-list').click()
      await page.getByTestId('list-text').fill(`${head}\n{"address": "1SANDBOXlisted"}\nno object\n`)
      await page.getByTestId('import-flaws').getByText('an object with an address or a name').waitFor()
      expect(await page.getByTestId('list-sign').isDisabled()).toBe(true)
      await page.getByTestId('list-text').fill(`${head}\n{"address": "1SANDBOXlisted"}\n{"name": "SANDBOX somebody"}\n`)
      await page.getByText('2 addresses and names read').waitFor()
      await page.getByTestId('list-checked').fill('2026-03-02')
      await signForm(page, 'list')
      const other = await desk.at(second)
      await go(other, '/people', 'waiting')
      await other.getByTestId('held-act').getByText('2 begin').waitFor()
      await countersign(other)
      const { lists } = await stateOf<Registers>('registers')
      expect(lists?.findLast(({ list }) => list === 'cn-un')).toMatchObject({ publishedOn: '2026-03-01', subjects: 2 })
      const row = page.getByTestId('lists').locator('tr', { hasText: '2026-03-01' })
      await row.getByText('in force').waitFor()
      await opensEntry(page, await newest('registers', 'list.imported'), 'cn-un')
    },
    testMs,
  )

  test(
    'an override: legal affairs give it, somebody outside the family signs, and one person takes it back',
    async () => {
      const page = await desk.at('p-chen')
      await go(page, '/registers', 'overrides')
      await page.getByTestId('give-override').click()
      await choose(page, 'override-rule', /^CN-MOF54-fees/)
      await choose(page, 'override-beneficiary', /^psb ·/)
      await page.getByTestId('override-document').fill('SANDBOX the notice as the ministry published it')
      expect(await page.getByTestId('override-sign').isDisabled()).toBe(true)
      await page.getByTestId('override-reason').fill('SANDBOX looked up at the ministry')
      await signForm(page, 'override')
      // Of the beneficiary's own family nobody is the second.
      const own = await desk.at('p-zhang')
      await go(own, '/people', 'waiting')
      await own.getByTestId('countersign').click()
      await own.getByTestId('refusal').getByText('HOUSE-override-approver').first().waitFor()
      await countersign(await desk.at('p-gao'))
      const given = async () => (await stateOf<Packs>('packs')).overrides ?? []
      expect(await given()).toMatchObject([{ rule: 'CN-MOF54-fees', by: { person: 'p-chen' }, approvedBy: { person: 'p-gao' }, beneficiary: 'psb' }]) // biome-ignore format: one row
      await page.getByTestId('withdraw-CN-MOF54-fees').click()
      await page.getByTestId('override-withdraw-reason').fill('SANDBOX the notice was replaced')
      await signForm(page, 'override-withdraw')
      await page.getByTestId('override-counts').getByText('p-chen').waitFor()
      expect((await given())[0]!.until).toBeDefined()
      await opensEntry(page, await newest('packs', 'override.withdrawn'), 'SANDBOX the notice was replaced')
    },
    testMs,
  )

  test(
    'a deletion: two administrators destroy a value, and its entry says when and under which duty',
    async () => {
      const { id } = await zone.client.get<{ id: string }>('/api/directory')
      const entries = await zone.client.entriesOf(id, 'kind=person.enrolled')
      const about = entries.find(({ entry }) => entry.fields['payload.person']?.value === 'p-liu')!
      const page = await desk.at(first)
      await go(page, '/registers', 'deletions')
      await page.getByTestId('delete-values').click()
      await page.getByTestId('deletion-entry-0').fill(about.id)
      await choose(page, 'deletion-duty', /purpose|47/i)
      expect(await page.getByTestId('deletion-sign').isDisabled()).toBe(true)
      await page.getByTestId('deletion-source').fill('SANDBOX request 2026-7')
      await signForm(page, 'deletion')
      await countersign(await desk.at(second))
      await page.getByTestId('deletions').locator('tr', { hasText: 'SANDBOX request 2026-7' }).waitFor()
      // The page no longer offers to show what is gone.
      await opensEntry(page, about.id, 'SANDBOX request 2026-7')
      expect(await page.getByTestId('personal-value').getByRole('button', { name: 'Show' }).count()).toBe(0)
      await opensEntry(page, await newest('directory', 'value.deleted'), 'SANDBOX request 2026-7')
    },
    testMs,
  )

  test('nothing was asked outside, and no page broke', () => {
    expect([desk.outside, desk.errors]).toEqual([[], []])
  })
})
