import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import { custodyOf, heldRows } from '../../src/onshore/custody/custody.ts'
import type { MovedRow } from '../../src/onshore/seizure/lineRows.ts'
import { readLineTable } from '../../src/onshore/seizure/lineTable.ts'
import { listedRows } from '../../src/onshore/seizure/seizure.ts'
import { jsonOf, sluice } from '../e2e/cliCall.ts'
import type { MemoryZone } from './memoryZone.ts'
import { serveMemoryZone } from './serveMemoryZone.ts'
import { type Simulation, simulate } from './simulate.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-lines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A case up to its sweep, twice: as the rehearsal goes on, and as it stood before anything moved. */
async function seized(holdings?: number) {
  const sim = await simulate({ seed: `lines-${holdings ?? 3}`, world: true })
  const zone = sim.zones.onshore
  const { appended } = zone
  let before: MemoryZone | undefined
  zone.appended = (entry, kind) => {
    appended(entry, kind)
    if (kind.name === 'custody.prepared') before = zone.fork()
  }
  await seize(sim, holdings === undefined ? {} : { holdings })
  const state = zone.streamOf('case')!.state as CaseState
  const document = (hash: string) => zone.documents.get(hash)!
  // Papers that are filed later lie there for whoever hands them in earlier.
  for (const [hash, text] of zone.documents) before!.documents.set(hash, text)
  return { sim, before: before!, state, held: heldRows(state, document), listed: listedRows(state, document) }
}

/** By transaction, the proofs that the rehearsal's own entries name. */
function proofsOf(sim: Simulation): ReadonlyMap<string, string> {
  const zone = sim.zones.onshore
  const moves = sim
    .entriesOf('onshore')
    .filter(({ entry }) => entry.header.kind === 'custody.secured')
    .flatMap(({ entry: { fields } }) => {
      const listed = fields['payload.moves']?.value as unknown as readonly MovedRow[] | undefined
      const of = fields['payload.table']?.value as unknown as { readonly document: string } | undefined
      return listed ?? readLineTable('moved', zone.documents.get(of!.document)!)
    })
  return new Map(moves.map(({ txid, proof }) => [txid, proof]))
}

function keyOf(seed: string, person: string, role: string): string {
  const path = join(folder, `${seed}-${person}.json`)
  const secretKey = bytesToHex(personKey(seed, person).secretKey as Uint8Array)
  writeFileSync(path, JSON.stringify({ person, org: personOf(person).org, role, secretKey }))
  chmodSync(path, 0o600)
  return path
}

const table = (name: string, head: string, rows: readonly string[]): string => {
  const path = join(folder, name)
  writeFileSync(path, `${[head, ...rows].join('\n')}\n`)
  return path
}

describe.each([
  ['in the entry', undefined],
  ['in a document', 90],
] as const)('lines %s', (_, holdings) => {
  test('a sweep and an inventory from files become the entries that the case needs', async () => {
    const { sim, before, state, held, listed } = await seized(holdings)
    const proofs = proofsOf(sim)
    const server = await serveMemoryZone(before, (txid) => proofs.get(txid))
    try {
      const of = ['--case', before.streamOf('case')!.id, '--zone', server.url]
      const li = keyOf(sim.seed, 'p-li', 'investigator')
      const head = 'line,address,units,txid,index'
      const rows = held.map(({ line, address, units, txid, index }) => [line, address, units, txid, index].join())
      const moves = table('moves.csv', head, rows)

      const spoilt = table('spoilt.csv', head, [rows[0]!, rows[0]!, '9999,a,0,x,0'])
      const faulty = await sluice(['case', 'secure', spoilt, ...of, '--key', li, '--dry-run', '--lang', 'en'])
      expect(faulty.exit).toBe(2)
      expect(faulty.err).toContain(`line ${held[0]!.line} of the list stands here twice.`)
      expect(faulty.err).toContain('line 4, column "units": expected base units')
      expect(faulty.err).toContain('line 4, column "txid": expected the id of a transaction')

      const said = ['--recording', 'a'.repeat(64), '--swept', 'all', '--residuals', 'none']
      const secured = await sluice(['case', 'secure', moves, ...of, '--key', li, ...said, '--json'])
      expect(jsonOf(secured)).toMatchObject({ ok: true, outcome: 'appended', lines: held.length })
      const again = await sluice(['case', 'secure', moves, ...of, '--key', li, ...said, '--json'])
      expect(again.exit).toBe(2)

      const wang = keyOf(sim.seed, 'p-wang', 'property-manager')
      const counted = (reason: string) =>
        held.map(({ line, units }) => {
          const less = units !== listed.find((row) => row.line === line)!.units
          return `${line},${units},${less ? reason : ''}`
        })
      const unreasoned = table('unreasoned.csv', 'line,units,reason', counted(''))
      const refused = await sluice(['case', 'count', unreasoned, ...of, '--key', wang, '--dry-run', '--lang', 'en'])
      expect(refused.err).toContain('say why in the column "reason"')
      const part = table('part.csv', 'line,units,reason', counted('fee').slice(1))
      const missing = await sluice(['case', 'count', part, ...of, '--key', wang, '--dry-run', '--lang', 'en'])
      expect(missing.err).toContain(`line ${held[0]!.line} of the list is missing from the file.`)

      const whole = table('counted.csv', 'line,units,reason', counted('network fee of the sweep'))
      const handed = ['--handed-over', sim.clock.now()]
      const count = await sluice(['case', 'count', whole, ...of, '--key', wang, ...handed, '--json'])
      expect(jsonOf(count)).toMatchObject({ ok: true, outcome: 'appended', lines: held.length })
      const own = before.streamOf('case')!.state as CaseState
      expect(custodyOf(own).inventory).toBe(custodyOf(state).inventory)
      expect(own.balances).toEqual(state.balances)
      expect(own.stages.case).toBe('inventoried')
    } finally {
      await server.stop()
      await sim.end()
    }
  }, 900_000)
})
