/**
 * The court's page with a large bundle in a headless Chromium: how long it takes, and how long its main thread was ever held up.
 *
 *     node bench/record/page.ts FILE [RESULT [TRUST]]
 */
import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildVerifier } from '../../scripts/buildVerifier.mjs'
import { launchChromium } from '../../test/support/chromium.ts'

interface Watched {
  /** Milliseconds of each task over 50. */
  readonly tasks: number[]
  /** Milliseconds between two turns of a timer that asks for one each 10. */
  gap: number
  turns: number
}

const [file, into, trust] = process.argv.slice(2)
if (file === undefined) {
  console.error('node bench/record/page.ts FILE [RESULT [TRUST]]')
  process.exit(2)
}
const html = await buildVerifier(join(mkdtempSync(join(tmpdir(), 'sluice-page-')), 'verifier.html'))
const browser = await launchChromium()
const page = await (await browser.newContext({ locale: 'en', offline: true })).newPage()
await page.goto(pathToFileURL(html).href)
await page.evaluate(`(() => {
  globalThis.watched = { tasks: [], gap: 0, turns: 0 }
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.tasks.push(Math.round(duration))
  }).observe({ type: 'longtask', buffered: true })
  let last = performance.now()
  setInterval(() => {
    const now = performance.now()
    watched.gap = Math.max(watched.gap, now - last)
    watched.turns++
    last = now
  }, 10)
})()`)
if (trust !== undefined) await page.setInputFiles('#trust', resolve(trust))
const start = performance.now()
await page.setInputFiles('#file', resolve(file))
await page.waitForSelector('.answer', { timeout: 3_600_000 })
const answered = performance.now() - start
await page.waitForFunction('!document.getElementById("print").disabled', undefined, { timeout: 3_600_000 })
const { tasks, gap, turns } = (await page.evaluate('watched')) as Watched
const shown = (await page.getAttribute('.answer', 'class')) ?? ''
if (shown.includes('fails')) throw new TypeError(`the bundle does not hold: ${await page.textContent('.answer')}`)
const result = {
  bytes: statSync(file).size,
  machine: { processor: cpus()[0]?.model, processors: availableParallelism(), browser: browser.version() },
  answer: (await page.locator('.answer li').allTextContents()).join(' '),
  seconds: answered / 1000,
  /** Of the main thread, milliseconds: the longest task, how many were over 50, and the longest wait of a timer. */
  longestTaskMs: Math.max(0, ...tasks),
  longTasks: tasks.length,
  longestGapMs: Math.round(gap),
  turns,
}
await browser.close()
if (into !== undefined) writeFileSync(into, `${JSON.stringify(result, undefined, 2)}\n`)
console.log(JSON.stringify(result, undefined, 2))
