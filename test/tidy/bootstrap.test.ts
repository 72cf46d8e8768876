import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from './sources.ts'

let folder = ''
let target = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-bootstrap-'))
  target = relative(root, join(folder, 'target.ts'))
  const text = `
    const [how, ...rest]: string[] = process.argv.slice(2)
    if (how === 'wait') {
      process.on('SIGTERM', () => { console.log('asked to end'); process.exit(9) })
      console.log('waiting')
      setInterval(() => {}, 1000)
    } else console.log(JSON.stringify({ rest, folder: process.cwd(), major: Number(process.versions.node.split('.')[0]) }))
    if (how === 'fail') process.exitCode = 7
    if (how === 'die') process.kill(process.pid, 'SIGKILL')`
  writeFileSync(join(folder, 'target.ts'), text)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts/bootstrap.mjs'), target, ...args], { cwd: folder, encoding: 'utf8' })

test('runs a TypeScript file with its arguments in the folder of the caller, and says nothing else on stdout', () => {
  const { status, stdout } = start('show', '--once', '--json', 'a b')
  const shown = JSON.parse(stdout)
  expect(status).toBe(0)
  expect(shown.rest).toEqual(['--once', '--json', 'a b'])
  expect(shown.folder).toBe(folder)
  expect(shown.major).toBeGreaterThanOrEqual(22)
})

test('ends as the file ended: with its code, or by its signal', () => {
  expect(start('fail').status).toBe(7)
  expect(start('die').signal).toBe('SIGKILL')
})

test('passes the wish to end on, and waits until it is met', async () => {
  const child: ChildProcess = spawn(process.execPath, [join(root, 'scripts/bootstrap.mjs'), target, 'wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout!.on('data', (chunk) => {
    said += chunk
    if (said === 'waiting\n') child.kill('SIGTERM')
  })
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(9)
  expect(said).toBe('waiting\nasked to end\n')
})

test('npm keeps its banner off stdout in this repository', () => {
  copyFileSync(join(root, '.npmrc'), join(folder, '.npmrc'))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'probe', version: '1.0.0', scripts: { start: 'echo "{}"' } }),
  )
  // Without what an outer npm handed down, which would decide instead of the file.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
  expect(spawnSync('npm', ['start'], { cwd: folder, env, encoding: 'utf8' }).stdout).toBe('{}\n')
  rmSync(join(folder, '.npmrc'))
  expect(spawnSync('npm', ['start'], { cwd: folder, env, encoding: 'utf8' }).stdout).toContain('> probe@1.0.0 start')
})
