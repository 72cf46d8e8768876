import { tradedBy } from '../../sandbox/coins/traded.ts'
import { entrust } from '../../sandbox/rehearsal/entrust.ts'
import { moveCoins } from '../../sandbox/rehearsal/move.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import type { BundleStream, ZonePart } from '../../src/core/bundle/bundle.ts'
import { documentsOf, hashesNamed } from '../../src/core/bundle/bundle.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import type { ZoneKind } from '../../src/core/case/kind.ts'
import { bytesToHex, hexToBytes } from '../../src/core/record/hash.ts'
import { logSigner, witnessSigner } from '../../src/core/record/log/anyKey.ts'
import { formatCheckpoint, profileOfOrigin } from '../../src/core/record/log/checkpoint.ts'
import { createTree, inclusionProof } from '../../src/core/record/log/merkle.ts'
import { formatNote } from '../../src/core/record/log/note.ts'
import { encodeCrossing } from '../../src/crossing/document.ts'
import type { MemoryEntry, MemoryZone } from '../simulation/memoryZone.ts'
import { type Simulation, simulate } from '../simulation/simulate.ts'

/** A case of the rehearsal's script up to its test transfer, in both zones, with keys and coins of this seed. */
export async function simulateToTest(seed: string): Promise<string> {
  const sim = await simulate({ seed, world: true })
  try {
    const { custody, held, inventory } = await seize(sim)
    const route = await entrust(sim, { held, inventory, depositFen: 120_000_000n })
    const rows = route.tranches.filter(({ tranche }) => tranche === 'A/1')
    const pays = rows.map(({ platform }) => ({
      platform,
      address: sim.world.depositAddress[platform]!,
      units: tradedBy.BTC.testUnits.toString(),
    }))
    const { test: fee } = tradedBy.BTC.fees
    await moveCoins(sim, { transfer: 'test-a', purpose: 'test', lot: 'A', pays, fee, custody })
    return simulatedBundle(sim)
  } finally {
    await sim.end()
  }
}

interface Log {
  readonly note: string
  proofOf(index: number): string[]
}

/**
 * The bundle of a simulated case: the simulation keeps entries, this gives them the logs, checkpoints, cosignatures and crossing documents that zones
 * would have made, under the same keys.
 *
 * @example verifyBundle({ bundle: simulatedBundle(sim), kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds }).holds
 */
export function simulatedBundle(sim: Pick<Simulation, 'seed' | 'zones'>): string {
  return writeBundle(simulatedParts(sim))
}

/** The same in parts: each entry and proof is had when it is asked for. */
export function simulatedParts(sim: Pick<Simulation, 'seed' | 'zones'>): readonly ZonePart[] {
  const logs = { onshore: logOf(sim, 'onshore'), offshore: logOf(sim, 'offshore') }
  return (['onshore', 'offshore'] as const).map((kind) => partOf(sim, kind, logs))
}

function logOf({ seed, zones }: Pick<Simulation, 'seed' | 'zones'>, kind: ZoneKind): Log {
  const entries = [...zones[kind].entries.values()]
  const nodes = new Map<string, Uint8Array>()
  const own = zoneKeys(seed, kind)
  const profile = profileOfOrigin(own.origin)
  const tree = createTree({ profile, onNode: (level, index, hash) => nodes.set(`${level} ${index}`, hash) })
  for (const { id } of entries) tree.append(profile.leaf(hexToBytes(id)))
  const peer = zoneKeys(seed, kind === 'onshore' ? 'offshore' : 'onshore')
  const text = formatCheckpoint({ origin: own.origin, size: tree.size, root: tree.root(), extensions: [] })
  const lastMs = entries.reduce((last, { entry }) => Math.max(last, Date.parse(entry.header.recordedAt)), 0)
  const signers = [logSigner(own.logKey), witnessSigner(peer.witnessKey, Math.floor(lastMs / 1000) + 1)]
  const signatures = signers.map(({ name, keyId, sign }) => ({ name, keyId, signature: sign(text) }))
  const readNode = (level: number, index: number): Uint8Array => nodes.get(`${level} ${index}`)!
  return {
    note: formatNote({ text, signatures }),
    proofOf: (index) => inclusionProof({ index, size: tree.size, readNode, profile }).map((hash) => bytesToHex(hash)),
  }
}

function partOf(
  { zones }: Pick<Simulation, 'seed' | 'zones'>,
  kind: ZoneKind,
  logs: Readonly<Record<ZoneKind, Log>>,
): ZonePart {
  const zone = zones[kind]
  const streams = [...zone.streams.values()].map(
    (stream): BundleStream => ({
      id: stream.id,
      kind: stream.kind,
      entries: stream.entries.map((id) => {
        const found = zone.entries.get(id)!
        return {
          get entry() {
            return found.entry
          },
          index: found.index,
          get proof() {
            return logs[kind].proofOf(found.index)
          },
        }
      }),
    }),
  )
  const wanted = new Set<string>()
  for (const { entry } of zone.entries.values())
    for (const hash of [...documentsOf(entry), ...hashesNamed(entry)]) wanted.add(hash)
  return {
    zone: zone.parameters.id,
    kind,
    world: 'rehearsal',
    checkpoint: logs[kind].note,
    streams,
    documents: Object.fromEntries([...zone.documents].filter(([hash]) => wanted.has(hash))),
    crossings: crossingsOf(zone, kind === 'onshore' ? zones.offshore : zones.onshore, logs),
  }
}

/** What the sender would have sent for each entry that arrived. */
function crossingsOf(
  zone: MemoryZone,
  sender: MemoryZone,
  logs: Readonly<Record<ZoneKind, Log>>,
): Readonly<Record<string, string>> {
  const log = logs[sender.parameters.kind]
  const arrived = [...zone.entries.values()].filter(({ entry }) => entry.fields['payload.entry'] !== undefined)
  return Object.fromEntries(
    arrived.map((arrival) => {
      const id = String(arrival.entry.fields['payload.id']?.value)
      const { index, stream } = sender.entries.get(id)!
      const entry = arrival.entry.fields['payload.entry']!.value as unknown as MemoryEntry['entry']
      const size = sender.entries.size
      const document = encodeCrossing({
        format: 'sluice/crossing/1',
        zone: sender.parameters.id,
        stream,
        entry,
        index,
        inclusion: log.proofOf(index),
        checkpoint: log.note,
        consistency: { from: size, proof: [] },
      })
      return [id, document]
    }),
  )
}
