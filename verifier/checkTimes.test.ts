import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasOpenssl, type LocalAuthority, makeAuthority } from '../sandbox/timestamps/makeAuthority.ts'
import type { Bundle } from '../src/core/bundle/bundle.ts'
import type { SectionRow } from '../src/core/bundle/sections.ts'
import { type Entry, entryId } from '../src/core/record/entry.ts'
import { bytesToHex, hexToBytes, utf8ToBytes } from '../src/core/record/hash.ts'
import { parseCheckpoint, signCheckpoint } from '../src/core/record/log/checkpoint.ts'
import { checkedKey, ed25519Signer, signatureTypes } from '../src/core/record/log/keys.ts'
import { consistencyProof, createTree } from '../src/core/record/log/merkle.ts'
import { parseNote } from '../src/core/record/log/note.ts'
import { sha256Profile } from '../src/core/record/log/profile.ts'
import { fingerprintOf } from '../src/core/record/time/algorithms.ts'
import { readTimeAnswer, timeRequest } from '../src/core/record/time/request.ts'
import { checkTimes } from './checkTimes.ts'
import { createCollector } from './collector.ts'
import type { Trust } from './trust.ts'

const origin = 'z.example/log'
const key = { name: origin, secretKey: new Uint8Array(32).fill(1) }
const keys = [{ key: bytesToHex(checkedKey(key, signatureTypes.ed25519).publicKey), holder: 'z', use: 'log' }] as const
const nonce = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)

/** Only what is looked at here; its id is the hash of its header. */
function entryAt(recordedAt: string, position: number): Entry {
  return {
    header: { recordedAt, position, kind: 'case.opened', commitments: {} },
    salt: '00'.repeat(16),
    fields: {},
  } as unknown as Entry
}

/** Five entries, recorded a minute apart before now. */
function logOf(recordedAt: (i: number) => string, mark = '') {
  const entries = Array.from({ length: 5 }, (_, i) => entryAt(recordedAt(i), i))
  const nodes = new Map<string, Uint8Array>()
  const tree = createTree({ onNode: (level, index, hash) => nodes.set(`${level}/${index}`, hash) })
  const note = (): string =>
    signCheckpoint({
      checkpoint: { origin, size: tree.size, root: tree.root(), extensions: [] },
      signers: [ed25519Signer(key)],
    })
  const notes = [note()]
  for (const entry of entries) {
    tree.append(sha256Profile.leaf(mark === '' ? hexToBytes(entryId(entry)) : utf8ToBytes(mark)))
    notes.push(note())
  }
  const readNode = (level: number, index: number): Uint8Array => nodes.get(`${level}/${index}`)!
  return { entries, notes, proof: (from: number) => (from === 5 ? [] : consistencyProof({ from, to: 5, readNode })) }
}

describe.skipIf(!hasOpenssl())('time-stamps in a bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-times-'))
  let authority: LocalAuthority
  beforeAll(() => {
    authority = makeAuthority({ folder, key: 'p256' })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const honest = logOf((i) => new Date(Date.now() - (10 - i) * 60_000).toISOString())
  function stampOf(log: ReturnType<typeof logOf>, size: number): SectionRow<'timestamps'> {
    const message = utf8ToBytes(parseNote(log.notes[size]!).text)
    const answer = authority.reply(timeRequest({ message, hash: 'sha256', nonce }))
    const read = readTimeAnswer({ answer, message, hash: 'sha256', nonce })
    const { token } = read as Extract<typeof read, { outcome: 'granted' }>
    return {
      checkpoint: log.notes[size]!,
      consistency: log.proof(size).map((hash) => bytesToHex(hash)),
      token: Buffer.from(token).toString('base64'),
      certificates: authority.certificates.map((one) => Buffer.from(one).toString('base64')),
    }
  }
  function check(
    log: ReturnType<typeof logOf>,
    timestamps: readonly SectionRow<'timestamps'>[],
    { world = 'real', trusted = true }: { world?: 'real' | 'rehearsal'; trusted?: boolean } = {},
  ) {
    const passed = new Map(log.entries.map((entry, index) => [entryId(entry), { stream: 0, number: index, index, recordedAt: entry.header.recordedAt, kind: 'case.opened' }])) // biome-ignore format: one table
    const streams = [{ id: '0'.repeat(64), kind: 'case', entries: log.entries.map((entry, index) => ({ entry, index, proof: [] })) }] // biome-ignore format: one stream
    const part = { zone: 'z', kind: 'onshore', world, checkpoint: log.notes[5]!, streams, crossings: {}, sections: { timestamps } } as Bundle['zones'][number] // biome-ignore format: one part
    const roots = new Set(trusted ? authority.certificates.map(fingerprintOf) : [])
    const trust: Trust = { keys: new Map(), roots, packs: new Set(), world }
    const collector = createCollector()
    const checkpoint = parseCheckpoint(parseNote(log.notes[5]!).text)
    const times = checkTimes({ part, passed, checkpoint, keys, trust, collector })
    return { times, faults: collector.result().faults }
  }

  test('each shows who says when, and for how many entries nothing earlier did', () => {
    const { times, faults } = check(honest, [stampOf(honest, 2), stampOf(honest, 5)])
    expect(faults).toEqual([])
    expect(times.map(({ size, entries, trusted }) => [size, entries, trusted])).toEqual([
      [2, 2, true],
      [5, 3, true],
    ])
    expect(times[0]).toMatchObject({
      authority: 'CN=SANDBOX time signer, O=SANDBOX',
      root: 'CN=SANDBOX time root, O=SANDBOX',
    })
  })

  test('under a root that nobody named from outside it holds, and is not trusted', () => {
    const { times, faults } = check(honest, [stampOf(honest, 3)], { trusted: false })
    expect([faults.length, times[0]!.trusted]).toEqual([0, false])
  })

  test.each([
    ['another head of the log', () => ({ ...stampOf(honest, 2), token: stampOf(honest, 3).token }), 'its imprint is another'],
    ['a head that the log does not continue', () => stampOf(logOf(() => new Date().toISOString(), 'other'), 2), 'root is not the proved one'],
    ['a head with a changed proof', () => ({ ...stampOf(honest, 2), consistency: ['00'.repeat(32)] }), 'too many or too few hashes'],
    ['a head of another key', () => ({ ...stampOf(honest, 2), checkpoint: honest.notes[2]!.replace(/\u2014 .*/, '\u2014 stranger AAAAAAAA') }), 'No trusted key signed'],
    ['no root', () => ({ ...stampOf(honest, 2), certificates: [] }), 'lacks the certificate'],
  ])('of %s is a fault', (_, stamp, says) => {
    const { times, faults } = check(honest, [stamp()])
    expect(times).toEqual([])
    expect(faults).toMatchObject([{ kind: 'time', zone: 'z', message: expect.stringContaining(says) }])
  }) // biome-ignore format: a table

  test('an entry that says that it is younger than its time-stamp is found in the real world, where time is not told', () => {
    const late = logOf((i) => new Date(Date.now() + i * 3_600_000).toISOString())
    const { faults } = check(late, [stampOf(late, 3)])
    expect(faults).toMatchObject([{ kind: 'time', name: 'recordedAt', index: 1 }])
    expect(check(late, [stampOf(late, 3)], { world: 'rehearsal' }).faults).toEqual([])
  })
})
