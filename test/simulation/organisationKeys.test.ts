import { execFileSync, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { paperKeyOf } from '../../sandbox/bank/sign.ts'
import { administrators, personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { countersignAction, signAction } from '../../src/core/case/action.ts'
import type { Directory } from '../../src/core/case/directory.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { signPaper } from '../../src/core/record/paper.ts'
import { publicKeyOf, type SecretKey, signText } from '../../src/core/record/publicKeys.ts'
import { keyStatement } from '../../src/core/zone/logKeyKinds.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { reportText } from '../../verifier/reportText.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import type { MemoryZone } from './memoryZone.ts'
import { type Simulation, simulate } from './simulate.ts'

/** The keys with which organisations sign papers: confirmed by who relies on them, certified, rotated, lost; and what that does to their papers. */
let sim: Simulation
let zone: MemoryZone
beforeAll(async () => {
  sim = await simulate()
}, 120_000)
beforeEach(() => {
  zone = sim.zones.onshore.fork()
})

let count = 0
const now = () => sim.clock.now()
const later = (minutes: number) => new Date(Date.parse(now()) + minutes * 60_000).toISOString()
const directory = () => zone.streamOf('directory')!.state as Directory
const bankKey = () => paperKeyOf({ seed: sim.seed, party: 'bank-cn' })
const fresh = new Uint8Array(32).fill(41)

interface Doing {
  readonly kind: string
  readonly payload: object
  readonly documents?: readonly string[]
  readonly by?: string
  readonly with?: string
  readonly effectiveAt?: string
  readonly as?: SecretKey
}

/** Does it, and answers the rules that refuse it. Two administrators act unless somebody else is named. */
function refusedBy({ kind, payload, documents = [], effectiveAt, ...doing }: Doing): readonly string[] {
  const { by = administrators[0], with: second = doing.by === undefined ? administrators[1] : undefined } = doing
  const admin = administrators.some((person) => person === by)
  const { org, roles } = admin ? { org: 'administration', roles: ['administrator'] } : personOf(by)
  const actor = { org, person: by, role: roles[0]! }
  const when = effectiveAt === undefined ? {} : { effectiveAt }
  const action = { id: `key:${count++}`, zone: zone.parameters.id, kind, actor, payload: payload as { [key: string]: Json }, documents, ...when } // biome-ignore format: one action
  const signed = signAction(action, doing.as ?? personKey(sim.seed, by).secretKey)
  const result = zone.act(
    second === undefined ? signed : countersignAction(signed, personKey(sim.seed, second).secretKey),
  )
  if (result.outcome !== 'refused') return []
  const { unmet, code, message } = result.refusal
  return unmet.length === 0
    ? [`${code}: ${message}`]
    : unmet.map(({ rule }) => rule).filter((rule) => rule.startsWith('HOUSE'))
}

/** A paper of the police with its key as given, and whether a case can be opened on it. */
function openedOn(secretKey: SecretKey, issuedAt: string): readonly string[] {
  const number = `SANDBOX-${count++}`
  const paper = signPaper({ type: 'case-filing', world: 'rehearsal', issuer: 'psb', issuedAt, body: { number, organ: 'psb', mark: 'SANDBOX' }, secretKey }) // biome-ignore format: one paper
  const filing = zone.document(paper.text)
  const payload = { model: 'beijing', caseNumber: number, organ: 'psb', filedOn: '2025-08-01', filing, jurisdiction: 'SANDBOX place of the act', outOfArea: false } // biome-ignore format: one payload
  return refusedBy({ kind: 'case.opened', by: 'p-zhang', payload, documents: [filing] })
}

describe('a key of an organisation is confirmed', () => {
  const confirm = (change: Partial<Doing> & { readonly key?: string; readonly attach?: boolean } = {}) => {
    const { key = bankKey().publicKey, attach = true, ...rest } = change
    const document = zone.document(
      'SANDBOX note: called the bank at the number of its letterhead, fingerprint read aloud',
    )
    const payload = { key, how: 'call-back', document }
    return refusedBy({ kind: 'key.confirmed', by: 'p-sun', payload, documents: attach ? [document] : [], ...rest })
  }
  test('by a person of a body that relies on it, in an entry that says how', () => {
    expect(confirm()).toEqual([])
    expect(directory().keys[bankKey().publicKey]?.confirmed).toMatchObject([{ org: 'psb', person: 'p-sun', how: 'call-back' }]) // biome-ignore format: one row
    expect(confirm({ by: 'p-shen' })).toEqual([])
    expect(confirm()).toEqual([])
    expect(directory().keys[bankKey().publicKey]?.confirmed?.map(({ person }) => person)).toEqual(['p-shen', 'p-sun'])
  })
  test.each([
    ['by its own people', { key: 'psb' }],
    ['under another’s key', { as: fresh }],
    ['without the note', { attach: false }],
    ['for a key that nobody has', { key: 'f'.repeat(64) }],
  ])('not %s', (_, change) => {
    const key = (change as { key?: string }).key
    const of = key === 'psb' ? { ...change, key: paperKeyOf({ seed: sim.seed, party: 'psb' }).publicKey } : change
    expect(confirm(of)).toEqual(['HOUSE-key-relied'])
  })
})

describe.skipIf(spawnSync('openssl', ['version']).status !== 0)('a certificate of its key', () => {
  let chain: string
  let root: string
  const secret = new Uint8Array(32).fill(43)
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-organisation-'))
    const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(secret)])
    execFileSync('openssl', ['pkey', '-inform', 'DER', '-out', 'bank.key'], { cwd: folder, input: der })
    run('req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=SANDBOX root', '-days', '36500', '-addext', 'keyUsage=critical,keyCertSign') // biome-ignore format: one call
    run('req', '-new', '-key', 'bank.key', '-subj', '/CN=SANDBOX bank', '-out', 'bank.csr')
    run('x509', '-req', '-in', 'bank.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '36500', '-out', 'bank.pem') // biome-ignore format: one call
    const read = (name: string) => readFileSync(join(folder, name), 'utf8')
    chain = `${read('bank.pem')}${read('root.pem')}`
    root = new X509Certificate(read('root.pem')).fingerprint256.replaceAll(':', '').toLowerCase()
    rmSync(folder, { recursive: true })
  })
  const enrol = (change: object = {}, key: SecretKey = secret) => {
    const letter = zone.document('SANDBOX letter of the bank with the fingerprint')
    const certificate = zone.document(chain)
    const confirmation = { by: 'psb', how: 'call-back', document: letter }
    const payload = { key: publicKeyOf(key), holder: 'bank-cn', use: 'organisation', algorithm: 'ed25519', vouchedBy: 'psb', document: letter, confirmation, certificate, certificateRoot: root, ...change } // biome-ignore format: one payload
    return refusedBy({ kind: 'key.enrolled', payload, documents: [letter, certificate] })
  }
  /** The zone's told time lies before the certificate was made; so it is enrolled when it is. */
  const atItsTime = <T>(work: () => T): T => {
    const before = now()
    sim.at('2036-03-02T01:00:00.000Z')
    try {
      return work()
    } finally {
      sim.at(before)
    }
  }
  test('is held to the key, the time and the root', () => {
    atItsTime(() => {
      expect(enrol({}, fresh)).toEqual(['HOUSE-key-certified'])
      expect(enrol({ certificateRoot: 'e'.repeat(64) })).toEqual(['HOUSE-key-certified'])
      const { certificateRoot: _, ...alone } = { certificateRoot: undefined }
      expect(alone).toEqual({})
    })
    expect(enrol()).toEqual(['HOUSE-key-certified'])
    atItsTime(() => expect(enrol()).toEqual([]))
    expect(directory().keys[publicKeyOf(secret)]).toMatchObject({ holder: 'bank-cn', certificateRoot: root })
  })
})

