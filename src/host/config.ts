import { readFileSync } from 'node:fs'
import Type from 'typebox'
import Value from 'typebox/value'
import { SluiceError } from '../core/errors.ts'
import { publicKeyPattern } from '../core/record/publicKeys.ts'

const closed = <P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })
const url = Type.String({ pattern: '^https?://[^ ]+$' })

const shape = closed({
  zone: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,60}$' }),
  kind: Type.Union([Type.Literal('onshore'), Type.Literal('offshore')]),
  world: Type.Union([Type.Literal('real'), Type.Literal('rehearsal')]),
  name: Type.String({ minLength: 1 }),
  /** Origin line of the log. */
  origin: Type.String({ minLength: 3 }),
  port: Type.Integer({ minimum: 0, maximum: 65535 }),
  /** File with the log's and the witness's keys and the venues' trading credentials; mode 0600, never in the database. */
  secrets: Type.String({ minLength: 1 }),
  /** Told: time and salts come from the rehearsal's director and seed. */
  clock: Type.Union([Type.Literal('system'), Type.Literal('told')]),
  peers: Type.Array(
    closed({
      zone: Type.String(),
      origin: Type.String(),
      verifierKey: Type.String(),
      witnessKey: Type.String(),
      /** Absent: there is an air gap, and crossings go as files. */
      url: Type.Optional(url),
      /** PEM file with the certificates that its TLS is pinned to; required with https. */
      certificates: Type.Optional(Type.String({ minLength: 1 })),
    }),
  ),
  /** Where other zones reach this one over TLS, with a certificate from either side. */
  tls: Type.Optional(
    closed({ host: Type.String({ minLength: 1 }), port: Type.Integer({ minimum: 0, maximum: 65535 }) }),
  ),
  /** Witnesses beside the peers, asked to cosign each head: key (name+id+base64, C2SP type 4 or 6) and where `add-checkpoint` is. */
  witnesses: Type.Optional(Type.Array(closed({ key: Type.String(), url }), { maxItems: 8 })),
  /** Who may open the zone, by their public keys: its first administrators. Two of them sign its first entries; absent: it stays closed. */
  founders: Type.Optional(
    Type.Array(
      closed({
        person: Type.String({ pattern: '^[a-z0-9][a-z0-9./:-]{0,119}$' }),
        key: Type.String({ pattern: publicKeyPattern }),
      }),
      { minItems: 2, maxItems: 9 },
    ),
  ),
  /** File beside the database with the greatest head that this zone signed: so that an older database that was restored is noticed. */
  headFile: Type.Optional(Type.String({ minLength: 1 })),
  packs: Type.Array(Type.String(), { minItems: 1 }),
  chains: Type.Array(closed({ network: Type.String(), url })),
  venues: Type.Array(
    closed({
      entity: Type.String(),
      legalName: Type.String(),
      apiOrigin: url,
      accountOwner: Type.String(),
      /** What the venue itself says of a client order id that is sent twice, and where. Absent: what its adapter declares. */
      idempotency: Type.Optional(
        closed({
          class: Type.Union([
            Type.Literal('client-order-id-forever'),
            Type.Literal('while-open'),
            Type.Literal('never'),
          ]),
          source: Type.String({ minLength: 10, maxLength: 400 }),
        }),
      ),
      /** Its public books over WebSocket: for the trader's desk, and for the executor where `sells` is true. */
      stream: Type.Optional(
        closed({
          feed: Type.Union([Type.Literal('hashkey')]),
          host: Type.String({ minLength: 1, maxLength: 200 }),
          path: Type.String({ pattern: '^/[!-~]{0,200}$' }),
          sells: Type.Boolean(),
        }),
      ),
    }),
  ),
  banks: Type.Array(closed({ bank: Type.String(), url })),
  /** Authorities that time-stamp the log's checkpoints (RFC 3161). */
  timestamps: Type.Optional(
    Type.Array(
      closed({
        name: Type.String({ minLength: 1, maxLength: 80 }),
        url,
        hash: Type.Union([Type.Literal('sha256'), Type.Literal('sha384'), Type.Literal('sha512'), Type.Literal('sm3')]),
        /** PEM file with the certificates that its tokens do not hold, the root among them. */
        certificates: Type.String({ minLength: 1 }),
        /** SHA-256 of the root certificates accepted, hex. */
        roots: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { minItems: 1 }),
        /** One time-stamp in this time at most, and one soon after the first entry that has none. */
        everySeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
      }),
      { maxItems: 4 },
    ),
  ),
  /** Of a rehearsal: where its people answer, who sign in with one click. */
  sandboxPeople: Type.Optional(url),
  /** Folder of the built console; absent: none is served. */
  console: Type.Optional(Type.String()),
})

export type Config = Type.Static<typeof shape>

