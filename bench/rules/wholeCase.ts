import { tradedBy } from '../../sandbox/coins/traded.ts'
import { entrust } from '../../sandbox/rehearsal/entrust.ts'
import { moveCoins } from '../../sandbox/rehearsal/move.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import type { SignedAction } from '../../src/core/case/action.ts'
import type { Standing } from '../../src/core/case/facts.ts'
import type { StreamKind } from '../../src/core/case/kind.ts'
import { type DecideParameters, decide } from '../../src/core/case/machine.ts'
import { rulebookFor, surroundings } from '../../src/core/case/rulebookSource.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import type { Packs } from '../../src/core/zone/packsState.ts'
import { cachedRules } from '../../src/host/zone/rules.ts'
import type { MemoryPlace, MemoryZone } from '../../test/simulation/memoryZone.ts'
import { simulate } from '../../test/simulation/simulate.ts'

/** An act of the case as it was asked for, with all that it was decided on. */
export interface Taken {
  readonly kind: string
  readonly position: number
  /** Decides it again: facts, rules, ledger. */
  readonly again: () => ReturnType<typeof decide>
  /** Asks the rules again on the facts as they were recorded. */
  readonly rules: () => { readonly allowed: boolean }
}

/**
 * Walks a case through the script of the rehearsal, from its opening to a test transfer that a chain confirmed, with many incidents in between, and keeps
 * what each of its acts was decided on.
 */
export async function walkCase(entriesBefore: number): Promise<readonly Taken[]> {
  const sim = await simulate({ world: true })
  const zone = sim.zones.onshore
  const rules = cachedRules({ zone: 'onshore', document: (hash) => zone.documents.get(hash) })
  const taken: Taken[] = []
  watch(zone, (action, place) => {
    const params = parametersOf(zone, rules, action, place)
    if (params !== undefined) taken.push(takenOf(params))
  })
  const { custody, held, inventory } = await seize(sim)
  const route = await entrust(sim, { held, inventory, depositFen: 120_000_000n })
  while (zone.streams.get(sim.onshore.caseId)!.position < entriesBefore) {
    const n = zone.streams.get(sim.onshore.caseId)!.position
    const { entry } = await sim.onshore.act({ by: 'p-zhang', kind: 'incident.raised', payload: incident(n) })
    await sim.onshore.act({ by: 'p-zhang', kind: 'incident.answered', payload: { incident: entry, answer: 'SANDBOX' } })
    // Lets the connections to the chain be looked at: one that was closed meanwhile is noticed before it is used.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await moveCoins(sim, {
    transfer: 'test-a',
    purpose: 'test',
    lot: 'A',
    pays: route.tranches
      .filter(({ tranche }) => tranche === 'A/1')
      .map(({ platform }) => ({
        platform,
        address: sim.world.depositAddress[platform]!,
        units: tradedBy.BTC.testUnits.toString(),
      })),
    fee: tradedBy.BTC.fees.test,
    custody,
  })
  // Ended before anything is measured: its sockets would not outlive a process that is busy.
  await sim.end()
  return taken
}

function incident(n: number): Record<string, unknown> {
  return { kind: 'mismatch', detail: `SANDBOX ${n}`, needsPerson: false }
}

function takenOf(params: DecideParameters): Taken {
  const { action, recordedAt, own, rulebook } = params
  const question = {
    zone: 'onshore' as const,
    at: action.effectiveAt ?? recordedAt,
    kind: action.kind,
    principal: { id: action.actor.person, org: action.actor.org, roles: [action.actor.role] },
    resource: { type: 'case', id: own?.stream ?? 'new' },
  }
  let facts: Readonly<Record<string, Json>> | undefined
  return {
    kind: action.kind,
    position: (own?.position ?? -1) + 1,
    again: () => decide(params),
    rules: () => {
      facts ??= factsOf(decide(params))
      return rulebook.evaluate({ ...question, facts })
    },
  }
}

function factsOf(decision: ReturnType<typeof decide>): Record<string, Json> {
  if (!decision.allowed) throw new TypeError(decision.refusal.message)
  const entries = Object.entries(decision.draft.fields).filter(([name]) => name.startsWith('fact.'))
  return Object.fromEntries(
    entries.map(([name, fact]) => [name.slice('fact.'.length), (fact as { value: Json }).value]),
  )
}

/** Sees each act before it is done. */
function watch(zone: MemoryZone, see: (action: SignedAction, place: MemoryPlace) => void): void {
  const act = zone.act.bind(zone)
  zone.act = (action, place = {}) => {
    if (action.kind.split('.')[0] !== 'crossing') see(action, place)
    return act(action, place)
  }
}

function parametersOf(
  zone: MemoryZone,
  rules: ReturnType<typeof cachedRules>,
  action: SignedAction,
  { stream, parent }: MemoryPlace,
): DecideParameters | undefined {
  const { kinds, id, kind: zoneKind } = zone.parameters
  const kind = kinds.get(action.kind)
  if (kind === undefined || kind.stream !== 'case') return undefined
  const own = stream === undefined ? undefined : zone.streams.get(stream)
  const streams: Partial<Record<StreamKind, Standing>> = {}
  for (const name of ['directory', 'registers', 'packs'] as const) streams[name] = zone.streamOf(name)!
  if (parent !== undefined) streams.case = zone.streams.get(parent)!
  const rulebook = rulebookFor({
    rules,
    packs: streams.packs as Standing<Packs>,
    own,
    parent: streams.case,
    action,
    kind,
  })
  return {
    kinds,
    rulebook,
    action,
    recordedAt: zone.parameters.now(),
    own: own && { head: own.head, state: own.state, position: own.position, stream: own.id },
    surroundings: surroundings({
      zone: { id, kind: zoneKind, world: 'rehearsal' },
      streams,
      rulebook,
      document: (hash) => zone.documents.get(hash),
    }),
  }
}
