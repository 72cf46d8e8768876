import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { freePorts } from '../support/ports.ts'
import {
  newFolder,
  pause,
  portsInUse,
  portsOf,
  type RunningRehearsal,
  removeFolders,
  root,
  startRehearsal,
} from './rehearse.ts'

/** What goes wrong around a rehearsal: a sentence that says what to do, and nothing left running. */
const port = await freePorts(27)
const minutesMax = 600_000
const busy: Server[] = []

afterEach(() => {
  for (const server of busy.splice(0)) server.close()
})
afterAll(removeFolders)

async function nothingLeft(rehearsal: RunningRehearsal) {
  const { left, started, ...rest } = await rehearsal.ended
  expect(left).toEqual([])
  expect(await portsInUse(portsOf(port))).toEqual([])
  return { ...rest, started }
}

/** The process of a rehearsal whose command line names this file. */
function processOf(rehearsal: RunningRehearsal, file: string): number {
  const found = rehearsal.children().find(({ command }) => command.includes(file))
  if (found === undefined) throw new Error(`no process runs ${file}`)
  return found.pid
}

test(
  'a port that is in use is named before anything is started',
  async () => {
    const taken = port + 22
    const server = createServer()
    busy.push(server)
    await new Promise<void>((ready) => server.listen(taken, '127.0.0.1', ready))
    const { exit, out, err, started, left } = await startRehearsal({ port }).ended
    expect({ exit, out, started, left }).toEqual({ exit: 1, out: '', started: 0, left: [] })
    expect(err).toContain(`port ${taken} is in use: end the program that has it, or choose others with --port N.`)
  },
  minutesMax,
)

test('every wrong argument is named at once', async () => {
  const { exit, out, err } = await startRehearsal({ port: 80, args: ['--seed', 'a b', '--trouble', 'rain'] }).ended
  expect({ exit, out }).toEqual({ exit: 2, out: '' })
  expect(err).toContain('--port: expected a number from 1024 to 65000, found 80')
  expect(err).toContain('--seed: expected letters and digits')
  expect(err).toContain('--trouble: expected licence, cover, floor, stream, stop or return, found rain')
})

test('every missing or wrong key of a zone’s configuration is named at once, and no secret is repeated', async () => {
  const folder = newFolder()
  const secrets = join(folder, 'secrets.json')
  writeFileSync(secrets, JSON.stringify({ logKey: 'not-a-key-but-secret', venues: {}, banks: {}, chains: {} }))
  const config = join(folder, 'config.json')
  writeFileSync(
    config,
    JSON.stringify({
      zone: 'a-zone',
      kind: 'inland',
      world: 'real',
      origin: 'example.org/log',
      port: 70_000,
      secrets,
      clock: 'told',
      peers: [],
      packs: ['packs/cn'],
      chains: [],
      venues: [],
      banks: [],
    }),
  )
  const { exit, err } = await startZoneAlone({ SLUICE_CONFIG: config })
  expect(exit).toBe(2)
  const faults = err.trimEnd().split('\n')
  for (const expected of [
    /DATABASE_URL: expected a PostgreSQL URL/,
    /config\.json.*kind/,
    /config\.json.*port/,
    /config\.json.*name/,
  ])
    expect(faults).toContainEqual(expect.stringMatching(expected))
  expect(err).not.toContain('not-a-key-but-secret')
  const none = await startZoneAlone({})
  expect(none.exit).toBe(2)
  expect(none.err).toContain('SLUICE_CONFIG: expected the path of a configuration file')
  expect(none.err).toContain('DATABASE_URL: expected a PostgreSQL URL')
})

function startZoneAlone(own: Readonly<Record<string, string>>): Promise<{ exit: number | null; err: string }> {
  const { DATABASE_URL: _url, SLUICE_CONFIG: _config, ...env } = process.env
  const child = spawn(process.execPath, ['src/host/onshore.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...env, ...own },
  })
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  return new Promise((done) => child.on('close', (exit) => done({ exit, err })))
}

test(
  'Ctrl-C in the middle of a case ends all of it, in order, and leaves nothing running',
  async () => {
    const rehearsal = startRehearsal({ port, group: true })
    await rehearsal.said(/lot\.classified/)
    // What a terminal does: the signal goes to the whole group.
    process.kill(-rehearsal.pid, 'SIGINT')
    const { exit, out, started } = await nothingLeft(rehearsal)
    expect({ exit, out }).toEqual({ exit: 0, out: '' })
    expect(started).toBeGreaterThan(3)
  },
  minutesMax,
)

test(
  'a signal to the first process alone ends all of it too, even while it is still starting',
  async () => {
    const rehearsal = startRehearsal({ port })
    // The world is up, the zones are not.
    while (!rehearsal.children().some(({ command }) => command.includes('sandbox/worldMain.ts'))) await pause(50)
    process.kill(rehearsal.pid, 'SIGTERM')
    const { exit, out } = await nothingLeft(rehearsal)
    expect({ exit, out }).toEqual({ exit: 0, out: '' })
  },
  minutesMax,
)

test(
  'a zone that is killed is named, what it committed is not lost, and the rest ends',
  async () => {
    const rehearsal = startRehearsal({ port })
    await rehearsal.said(/custody\.prepared/)
    process.kill(processOf(rehearsal, 'src/host/onshore.ts'), 'SIGKILL')
    const { exit, out, err } = await nothingLeft(rehearsal)
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toContain(
      'The zone onshore was ended by SIGKILL; it did not end by itself. What it had committed stands in its database. Start the rehearsal again.',
    )
  },
  minutesMax,
)

test(
  'a world that is killed, with its node, platforms and banks, is named, and the rest ends',
  async () => {
    const rehearsal = startRehearsal({ port })
    await rehearsal.said(/custody\.prepared/)
    process.kill(processOf(rehearsal, 'sandbox/worldMain.ts'), 'SIGKILL')
    const { exit, out, err } = await nothingLeft(rehearsal)
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toContain(
      'The world of the rehearsal (node, platforms, banks) was ended by SIGKILL. What the zones had committed stands in their databases. Start the rehearsal again.',
    )
  },
  minutesMax,
)
