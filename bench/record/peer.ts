import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PeerRates {
  readonly append: number
  readonly prove: number
  readonly verify: number
  /** Hex. */
  readonly root: string
}

const gocode = '/usr/share/gocode'

/** Builds the Go peer from Debian's packages into `folder`; `undefined` where they are not installed. */
export function buildPeer(folder: string): ((count: number, entryBytes: number) => PeerRates) | undefined {
  const present = spawnSync('go', ['version']).status === 0
  if (!present || !existsSync(join(gocode, 'src/golang.org/x/mod/sumdb/tlog/tlog.go'))) return undefined
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: gocode, GOCACHE: join(tmpdir(), 'sluice-go-cache') }
  const binary = join(folder, 'peer')
  const source = new URL('goPeer/main.go', import.meta.url).pathname
  const built = spawnSync('go', ['build', '-o', binary, source], { env, encoding: 'utf8', cwd: folder })
  if (built.status !== 0) throw new Error(built.stderr)
  return (count, entryBytes) => {
    const { status, stdout, stderr } = spawnSync(binary, [String(count), String(entryBytes)], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout) as PeerRates
  }
}
