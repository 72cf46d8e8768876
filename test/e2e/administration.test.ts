import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { paperKeyOf } from '../../sandbox/bank/sign.ts'
import { administrators, personKey } from '../../sandbox/rehearsal/cast.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { buildConsole } from '../../sandbox/start/buildConsole.ts'
import type { ZonePart } from '../../src/core/bundle/bundle.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import type { Directory } from '../../src/core/case/directory.ts'
import type { Registers } from '../../src/core/case/registers.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { type OneZone, seed, startOneZone } from '../access/oneZone.ts'
import { chromiumPath } from '../support/chromium.ts'
import { type ConsoleDesk, choose, countersign, go, openDesk } from '../support/consoleDesk.ts'
import { withTestDatabase } from '../support/database.ts'

const database = withTestDatabase()
const register = readFileSync(join(import.meta.dirname, '../../packs/registers/licences.json'), 'utf8')
const [first, second] = administrators
/** Of a busy machine. */
const testMs = 600_000
const stepMs = 120_000

/** A zone in this process and its console in Chromium: whatever administrators did at the command line, people do at their own screens, two where two have to. */
describe.skipIf(!existsSync(chromiumPath))('the administration of a zone in the console', () => {
  let zone: OneZone
  let opened: { readonly id: string }
  let proposal: string
  let desk: ConsoleDesk
  /** By its name: a browser takes no address for a relying party of a passkey. */
  const named = () => zone.url.replace('127.0.0.1', 'localhost')

  beforeAll(async () => {
    const dist = await buildConsole(() => {})
    if (dist === undefined) throw new TypeError('the console was not built')
    zone = await startOneZone(database.url, { console: dist })
    opened = await zone.openCase('SANDBOX-1')
    zone.client.caseId = opened.id
    const decision = await file(zone.stage, zone.client, 'psb', 'seizure-decision', { number: 'SANDBOX-扣-1', level: 'county-head' }) // biome-ignore format: one paper
    const payload = { measure: 'seized', startsOn: '2026-03-02', decision, officers: ['p-li', 'p-liu'], relatedness: 'SANDBOX proceeds', necessities: 'SANDBOX none' } // biome-ignore format: one payload
    const made = await zone.client.act({ by: 'p-zhang', kind: 'proposal.made', payload: { proposes: 'seizure.decided', payload }, documents: [decision] }) // biome-ignore format: one act
    proposal = made.entry
    zone.client.readAs('p-zhang')
    desk = await openDesk({ url: named, secretOf })
  }, 400_000)

  afterAll(async () => {
    await desk?.close()
    await zone?.stop()
  })

  const secretOf = (person: string): string => bytesToHex(personKey(seed, person).secretKey as Uint8Array)
  const directory = async () => (await zone.client.get<{ state: Directory }>('/api/directory')).state
  const registers = async () => (await zone.client.get<{ state: Registers }>('/api/registers')).state

  const at = (person: string): Promise<Page> => desk.at(person)

  async function closeDrawer(page: Page): Promise<void> {
    await page.locator('.ant-drawer-close').click()
    await page.locator('.ant-drawer-mask').waitFor({ state: 'detached' })
  }

  /** An entry by its id, by way of Ctrl+K. */
  async function toEntry(page: Page, id: string): Promise<void> {
    await page.keyboard.press('Control+k')
    const input = page.locator('.ant-modal input:focus')
    await input.waitFor()
    await input.fill(id)
    await page.keyboard.press('Enter')
    await page.getByTestId('entry-view').waitFor()
  }

  /** The other administrator reads what waits and signs it. */
  const signSecond = async (): Promise<void> => countersign(await at(second))

  test(
    'somebody who relies on a key confirms it, and the list says so',
    async () => {
      const key = paperKeyOf({ seed, party: 'cbex' }).publicKey
      const page = await at('p-wang')
      await go(page, '/people', 'keys')
      await page.getByTestId('keys-open').click()
      await page.locator('[data-testid=key-row][data-holder=cbex]').click()
      await page.getByTestId('confirm-key').click()
      await page
        .getByTestId('confirm-note')
        .fill('SANDBOX Qian read the fingerprint out on the telephone, at the number of the letterhead')
      expect(await page.getByTestId('confirm-sign').isDisabled()).toBe(true)
      await page.getByTestId('confirm-compared').click()
      await page.getByTestId('confirm-sign').click()
      await page.getByTestId('key-view').getByText('confirmed by p-wang, psb').waitFor()
      expect((await directory()).keys[key]?.confirmed).toMatchObject([
        { person: 'p-wang', org: 'psb', how: 'call-back' },
      ])
      await closeDrawer(page)
      await expect
        .poll(() => page.locator('[data-testid=key-row][data-holder=cbex]').count(), { timeout: stepMs })
        .toBe(0)
    },
    testMs,
  )

  test(
    'a case is opened to another organisation by a form, and closed to it again',
    async () => {
      const clerk = await at('p-shen')
      await go(clerk, '/cases')
      await clerk.getByText('No case').first().waitFor()
      const page = await at('p-chen')
      await go(page, '/cases')
      await page.getByTestId('case-row').first().click()
      await page.locator('.ant-tabs-tab[data-node-key="access"]').click()
      await page.getByTestId('reader-psb-named').waitFor()
      await page.getByTestId('reader-procuratorate-supervises').waitFor()
      await page.getByTestId('grant-access').click()
      await choose(page, 'access-org', /^court ·/)
      await page.getByTestId('access-reason').fill('SANDBOX the court reads along')
      await page.getByTestId('access-sign').click()
      await page.getByTestId('reader-court-granted').waitFor()
      await clerk.reload()
      await clerk.getByTestId('case-row').first().waitFor()
      await page.getByTestId('withdraw-access-court').click()
      await page.getByTestId('access-reason').fill('SANDBOX no more')
      await page.getByTestId('access-sign').click()
      await expect.poll(() => page.getByTestId('reader-court-granted').count(), { timeout: stepMs }).toBe(0)
      await clerk.reload()
      await clerk.getByText('No case').first().waitFor()
      desk.leave('p-shen')
    },
    testMs,
  )

  test(
    'a register is imported by two: flaws by line, what would change, then one signature and the other',
    async () => {
      const page = await at(first)
      await go(page, '/registers', 'licences')
      await page.getByTestId('import-licences').click()
      await page.getByTestId('import-text').fill('line 1, nothing of a register')
      await page
        .getByText(/header|register|column/i)
        .last()
        .waitFor()
      expect(await page.getByTestId('import-sign').isDisabled()).toBe(true)
      await page.getByTestId('import-text').fill(register.replace('"confidence": "H"', '"confidence": "X"'))
      await page.getByTestId('import-flaws').getByText('one of H, M, L').waitFor()
      expect(await page.getByTestId('import-sign').isDisabled()).toBe(true)
      await page.getByTestId('import-text').fill(register)
      await page.getByText('12 added').waitFor()
      expect(await page.getByTestId('diff-added').count()).toBe(12)
      await page.getByTestId('import-sign').click()
      await expect.poll(() => page.getByTestId('import-sign').count(), { timeout: stepMs }).toBe(0)
      await go(page, '/people', 'waiting')
      await page.getByTestId('held-act').getByText(`signed by ${first}`).waitFor()
      expect(await page.getByTestId('countersign').isDisabled()).toBe(true)
      expect((await registers()).licences).toEqual([])
      const other = await at(second)
      await go(other, '/people', 'waiting')
      await other.getByTestId('held-act').getByText('12 added').waitFor()
      await signSecond()
      const { licences } = await registers()
      expect(new Set(licences.map(({ entity }) => entity)).size).toBe(12)
      await go(page, '/registers', 'licences')
      await page.getByTestId('licences').getByText(`of ${licences.length} licences hold`).waitFor()
      await page.getByTestId('licences-at').fill('2021-01-01')
      await page
        .getByTestId('licences')
        .getByText(/^\d+ of \d+ licences hold at 2021-01-01/)
        .waitFor()
      const then = licences.filter(({ from, until }) => from <= '2020-12-31T16:00:00.000Z' && (until === undefined || until > '2020-12-31T16:00:00.000Z')) // biome-ignore format: one filter
      expect(then.length).toBeGreaterThan(0)
      expect(await page.getByTestId('licences').locator('tbody tr.ant-table-row').count()).toBe(then.length)
      await page.getByTestId('licences-known').fill('2026-01-01')
      await page.getByTestId('licences').getByText('0 of 0 licences hold').waitFor()
    },
    testMs,
  )

  test(
    'a lost key is revoked by two, from the day of the loss on',
    async () => {
      const key = personKey(seed, 'p-ma').publicKey
      const page = await at(first)
      await go(page, '/people', 'keys')
      await page.getByTestId('keys-all').click()
      await page.locator('[data-testid=key-row][data-holder=p-ma]').click()
      await page.getByTestId('revoke-key').click()
      await page.getByTestId('revoke-reason').fill('SANDBOX lost on the way')
      await page.getByTestId('revoke-since').fill('2026-03-02 08:00')
      await page.getByTestId('revoke-sign').click()
      await expect.poll(() => page.getByTestId('revoke-sign').count(), { timeout: stepMs }).toBe(0)
      await closeDrawer(page)
      await signSecond()
      expect((await directory()).keys[key]).toMatchObject({ until: '2026-03-02T00:00:00.000Z' })
      await page.getByTestId('keys-ended').click()
      await page.locator('[data-testid=key-row][data-holder=p-ma]').getByText('revoked').waitFor()
    },
    testMs,
  )

  test(
    'an organisation’s key is rotated with a statement that both keys signed',
    async () => {
      const old = paperKeyOf({ seed, party: 'institute' })
      const next = paperKeyOf({ seed: `${seed} next`, party: 'institute' })
      const page = await at(first)
      await page.getByTestId('keys-organisation').click()
      await page.locator('[data-testid=key-row][data-holder=institute]').click()
      await page.getByTestId('rotate-key').click()
      await page.getByTestId('rotate-text').fill('{"kind": "organisationKey.rotated"}')
      await page.getByText('This is no statement of a rotation.').waitFor()
      await page.getByText('Sign it here with both keys').click()
      await page.getByTestId('rotate-old').fill(bytesToHex(old.secretKey as Uint8Array))
      await page.getByTestId('rotate-new').fill(bytesToHex(next.secretKey as Uint8Array))
      await page.getByTestId('rotate-state').click()
      await page.getByText('Fingerprint of the new key:').waitFor()
      await page.getByTestId('rotate-sign').click()
      await expect.poll(() => page.getByTestId('rotate-sign').count(), { timeout: stepMs }).toBe(0)
      await closeDrawer(page)
      await signSecond()
      const { keys } = await directory()
      expect(keys[next.publicKey]).toMatchObject({ holder: 'institute', follows: old.publicKey })
      expect(keys[old.publicKey]?.until).toBeDefined()
    },
    testMs,
  )

  test(
    'who has no key makes a passkey, hands over its card, is enrolled by two, and signs in with it',
    async () => {
      await zone.client.found('person.enrolled', { person: 'p-new', org: 'psb', roles: ['investigator'] })
      const { context, page: own } = await desk.newPage()
      const cdp = await context.newCDPSession(own)
      await cdp.send('WebAuthn.enable')
      await cdp.send('WebAuthn.addVirtualAuthenticator', {
        options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }, // biome-ignore format: one call
      })
      await own.goto(named())
      await own.getByTestId('language-en').click()
      await own.locator('[data-testid=first-passkey] summary').click()
      await own.getByTestId('first-person').fill('p-new')
      await own.getByTestId('first-make').click()
      const card = await own.getByTestId('first-card').innerText()
      const print = await own.getByTestId('fingerprint').locator('code').innerText()
      const page = await at(first)
      await go(page, '/people', 'keys')
      await page.getByTestId('enrol-key').click()
      await page.getByTestId('enrol-card').fill(card)
      expect(await page.locator('.ant-modal').getByTestId('fingerprint').locator('code').innerText()).toBe(print)
      await page.getByTestId('enrol-document').fill('SANDBOX appointment of p-new')
      await page.getByTestId('enrol-note').fill('SANDBOX read out in person at the bureau')
      await page.getByTestId('enrol-sign').click()
      await expect.poll(() => page.getByTestId('enrol-sign').count(), { timeout: stepMs }).toBe(0)
      await signSecond()
      const enrolled = Object.values((await directory()).keys).filter(({ holder }) => holder === 'p-new')
      expect(enrolled).toMatchObject([{ algorithm: 'webauthn', passkey: { origin: named(), rpId: 'localhost' }, confirmation: { by: 'psb' } }]) // biome-ignore format: one row
      await own.getByTestId('use-passkey').click()
      await own.getByTestId('me').getByText('p-new').waitFor()
      await context.close()
    },
    testMs,
  )

  test(
    'administrators are changed by two of them',
    async () => {
      const page = await at(first)
      await go(page, '/people', 'administrators')
      await page.getByTestId('change-administrators').click()
      await page.getByTestId('administrator-add').click()
      await page.getByTestId('administrator-person-2').fill('p-admin-3')
      await page.getByTestId('administrator-key-2').fill(personKey(seed, first).publicKey)
      await page.getByTestId('administrators-reason').fill('SANDBOX a third, so that one lost key ends nothing')
      expect(await page.getByTestId('administrators-sign').isDisabled()).toBe(true)
      await page.getByTestId('administrator-key-2').fill(personKey(seed, 'p-zhang').publicKey)
      await page.getByTestId('administrators-sign').click()
      await page.getByTestId('refusal').getByText('HOUSE-administrators-apart').first().waitFor()
      await page.getByTestId('administrator-key-2').fill(personKey(seed, 'p-admin-3').publicKey)
      await page.getByTestId('administrators-sign').click()
      await expect.poll(() => page.getByTestId('administrators-sign').count(), { timeout: stepMs }).toBe(0)
      await signSecond()
      expect(Object.keys((await directory()).administrators).sort()).toEqual([first, second, 'p-admin-3'].sort())
    },
    testMs,
  )

  test(
    'a personal value is shown to who signs for it, and the record says so',
    async () => {
      const { id } = await zone.client.get<{ id: string }>('/api/directory')
      const entries = await zone.client.entriesOf(id, 'kind=person.enrolled')
      const about = entries.find(({ entry }) => entry.fields['payload.person']?.value === 'p-li')!
      const page = await at('p-chen')
      await toEntry(page, about.id)
      await page.getByTestId('personal-value').getByRole('button', { name: 'Show' }).click()
      await page.getByTestId('show-reason').fill('SANDBOX to call the witness')
      await page.getByTestId('show-sign').click()
      expect(await page.getByTestId('shown-value').innerText()).toBe('SANDBOX 李')
      expect((await directory()).shown).toBe(1)
    },
    testMs,
  )

  test(
    'what is sealed until the last fill is named to who is bound, and not shown',
    async () => {
      await zone.client.act({ by: 'p-chen', kind: 'access.granted', payload: { org: 'finance-bureau', reason: 'SANDBOX reads along' } }) // biome-ignore format: one act
      const page = await at('p-gao')
      await toEntry(page, proposal)
      await page.getByTestId('sealed').waitFor()
      expect(await page.getByTestId('sealed').innerText()).toContain('Sealed until the last fill')
      expect(await page.locator('body').innerText()).not.toContain('SANDBOX proceeds')
      const officer = await at('p-chen')
      await toEntry(officer, proposal)
      await officer.getByText('SANDBOX proceeds').first().waitFor()
      expect(await officer.getByTestId('sealed').count()).toBe(0)
    },
    testMs,
  )

  test(
    'all of it verifies offline, asked nobody outside, and broke nothing',
    async () => {
      await zone.integrated()
      const part = await zone.client.get<ZonePart>(`/api/cases/${opened.id}/export`)
      const report = verifyBundle({
        bundle: writeBundle([part]),
        kindsOnshore: onshoreKinds,
        kindsOffshore: offshoreKinds,
      })
      expect(report.faults).toEqual([])
      expect(desk.outside).toEqual([])
      expect(desk.errors).toEqual([])
    },
    testMs,
  )
})
