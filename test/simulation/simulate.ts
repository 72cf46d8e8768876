import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TradedTicker, tradedBy } from '../../sandbox/coins/traded.ts'
import { administrators, personKey, platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { foundZones } from '../../sandbox/rehearsal/found.ts'
import type { DirectorClock, Stage } from '../../sandbox/rehearsal/stage.ts'
import { packsOfWay, readWay, type Way } from '../../sandbox/rehearsal/way.ts'
import { type Ask, type Doing, Refused, ZoneClient } from '../../sandbox/rehearsal/zoneClient.ts'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import { startWorld, type World } from '../../sandbox/world.ts'
import { commonKinds } from '../../src/core/case/commonKinds.ts'
import { type AnyKind, goesOver, listKinds, type Subject, type ZoneKind } from '../../src/core/case/kind.ts'
import { appliedOf } from '../../src/core/case/machine.ts'
import { valuesOf } from '../../src/core/case/machines.ts'
import { type CaseState, stageOf } from '../../src/core/case/state.ts'
import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { zoneKinds } from '../../src/core/zone/zoneKinds.ts'
import { cutForCrossing } from '../../src/crossing/document.ts'
import { crossingTable } from '../../src/crossing/rules.ts'
import { packDocument } from '../../src/host/packs/loadPack.ts'
import type { CustodyChain } from '../../src/host/server/buildTransfer.ts'
import { cachedRules } from '../../src/host/zone/rules.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { openBitcoinChain } from '../../src/world/chains/bitcoin/bitcoinChain.ts'
import { openEvmChain } from '../../src/world/chains/evm/evmChain.ts'
import { freePorts } from '../support/ports.ts'
import { askMemory } from './askMemory.ts'
import { type MemoryEntry, MemoryZone } from './memoryZone.ts'

export interface SimulationParameters {
  readonly seed?: string
  /** Models that both zones publish beside the law; a case names one of them, and the cast plays the first. */
  readonly models?: readonly string[]
  /** RFC 3339; where the told clock begins. */
  readonly startsAt?: string
  /** Changes what both zones publish: a pack's document by its folder. */
  readonly amend?: (folder: string, document: Json) => Json
  /** Further kinds of a test's own. */
  readonly kinds?: readonly AnyKind[]
  /** How long each look at the clock lasts: a real clock runs on between a proposal and its use. Default 0. */
  readonly tickMs?: number
  /** In which currency each platform sells; dollars where it is not said. */
  readonly quotes?: NonNullable<Stage['quotes']>
  /** With a Bitcoin node, two platforms and banks on loopback: what the walks through custody and sale need. It must be ended. */
  readonly world?: boolean
  /** What the case is about; bitcoin unless said. */
  readonly traded?: TradedTicker
}

/** Two founded zones with the rehearsal's cast, joined by crossings, in this process. */
export interface Simulation extends Stage {
  readonly zones: Readonly<Record<ZoneKind, MemoryZone>>
  /** What answers the people of each zone, and may answer their console. */
  readonly asks: Readonly<Record<ZoneKind, Ask>>
  /** The rules that an act is refused by; empty where it was done. */
  refusedBy(zone: ZoneClient, doing: Doing): Promise<readonly string[]>
  /** Sets the told clock. @example sim.at('2026-05-11T01:00:00.000Z') */
  at(time: string): void
  stateOf(kind: ZoneKind): CaseState
  stageOf(kind: ZoneKind, subject?: Subject): string
  entriesOf(kind: ZoneKind): readonly MemoryEntry[]
  end(): Promise<void>
}

const startsAtByDefault = '2026-03-02T01:00:00.000Z'

/**
 * @example
 * const sim = await simulate({ models: ['beijing', 'shanghai'] })
 * await sim.onshore.act({ by: 'p-zhang', kind: 'case.opened', payload: { … }, documents })
 * expect(await sim.refusedBy(sim.onshore, { … })).toEqual(['CN-CPL142-witness'])
 */
export async function simulate(parameters: SimulationParameters = {}): Promise<Simulation> {
  const { seed = 'simulation', models = ['beijing'], traded = 'BTC' } = parameters
  const way = readWay(models[0] ?? 'beijing')
  let nowMs = Date.parse(parameters.startsAt ?? startsAtByDefault)
  const now = (): string => {
    nowMs += parameters.tickMs ?? 0
    return new Date(nowMs).toISOString()
  }
  const clock: DirectorClock = {
    nowMs: () => nowMs,
    now,
    pass: async (minutes) => {
      nowMs += minutes * 60_000
    },
  }
  const world = parameters.world === true ? await openWorld(seed, clock, traded) : undefined
  const chain = world === undefined ? undefined : chainOf(world)
  const open = (kind: ZoneKind): MemoryZone =>
    new MemoryZone({
      id: `sandbox-${kind}`,
      kind,
      kinds: listKinds([
        ...zoneKinds,
        ...commonKinds,
        ...(kind === 'onshore' ? onshoreKinds : offshoreKinds),
        ...(parameters.kinds ?? []),
      ]),
      rules: (document) => cachedRules({ zone: kind, document }),
      now,
      founders: administrators.map((person) => personKey(seed, person).publicKey),
    })
  const zones = { onshore: open('onshore'), offshore: open('offshore') }
  const askOf = (kind: ZoneKind): Ask => askMemory({ zone: zones[kind], keys: zoneKeys(seed, kind), chain })
  const asks = { onshore: askOf('onshore'), offshore: askOf('offshore') }
  const clients = {
    onshore: new ZoneClient('memory:onshore', seed, asks.onshore),
    offshore: new ZoneClient('memory:offshore', seed, asks.offshore),
  }
  joinZones(zones, clients)
  const folder = mkdtempSync(join(tmpdir(), 'sluice-simulation-'))
  const stage: Stage = {
    seed,
    // Without a world whoever asks for it is told so by the engine.
    world: world as World,
    traded: tradedBy[traded],
    ...clients,
    clock,
    folder,
    way,
    ...(parameters.quotes === undefined ? {} : { quotes: parameters.quotes }),
    say: () => {},
  }
  await foundZones(stage, { packs: packsOf(way, models, parameters.amend), hosts: hostsOf(world) })
  const stateOf = (kind: ZoneKind): CaseState => zones[kind].streams.get(clients[kind].caseId)!.state as CaseState
  return {
    ...stage,
    zones,
    asks,
    refusedBy: async (zone, doing) => {
      try {
        await zone.act(doing)
        return []
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        const { unmet, code, message } = error.refusal
        return unmet.length > 0 ? unmet.map(({ rule }) => rule) : [`${code}: ${message}`]
      }
    },
    at: (time) => {
      nowMs = Date.parse(time)
    },
    stateOf,
    stageOf: (kind, subject = {}) => stageOf(stateOf(kind), subject),
    entriesOf: (kind) =>
      zones[kind].streams.get(clients[kind].caseId)!.entries.map((entry) => zones[kind].entries.get(entry)!),
    end: async () => {
      await world?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What crosses in one zone arrives in the other at once. */
function joinZones(
  zones: Readonly<Record<ZoneKind, MemoryZone>>,
  clients: Readonly<Record<ZoneKind, ZoneClient>>,
): void {
  const peers = new Map<string, string>()
  for (const from of ['onshore', 'offshore'] as const) {
    const to = from === 'onshore' ? 'offshore' : 'onshore'
    zones[from].appended = (entry, kind) => {
      const { id, entry: sealed } = entry
      if (!goesOver(kind, appliedOf({ id, header: sealed.header, fields: valuesOf(sealed.fields) }))) return
      const rule = crossingTable[kind.name]
      if (rule === undefined) throw new TypeError(`${kind.name} crosses and is not in the table of crossings`)
      const result = zones[to].receive({
        from: zones[from].parameters.id,
        entry,
        cut: cutForCrossing(entry.entry, rule),
        local: peers.get(entry.stream),
      })
      if (result.outcome === 'refused') throw new Refused(result.refusal)
      peers.set(entry.stream, result.stream)
      peers.set(result.stream, entry.stream)
      if (!hasCase(clients[to])) clients[to].caseId = result.stream
    }
  }
}

function hasCase(client: ZoneClient): boolean {
  try {
    return client.caseId !== ''
  } catch {
    return false
  }
}

function packsOf(
  way: Way,
  models: readonly string[],
  amend: (folder: string, document: Json) => Json = (_, document) => document,
): Readonly<Record<ZoneKind, readonly string[]>> {
  const beside = models.slice(1).map((model) => `packs/models/${model}`)
  const read = (kind: ZoneKind): readonly string[] =>
    [...packsOfWay(way, kind), ...beside].map((folder) => canonical(amend(folder, packDocument(folder))))
  return { onshore: read('onshore'), offshore: read('offshore') }
}

function hostsOf(world: World | undefined): Readonly<Record<string, string>> {
  if (world === undefined) return { [platformA]: '127.0.0.1:1', [platformB]: '127.0.0.1:2' }
  return Object.fromEntries(
    Object.entries(world.exchanges).map(([entity, { url }]) => [entity, url.slice('http://'.length)]),
  )
}

async function openWorld(seed: string, clock: DirectorClock, traded: TradedTicker): Promise<World> {
  const trustSignatories = ['p-lam', 'p-ng'].map((person) => personKey(seed, person).publicKey)
  return startWorld({
    seed,
    clock: clock.nowMs,
    port: await freePorts(10),
    trustSignatories,
    platforms: [platformA, platformB],
    traded,
  })
}

function chainOf({ bitcoin, evm }: World): CustodyChain {
  if (evm !== undefined) return openEvmChain({ network: evm.network, source: { url: evm.rpcUrl } })
  return openBitcoinChain({
    network: bitcoinRegtestBcoin,
    source: { url: bitcoin.rpcUrl, basic: { user: 'x', password: bitcoin.apiKey } },
  })
}
