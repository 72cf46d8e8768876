import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A custodian signs in a process of their own: what is to be signed goes in, what they signed comes out; the key stays there. */
export function signerProcess(
  program: 'main.ts' | 'safeMain.ts',
  args: readonly string[],
  input: string,
): Promise<string> {
  const main = fileURLToPath(new URL(program, import.meta.url))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
    let out = ''
    let shown = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      shown += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(out.trim()) : reject(new TypeError(`a custodian did not sign: ${shown}`)),
    )
    child.stdin.end(input)
  })
}