describe('a key of an organisation follows another', () => {
  const old = () => paperKeyOf({ seed: sim.seed, party: 'psb' })
  const rotate = (signers: { readonly old?: SecretKey; readonly next?: SecretKey; readonly key?: string } = {}) => {
    const key = signers.key ?? publicKeyOf(fresh)
    const statement = keyStatement('rotation', { holder: 'psb', use: 'organisation', old: old().publicKey, key })
    const payload = {
      old: old().publicKey,
      key,
      oldSignature: signText(statement, signers.old ?? old().secretKey),
      newSignature: signText(statement, signers.next ?? fresh),
    }
    return refusedBy({ kind: 'organisationKey.rotated', payload })
  }
  test('under both: papers of the new key count, of the old one those from before', () => {
    const before = now()
    expect(openedOn(old().secretKey, before)).toEqual([])
    expect(openedOn(fresh, before).join()).toContain('is not psb')
    sim.at(later(60))
    expect(rotate()).toEqual([])
    expect(directory().keys[publicKeyOf(fresh)]).toMatchObject({ holder: 'psb', use: 'organisation', follows: old().publicKey, from: now() }) // biome-ignore format: one row
    sim.at(later(1))
    expect(openedOn(fresh, now())).toEqual([])
    expect(openedOn(old().secretKey, before)).toEqual([])
    expect(openedOn(old().secretKey, now()).join()).toContain('is not psb')
    sim.at(before)
  })
  test('not under a stranger’s signature for either, and not onto a key that is somebody’s', () => {
    expect(rotate({ old: new Uint8Array(32).fill(7) })).toEqual(['HOUSE-orgkey-rotated'])
    expect(rotate({ next: new Uint8Array(32).fill(7) })).toEqual(['HOUSE-orgkey-rotated'])
    expect(rotate({ key: bankKey().publicKey, next: bankKey().secretKey })).toEqual(['HOUSE-orgkey-rotated'])
  })
})

