// The whole test suite. Arguments go to vitest: `npm test -- src/core/money`, `npm test -- -t 'a name'`.
// The last line of stdout is `N passed, N failed` and nothing else; the exit code says the same.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './bootstrap.mjs'
import { installSystemPackages } from './systemPackages.mjs'

const minutesMax = Number(process.env.SLUICE_TEST_MINUTES ?? 56)
const args = process.argv.slice(2)
const filtered = args.some((arg) => /^(-t|--testNamePattern)(=|$)/.test(arg))
const folder = mkdtempSync(join(tmpdir(), 'sluice-report-'))
const reportFile = join(folder, 'report.json')

if (args.length === 0) installSystemPackages()

const reporters = ['--reporter=default', `--reporter=${join(root, 'test/support/reporter.ts')}`]
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const child = spawn(process.execPath, [vitest, 'run', '--allowOnly=false', ...reporters, ...args], {
  cwd: root,
  // A group of its own, so that a run that hangs is ended with all its workers.
  detached: true,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, SLUICE_TEST_REPORT: reportFile, SLUICE_TEST_FILTERED: filtered ? '1' : '0' },
})

let ending = ''
function end(reason, signal) {
  ending ||= reason
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Gone already.
  }
}
const deadline = setTimeout(() => {
  end(`the suite did not end within ${minutesMax} minutes`, 'SIGTERM')
  setTimeout(() => end('', 'SIGKILL'), 20_000).unref()
}, minutesMax * 60_000)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(`stopped by ${signal}`, signal))

child.on('exit', (code) => {
  clearTimeout(deadline)
  // Whatever a killed run left in its group.
  if (ending) end('', 'SIGKILL')
  const none = { passed: 0, failed: 0, skipped: [], unnamed: [], complete: false }
  const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : none
  rmSync(folder, { recursive: true, force: true })
  const lines = []
  for (const line of report.skipped) lines.push(`skipped: ${line}`)
  for (const name of report.unnamed) lines.push(`FAILED: skipped, but not named in test/skips.json: ${name}`)
  let failed = report.failed
  if (!report.complete) lines.push(`FAILED: the run did not end${ending ? `: ${ending}` : ''}.`)
  else if (code !== 0 && failed === 0) lines.push(`FAILED: vitest ended with code ${code}.`)
  else if (failed === 0 && report.passed === 0) lines.push('FAILED: no test ran.')
  if (failed === 0 && (!report.complete || code !== 0 || report.passed === 0)) failed = 1
  lines.push(`${report.passed} passed, ${failed} failed`)
  process.stdout.write(`\n${lines.join('\n')}\n`)
  process.exitCode = failed === 0 ? 0 : 1
})
