import type { BrowserContext, Page } from 'playwright-core'
import { launchChromium, watchPage } from './chromium.ts'

/** Of a busy machine. */
const stepMs = 120_000

/** People at consoles of their own, in one Chromium: each signed in by their own key, and with it at hand to sign. */
export interface ConsoleDesk {
  /** Somebody's screen: opened when it is asked for first. */
  at(person: string): Promise<Page>
  /** They sit down anew the next time. */
  leave(person: string): void
  newPage(): Promise<{ readonly context: BrowserContext; readonly page: Page }>
  /** Whom a page asked outside this machine, and what broke in it. */
  readonly outside: readonly string[]
  readonly errors: readonly string[]
  close(): Promise<void>
}

export interface ConsoleDeskParameters {
  readonly url: () => string
  readonly secretOf: (person: string) => string
  /** A page of a zone that asks nobody to sign in. */
  readonly open?: boolean
}

/** @example const desk = await openDesk({ url: () => zone.url, secretOf }); const page = await desk.at('p-chen') */
export async function openDesk({ url, secretOf, open = false }: ConsoleDeskParameters): Promise<ConsoleDesk> {
  const browser = await launchChromium()
  const pages = new Map<string, Page>()
  const outside: string[] = []
  const errors: string[] = []
  const newPage = async () => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 950 } })
    const page = await context.newPage()
    page.setDefaultTimeout(stepMs)
    watchPage(page, { outside, errors })
    return { context, page }
  }
  return {
    outside,
    errors,
    newPage,
    close: () => browser.close(),
    leave: (person) => void pages.delete(person),
    at: async (person) => {
      const known = pages.get(person)
      if (known !== undefined) return known
      const { page } = await newPage()
      await page.goto(url())
      await page.getByTestId('language-en').click()
      if (!open) {
        await page.getByTestId('sign-in-key').fill(secretOf(person))
        await page.getByTestId('sign-in-use').click()
      }
      await page.getByTestId('load-key').click()
      await page.getByTestId('key-input').fill(secretOf(person))
      await page.getByRole('button', { name: 'Use this key' }).click()
      await page.getByTestId('signer').waitFor()
      pages.set(person, page)
      return page
    },
  }
}

/** By the links of the page: a reload would forget the key. */
export async function go(page: Page, place: string, tab?: string): Promise<void> {
  await page.locator(`nav a[href="${place}"]`).click()
  if (tab !== undefined) await page.locator(`.ant-tabs-tab[data-node-key="${tab}"]`).click()
}

export async function choose(page: Page, testId: string, option: string | RegExp): Promise<void> {
  await page.getByTestId(testId).click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: option }).first().click()
}

/** Signs what a form made; it closes once the zone has taken it. */
export async function signForm(page: Page, testId: string): Promise<void> {
  const button = page.getByTestId(`${testId}-sign`)
  await button.click()
  await button.waitFor({ state: 'detached' })
}

/** The second of two reads what waits and signs it. */
export async function countersign(page: Page): Promise<void> {
  await go(page, '/people', 'waiting')
  await page.getByTestId('countersign').click()
  await page.getByText('Nothing waits for a second signature').waitFor()
}

/** A tab of the only case on somebody's screen. */
export async function openCase(page: Page, tab: string): Promise<Page> {
  await go(page, '/cases')
  await page.getByTestId('case-row').first().click()
  await page.locator(`.ant-tabs-tab[data-node-key="${tab}"]`).click()
  return page
}

/** Approves the one proposal that stands. */
export async function approve(page: Page): Promise<void> {
  await go(page, '/approvals')
  await page.getByTestId('approve-button').click()
  await page.getByTestId('sign-approve').click()
  await page.getByTestId('sign-approve').waitFor({ state: 'detached' })
}

/** Carries out the one proposal that stands approved. */
export async function execute(page: Page): Promise<void> {
  await go(page, '/approvals')
  await page.getByTestId('execute-button').click()
  await page.getByText('No proposal stands').waitFor()
}
