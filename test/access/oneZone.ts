import pg from 'pg'
import { administrators, personKey } from '../../sandbox/rehearsal/cast.ts'
import { foundZone } from '../../sandbox/rehearsal/found.ts'
import { file, type Stage } from '../../sandbox/rehearsal/stage.ts'
import { readWay } from '../../sandbox/rehearsal/way.ts'
import { ZoneClient } from '../../sandbox/rehearsal/zoneClient.ts'
import { packFolders } from '../../sandbox/start/startRehearsal.ts'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import { canonical } from '../../src/core/record/jcs.ts'
import { cosignatureVerifierKey } from '../../src/core/record/log/cosignature.ts'
import { ed25519VerifierKey, formatSignerKey } from '../../src/core/record/log/keys.ts'
import type { Config, Secrets } from '../../src/host/config.ts'
import { packDocument } from '../../src/host/packs/loadPack.ts'
import { type StartedZone, startZone } from '../../src/host/startZone.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'

export const seed = 'access'
export const onshore = zoneKeys(seed, 'onshore')
const offshore = zoneKeys(seed, 'offshore')

export interface OneZone extends StartedZone {
  readonly client: ZoneClient
  readonly pool: pg.Pool
  readonly stage: Stage
  /** Files a paper and opens a case on it; answers its id and the paper's hash. */
  openCase(number: string): Promise<{ readonly id: string; readonly filing: string }>
  /** Until everything committed is in the log. */
  integrated(): Promise<void>
}

export function configOf(more: Partial<Config> = {}): { readonly config: Config; readonly secrets: Secrets } {
  return {
    config: {
      zone: onshore.zone,
      kind: 'onshore',
      world: 'rehearsal',
      name: 'SANDBOX onshore',
      origin: onshore.origin,
      port: 0,
      secrets: 'none',
      clock: 'told',
      peers: [],
      founders: administrators.map((person) => ({ person, key: personKey(seed, person).publicKey })),
      packs: [...packFolders('beijing').onshore],
      chains: [],
      venues: [],
      banks: [],
      ...more,
    },
    secrets: {
      logKey: formatSignerKey(onshore.logKey),
      witnessKey: formatSignerKey(onshore.witnessKey),
      venues: {},
      banks: {},
      chains: {},
    },
  }
}

/** A zone onshore in this process on a database of the test's, with real random salts, founded by the rehearsal's cast. */
export async function startOneZone(databaseUrl: string, more: Partial<Config> = {}): Promise<OneZone> {
  const started = await startZone({
    ...configOf(more),
    databaseUrl,
    kinds: onshoreKinds,
    handlers: () => ({}),
    say: () => {},
  })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  // The database may be dropped while a connection of it is still closing.
  pool.on('error', () => {})
  const client = new ZoneClient(started.url, seed)
  const other = {
    get: async () => ({
      zone: offshore.zone,
      name: 'SANDBOX offshore',
      verifierKey: ed25519VerifierKey(offshore.logKey),
      witnessKey: cosignatureVerifierKey(offshore.witnessKey),
    }),
  } as unknown as ZoneClient
  const now = '2026-03-02T01:00:00.000Z'
  const stage = {
    seed,
    way: readWay('beijing'),
    onshore: client,
    offshore: other,
    clock: { now: () => now, nowMs: () => Date.parse(now), pass: async () => {} },
    say: () => {},
  } as unknown as Stage
  const packs = packFolders('beijing').onshore.map((folder) => canonical(packDocument(folder)))
  await foundZone(stage, client, 'onshore', { packs: { onshore: packs, offshore: [] }, hosts: {} })
  return {
    url: started.url,
    client,
    pool,
    stage,
    openCase: async (number) => {
      const own = new ZoneClient(started.url, `${seed}`)
      const filing = await file(stage, own, 'psb', 'case-filing', { number, organ: 'psb', holder: 'SANDBOX 王小明' })
      const { stream } = await own.act({
        by: 'p-zhang',
        kind: 'case.opened',
        payload: {
          model: 'beijing',
          caseNumber: number,
          organ: 'psb',
          filedOn: '2026-01-12',
          filing,
          jurisdiction: 'SANDBOX place of the act',
          outOfArea: false,
        },
        documents: [filing],
      })
      return { id: stream, filing }
    },
    integrated: async () => {
      for (;;) {
        const { rows } = await pool.query<{ n: string }>('select count(*) as n from log_queue')
        if (Number(rows[0]?.n) === 0) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    stop: async () => {
      await pool.end()
      await started.stop()
    },
  }
}
