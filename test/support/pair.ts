/** Two whole zones in this process, each on a database of its own, with kinds of a test's own: for what passes between them, not for what they decide. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import Type from 'typebox'
import { administrators, keyFileOf, personKey } from '../../sandbox/rehearsal/cast.ts'
import { ZoneClient } from '../../sandbox/rehearsal/zoneClient.ts'
import { type ZoneKeys, zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import { type AnyKind, defineKind } from '../../src/core/case/kind.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { formatAnySigner, logVerifierKey, witnessVerifierKey } from '../../src/core/record/log/anyKey.ts'
import { spelledKey } from '../../src/core/record/log/enrolledKeys.ts'
import { algorithmOf } from '../../src/core/record/publicKeys.ts'
import { type FactType, kindContracts } from '../../src/core/rules/facts.ts'
import { parsePack } from '../../src/core/rules/parsePack.ts'
import { crossingTable } from '../../src/crossing/rules.ts'
import type { Config, Secrets } from '../../src/host/config.ts'
import { packDocument } from '../../src/host/packs/loadPack.ts'
import { type StartedZone, startZone } from '../../src/host/startZone.ts'
import { connectStore } from '../../src/host/store/connect.ts'
import { type ClonedDatabase, cloneTestDatabase } from './database.ts'
import { freePort } from './ports.ts'

export type Kind = 'onshore' | 'offshore'
export const kinds = ['onshore', 'offshore'] as const

export interface PairedZone {
  readonly kind: Kind
  readonly keys: ZoneKeys
  readonly client: ZoneClient
  readonly pool: Pool
  readonly said: string[]
  readonly config: Config
  readonly secrets: Secrets
  readonly started: StartedZone
  /** Ends it and starts it again with other secrets or another configuration. */
  restart(change?: { secrets?: Partial<Secrets>; config?: Partial<Config> }): Promise<void>
  /** Takes a backup of its database; what is returned ends the zone and starts it again on that backup. */
  backup(): Promise<() => Promise<void>>
}

export interface Pair {
  readonly folder: string
  readonly zones: Readonly<Record<Kind, PairedZone>>
  /** Key file of an administrator of both zones. */
  readonly administrator: string
  /** Key files of who reads the case: its officer onshore, who sells offshore. */
  readonly readers: readonly string[]
  /** Opens one more zone offshore, over HTTP, and makes it and the zone onshore peers: configured, and keys enrolled in both directories. */
  join(name: string): Promise<PairedZone>
  end(): Promise<void>
}

