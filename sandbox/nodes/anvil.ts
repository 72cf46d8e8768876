import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { SluiceError } from '../../src/core/errors.ts'

export interface AnvilProcess {
  readonly url: string
  stop(): Promise<void>
}

/**
 * A shell waits for the node and watches its own input, which is ours: when this process ends, however it ends, the node ends too.
 */
const tether =
  'exec 3<&0; "$0" "$@" </dev/null 3<&- & node=$!; { read -r _ <&3; kill "$node" 2>/dev/null; } & wait "$node"'

const readyWithinMs = 20_000

/** Starts anvil (Foundry, unmodified) on loopback without automatic mining. @throws {CHAIN_UNREACHABLE} if it is not there or does not come up */
export async function startAnvil(parameters: {
  readonly chainId: number
  readonly genesisTimeSec: number
  readonly port: number
}): Promise<AnvilProcess> {
  const args = [
    ...['--host', '127.0.0.1', '--port', String(parameters.port)],
    ...['--chain-id', String(parameters.chainId), '--timestamp', String(parameters.genesisTimeSec)],
    ...['--no-mining', '--order', 'fifo', '--accounts', '1', '--no-cors', '--color', 'never', '--hardfork', 'cancun'],
    ...['--preserve-historical-states', '--disable-console-log'],
  ]
  const child = spawn('sh', ['-c', tether, anvilPath(), ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  try {
    const url = await listening(child)
    return { url, stop: () => end(child) }
  } catch (error) {
    await end(child)
    throw error
  }
}

/** anvil comes as a binary for Linux on x64 only. */
export function anvilInstalled(): boolean {
  try {
    anvilPath()
    return true
  } catch {
    return false
  }
}

function anvilPath(): string {
  try {
    return createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/bin/anvil')
  } catch (cause) {
    throw new SluiceError(
      'CHAIN_UNREACHABLE',
      'The EVM node of the sandbox (anvil) is not installed on this platform.',
      { cause },
    )
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = () =>
      reject(
        new SluiceError('CHAIN_UNREACHABLE', 'The EVM node of the sandbox did not start.', {
          facts: { said: said.slice(-500) },
        }),
      )
    const timer = setTimeout(fail, readyWithinMs)
    child.stderr?.on('data', (chunk) => {
      said += String(chunk)
    })
    child.stdout?.on('data', (chunk) => {
      said += String(chunk)
      const match = /Listening on (127\.0\.0\.1:\d+)/.exec(said)
      if (!match) return
      clearTimeout(timer)
      // What it prints later is not kept.
      said = ''
      child.stdout?.resume()
      resolve(`http://${match[1]}/`)
    })
    child.once('error', fail)
    child.once('exit', fail)
  })
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.stdin?.end()
  })
}
