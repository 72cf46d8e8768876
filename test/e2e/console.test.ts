import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removePostgres } from '../../src/host/store/place.ts'
import { chromiumPath, launchChromium } from '../support/chromium.ts'

const port = 7810
const onshore = `http://127.0.0.1:${port}`
const offshore = `http://127.0.0.1:${port + 10}`
const folder = join(mkdtempSync(join(tmpdir(), 'sluice-console-')), 'run')

let start: ChildProcess
let said = ''
let browser: Browser

/** Waits until the running command has said something. */
async function hears(what: RegExp): Promise<void> {
  const until = Date.now() + 1_200_000
  while (!what.test(said)) {
    if (start.exitCode !== null || Date.now() > until) throw new TypeError(`never said ${what}: ${said.slice(-2_000)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function open(
  url: string,
): Promise<{ readonly page: Page; readonly outside: string[]; readonly errors: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
  const outside: string[] = []
  const errors: string[] = []
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) outside.push(request.url())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(url)
  // The sandbox signs in for its people: here as those whose case it is.
  if (await signedOut(page)) await page.getByTestId(url.startsWith(onshore) ? 'person-p-zhang' : 'person-p-lam').click()
  await page.getByTestId('me').waitFor()
  return { page, outside, errors }
}

async function signedOut(page: Page): Promise<boolean> {
  await page.getByTestId('me').or(page.getByTestId('sign-in')).first().waitFor()
  return page.getByTestId('sign-in').isVisible()
}

describe.skipIf(!existsSync(chromiumPath))('the console in a browser', () => {
  beforeAll(async () => {
    start = spawn(
      process.execPath,
      ['sandbox/start.ts', '--port', String(port), '--folder', folder, '--seed', 'console'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    start.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    browser = await launchChromium()
    await hears(/The console stays open/)
  }, 1_500_000)

  afterAll(async () => {
    await browser?.close()
    if (start?.exitCode === null) {
      start.kill('SIGINT')
      await once(start, 'exit')
    }
    await removePostgres({ folder: join(folder, 'postgres') })
  })

  test('shows the closed case in three languages, asks nobody outside, and cannot be taken for the real thing', async () => {
    const { page, outside, errors } = await open(`${onshore}/`)
    const texts: Record<string, string> = {}
    for (const language of ['zh-CN', 'zh-HK', 'en']) {
      await page.getByTestId(`language-${language}`).click()
      await page.waitForTimeout(300)
      texts[language] = await page.locator('body').innerText()
      expect(await page.getByTestId('sandbox-banner').isVisible()).toBe(true)
    }
    expect(texts['zh-CN']).toContain('SANDBOX-京公顺2026-0001')
    expect(texts.en).toContain('closed')
    expect(new Set(Object.values(texts)).size).toBe(3)
    expect([outside, errors]).toEqual([[], []])
    await page.close()
  })

  test('shows a case as a timeline whose entries open with their facts and rules', async () => {
    const { page, errors } = await open(`${onshore}/cases`)
    await page.getByTestId('language-en').click()
    await page.getByText('SANDBOX-京公顺2026-0001').first().click()
    await page.getByTestId('timeline').waitFor()
    await page.getByTestId('entry-row').first().click()
    await page.getByTestId('entry-view').waitFor()
    const content = await page.getByTestId('entry-view').innerText()
    expect(content).toContain('recomputed in this page: the same')
    await page.getByText('Rules that decided').first().click()
    await page.getByText('CN-CPL-245-ended').first().waitFor()
    expect(errors).toEqual([])
    await page.close()
  })

  test('verifies the case in the browser itself', async () => {
    const { page, errors } = await open(`${onshore}/cases`)
    await page.getByTestId('language-en').click()
    await page.getByText('SANDBOX-京公顺2026-0001').first().click()
    await page.getByTestId('timeline').waitFor()
    await page.getByRole('tab', { name: 'Verify' }).click()
    await page.getByTestId('verify-button').click()
    await page.getByTestId('verify-result').waitFor({ timeout: 300_000 })
    const result = await page.getByTestId('verify-result').innerText()
    expect(result).toMatch(/consistent|holds/i)
    expect(result).not.toMatch(/not consistent|first thing wrong/i)
    expect(errors).toEqual([])
    await page.close()
  })

  test('onshore shows no book, no quote and no order; offshore shows the sale', async () => {
    const { page } = await open(`${onshore}/cases`)
    await page.getByTestId('language-en').click()
    await page.getByText('SANDBOX-京公顺2026-0001').first().click()
    await page.getByTestId('timeline').waitFor()
    expect(await page.getByTestId('sale-table').count()).toBe(0)
    expect(await page.getByTestId('stop-sale').count()).toBe(0)
    await page.close()
    const other = await open(`${offshore}/cases`)
    // The page stands before the zone has said who it is.
    await other.page.getByText('SANDBOX').first().waitFor()
    const body = await other.page.locator('body').innerText()
    expect(body).toContain('SANDBOX')
    await other.page.close()
  })

  test('Ctrl-C ends all of it and leaves nothing listening', async () => {
    start.kill('SIGINT')
    await once(start, 'exit')
    expect(start.exitCode).toBe(0)
    const listening = await Promise.all([port, port + 10, port + 21, port + 22, port + 23, port + 24].map(answers))
    expect(listening).toEqual([false, false, false, false, false, false])
  })
})

function answers(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(at, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
