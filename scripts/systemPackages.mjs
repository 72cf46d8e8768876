// What the whole test suite needs from the system: a browser with Chinese fonts, and hledger. Installed quietly where we
// are root on Debian; where it cannot be had, the tests that need it are skipped by name.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { say } from './bootstrap.mjs'

// The independent readers are large (Go alone is 464 MB), so only a run of CI installs them by itself.
const readers = [
  { name: 'golang-go', file: '/usr/bin/go' },
  { name: 'golang-golang-x-mod-dev', file: '/usr/share/gocode/src/golang.org/x/mod' },
  { name: 'libquickfix-dev', file: '/usr/include/quickfix' },
  { name: 'g++', file: '/usr/bin/g++' },
]
const wanted = [
  { name: 'chromium', file: '/usr/bin/chromium' },
  { name: 'fonts-noto-cjk', file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' },
  { name: 'hledger', file: '/usr/bin/hledger' },
  ...(process.env.CI === 'true' ? readers : []),
]
const installMsMax = 8 * 60_000

export function missingPackages() {
  return wanted.filter(({ file }) => !existsSync(file)).map(({ name }) => name)
}

function apt(...args) {
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0', '-o', 'Acquire::Retries=2']
  return spawnSync('apt-get', [...options, ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: installMsMax,
  })
}

/** Installs what is missing. Says one line about it on stderr and never fails. SLUICE_APT=0 turns it off. */
export function installSystemPackages() {
  const missing = missingPackages()
  if (missing.length === 0 || process.env.SLUICE_APT === '0') return
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    say(`Not installed here: ${missing.join(', ')}. Tests that need them are skipped by name.`)
    return
  }
  say(`Installing for the tests: ${missing.join(', ')} (Debian packages, up to a few minutes).`)
  const install = () => apt('install', '-y', '--no-install-recommends', ...missing)
  let run = install()
  // Package lists may be old or absent.
  if (run.status !== 0 && apt('update').status === 0) run = install()
  if (run.status === 0) return
  const reason = run.error?.message ?? run.stderr?.trim().split('\n').at(-1) ?? ''
  say(`Could not install ${missingPackages().join(', ')} (${reason}). Tests that need them are skipped by name.`)
}
