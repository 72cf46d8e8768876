import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ZonePart } from '../src/core/bundle/bundle.ts'
import { writeBundle } from '../src/core/bundle/writeBundle.ts'
import { fingerprintOf } from '../src/core/record/time/algorithms.ts'
import { type TradedTicker, tradedBy } from './coins/traded.ts'
import { booksOf } from './rehearsal/books.ts'
import { personKey, platformA, platformB } from './rehearsal/cast.ts'
import { rehearse, type Trouble } from './rehearsal/run.ts'
import { startPeople } from './rehearsal/servePeople.ts'
import type { DirectorClock, Stage } from './rehearsal/stage.ts'
import { readWay } from './rehearsal/way.ts'
import { Refused, ZoneClient } from './rehearsal/zoneClient.ts'
import { hasOpenssl, makeAuthority } from './timestamps/makeAuthority.ts'
import { serveAuthority } from './timestamps/serveAuthority.ts'
import { startWorld, type World } from './world.ts'

/** What the supervisor tells the world's process, and what it hears back. */
export interface WorldOrder {
  readonly seed: string
  readonly port: number
  readonly folder: string
  /** What the case is about. */
  readonly traded: TradedTicker
}

export interface RunOrder {
  readonly run: {
    readonly onshore: string
    readonly offshore: string
    /** Canonical texts of the packs that each zone publishes, in order. */
    readonly packs: Readonly<Record<'onshore' | 'offshore', readonly string[]>>
    readonly model: string
    readonly trouble?: Trouble
    readonly victims?: number
    readonly holdings?: number
    readonly block?: 'whole' | 'half'
    readonly passivePpm?: number
    readonly unattended?: boolean
    readonly quotes?: NonNullable<Stage['quotes']>
  }
}

/** The rehearsal's world as a process of its own: nodes, platforms, banks, people, and the director who lets the next step go. */
const startMs = Date.parse('2026-03-02T01:00:00.000Z')

class Clock implements DirectorClock {
  #ms = startMs
  zones: readonly ZoneClient[] = []

  nowMs(): number {
    return this.#ms
  }

  now(): string {
    return new Date(this.#ms).toISOString()
  }

  async pass(minutes: number): Promise<void> {
    this.#ms += minutes * 60_000
    for (const zone of this.zones) await zone.post('/rehearsal/clock', { now: this.now() })
  }
}

const order = JSON.parse(readFileSync(0, 'utf8')) as WorldOrder
const clock = new Clock()
const trustSignatories = ['p-lam', 'p-ng'].map((person) => personKey(order.seed, person).publicKey)
const world = await startWorld({
  seed: order.seed,
  clock: () => clock.nowMs(),
  port: order.port,
  trustSignatories,
  platforms: [platformA, platformB],
  traded: order.traded,
})
const timestamps = hasOpenssl() ? await openAuthority() : undefined
const people = await startPeople({ seed: order.seed, port: order.port + 5, folder: join(order.folder, 'people') })
tell({ ready: describe(world) })

/** Somebody who time-stamps: of today, whatever time the rehearsal is told. */
async function openAuthority() {
  const folder = join(order.folder, 'timestamps')
  const authority = makeAuthority({ folder, key: 'p256' })
  const { url } = await serveAuthority(authority, order.port + 4)
  const [root] = authority.certificates
  return { url, certificates: join(folder, 'root.pem'), root: fingerprintOf(root!) }
}

/** What the zones need to reach the world: addresses for their configuration, credentials for their secret store. */
function describe({ bitcoin, evm, exchanges, bank }: World) {
  return {
    bitcoin: { url: bitcoin.rpcUrl, user: 'x', password: bitcoin.apiKey },
    ...(evm === undefined ? {} : { evm: { network: evm.network, url: evm.rpcUrl } }),
    venues: Object.entries(exchanges).map(([entity, exchange]) => ({
      entity,
      url: exchange.url,
      credentials: exchange.credentials('trust', 'trade'),
      idempotencyClass: exchange.registration('trust').idempotencyClass,
    })),
    ...(timestamps === undefined ? {} : { timestamps }),
    people: people.url,
    banks: {
      onshore: bankOf(bank, 'bank-cn', 'psb'),
      offshore: bankOf(bank, 'bank-hk', 'trust'),
    },
  }
}

/** The bank that a zone hands payment files to, as the customer whose people sign them. */
function bankOf(bank: World['bank'], institution: string, customer: string) {
  return { bank: institution, url: bank.institutionUrl(institution), token: bank.token({ institution, customer }) }
}

export type WorldReady = ReturnType<typeof describe>

process.on('message', (message: RunOrder) => {
  run(message.run).then(
    (result) => tell({ result }),
    (error: unknown) => {
      if (error instanceof Refused) tell({ refused: error.refusal })
      else tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    },
  )
})

async function run({ onshore, offshore, packs, model, quotes, ...told }: RunOrder['run']): Promise<object> {
  const stage: Stage = {
    seed: order.seed,
    world,
    onshore: new ZoneClient(onshore, order.seed),
    offshore: new ZoneClient(offshore, order.seed),
    clock,
    folder: order.folder,
    way: readWay(model),
    traded: tradedBy[order.traded],
    ...(quotes === undefined ? {} : { quotes }),
    say: (progress) => tell({ progress: { ...progress, at: clock.now() } }),
  }
  clock.zones = [stage.onshore, stage.offshore]
  await clock.pass(0)
  const hosts = Object.fromEntries(
    Object.entries(world.exchanges).map(([entity, { url }]) => [entity, url.slice('http://'.length)]),
  )
  await rehearse(stage, { packs, hosts, ...told })
  await untilCosigned([stage.onshore, stage.offshore])
  const parts = await Promise.all(
    [stage.onshore, stage.offshore].map((zone) => zone.get<ZonePart>(`/api/cases/${zone.caseId}/export`)),
  )
  const bundle = join(order.folder, 'case.bundle')
  writeFileSync(bundle, writeBundle(parts))
  writeFileSync(join(order.folder, 'books.json'), JSON.stringify(await booksOf(world), undefined, 2))
  return { case: stage.onshore.caseId, bundle }
}

/** Waits until each zone's newest head carries the other's cosignature. */
async function untilCosigned(zones: readonly ZoneClient[]): Promise<void> {
  for (let tries = 0; tries < 6_000; tries++) {
    const notes = await Promise.all(zones.map((zone) => zone.text('/log/checkpoint')))
    if (notes.every((note) => note.includes('/witness '))) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new TypeError('the zones did not cosign each other')
}

function tell(message: object): void {
  process.send?.(message)
}

let ending = false
const end = (): void => {
  if (ending) return
  ending = true
  Promise.all([world.stop(), people.stop()]).then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
process.on('SIGINT', end)
process.on('SIGTERM', end)
process.on('disconnect', end)
