import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { jsonOf, sluice } from '../../../../test/e2e/cliCall.ts'
import { hashText } from '../../../core/record/hash.ts'
import { publicKeyOf } from '../../../core/record/publicKeys.ts'
import { readKeyFile } from '../keyFile.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-key-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const passphrase = 'four words stand here'
const whose = '--person ada --org bureau --role administrator'

/** Somebody at the terminal who answers what they are asked. */
function typing(...answers: string[]) {
  return { folder, ask: async () => answers.shift() }
}

test.each([
  ['ed25519', '', /^[0-9a-f]{64}$/],
  ['p256', ' --p256', /^0[23][0-9a-f]{64}$/],
  ['sm2', ' --sm2', /^sm2:0[23][0-9a-f]{64}$/],
])('a person makes a key of %s, shows it, and opens it with the passphrase', async (algorithm, flag, spelling) => {
  const made = await sluice(`key new ${algorithm}.key ${whose}${flag} --json`, typing(passphrase, passphrase))
  expect(made).toMatchObject({ exit: 0, err: '' })
  const told = jsonOf<{ publicKey: string; fingerprint: string }>(made)
  expect(told.publicKey).toMatch(spelling)
  expect(told.fingerprint.replaceAll(' ', '')).toBe(hashText(told.publicKey))
  const path = join(folder, `${algorithm}.key`)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const shown = await sluice(`key show ${algorithm}.key --check --json`, typing(passphrase))
  expect(jsonOf(shown)).toEqual(told)
  const io = { out: () => {}, err: () => {}, env: {}, now: () => new Date(0), ...typing(passphrase) }
  const { secretKey, ...owner } = await readKeyFile(io, path)
  expect(owner).toEqual({ person: 'ada', org: 'bureau', role: 'administrator' })
  expect(publicKeyOf(secretKey)).toBe(told.publicKey)
  const raw = secretKey instanceof Uint8Array ? secretKey : secretKey.secretKey
  expect(readFileSync(path, 'utf8')).not.toContain(Buffer.from(raw).toString('hex'))
})

test.each([
  ['two passphrases that differ', `key new a.key ${whose}`, [passphrase, 'another of them all'], 2, 'differ'],
  ['a short one', `key new a.key ${whose}`, ['short', 'short'], 2, 'at least 12 characters'],
  ['nobody at the terminal', `key new a.key ${whose}`, [], 2, 'SLUICE_PASSPHRASES'],
  ['a file that is there', `key new ed25519.key ${whose}`, [passphrase, passphrase], 2, 'exists already'],
  ['nobody named', 'key new a.key --name x.example/log --person ada', [], 2, '--person ID, or --name NAME'],
  ['a wrong passphrase', 'key show ed25519.key --check', ['not the one that it was'], 1, 'does not open'],
])('%s: refused in a sentence', async (_, call, answers, exit, said) => {
  const answer = await sluice(call, typing(...answers))
  expect(answer).toMatchObject({ exit, out: '' })
  expect(answer.err).toContain(said)
})

test('scripts name a file of passphrases, which nobody else may read', async () => {
  writeFileSync(join(folder, 'words.json'), JSON.stringify({ ada: passphrase }), { mode: 0o644 })
  const env = { SLUICE_PASSPHRASES: 'words.json' }
  const open = await sluice('key show ed25519.key --check', { folder, env })
  expect(open).toMatchObject({ exit: 2 })
  expect(open.err).toContain('chmod 600')
  rmSync(join(folder, 'words.json'))
  writeFileSync(join(folder, 'words.json'), JSON.stringify({ ada: passphrase }), { mode: 0o600 })
  expect(await sluice('key show ed25519.key --check', { folder, env })).toMatchObject({ exit: 0, err: '' })
})
