import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { buildOnce } from './buildOnce.ts'

/**
 * Builds slowly, so that the page is there before what it loads, and notes that it began. It waits in the middle for a file `go`, where the source says
 * so, and fails where the source says that.
 */
const builder = `
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
const into = process.argv[2]
const source = readFileSync('source/text', 'utf8')
appendFileSync('begun', source + '\\n')
rmSync(into, { recursive: true, force: true })
mkdirSync(into + '/assets', { recursive: true })
writeFileSync(into + '/index.html', source)
while (source.includes('wait') && !existsSync('go')) await new Promise((done) => setTimeout(done, 10))
if (source.includes('fail')) process.exit(1)
writeFileSync(into + '/assets/' + source + '.js', source)
writeFileSync(into + '/index.html', source)
`

const starter = `
import { buildOnce } from ${JSON.stringify(new URL('buildOnce.ts', import.meta.url).href)}
const folder = process.argv[2]
const dist = await buildOnce({
  dist: folder + '/dist',
  sources: [folder + '/source'],
  words: (into) => [folder + '/builder.mjs', into],
  note: () => {},
})
process.stdout.write(dist ?? 'none')
`

let folder: string
let started: ChildProcess[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-build-'))
  started = []
  mkdirSync(join(folder, 'source'))
  writeFileSync(join(folder, 'builder.mjs'), builder)
  writeFileSync(join(folder, 'starter.mjs'), starter)
  return async () => {
    // Builders that wait end with their file, and the processes with them.
    writeFileSync(join(folder, 'go'), '')
    await Promise.all(started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map((child) => once(child, 'close'))) // biome-ignore format: one wait
    await rm(folder, { recursive: true, force: true })
  }
})

/** A source that was changed `agoS` seconds ago. */
function change(text: string, agoS = 60): void {
  const file = join(folder, 'source/text')
  writeFileSync(file, text)
  const at = Date.now() / 1_000 - agoS
  utimesSync(file, at, at)
}

interface Started {
  readonly child: ChildProcess
  readonly answer: Promise<string>
}

function start(): Started {
  const child = spawn(process.execPath, [join(folder, 'starter.mjs'), folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  const answer = (async () => {
    let text = ''
    for await (const part of child.stdout!) text += String(part)
    return text
  })()
  return { child, answer }
}

const dist = () => join(folder, 'dist')
const inFolder = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8')
const begun = () => (existsSync(join(folder, 'begun')) ? inFolder('begun').trim().split('\n') : [])
const go = () => writeFileSync(join(folder, 'go'), '')
const here = () => buildOnce({ dist: dist(), sources: [join(folder, 'source')], words: (into) => [join(folder, 'builder.mjs'), into], note: () => {} }) // biome-ignore format: one call

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; !what(); tries++) {
    if (tries > 2_000) throw new Error('waited for 20 s in vain')
    await delay(10)
  }
}

test('two processes that start at once build once, and both get the folder', async () => {
  change('wait')
  const both = [start(), start()]
  await until(() => begun().length > 0)
  // Long enough for the second to come, look and wait.
  await delay(700)
  go()
  expect(await Promise.all(both.map(({ answer }) => answer))).toEqual([dist(), dist()])
  expect(begun()).toEqual(['wait'])
  expect(await here()).toBe(dist())
  expect(begun()).toEqual(['wait'])
  expect(readdirSync(folder).filter((name) => name.startsWith('dist'))).toEqual(['dist'])
})

test('while a new build is made the former stands whole, and what its pages load later is there after it too', async () => {
  change('first', 120)
  await here()
  const builtLately = Date.now() / 1_000 - 100
  utimesSync(join(dist(), 'index.html'), builtLately, builtLately)
  change('second-wait')
  const { answer } = start()
  await until(() => begun().length === 2)
  await delay(200)
  expect([inFolder('dist/index.html'), readdirSync(join(dist(), 'assets'))]).toEqual(['first', ['first.js']])
  go()
  expect(await answer).toBe(dist())
  expect([inFolder('dist/index.html'), inFolder('dist/assets/second-wait.js')]).toEqual(['second-wait', 'second-wait'])
  expect(inFolder('dist/assets/first.js')).toBe('first')
})

test('what a build of more than a day ago left is not kept', async () => {
  change('first', 120)
  await here()
  const dayAgo = Date.now() / 1_000 - 25 * 60 * 60
  for (const file of ['index.html', 'assets/first.js']) utimesSync(join(dist(), file), dayAgo, dayAgo)
  change('second')
  await here()
  expect(readdirSync(join(dist(), 'assets'))).toEqual(['second.js'])
})

test('a build that was killed leaves the former in place, is taken over, and what goes on writing for it disturbs nobody', async () => {
  change('first', 120)
  await here()
  utimesSync(join(dist(), 'index.html'), 1, 1)
  change('killed-wait')
  const { child, answer } = start()
  await until(() => begun().length === 2)
  child.kill('SIGKILL')
  await answer
  expect(inFolder('dist/index.html')).toBe('first')
  change('second-wait')
  const both = [start(), start()]
  await until(() => begun().length === 3)
  // The builder that lost its process goes on too, and ends.
  go()
  expect(await Promise.all(both.map((one) => one.answer))).toEqual([dist(), dist()])
  expect(begun()).toEqual(['first', 'killed-wait', 'second-wait'])
  const assets = ['first.js', 'second-wait.js']
  expect([inFolder('dist/index.html'), readdirSync(join(dist(), 'assets'))]).toEqual(['second-wait', assets])
})

test('a build that fails says so, and the former stands', async () => {
  change('first', 120)
  await here()
  utimesSync(join(dist(), 'index.html'), 1, 1)
  change('fail')
  expect(await here()).toBeUndefined()
  expect([inFolder('dist/index.html'), readdirSync(join(dist(), 'assets'))]).toEqual(['first', ['first.js']])
  expect(readdirSync(folder).filter((name) => name.startsWith('dist'))).toEqual(['dist'])
})

test('what was changed while it was built is built the next time', async () => {
  change('wait')
  const { answer } = start()
  await until(() => begun().length === 1)
  change('later', 0)
  await delay(50)
  go()
  await answer
  expect(statSync(join(dist(), 'index.html')).mtimeMs).toBeLessThan(statSync(join(folder, 'source/text')).mtimeMs)
  await here()
  expect(inFolder('dist/index.html')).toBe('later')
})