describe('a lost key', () => {
  const psb = () => paperKeyOf({ seed: sim.seed, party: 'psb' })
  const lose = (effectiveAt: string) =>
    refusedBy({ kind: 'key.revoked', payload: { key: psb().publicKey, reason: 'SANDBOX stolen' }, effectiveAt })
  test('vouches for nothing from the loss on; what stood before stands; another takes its place', () => {
    const start = now()
    expect(openedOn(psb().secretKey, start)).toEqual([])
    const opened = zone.entries.size
    sim.at(later(120))
    const loss = later(-60)
    expect(lose(loss)).toEqual([])
    expect(directory().keys[psb().publicKey]).toMatchObject({ until: loss, revokedAt: now() })
    expect(zone.entries.size).toBe(opened + 1)
    sim.at(later(1))
    expect(openedOn(psb().secretKey, now()).join()).toContain('is not psb')
    // The thief writes an earlier date: what was not on record when the loss was told is not taken.
    expect(openedOn(psb().secretKey, start).join()).toContain('was revoked')
    const letter = zone.document('SANDBOX letter with the new fingerprint')
    const confirmation = { by: 'court', how: 'in-person', document: letter }
    const payload = { key: publicKeyOf(fresh), holder: 'psb', use: 'organisation', algorithm: 'ed25519', vouchedBy: 'court', document: letter, confirmation } // biome-ignore format: one payload
    expect(refusedBy({ kind: 'key.enrolled', payload, documents: [letter] })).toEqual([])
    sim.at(later(1))
    expect(openedOn(fresh, now())).toEqual([])
    sim.at(start)
  })
  test('that had ended before is not made to last longer by it', () => {
    const start = now()
    sim.at(later(60))
    expect(lose(start)).toEqual([])
    sim.at(later(60))
    expect(lose(now())).toEqual([])
    expect(directory().keys[psb().publicKey]?.until).toBe(start)
    sim.at(start)
  })
  test('of a person: no act after the loss, and what they did before stands in the bundle', () => {
    const start = now()
    sim.at(later(5))
    const { publicKey } = personKey(sim.seed, 'p-zhang')
    expect(refusedBy({ kind: 'key.revoked', payload: { key: publicKey, reason: 'SANDBOX lost' } })).toEqual([])
    sim.at(later(5))
    const paper = zone.document('SANDBOX note')
    const payload = { key: bankKey().publicKey, how: 'video', document: paper }
    expect(refusedBy({ kind: 'key.confirmed', by: 'p-zhang', payload, documents: [paper] })).toEqual([
      'HOUSE-key-relied',
    ])
    sim.at(start)
  })
})