export interface PairOptions {
  readonly seed?: string
  /** Both zones speak TLS to each other with pinned certificates; or across an air gap. */
  readonly between?: 'http' | 'tls' | 'files'
  readonly onRoute?: (kind: Kind, route: { readonly method: string | string[]; readonly url: string }) => void
  readonly change?: (kind: Kind, secrets: Secrets, config: Config) => { secrets: Secrets; config: Config }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const house = resolve(root, 'packs/house')

/** A model with a way and no rule. */
function writeModel(folder: string): string {
  const model = JSON.parse(readFileSync(resolve(root, 'packs/models/beijing/pack.json'), 'utf8')) as {
    [key: string]: Json
  }
  const step = { subject: 'case', zone: 'onshore', roles: ['case-officer'], approvals: [] }
  const steps = [
    { ...step, kind: 'case.opened', from: ['none'], to: 'opened' },
    { ...step, kind: 'entrustment.accepted', from: ['opened'], to: 'opened' },
  ]
  mkdirSync(join(folder, 'model/rules'), { recursive: true })
  writeFileSync(join(folder, 'model/pack.json'), JSON.stringify({ ...model, id: 'test', rules: [], steps }))
  return join(folder, 'model')
}

/** The facts that the rules' contract asks of a kind, all well. */
function factsOf(name: string): AnyKind['facts'] {
  const values: Record<FactType, Json> = { Bool: true, String: '', Long: 0, Set: [], verdict: { ok: true, found: '', required: '' } } // biome-ignore format: a table
  return Object.fromEntries(
    Object.entries(kindContracts[name]!.facts).map(([fact, type]) => [fact, () => values[type]]),
  )
}

/** A case that somebody opens, and a kind that crosses: as little as shows what passes. */
export const testKinds: readonly AnyKind[] = [
  defineKind<{ model: string }>({
    name: 'case.opened',
    stream: 'case',
    zones: ['onshore'],
    payload: Type.Object({ model: Type.String() }, { additionalProperties: false }),
    facts: factsOf('case.opened') as never,
    apply: (state) => state,
  }),
  defineKind<{ asset: string; units: string; mandateUntil: string; secret: string; zone?: string }>({
    name: 'entrustment.accepted',
    stream: 'case',
    zones: ['onshore'],
    payload: Type.Object(
      { asset: Type.String(), units: Type.String(), mandateUntil: Type.String(), secret: Type.String(), zone: Type.Optional(Type.String()) }, // biome-ignore format: one shape
      { additionalProperties: false },
    ),
    facts: factsOf('entrustment.accepted') as never,
    apply: (state) => state,
    crosses: crossingTable['entrustment.accepted']!,
  }),
]

/** @example const pair = await startPair({ between: 'tls' }); await entrustIn(pair, 1); await pair.end() */
export async function startPair(options: PairOptions = {}): Promise<Pair> {
  const { seed = 'pair', between = 'http' } = options
  const folder = mkdtempSync(join(tmpdir(), 'sluice-pair-'))
  const ports = { onshore: await freePort(), offshore: await freePort() }
  const doors = { onshore: await freePort(), offshore: await freePort() }
  const model = writeModel(folder)
  if (between === 'tls') for (const kind of kinds) makeCertificate(folder, kind)
  const ends: (() => Promise<void>)[] = []
  const open = async (kind: Kind, name: string = kind, port = ports[kind]): Promise<PairedZone> => {
    const peer = kind === 'onshore' ? 'offshore' : 'onshore'
    const [own, other] = [zoneKeys(seed, name), zoneKeys(seed, peer)]
    let secrets: Secrets = {
      logKey: formatAnySigner(own.logKey),
      witnessKey: formatAnySigner(own.witnessKey),
      venues: {},
      banks: {},
      chains: {},
      ...(between === 'tls' ? { tls: { certificate: readFileSync(join(folder, `${kind}.pem`), 'utf8'), key: readFileSync(join(folder, `${kind}.key`), 'utf8') } } : {}), // biome-ignore format: one key
    }
    const urls = { http: { url: `http://127.0.0.1:${ports[peer]}` }, tls: { url: `https://127.0.0.1:${doors[peer]}`, certificates: join(folder, `${peer}.pem`) }, files: {} } // biome-ignore format: a table
    let config: Config = {
      zone: own.zone,
      kind,
      world: 'rehearsal',
      name: `SANDBOX ${kind}`,
      origin: own.origin,
      port,
      secrets: 'none',
      clock: 'system',
      peers: [{ zone: other.zone, origin: other.origin, verifierKey: logVerifierKey(other.logKey), witnessKey: witnessVerifierKey(other.witnessKey), ...urls[between] }], // biome-ignore format: one peer
      founders: administrators.map((person) => ({ person, key: personKey(seed, person).publicKey })),
      packs: [house, model],
      chains: [],
      venues: [],
      banks: [],
      ...(between === 'tls' ? { tls: { host: '127.0.0.1', port: doors[kind] } } : {}),
    }
    if (options.change !== undefined) ({ secrets, config } = options.change(kind, secrets, config))
    let database = await cloneTestDatabase()
    let { pool, close } = connectStore({ url: database.url })
    const left: ClonedDatabase[] = []
    const said: string[] = []
    const start = () => startZone({ config, secrets, databaseUrl: database.url, kinds: testKinds, handlers: () => ({}), say: (text) => said.push(text), ...(options.onRoute === undefined ? {} : { onRoute: (route) => options.onRoute!(kind, route) }) }) // biome-ignore format: one call
    const zone = {
      kind, keys: own, pool, said, client: new ZoneClient(`http://127.0.0.1:${port}`, seed), config, secrets, started: await start(),
      restart: async (change: { secrets?: Partial<Secrets>; config?: Partial<Config> } = {}) => {
        await zone.started.stop()
        secrets = { ...secrets, ...change.secrets }
        config = { ...config, ...change.config }
        Object.assign(zone, { config, secrets, started: await start() })
      },
      backup: async () => {
        await zone.started.stop()
        const copy = await database.copy()
        Object.assign(zone, { started: await start() })
        return async () => {
          await zone.started.stop()
          await close()
          left.push(database)
          database = copy
          ;({ pool, close } = connectStore({ url: database.url }))
          Object.assign(zone, { pool, started: await start() })
        }
      },
    } // biome-ignore format: one zone
    ends.push(async () => {
      await zone.started.stop()
      await close()
      for (const each of [database, ...left]) await each.drop()
    })
    return zone
  }
  const zones = { onshore: await open('onshore'), offshore: await open('offshore') }
  for (const kind of kinds) await found(zones[kind], zones[kind === 'onshore' ? 'offshore' : 'onshore'].keys, seed)
  const [person] = administrators
  const administrator = join(folder, `${person}.json`)
  writeFileSync(administrator, keyFileOf({ seed, person, org: 'administration', role: 'administrator' }), {
    mode: 0o600,
  })
  const readers = [
    { person: 'p-zhang', org: 'psb', role: 'case-officer' },
    { person: 'p-lam', org: 'trust', role: 'case-officer' },
  ].map((one) => {
    const file = join(folder, `${one.person}.json`)
    writeFileSync(file, keyFileOf({ seed, ...one }), { mode: 0o600 })
    return file
  })
  for (const kind of kinds) zones[kind].client.readAs(kind === 'onshore' ? 'p-zhang' : 'p-lam')
  return {
    folder,
    zones,
    administrator,
    readers,
    join: async (name) => {
      const port = await freePort()
      const joined = await open('offshore', name, port)
      const { onshore } = zones
      await found(joined, onshore.keys, seed)
      joined.client.readAs('p-lam')
      const { zone, origin, logKey, witnessKey } = joined.keys
      const peer = { zone, origin, verifierKey: logVerifierKey(logKey), witnessKey: witnessVerifierKey(witnessKey), url: `http://127.0.0.1:${port}` } // biome-ignore format: one peer
      await onshore.restart({ config: { peers: [...onshore.config.peers, peer] } })
      await enrolKeysOf(onshore, joined.keys)
      return joined
    },
    end: async () => {
      for (const end of ends.splice(0)) await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function found({ client, kind, keys, config }: PairedZone, other: ZoneKeys, seed: string): Promise<void> {
  await client.found('zone.opened', {
    zone: keys.zone,
    kind,
    world: 'rehearsal',
    name: config.name,
    logKey: spelledKey(logVerifierKey(keys.logKey), 'log'),
    origin: keys.origin,
    administrators: administrators.map((person) => ({ person, key: personKey(seed, person).publicKey })),
  })
  let hash = ''
  for (const folder of config.packs) {
    hash = await client.document(canonical(packDocument(folder)))
    const { id, kind: of, publisher } = parsePack(packDocument(folder)).manifest
    await client.found('pack.published', { hash, pack: id, kind: of, publisher }, [hash])
  }
  // Who acts in the tests' cases, and reads them.
  const reads =
    kind === 'onshore'
      ? { person: 'p-zhang', org: 'psb', role: 'public-security' }
      : { person: 'p-lam', org: 'trust', role: 'account-holder' }
  await client.found(
    'organisation.enrolled',
    { org: reads.org, role: reads.role, family: reads.org, name: reads.org, document: hash },
    [hash],
  )
  await client.found('person.enrolled', { person: reads.person, org: reads.org, roles: ['case-officer'] })
  const { publicKey } = personKey(seed, reads.person)
  await client.found(
    'key.enrolled',
    {
      key: publicKey,
      holder: reads.person,
      use: 'person',
      algorithm: algorithmOf(publicKey)!,
      vouchedBy: reads.org,
      document: hash,
      confirmation: { by: reads.org, how: 'in-person', document: hash },
    },
    [hash],
  )
  await enrolKeysOf({ client, config }, other)
}

/** The keys of another zone, into the directory of one. */
async function enrolKeysOf({ client, config }: Pick<PairedZone, 'client' | 'config'>, other: ZoneKeys): Promise<void> {
  const hash = await client.document(canonical(packDocument(config.packs[0]!)))
  for (const use of ['log', 'witness'] as const) {
    const verifierKey = use === 'log' ? logVerifierKey(other.logKey) : witnessVerifierKey(other.witnessKey)
    const key = spelledKey(verifierKey, use)
    const holder = use === 'log' ? other.zone : `${other.zone}-witness`
    await client.found(
      'key.enrolled',
      {
        key,
        holder,
        use,
        algorithm: algorithmOf(key)!,
        vouchedBy: 'administration',
        document: hash,
        confirmation: { by: 'administration', how: 'in-person', document: hash },
      },
      [hash],
    )
  }
}

/**
 * Opens a case onshore, once, and entrusts units in it, which crosses.
 *
 * @param zone the zone named in it; the case opened last is meant
 */
export async function entrustIn({ zones }: Pick<Pair, 'zones'>, units: number, zone?: string): Promise<string> {
  const { client } = zones.onshore
  const payload = { asset: 'test', units: String(units), mandateUntil: '2027-01-01', secret: `never crosses ${units}`, ...(zone === undefined ? {} : { zone }) } // biome-ignore format: one payload
  if (!opened.has(client)) {
    opened.add(client)
    await client.act({ by: 'p-zhang', kind: 'case.opened', payload: { model: 'test' } })
  }
  return (await client.act({ by: 'p-zhang', kind: 'entrustment.accepted', payload })).entry
}

const opened = new WeakSet<ZoneClient>()

/** Waits until a condition holds, for three minutes: only what never comes waits so long. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 3_600; i++) {
    if (await holds()) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new TypeError(`never came: ${what}`)
}

/** A self-signed certificate and its key, `<name>.pem` and `<name>.key`. */
export function makeCertificate(folder: string, name: string): void {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=SANDBOX ${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`] // biome-ignore format: one command
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
}
