import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators, personKey } from '../../sandbox/rehearsal/cast.ts'
import type { ZonePart } from '../../src/core/bundle/bundle.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import { signAction } from '../../src/core/case/action.ts'
import type { Action } from '../../src/core/case/kind.ts'
import {
  formatAnySigner,
  logSigner,
  logVerifierKey,
  parseAnySigner,
  witnessVerifierKey,
} from '../../src/core/record/log/anyKey.ts'
import { parseCheckpoint, signCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { spelledKey } from '../../src/core/record/log/enrolledKeys.ts'
import { mlDsaVerifierKey } from '../../src/core/record/log/mlDsa.ts'
import { formatNote, parseNote } from '../../src/core/record/log/note.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { sluice } from '../e2e/cliCall.ts'
import { entrustIn, type Kind, kinds, type Pair, startPair, testKinds, until } from '../support/pair.ts'

describe.each([
  ['the usual profile', 'keys'],
  ['SM2 and SM3', 'sm-keys'],
])('under %s', (_, seed) => {
  let pair: Pair
  const sm = seed.startsWith('sm-')
  const mlDsaSeed = '05'.repeat(32)
  beforeAll(async () => {
    pair = await startPair({ seed })
  })
  afterAll(() => pair?.end())

  const file = (name: string, text: string): void => {
    writeFileSync(join(pair.folder, name), `${text}\n`)
    chmodSync(join(pair.folder, name), 0o600)
  }
  const call = async (words: string | string[]): Promise<string> => {
    const { exit, out, err } = await sluice(words, { folder: pair.folder })
    if (exit !== 0) throw new TypeError(err)
    return out
  }
  const read = (name: string) => readFileSync(join(pair.folder, name), 'utf8').trim()
  const payloadOf = (name: string) => (JSON.parse(read(name)) as { payload: Action['payload'] }).payload
  const append = async (
    kind: 'logKey.rotated' | 'logKey.replaced',
    payload: Action['payload'],
    zones: readonly Kind[] = kinds,
  ) => {
    // biome-ignore format: one line
    for (const one of zones) await pair.zones[one].client.found(kind, payload)
  }
  const acknowledged = (entry: string) =>
    until('the acknowledgement', async () => {
      const { pool } = pair.zones.onshore
      return (
        (await pool.query("select from outbox where key = $1 and state = 'done'", [`cross ${entry}`])).rowCount === 1
      )
    })
  async function parts(): Promise<ZonePart[]> {
    const { onshore, offshore } = pair.zones
    const { peer } = await onshore.client.get<{ peer: { stream: string } }>(`/api/cases/${onshore.client.caseId}`)
    let found: ZonePart[] = []
    await until('cosigned heads', async () => {
      found = await Promise.all([
        onshore.client.get<ZonePart>(`/api/cases/${onshore.client.caseId}/export`),
        offshore.client.get<ZonePart>(`/api/cases/${peer.stream}/export`),
      ])
      return found.every(({ checkpoint }) => checkpoint.includes('/witness '))
    })
    return found
  }
  const verify = (found: readonly ZonePart[]) =>
    verifyBundle({ bundle: writeBundle(found), kindsOnshore: testKinds, kindsOffshore: [] })

  test('a case crosses and its bundle verifies, saying how the logs hash and sign', async () => {
    await acknowledged(await entrustIn(pair, 1))
    const report = verify(await parts())
    expect(report.faults).toEqual([])
    expect(report.logs.map(({ hash, algorithms, witnesses }) => [hash, algorithms, witnesses.length])).toEqual(
      kinds.map(() => (sm ? ['sm3', ['sm2'], 1] : ['sha256', ['ed25519'], 1])),
    )
    expect(report.keys.every(({ key }) => key.startsWith('sm2:') === sm)).toBe(true)
  })

  test('a log signs beside its key with ML-DSA-44, which is checked and reported once it is enrolled', async () => {
    const { onshore } = pair.zones
    await onshore.restart({ secrets: { logMlDsaSeed: mlDsaSeed } })
    const key = spelledKey(mlDsaVerifierKey({ name: onshore.keys.origin, seed: new Uint8Array(32).fill(5) }), 'log')
    const document = await onshore.client.document('minutes of the ceremony')
    const row = {
      key,
      holder: onshore.keys.zone,
      use: 'log',
      vouchedBy: 'administration',
      document,
      confirmation: { by: 'administration', how: 'in-person', document },
    }
    await expect(onshore.client.found('key.enrolled', { ...row, algorithm: 'ed25519' }, [document])).rejects.toThrow('HOUSE-key-fits') // biome-ignore format: one call
    await onshore.client.found('key.enrolled', { ...row, algorithm: 'ml-dsa-44' }, [document])
    await acknowledged(await entrustIn(pair, 2))
    const found = await parts()
    const report = verify(found)
    expect(report.faults).toEqual([])
    expect(report.logs[0]!.algorithms).toEqual(['ml-dsa-44', sm ? 'sm2' : 'ed25519'].sort())
    const { text, signatures } = parseNote(found[0]!.checkpoint)
    const [own, beside, ...others] = signatures
    const flipped = beside!.signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte))
    const broken = formatNote({ text, signatures: [own!, { ...beside!, signature: flipped }, ...others] })
    expect(verify([{ ...found[0]!, checkpoint: broken }, found[1]!]).faults[0]).toMatchObject({
      kind: 'checkpoint',
      name: key,
    })
  })

  test('the keys of log and witness are rotated under the old ones, and the bundle names each with its interval', async () => {
    const { onshore } = pair.zones
    const { zone, origin } = onshore.keys
    file('old-log', formatAnySigner(onshore.keys.logKey))
    file('old-witness', formatAnySigner(onshore.keys.witnessKey))
    await call(`key new next-log --name ${origin}${sm ? ' --sm2' : ''}`)
    await call(`key new next-witness --name ${origin}/witness${sm ? ' --sm2' : ''}`)
    await call(`key rotate log.json --old old-log --new next-log --holder ${zone}`)
    await call(`key rotate witness.json --old old-witness --new next-witness --holder ${zone}-witness --witness`)
    await onshore.restart({ secrets: { nextLogKey: read('next-log'), nextWitnessKey: read('next-witness') } })
    await append('logKey.rotated', payloadOf('log.json'))
    await append('logKey.rotated', payloadOf('witness.json'), ['offshore'])
    await onshore.restart({ secrets: { logKey: read('next-log'), witnessKey: read('next-witness') } })
    await acknowledged(await entrustIn(pair, 3))
    const found = await parts()
    const report = verify(found)
    expect(report.faults).toEqual([])
    const next = spelledKey(logVerifierKey(parseAnySigner(read('next-log'))), 'log')
    const old = spelledKey(logVerifierKey(onshore.keys.logKey), 'log')
    expect(report.keys.find((one) => one.key === next && one.zone === zone)).toMatchObject({
      use: 'log',
      holder: zone,
      follows: old,
    })
    expect(report.keys.some(({ key }) => key === spelledKey(witnessVerifierKey(parseAnySigner(read('next-witness'))), 'witness'))).toBe(true) // biome-ignore format: one call
    // Crossings before the rotation were signed with the old key, which had its time.
    expect(report.keys.find((one) => one.key === old)!.until).toBe(report.keys.find((one) => one.key === next)!.from)
  })

  test('a checkpoint over the rotation that only the old key signed does not verify', async () => {
    const found = await parts()
    const checkpoint = parseCheckpoint(parseNote(found[0]!.checkpoint).text)
    const note = signCheckpoint({ checkpoint, signers: [logSigner(pair.zones.onshore.keys.logKey)] })
    const { faults } = verify([{ ...found[0]!, checkpoint: note }, found[1]!])
    expect(faults[0]).toMatchObject({ kind: 'checkpoint', message: expect.stringContaining('ended with entry') })
  })

  test.each([
    ['one administrator’s word', async () => {
      const [person] = administrators
      const actor = { org: 'administration', person: person!, role: 'administrator' }
      const { client, keys } = pair.zones.onshore
      const action = { id: 'alone', zone: keys.zone, kind: 'logKey.rotated', actor, payload: payloadOf('log.json') }
      await client.post('/api/actions', { action: signAction(action, personKey(seed, person!).secretKey) })
    }, 'HOUSE-administrators'],
    ['the old key again', () => append('logKey.rotated', payloadOf('log.json'), ['onshore']), 'HOUSE-logkey-rotated'],
    ['a stranger’s signature for the old key', async () => {
      file('stranger', formatAnySigner({ ...pair.zones.onshore.keys.logKey, secretKey: new Uint8Array(32).fill(0x11) }))
      await call(`key new third --name ${pair.zones.onshore.keys.origin}${sm ? ' --sm2' : ''}`)
      await call(`key rotate bad.json --old stranger --new third --holder ${pair.zones.onshore.keys.zone}`)
      await append('logKey.rotated', { ...payloadOf('bad.json'), old: payloadOf('log.json').key! }, ['onshore'])
    }, 'HOUSE-logkey-rotated'],
  ] as [string, () => Promise<void>, string][])('no key is rotated on %s', async (__, act, says) => {
    await expect(act()).rejects.toThrow(says)
  }) // biome-ignore format: a table

  test('a lost key is replaced by two administrators and the other zone, not without it', async () => {
    const { onshore, offshore } = pair.zones
    const { zone, origin } = offshore.keys
    await call(`key new found --name ${origin}${sm ? ' --sm2' : ''}`)
    const lost = logVerifierKey(offshore.keys.logKey)
    await call([
      'key',
      'replace',
      'lost.json',
      '--lost',
      lost,
      '--new',
      'found',
      '--holder',
      zone,
      '--reason',
      'store burnt',
    ])
    await call(['key', 'confirm', 'lost.json', '--key', 'found', '--out', 'self.json'])
    await expect(append('logKey.replaced', payloadOf('self.json'), ['offshore'])).rejects.toThrow(
      'HOUSE-logkey-replaced',
    )
    await call(['key', 'confirm', 'lost.json', '--key', 'next-log', '--out', 'confirmed.json'])
    await offshore.restart({ secrets: { logKey: read('found') } })
    await append('logKey.replaced', payloadOf('confirmed.json'))
    await acknowledged(await entrustIn(pair, 4))
    const report = verify(await parts())
    expect(report.faults).toEqual([])
    const key = spelledKey(logVerifierKey(parseAnySigner(read('found'))), 'log')
    expect(report.keys.find((one) => one.key === key && one.zone === zone)).toMatchObject({ holder: zone, use: 'log' })
    expect(onshore.said.join()).not.toContain('could not be recorded')
  })
})