describe('administrators', () => {
  const change = (people: readonly (readonly [string, Uint8Array | undefined])[]) =>
    refusedBy({
      kind: 'administrators.changed',
      payload: {
        administrators: people.map(([person, key]) => ({ person, key: key === undefined ? personKey(sim.seed, person).publicKey : publicKeyOf(key) })),
        reason: 'SANDBOX one of three lost theirs',
      },
    }) // biome-ignore format: one act
  test('change under two of those before; who went can do nothing more', () => {
    expect(change([['p-admin-1', undefined], ['p-new', fresh], ['p-third', new Uint8Array(32).fill(5)]])).toEqual([]) // biome-ignore format: three people
    expect(Object.keys(directory().administrators)).toEqual(['p-admin-1', 'p-new', 'p-third'])
    const gone = personKey(sim.seed, 'p-admin-2').publicKey
    expect(directory().formerAdministrators?.[gone]).toEqual({ person: 'p-admin-2', until: now() })
    expect(change([['p-admin-1', undefined], ['p-admin-2', undefined]])).toContain('HOUSE-administrators') // biome-ignore format: two people
  })
  test('are two at least, each with a key of their own', () => {
    expect(change([['p-admin-1', undefined]])).toEqual(['HOUSE-administrators-apart'])
    expect(change([['p-admin-1', fresh], ['p-new', fresh]])).toEqual(['HOUSE-administrators-apart']) // biome-ignore format: two people
    expect(change([['p-admin-1', undefined], ['p-zhang', undefined]])).toEqual(['HOUSE-administrators-apart']) // biome-ignore format: two people
  })
})

test('the report says on what kind of word each key is its holder’s', () => {
  const own = sim.zones.onshore.fork()
  const forked = { seed: sim.seed, zones: { ...sim.zones, onshore: own } }
  zone = own
  const document = zone.document('SANDBOX note of a call')
  const confirmed = { key: paperKeyOf({ seed: sim.seed, party: 'psb' }).publicKey, how: 'call-back', document }
  expect(refusedBy({ kind: 'key.confirmed', by: 'p-shen', payload: confirmed, documents: [document] })).toEqual([])
  expect(openedOn(paperKeyOf({ seed: sim.seed, party: 'psb' }).secretKey, now())).toEqual([])
  const report = verifyBundle({ bundle: simulatedBundle(forked), kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds }) // biome-ignore format: one call
  expect(report.faults).toEqual([])
  const kindOf = (holder: string) => report.keys.find((key) => key.holder === holder && key.zone === 'sandbox-onshore')
  expect(kindOf('psb')).toMatchObject({ vouching: 'confirmed', word: 'court p-shen, call-back' })
  expect(kindOf('p-zhang')).toMatchObject({ vouching: 'stated', word: 'psb, in-person' })
  expect(kindOf('p-admin-1')).toMatchObject({ vouching: 'opening', word: '' })
  const shown = reportText(report, 'en')
    .split('\n')
    .find((line) => line.includes('organisation psb'))
  expect(shown).toContain('confirmed with the holder and signed for (court p-shen, by calling back)')
})
