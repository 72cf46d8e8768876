import { expect, test } from 'vitest'
import { filedOf } from '../bundle/filed.ts'
import { type Entry, entryFormat, sealEntry } from '../record/entry.ts'
import type { Json } from '../record/jcs.ts'
import { exceptionsOf } from './exceptions.ts'

let index = 0
function placed(kind: string, fields: Record<string, Json>): { entry: Entry; index: number; proof: string[] } {
  const at = `2026-03-02T01:00:${String(index).padStart(2, '0')}.000Z`
  const header = { format: entryFormat, machine: 'm', world: 'rehearsal', zone: 'z', position: 0, kind, recordedAt: at, effectiveAt: at, heads: {} } as const // biome-ignore format: a header
  const actor = { org: 'o', person: 'p-a', role: 'r' }
  const entry = sealEntry({ header, fields: { actor, ...fields }, streamKey: new Uint8Array(32).fill(index) })
  return { entry, index: index++, proof: [] }
}

test('exceptions are sorted by what they are; what founds a zone is none', () => {
  const founded = placed('zone.opened', {})
  const opened = placed('case.opened', {})
  const warned = placed('order.placed', { decision: { warnings: ['CN-W'], rules: [] } })
  const held = placed('hold.placed', { 'payload.kind': 'court-stay' })
  const missed = placed('incident.raised', { 'payload.kind': 'clock-missed' })
  const split = placed('incident.raised', { 'payload.kind': 'split-view' })
  const back = placed('incident.witnessed', { 'payload.log': 'z', 'payload.incident': 'restored' })
  const rolled = placed('incident.witnessed', { 'payload.log': 'y', 'payload.incident': 'rollback' })
  const forked = placed('incident.witnessed', { 'payload.log': 'y', 'payload.incident': 'fork' })
  const outflow = placed('incident.raised', { 'payload.kind': 'unknown-outflow' })
  const enrolled = placed('key.enrolled', { 'payload.holder': 'p-b' })
  const streams = [
    { id: 'd', kind: 'directory', entries: [founded, back, rolled, forked, enrolled] },
    { id: 'c', kind: 'case', entries: [opened, warned, held, missed, split, outflow] },
  ]
  const part = { zone: 'z', kind: 'onshore', world: 'rehearsal', checkpoint: '', streams, crossings: {} } as const
  const bundle = filedOf({ world: 'rehearsal', zones: [part], documents: {}, withheld: [] })
  // The same zone in two bundles is told once.
  const found = exceptionsOf([bundle, bundle]).map(({ sort, about, by }) => [sort, about, by])
  expect(found).toEqual([
    ['override', 'CN-W', 'p-a'],
    ['hold', 'court-stay', 'p-a'],
    ['late-clock', 'clock-missed', 'p-a'],
    ['incident', 'split-view', 'p-a'],
    ['restored', 'z restored', 'p-a'],
    ['restored', 'y rollback', 'p-a'],
    ['incident', 'y fork', 'p-a'],
    ['incident', 'unknown-outflow', 'p-a'],
    ['administration', 'p-b', 'p-a'],
  ])
})