const secretsShape = closed({
  logKey: Type.String({ pattern: '^PRIVATE\\+KEY\\+' }),
  witnessKey: Type.String({ pattern: '^PRIVATE\\+KEY\\+' }),
  /** Seeds of ML-DSA-44 keys that sign beside those two, hex; absent: none does. */
  logMlDsaSeed: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  witnessMlDsaSeed: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  /** Keys that will take the place of those two: they sign beside them until the directory says so. */
  nextLogKey: Type.Optional(Type.String({ pattern: '^PRIVATE\\+KEY\\+' })),
  nextWitnessKey: Type.Optional(Type.String({ pattern: '^PRIVATE\\+KEY\\+' })),
  /** Certificate and key of this zone's TLS towards its peers, PEM. */
  tls: Type.Optional(closed({ certificate: Type.String(), key: Type.String() })),
  /** Seed of salts in a rehearsal, hex; absent: random. */
  saltSeed: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  venues: Type.Record(Type.String(), closed({ apiKey: Type.String(), secret: Type.String() })),
  /** Customer tokens of banks: they identify, and sign nothing. */
  banks: Type.Record(Type.String(), Type.String()),
  /** HTTP Basic of chain sources, by network. */
  chains: Type.Record(Type.String(), closed({ user: Type.String(), password: Type.String() })),
})

export type Secrets = Type.Static<typeof secretsShape>

/**
 * Reads the configuration once, complete: every bad key is listed at once, and no secret has a default.
 *
 * @throws {CONFIG_INVALID}
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): {
  readonly config: Config
  readonly secrets: Secrets
  readonly databaseUrl: string
} {
  const faults: string[] = []
  const file = env.SLUICE_CONFIG
  const databaseUrl = env.DATABASE_URL
  if (file === undefined) faults.push('SLUICE_CONFIG: expected the path of a configuration file')
  if (databaseUrl === undefined) faults.push('DATABASE_URL: expected a PostgreSQL URL')
  const config = file === undefined ? undefined : readShaped<Config>(file, shape, faults)
  const secrets = config === undefined ? undefined : readShaped<Secrets>(config.secrets, secretsShape, faults)
  if (config?.world === 'real' && config.clock === 'told') faults.push('clock: a real zone keeps its own time')
  if (config?.world === 'real' && config.sandboxPeople !== undefined)
    faults.push('sandboxPeople: in a real zone nobody signs in for others')
  if (config !== undefined) faults.push(...faultsOfPeers(config, secrets))
  for (const address of config === undefined || config.world === 'real' ? [] : hostsOf(config)) {
    if (!isLoopback(address)) faults.push(`${address}: a rehearsal speaks to this machine only`)
  }
  if (faults.length > 0) throw new SluiceError('CONFIG_INVALID', faults.join('\n'), { facts: { faults } })
  return { config: config!, secrets: secrets!, databaseUrl: databaseUrl! }
}

/** Between zones only TLS with certificates of both sides; plain HTTP is for a rehearsal on this machine. */
function faultsOfPeers({ peers, tls, world }: Config, secrets: Secrets | undefined): string[] {
  const faults: string[] = []
  for (const { zone, url: at, certificates } of peers) {
    if (at === undefined) continue
    const plain = at.startsWith('http:')
    if (plain && world === 'real')
      faults.push(`peers: ${zone}: a real zone speaks https to its peers, or files (no url)`)
    if (!plain && certificates === undefined)
      faults.push(`peers: ${zone}: https needs certificates, the PEM file to pin`)
    if (!plain && secrets !== undefined && secrets.tls === undefined)
      faults.push(`secrets: tls: expected certificate and key, which https to ${zone} shows`)
  }
  if (tls !== undefined && secrets !== undefined && secrets.tls === undefined)
    faults.push('secrets: tls: expected certificate and key of the listener')
  if (tls !== undefined && peers.some(({ certificates }) => certificates === undefined))
    faults.push('tls: each peer needs certificates: nobody else is let in')
  return faults
}

function hostsOf(config: Config): string[] {
  const { chains = [], venues = [], banks = [], peers = [], timestamps = [], witnesses = [] } = config
  return [
    ...chains.map(({ url: at }) => at),
    ...venues.map(({ apiOrigin }) => apiOrigin),
    ...banks.map(({ url: at }) => at),
    ...peers.flatMap(({ url: at }) => at ?? []),
    ...timestamps.map(({ url: at }) => at),
    ...witnesses.map(({ url: at }) => at),
    ...(config.sandboxPeople === undefined ? [] : [config.sandboxPeople]),
  ]
}

function isLoopback(address: string): boolean {
  const host = new URL(address).hostname
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function readShaped<T>(file: string, expected: Type.TSchema, faults: string[]): T | undefined {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    faults.push(`${file}: expected a JSON file that can be read`)
    return undefined
  }
  if (Value.Check(expected, value)) return value as T
  // The value is not repeated: it may be a secret.
  for (const error of Value.Errors(expected, value)) faults.push(`${file}${error.instancePath}: ${error.message}`)
  return undefined
}
