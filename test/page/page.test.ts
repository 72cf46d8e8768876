import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashText } from '../../src/core/record/hash.ts'
import { chromiumPath } from '../support/chromium.ts'
import { giveBundle, type OpenedPage, openPage } from '../tamper/openPage.ts'
import { brokenBundle, bundleFor, signedBundle, smBundle, wholeBundle } from './bundles.ts'

const timeoutMs = 600_000
const folder = mkdtempSync(join(tmpdir(), 'sluice-files-'))
const hasPdfText = spawnSync('pdftotext', ['-v']).status === 0

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

/** Drops a file on the page as a hand would: the browser hands the page a list of files. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const made = `(() => { const given = new DataTransfer(); given.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)})); return given })()`
  const dataTransfer = await page.evaluateHandle(made)
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('#place', type, { dataTransfer })
}

async function answerFor(page: Page, name: string): Promise<string> {
  await page.locator('.file', { hasText: name }).waitFor({ timeout: timeoutMs })
  return (await page.textContent('.answer')) ?? ''
}

describe.skipIf(!existsSync(chromiumPath))('the court’s page in a browser', () => {
  let opened: OpenedPage
  beforeAll(async () => {
    opened = await openPage('en')
  }, timeoutMs)
  afterAll(() => opened.close())

  test(
    'takes a file that is dropped on it, and names it by its SHA-256',
    async () => {
      const { page } = opened
      const text = wholeBundle()
      await drop(page, 'dropped.sluice', text)
      expect(await answerFor(page, 'dropped.sluice')).toContain('consistent in itself')
      expect(await page.textContent('.file')).toContain(hashText(text))
    },
    timeoutMs,
  )

  test('is amber and not green where signers and rules are not known from outside', async () => {
    expect(await opened.page.getAttribute('.answer', 'class')).toBe('answer partly')
  })

  test('changes its language without another run, with all that was said', async () => {
    const { page } = opened
    for (const [language, says] of [
      ['zh-CN', '各密钥由谁担保'],
      ['zh-HK', '各密鑰由誰擔保'],
      ['en', 'Who vouches for each key'],
    ] as const) {
      await page.click(`[data-language="${language}"]`)
      expect(await page.textContent('#result')).toContain(says)
      expect(await page.evaluate('document.documentElement.lang')).toBe(language)
    }
  })

  test('is dark where the reader’s machine is', async () => {
    const { page } = opened
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await paper()
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await paper()).not.toBe(light)
  })

  test.skipIf(!hasPdfText)('prints a report with every posting and rule, and without its buttons', async () => {
    const { page } = opened
    const cdp = await page.context().newCDPSession(page)
    const { data } = await cdp.send('Page.printToPDF', {})
    const pdf = fileOf('report.pdf', Buffer.from(data, 'base64'))
    const printed = execFileSync('pdftotext', [pdf, '-'], { maxBuffer: 64_000_000 }).toString().replace(/\s+/g, '')
    for (const said of ['Whovouchesforeachkey', 'Whatthisdoesnotprove', 'Everyposting', 'Rulesthatwereapplied', 'SANDBOXrehearsal'])
      expect(printed).toContain(said)
    for (const left of ['Dragabundlehere', 'Savereport']) expect(printed).not.toContain(left)
    const names = (await page.locator('tbody tr td:first-child').allTextContents()).map((text) => text.slice(0, 6))
    expect(names.length).toBeGreaterThan(100)
    expect(names.filter((name) => !printed.includes(name.trim().replace(/\s+/g, '')))).toEqual([])
  }) // biome-ignore format: one walk

  test.each([
    ['an empty file', 'empty.bin', '', 'line 1: expected a further line'],
    ['another file', 'letter.pdf', '%PDF-1.4 something else\n', 'line 1: expected canonical JSON'],
    ['much of nothing', 'much.bin', new Uint8Array(80_000_000).fill(65), 'line 1: expected a size within the limits'],
  ])(
    '%s is called no bundle, with the line',
    async (_, name, content, says) => {
      const { page } = opened
      await page.setInputFiles('#file', fileOf(name, content))
      const answer = await answerFor(page, name)
      expect(answer).toContain('NOT a case bundle')
      expect(answer).toContain(says)
    },
    timeoutMs,
  )

  test.each(['defence', 'public'] as const)(
    'a cut for the %s is said to be one before the answer',
    async (reader) => {
      const { page } = opened
      await page.setInputFiles('#file', fileOf(`${reader}.sluice`, bundleFor(reader)))
      const answer = await answerFor(page, `${reader}.sluice`)
      expect(answer).toContain(`This bundle was cut for the ${reader}`)
      expect(answer.indexOf('was cut for')).toBeLessThan(answer.indexOf('Result:'))
    },
    timeoutMs,
  )

  test(
    'a case under SM2 and SM3 is verified in the page too',
    async () => {
      const { page } = opened
      await page.setInputFiles('#file', fileOf('sm.sluice', await smBundle()))
      expect(await answerFor(page, 'sm.sluice')).toContain('Every entry was decided again')
      const shown = (await page.textContent('#result')) ?? ''
      expect(shown).toContain('(sm3), signed with sm2')
      expect(shown).toContain('sm2:0')
    },
    timeoutMs,
  )

  test('nothing was asked of a network, nothing was forbidden and nothing failed', () => {
    expect([opened.asked, opened.complaints]).toEqual([[], []])
  })
})

describe.skipIf(!existsSync(chromiumPath))('a long bundle', () => {
  test(
    'is verified in workers, its progress is told while it lasts, and the page’s own thread stays free',
    async () => {
      const { page, close } = await openPage('en')
      try {
        let workers = 0
        page.on('worker', () => {
          workers++
        })
        await page.evaluate(`(() => {
          const bar = document.querySelector('progress')
          globalThis.seen = []
          new MutationObserver(() => seen.push(bar.value)).observe(bar, { attributes: true, attributeFilter: ['value'] })
          // Milliseconds of each task of this thread over 50, as the browser counts them.
          globalThis.held = []
          new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) held.push(duration)
          }).observe({ type: 'longtask' })
          globalThis.began = performance.now()
        })()`)
        expect(await giveBundle(page, await signedBundle(1_000), timeoutMs)).toContain('Every entry was decided again')
        expect(workers).toBeGreaterThanOrEqual(2)
        const seen = (await page.evaluate('seen')) as number[]
        // The page was told often, and had the time to say so each time: it was never held up by the work.
        expect(new Set(seen).size).toBeGreaterThan(10)
        expect([...seen].sort((a, b) => a - b)).toEqual(seen)
        const lastedMs = (await page.evaluate('performance.now() - began')) as number
        const heldMs = (await page.evaluate('held')) as number[]
        // Shares of the same run: a machine that others use stretches both. Work done on this thread would hold it for nearly all of the time.
        expect(Math.max(0, ...heldMs) / lastedMs).toBeLessThan(0.1)
        expect(heldMs.reduce((sum, ms) => sum + ms, 0) / lastedMs).toBeLessThan(0.25)
        // And what does hold it is seen: a turn that waits on purpose.
        const waitMs = 400
        await page.evaluate(
          `new Promise((done) => setTimeout(() => { const until = performance.now() + ${waitMs}; while (performance.now() < until); setTimeout(done, 100) }))`,
        )
        expect(Math.max(0, ...((await page.evaluate('held')) as number[]))).toBeGreaterThanOrEqual(waitMs)
      } finally {
        await close()
      }
    },
    timeoutMs,
  )

  test(
    'is told to the page in portions, whatever its length, and every row arrives',
    async () => {
      const { page, close } = await openPage('en')
      try {
        // How much of a report any message carries: the page's own thread has no more than that to do at once.
        await page.evaluate(`(() => {
          const rowsIn = (value) =>
            typeof value !== 'object' || value === null || value instanceof Blob
              ? 0
              : Math.max(Array.isArray(value) ? value.length : 0, ...Object.values(value).map(rowsIn))
          globalThis.portions = []
          // The engine's megabytes are for the workers to decode.
          globalThis.decoded = 0
          const own = globalThis.atob
          globalThis.atob = (text) => {
            decoded += text.length
            return own(text)
          }
          globalThis.turns = []
          const Own = Worker
          globalThis.Worker = class extends Own {
            constructor(url) {
              super(url)
              this.addEventListener('message', ({ data }) => portions.push(rowsIn(data)))
            }
          }
          new MutationObserver((changes) => turns.push(changes.reduce((sum, { addedNodes }) => sum + addedNodes.length, 0))).observe(
            document.getElementById('result'),
            { childList: true, subtree: true },
          )
        })()`)
        expect(await giveBundle(page, brokenBundle(), timeoutMs)).toContain('does NOT hold')
        await page.waitForFunction('!document.getElementById("print").disabled', undefined, { timeout: timeoutMs })
        const portions = (await page.evaluate('portions')) as number[]
        const turns = (await page.evaluate('turns')) as number[]
        expect(await page.evaluate('decoded')).toBe(0)
        expect(Math.max(...portions)).toBe(200)
        expect(portions.length).toBeGreaterThan(3)
        // What is put down in one turn: a portion, and once what is shown first.
        expect(turns.slice(1).every((nodes) => nodes <= 200)).toBe(true)
        const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')])
        const { faults } = JSON.parse(readFileSync(await download.path(), 'utf8')) as { faults: readonly unknown[] }
        expect(faults.length).toBeGreaterThan(300)
        expect(
          await page.locator('section', { hasText: 'What is wrong' }).locator('li').count(),
        ).toBeGreaterThanOrEqual(faults.length)
      } finally {
        await close()
      }
    },
    timeoutMs,
  )
})
