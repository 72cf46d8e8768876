import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { personKey } from '../../sandbox/rehearsal/cast.ts'
import {
  actionDigestInput,
  approvalDigestInput,
  normalAction,
  type SignedAction,
  signAction,
} from '../../src/core/case/action.ts'
import type { Directory } from '../../src/core/case/directory.ts'
import { actionOf } from '../../src/core/case/machine.ts'
import { faultOfSignature } from '../../src/core/case/signature.ts'
import { bytesToHex, hexToBytes } from '../../src/core/record/hash.ts'
import { paperDigest, readPaper } from '../../src/core/record/paper.ts'
import { keyBytesOf } from '../../src/core/record/publicKeys.ts'
import { sm2Sign, sm2Verify } from '../../src/core/record/sm2.ts'
import { derOf } from '../../src/core/record/time/ecSignature.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import { openListed } from './openFront.ts'
import { type Simulation, simulate } from './simulate.ts'

/** Everybody signs with SM2 and SM3 (GB/T 32918.2, user id 1234567812345678): enrolment, acts, a proposal, its approval, papers; then the bundle, offline. */
const seed = 'sm-people'
let sim: Simulation
let bundle: string
beforeAll(async () => {
  sim = await simulate({ seed })
  await openListed(sim, { measure: 'seized', startsOn: '2026-03-02' })
  bundle = simulatedBundle(sim)
}, 1_500_000)

const entries = () => [...sim.zones.onshore.entries.values()].map(({ entry }) => entry)
const entryOf = (kind: string) => entries().find(({ header }) => header.kind === kind)!
const directory = () => sim.zones.onshore.streamOf('directory')!.state as Directory
const verify = (text: string) =>
  verifyBundle({ bundle: text, kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds })

/** An approval as its approver signed it, and the bytes under it. */
function approval() {
  const { header: _, fields } = entryOf('approval.given')
  const value = (name: string): string => String(fields[`payload.${name}`]!.value)
  const { role } = fields.actor!.value as { role: string }
  const named = { proposal: value('proposal'), what: value('what'), values: value('values'), seen: value('seen') }
  return { key: value('key'), signature: value('signature'), message: approvalDigestInput({ ...named, role }) }
}

test('the bundle verifies offline, and everybody in it signed with SM2', () => {
  const report = verify(bundle)
  expect(report.faults).toEqual([])
  expect(report.holds).toBe(true)
  const people = report.keys.filter(({ use }) => use === 'person')
  const holders = new Set(people.map(({ holder }) => holder))
  for (const holder of ['p-admin-1', 'p-admin-2', 'p-zhang', 'p-chen', 'p-li']) expect(holders).toContain(holder)
  expect(report.keys.filter(({ key }) => !key.startsWith('sm2:'))).toEqual([])
  expect(report.keys.filter(({ use }) => use === 'organisation').length).toBeGreaterThan(0)
})

describe('an approval', () => {
  test('stands under the digest of its proposal and under nothing else', () => {
    const { key, signature, message } = approval()
    const terms = directory().keys[key]!
    expect(terms).toMatchObject({ holder: 'p-chen', algorithm: 'sm2', use: 'person' })
    expect(faultOfSignature({ key, signature }, message, terms)).toBeUndefined()
    const other = Uint8Array.from(message)
    other[other.length - 2]! ^= 1
    expect(faultOfSignature({ key, signature }, other, terms)).toBe('a signature that holds')
  })

  test('does not stand under another user id, nor as another algorithm', () => {
    const { key, message } = approval()
    const secret = personKey(seed, 'p-chen').secretKey as { readonly secretKey: Uint8Array }
    const foreign = bytesToHex(sm2Sign({ ...secret, message, id: 'ALICE123@YAHOO.COM' }))
    const terms = directory().keys[key]!
    expect(
      sm2Verify({ publicKey: keyBytesOf(key), message, signature: hexToBytes(foreign), id: 'ALICE123@YAHOO.COM' }),
    ).toBe(true)
    expect(faultOfSignature({ key, signature: foreign }, message, terms)).toBe('a signature that holds')
    const { signature } = approval()
    expect(faultOfSignature({ key, signature }, message, { algorithm: 'p256' })).toBe('a signature by p256')
    expect(faultOfSignature({ key: key.slice(4), signature }, message)).toBe('a signature that holds')
  })

  test('that is changed in the bundle is found, by its name', () => {
    const { signature } = approval()
    const flipped = `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`
    const report = verify(bundle.replaceAll(signature, flipped))
    expect(report.holds).toBe(false)
    expect(report.faults[0]).toMatchObject({ name: 'payload.signature' })
  })
})

test('an act under an SM2 key that is not enrolled for who acts is refused', () => {
  const zone = sim.zones.onshore.fork()
  const first = actionOf(entryOf('case.opened')) as SignedAction
  const { signature: _, ...again } = { ...first, id: 'second case' }
  const act = (of: string, person: string) => zone.act(signAction(again, personKey(of, person).secretKey))
  for (const [of, person] of [
    ['sm-stranger', 'p-zhang'],
    [seed, 'p-chen'],
  ] as const) {
    const result = act(of, person)
    expect(result.outcome === 'refused' && result.refusal.unmet.map(({ rule }) => rule)).toEqual(['BJ-signed'])
  }
  expect(act(seed, 'p-zhang').outcome).toBe('appended')
})

describe.skipIf(spawnSync('openssl', ['version']).status !== 0)('OpenSSL', () => {
  /** Holds a signature r‖s under a message with a compressed SM2 key, by OpenSSL alone. */
  function opensslHolds(key: string, message: Uint8Array, signature: string): boolean {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-sm2-'))
    try {
      const head = '3039301306072a8648ce3d020106082a811ccf5501822d032200'
      writeFileSync(join(folder, 'key.der'), hexToBytes(head + key.slice('sm2:'.length)))
      writeFileSync(join(folder, 'message'), message)
      writeFileSync(join(folder, 'signature'), derOf(hexToBytes(signature)))
      const args = ['pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', 'key.der', '-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678', '-in', 'message', '-sigfile', 'signature'] // biome-ignore format: one call
      return spawnSync('openssl', args, { cwd: folder }).stdout.toString().includes('Verified Successfully')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  test('holds what the people signed: act, approval, paper', () => {
    const { key, signature, message } = approval()
    expect(opensslHolds(key, message, signature)).toBe(true)
    const action = actionOf(entryOf('case.opened')) as SignedAction
    const input = actionDigestInput({ ...normalAction(action) })
    expect(opensslHolds(action.signature!.key, input, action.signature!.signature)).toBe(true)
    const filing = String(entryOf('case.opened').fields['payload.filing']!.value)
    const paper = readPaper(sim.zones.onshore.documents.get(filing)!)
    expect(opensslHolds(paper.key, paperDigest(paper), paper.signature)).toBe(true)
    const wrong = Uint8Array.from(message)
    wrong[0]! ^= 1
    expect(opensslHolds(key, wrong, signature)).toBe(false)
  })
})
