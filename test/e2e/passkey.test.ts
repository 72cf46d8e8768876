import { existsSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personKey } from '../../sandbox/rehearsal/cast.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { buildConsole } from '../../sandbox/start/buildConsole.ts'
import type { ZonePart } from '../../src/core/bundle/bundle.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import type { Directory } from '../../src/core/case/directory.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { type OneZone, seed, startOneZone } from '../access/oneZone.ts'
import { chromiumPath, launchChromium, watchPage } from '../support/chromium.ts'
import { withTestDatabase } from '../support/database.ts'

const database = withTestDatabase()

/** One zone in this process, the console that it serves, and a Chromium with an authenticator in software (CDP WebAuthn): everything else is as in earnest. */
describe.skipIf(!existsSync(chromiumPath))('a passkey in the console', () => {
  let zone: OneZone
  let opened: { readonly id: string }
  let proposal: string
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const outside: string[] = []
  const errors: string[] = []
  /** By its name: a browser takes no address for a relying party. */
  const named = () => zone.url.replace('127.0.0.1', 'localhost')

  beforeAll(async () => {
    const dist = await buildConsole(() => {})
    if (dist === undefined) throw new TypeError('the console was not built')
    zone = await startOneZone(database.url, { console: dist })
    opened = await zone.openCase('SANDBOX-1')
    zone.client.caseId = opened.id
    const decision = await file(zone.stage, zone.client, 'psb', 'seizure-decision', { number: 'SANDBOX-扣-1', level: 'county-head' }) // biome-ignore format: one paper
    const seizure = {
      measure: 'seized',
      startsOn: '2026-03-02',
      decision,
      officers: ['p-li', 'p-liu'],
      relatedness: 'SANDBOX proceeds of the act',
      necessities: 'SANDBOX none needed',
    }
    const made = await zone.client.act({
      by: 'p-zhang',
      kind: 'proposal.made',
      payload: { proposes: 'seizure.decided', payload: seizure },
      documents: [decision],
    })
    proposal = made.entry
    browser = await launchChromium()
    context = await browser.newContext({ viewport: { width: 1400, height: 950 } })
    page = await context.newPage()
    watchPage(page, { outside, errors })
    const cdp = await context.newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }, // biome-ignore format: one call
    })
  }, 1_500_000)

  afterAll(async () => {
    await browser?.close()
    await zone?.stop()
  })

  const secretOf = (person: string): string => bytesToHex(personKey(seed, person).secretKey as Uint8Array)
  const directory = async () => (await zone.client.get<{ state: Directory }>('/api/directory')).state
  const passkeys = async () =>
    Object.entries((await directory()).keys).filter(([, { algorithm }]) => algorithm === 'webauthn')

  test('is not to be had by an IP address: the page says why, and names the way', async () => {
    await page.goto(zone.url)
    await page.getByTestId('passkey-bar').waitFor()
    expect(await page.getByTestId('use-passkey').isDisabled()).toBe(true)
    expect(await page.locator('[data-testid=passkey-bar] a').getAttribute('href')).toBe(`${named()}/`)
  }, 240_000)

  test('is made beside a key file, and enrolled by an entry that both sign', async () => {
    await page.goto(named())
    await page.getByTestId('language-en').click()
    await page.getByTestId('sign-in-key').fill(secretOf('p-chen'))
    await page.getByTestId('sign-in-use').click()
    await page.getByTestId('load-key').click()
    await page.getByTestId('key-input').fill(secretOf('p-chen'))
    await page.getByRole('button', { name: 'Use this key' }).click()
    await page.getByTestId('signer').click()
    await page.getByTestId('add-passkey').click()
    await page.getByTestId('make-passkey').click()
    await page.getByTestId('enrol-passkey').click()
    await page.getByTestId('passkey-enrolled').waitFor()
    const [[key, enrolled] = [], ...others] = await passkeys()
    expect(others).toEqual([])
    expect(key).toMatch(/^0[23][0-9a-f]{64}$/)
    const place = { origin: named(), rpId: 'localhost' }
    expect(enrolled).toMatchObject({ holder: 'p-chen', use: 'person', algorithm: 'webauthn', passkey: place, replaces: personKey(seed, 'p-chen').publicKey }) // biome-ignore format: one row
    expect((await directory()).keys[personKey(seed, 'p-chen').publicKey]?.until).toBeUndefined()
  }, 240_000)

  test('signs in, approves a proposal, and what it signed verifies offline', async () => {
    await context.clearCookies()
    await page.goto(`${named()}/approvals/${proposal}`)
    await page.getByTestId('use-passkey').click()
    await page.getByTestId('load-key').click()
    await page.getByTestId('use-passkey').click()
    await page.getByTestId('signer').waitFor()
    await page.getByTestId('approve-button').click()
    await page.getByTestId('sign-approve').click()
    await expect.poll(async () => (await zone.client.state()).state.proposals[proposal]?.approvals.length, { timeout: 300_000 }).toBe(1) // biome-ignore format: one wait
    await zone.integrated()
    const part = await zone.client.get<ZonePart>(`/api/cases/${opened.id}/export`)
    const verify = (bundle: string) =>
      verifyBundle({ bundle, kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds })
    const bundle = writeBundle([part])
    const report = verify(bundle)
    expect(report.faults).toEqual([])
    const [[key] = []] = await passkeys()
    // The digest of the proposal and the act that brings it; and the countersignature of its enrolment.
    expect(report.keys.find((one) => one.key === key)).toMatchObject({ holder: 'p-chen', use: 'person', signatures: 3 })
    const entry = part.streams.flatMap(({ entries }) => entries).find(({ entry: one }) => one.header.kind === 'approval.given')!.entry // biome-ignore format: one line
    const { signature } = entry.fields.action!.value as { signature: { assertion: { authenticatorData: string } } }
    expect(signature.assertion.authenticatorData).toMatch(/^[A-Za-z0-9_-]{50,}$/)
    const counted = signature.assertion.authenticatorData
    const changed = `${counted.slice(0, -1)}${counted.endsWith('A') ? 'B' : 'A'}`
    expect(verify(bundle.replaceAll(counted, changed)).holds).toBe(false)
  }, 240_000)

  test('asked nobody outside, and nothing broke', () => {
    expect(outside).toEqual([])
    expect(errors).toEqual([])
  })
})
