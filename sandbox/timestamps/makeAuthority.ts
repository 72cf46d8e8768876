import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPem } from '../../src/core/record/time/certificate.ts'

/** OpenSSL is on nearly every machine; where it is not, there is no local authority. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0
}

/** How the keys of a local authority are made. */
export const keyArguments = {
  rsa: ['-newkey', 'rsa:2048'],
  p256: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  ed25519: ['-newkey', 'ed25519'],
} as const

export interface LocalAuthority {
  readonly folder: string
  /** The root alone, DER. */
  readonly certificates: readonly Uint8Array[]
  /** Answers a request with a response, both DER. */
  reply(request: Uint8Array): Uint8Array
}

const configuration = `
[ tsa ]
default_tsa = own
[ own ]
serial = serial
signer_digest = sha256
default_policy = 1.3.6.1.4.1.55555.1
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 3
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[ root ]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[ signer ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ loose ]
extendedKeyUsage = timeStamping
[ server ]
extendedKeyUsage = critical,serverAuth
`

/**
 * A time-stamping authority on this machine, by `openssl ts`: a root and a signer under it, valid for a day. SANDBOX stands in both names.
 *
 * @param purpose section with the signer's extensions; others than `signer` are for tests of what must be refused
 */
export function makeAuthority(parameters: {
  readonly folder: string
  readonly key?: keyof typeof keyArguments
  readonly purpose?: 'signer' | 'loose' | 'server'
  readonly days?: number
}): LocalAuthority {
  const { folder, key = 'rsa', purpose = 'signer', days = 1 } = parameters
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', [...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  writeFileSync(join(folder, 'authority.cnf'), configuration)
  const extensions = (section: string): string[] => ['-extfile', 'authority.cnf', '-extensions', section]
  const request = (name: string): void =>
    openssl('req', '-new', '-nodes', ...keyArguments[key], '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/O=SANDBOX/CN=SANDBOX time ${name}`) // biome-ignore format: one command
  request('root')
  openssl(
    'x509',
    '-req',
    '-in',
    'root.csr',
    '-signkey',
    'root.key',
    '-days',
    '2',
    '-out',
    'root.pem',
    ...extensions('root'),
  )
  request('signer')
  openssl('x509', '-req', '-in', 'signer.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-set_serial', '2', '-days', String(days), '-out', 'signer.pem', ...extensions(purpose)) // biome-ignore format: one command
  writeFileSync(join(folder, 'serial'), '01\n')
  return {
    folder,
    certificates: readPem(readFileSync(join(folder, 'root.pem'), 'utf8')),
    reply: (body) => {
      writeFileSync(join(folder, 'request'), body)
      openssl('ts', '-reply', '-config', 'authority.cnf', '-queryfile', 'request', '-signer', 'signer.pem', '-inkey', 'signer.key', '-out', 'response') // biome-ignore format: one command
      return new Uint8Array(readFileSync(join(folder, 'response')))
    },
  }
}
