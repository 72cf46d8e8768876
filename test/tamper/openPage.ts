import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { buildVerifier } from '../../scripts/buildVerifier.mjs'
import { launchChromium } from '../support/chromium.ts'

export interface OpenedPage {
  readonly page: Page
  /** Addresses that the page asked for beside itself. */
  readonly asked: readonly string[]
  /** What the page's policy forbade, and errors of its scripts. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** Builds the court's page and opens it from disk in a browser that is offline. */
export async function openPage(language: string): Promise<OpenedPage> {
  const file = await buildVerifier(join(mkdtempSync(join(tmpdir(), 'sluice-page-')), 'verifier.html'))
  const browser = await launchChromium()
  const context = await browser.newContext({ locale: language, offline: true })
  const page = await context.newPage()
  const asked: string[] = []
  const complaints: string[] = []
  const own = pathToFileURL(file).href
  page.on('request', (request) => {
    if (request.url() !== own && !request.url().startsWith('blob:')) asked.push(request.url())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(own)
  return { page, asked, complaints, close: () => browser.close() }
}

/** Gives the page a bundle by its file field, and waits for the answer. */
export async function giveBundle(page: Page, text: string, timeoutMs = 60_000): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-given-')), 'case.bundle')
  writeFileSync(file, text)
  await page.setInputFiles('#file', file)
  await page.waitForSelector('.answer', { timeout: timeoutMs })
  return (await page.textContent('.answer')) ?? ''
}
