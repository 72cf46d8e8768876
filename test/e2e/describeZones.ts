import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyFileOf, personOf } from '../../sandbox/rehearsal/cast.ts'
import { readWay } from '../../sandbox/rehearsal/way.ts'
import { hashText, hexToBytes } from '../../src/core/record/hash.ts'
import { parseCheckpoint, signCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { cosignatureVerifier } from '../../src/core/record/log/cosignature.ts'
import { ed25519Signer, ed25519Verifier, parseSignerKey } from '../../src/core/record/log/keys.ts'
import { parseNote } from '../../src/core/record/log/note.ts'
import { parseProof, verifyProof } from '../../src/core/record/log/proofText.ts'
import { askWitness } from '../../src/host/log/askWitness.ts'
import { httpTransport } from '../../src/host/log/httpTransport.ts'
import { connectStore } from '../../src/host/store/connect.ts'
import { oneSeed as seed } from '../support/oneRehearsal.ts'
import { jsonOf, root, signInWith, sluice } from './cliCall.ts'
import { describeUnsealed } from './describeUnsealed.ts'
import { openSecondCase, secondCase } from './openSecondCase.ts'
import { type Kind, kinds, type Rehearsed, type StartedZone, startZone } from './rehearsed.ts'

const { caseNumber } = readWay('beijing')

let run: Rehearsed
let zones: Record<Kind, StartedZone>
let folder: string

/** The commands that ask a running zone, over what a rehearsal left. */
export function describeZones(rehearsal: () => Rehearsed): void {
  beforeAll(async () => {
    run = rehearsal()
    folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'))
    signInWith([keyFile('p-zhang'), keyFile('p-lam')])
    zones = { onshore: await startZone(run, 'onshore'), offshore: await startZone(run, 'offshore') }
  })

  afterAll(async () => {
    for (const kind of kinds) await zones?.[kind].stop()
  })

  describe('ledger', describeLedger)
  describe('bundle and verify', describeBundle)
  describe('log', describeLog)
  describe('case import into a case', describeRecording)
  describe('witness', describeWitness)
  // Last: it writes into the case of the rehearsal.
  describe('who is bound by the seals', () => describeUnsealed(() => zones.onshore.url))
}

/** A person's key file. */
function keyFile(person: string, mode = 0o600): string {
  const { org, roles } = personOf(person)
  const file = join(folder, `${person}-${mode}.json`)
  writeFileSync(file, keyFileOf({ seed, person, org, role: roles[0]! }))
  chmodSync(file, mode)
  return file
}

const both = () => `--zone ${zones.onshore.url} --zone ${zones.offshore.url}`

function describeLedger(): void {
  /** Sums of a journal by commodity, and the journal's entries, read as any program would. */
  function sums(journal: string): { total: Record<string, string>; unbalanced: number } {
    const total: Record<string, bigint> = {}
    let unbalanced = 0
    for (const block of journal.split('\n\n').slice(1)) {
      const own: Record<string, bigint> = {}
      for (const [, units, commodity] of block.matchAll(/ {2}(-?[\d.]+) "([^"]+)"$/gm)) {
        own[commodity!] = (own[commodity!] ?? 0n) + BigInt(units!.replace('.', ''))
      }
      if (Object.values(own).some((sum) => sum !== 0n)) unbalanced++
      for (const [commodity, sum] of Object.entries(own)) total[commodity] = (total[commodity] ?? 0n) + sum
    }
    return { total: Object.fromEntries(Object.entries(total).map(([name, sum]) => [name, String(sum)])), unbalanced }
  }

  test('each transaction of the case balances, in coins and in money', async () => {
    const { exit, out } = await sluice(`ledger ${caseNumber} ${both()}`)
    expect(exit).toBe(0)
    expect(sums(out)).toEqual({
      total: { 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0': '0', CNY: '0', USD: '0' },
      unbalanced: 0,
    })
    expect(out).toContain('assets:sandbox-onshore:custody')
    expect(out).toContain('assets:sandbox-offshore:trust')
  })

  test('one zone alone names its accounts without itself', async () => {
    const { out } = await sluice(`ledger ${caseNumber} --zone ${zones.onshore.url}`)
    expect(out).toContain('commodity 1000.00000000 "bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0"\n')
    expect(out).toMatch(/^ {4}assets:custody +1\.49998000 "bip122/m)
  })

  test('a case that no zone knows is bad input', async () => {
    const { exit, err } = await sluice(`ledger nothing --zone ${zones.onshore.url}`)
    expect({ exit, err }).toEqual({
      exit: 2,
      err: `The zone sandbox-onshore (${zones.onshore.url}) has no case nothing.\n`,
    })
  })
}

/** A bundle without what may come after it was written: time-stamps of its head, and the digest over all lines. */
function settled(path: string): string {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => !/"line":"bundle"|^\{"line":"section","name":"timestamps"/.test(line)).join('\n')
}

function describeBundle(): void {
  const file = () => join(folder, 'case.sluice')

  test('both zones make one file, the same as the rehearsal wrote', async () => {
    const { exit, out } = await sluice(`bundle ${caseNumber} -o ${file()} ${both()}`)
    expect(exit).toBe(0)
    expect(out).toContain('sandbox-onshore and sandbox-offshore')
    expect(hashText(settled(file()))).toBe(hashText(settled(join(run.folder, 'case.bundle'))))
  })

  test('one zone alone makes a part, and says what is missing', async () => {
    const { exit, err } = await sluice(
      `bundle ${caseNumber} -o ${join(folder, 'part.sluice')} --zone ${zones.onshore.url}`,
    )
    expect(exit).toBe(0)
    expect(err).toBe(
      'The case lives in sandbox-offshore too, which is not in this bundle: name its address with --zone.\n',
    )
  })

  test('an existing file is not overwritten', async () => {
    const { exit, err } = await sluice(`bundle ${caseNumber} -o ${file()} ${both()}`)
    expect({ exit, err }).toEqual({ exit: 2, err: `${file()}: it exists already and is not overwritten.\n` })
  })

  test('a page about each sale is computed again from the file alone, and is the one that the zone gives', async () => {
    const from = async (source: string) => jsonOf(await sluice(`sale report ${source} --json`))
    const alone = await from(`--bundle ${file()}`)
    expect(alone).toMatchObject({ ok: true, world: 'rehearsal' })
    expect(alone.sales).toMatchObject([
      { tranche: 'A/1', recomputed: true },
      { tranche: 'A/2', recomputed: true },
    ])
    const both = `--zone ${zones.onshore.url} --zone ${zones.offshore.url}`
    expect(await from(`${caseNumber} ${both}`)).toEqual(alone)
    const page = await sluice(`sale report --bundle ${file()} --tranche A/2 --format html --all-languages`)
    expect(page.exit).toBe(0)
    expect(page.out.match(/<article lang=/g)).toHaveLength(3)
    expect(page.out).toContain('Generated by Sluice, not an official document')
    expect(page.out.split(caseNumber)).toHaveLength(4)
    const onshore = await sluice(`sale report ${caseNumber} --zone ${zones.onshore.url}`)
    expect({ exit: onshore.exit, err: onshore.err }).toEqual({
      exit: 2,
      err: 'This case: no sale that was closed and analysed is in the record.\n',
    })
  })

  test('a plan and the books that it was made from are handed in to the zone offshore: their hashes, and nothing decided', async () => {
    const size = async () => jsonOf<{ size: number }>(await sluice(`log root --zone ${zones.offshore.url} --json`)).size
    const before = await size()
    const words = 'sale plan examples/sales/history.json --tranche A/1=1.1 --tranche A/2=1.1 --minutes 30 --slices 5'
    const there = jsonOf(await sluice(`${words} --zone ${zones.offshore.url} --json`))
    const here = jsonOf(await sluice(`${words} --json`))
    expect(there).toMatchObject({ ok: true, plan: here.plan, evidence: here.evidence })
    expect(await size()).toBe(before)
    // The same bytes again are the same document; without a key that the zone knows nothing is taken.
    expect((await sluice(`${words} --zone ${zones.offshore.url} --json`)).exit).toBe(0)
    const stranger = await sluice(`${words} --zone ${zones.offshore.url}`, { env: { SLUICE_KEY: '' } })
    expect(stranger.exit).not.toBe(0)
    expect(stranger.out).toBe('')
  })

  test('it holds, and without keys from outside it does not say who signed', async () => {
    const answer = await sluice(`verify ${file()} --json`)
    expect(answer.exit).toBe(0)
    expect(jsonOf(answer)).toMatchObject({ holds: true, faults: [], signersIdentified: false, world: 'rehearsal' })
  })

  test('with the keys of both logs it says who signed, with others it does not hold', async () => {
    const keyOf = async (kind: Kind) =>
      ((await (await fetch(`${zones[kind].url}/api/zone`)).json()) as { verifierKey: string }).verifierKey
    const trust = {
      format: 'sluice/trust/1',
      world: 'rehearsal',
      logs: [await keyOf('onshore'), await keyOf('offshore')],
    }
    writeFileSync(join(folder, 'trust.json'), JSON.stringify(trust))
    expect(jsonOf(await sluice(`verify ${file()} --trust ${join(folder, 'trust.json')} --json`))).toMatchObject({
      holds: true,
      signersIdentified: true,
    })
    writeFileSync(join(folder, 'trust.json'), JSON.stringify({ ...trust, logs: trust.logs.slice(1) }))
    const { exit, out } = await sluice(`verify ${file()} --trust ${join(folder, 'trust.json')}`)
    expect(exit).toBe(1)
    expect(out.split('\n')[0]).toContain('the log key of sandbox-onshore is not one of the keys given from outside')
  })

  test('a changed value is named in the first line', async () => {
    const altered = join(folder, 'altered.sluice')
    writeFileSync(altered, readFileSync(file(), 'utf8').replace('"SANDBOX none known"', '"SANDBOX none at all"'))
    const { exit, out } = await sluice(`verify ${altered}`)
    expect(exit).toBe(1)
    expect(out.split('\n')[0]).toMatch(
      /^First thing wrong: value is not the one committed to .*index \d+, proposal\.made/,
    )
  })

  test('a byte that is no text is named with its line', async () => {
    const bytes = readFileSync(file())
    bytes[bytes.indexOf('\n') + 10] = 0xff
    writeFileSync(join(folder, 'bytes.sluice'), bytes)
    const { exit, out } = await sluice(`verify ${join(folder, 'bytes.sluice')} --lang zh-CN`)
    expect(exit).toBe(1)
    expect(out.split('\n')[0]).toContain('第 2 行：应为 UTF-8 编码。')
  })

  test('a trust file that cannot be read is bad input', async () => {
    writeFileSync(join(folder, 'bad.json'), '{}')
    const { exit, err } = await sluice(`verify ${file()} --trust ${join(folder, 'bad.json')}`)
    expect(exit).toBe(2)
    expect(err).toContain('sluice/trust/1')
  })
}

function describeLog(): void {
  const zone = () => `--zone ${zones.onshore.url}`
  const database = () => `--database-url ${run.server.url('sluice_onshore', 'sluice_onshore')}`

  test('the head is the same over HTTP and from the database', async () => {
    const heads = [
      jsonOf(await sluice(`log root ${zone()} --json`)),
      jsonOf(await sluice(`log root ${database()} --json`)),
    ]
    expect(heads[0]).toEqual(heads[1])
    expect(heads[0]).toMatchObject({ origin: 'sandbox.sluice.invalid/onshore', hash: 'sha256' })
  })

  test('the proof of an entry is one that a C2SP client verifies', async () => {
    const { key } = await keys()
    const { entry, text } = jsonOf<{ entry: string; text: string }>(await sluice(`log prove 7 ${zone()} --json`))
    const { out } = await sluice(`log prove ${entry} ${zone()}`)
    expect(out).toBe(text)
    expect(parseProof(out).index).toBe(7)
    const origin = 'sandbox.sluice.invalid/onshore'
    expect(() =>
      verifyProof({ text: out, entry: hexToBytes(entry), origin, verifiers: [ed25519Verifier(key)] }),
    ).not.toThrow()
  })

  test('an entry that is not there is bad input', async () => {
    const { exit } = await sluice(`log prove ${'0'.repeat(64)} ${zone()}`)
    expect(exit).toBe(2)
    expect((await sluice(`log prove 999999 ${zone()}`)).err).toContain('there is none at 999999')
  })

  test('a log that continues a kept head says so, and one that does not is named as rewritten', async () => {
    const { out: note } = await sluice(`log root ${zone()} --note`)
    const kept = parseCheckpoint(parseNote(note).text)
    const signer = ed25519Signer(parseSignerKey((await keys()).secret))
    const forged = (size: number) =>
      signCheckpoint({ checkpoint: { ...kept, size, root: kept.root.map((byte) => byte ^ 1) }, signers: [signer] })
    const notes: [string, string][] = [
      ['same', note],
      ['forged', forged(kept.size - 3)],
      ['longer', forged(kept.size + 3)],
    ]
    const exits: Record<string, number> = {}
    for (const [name, text] of notes) {
      writeFileSync(join(folder, name), text)
      exits[name] = (await sluice(`log consistency ${join(folder, name)} ${zone()}`)).exit
    }
    expect(exits).toEqual({ same: 0, forged: 1, longer: 1 })
    expect((await sluice(`log consistency ${join(folder, 'longer')} ${zone()}`)).err).toContain('it was rolled back')
    expect((await sluice(`log consistency ${join(folder, 'forged')} ${zone()}`)).err).toContain('was rewritten')
  })

  test('an export is the tiles with the checkpoint', async () => {
    const to = join(folder, 'log')
    const { exit } = await sluice(`log export ${to} ${zone()}`)
    expect(exit).toBe(0)
    expect(readdirSync(to).sort()).toEqual(['checkpoint', 'tile'])
    const { out } = await sluice(`log root ${zone()} --note`)
    expect(readFileSync(join(to, 'checkpoint'), 'utf8')).toBe(out)
  })

  async function keys(): Promise<{ key: string; secret: string }> {
    const about = (await (await fetch(`${zones.onshore.url}/api/zone`)).json()) as { verifierKey: string }
    const secrets = JSON.parse(readFileSync(join(run.folder, 'onshore.secrets.json'), 'utf8')) as { logKey: string }
    return { key: about.verifierKey, secret: secrets.logKey }
  }
}

function describeRecording(): void {
  const list = () => join(run.folder, 'seizure-list.csv')
  const stated = '--on-spot --copies 3 --investigator p-li --investigator p-liu --witness-signed --holder-signed'
  const call = (key: string, words = stated) =>
    `case import ${list()} --zone ${zones.onshore.url} --case ${secondCase} --key ${key} ${words}`

  beforeAll(async () => {
    await openSecondCase({ url: zones.onshore.url, seed })
  })

  test('a key that others can read is not used', async () => {
    const { exit, err } = await sluice(call(keyFile('p-li', 0o644)))
    expect(exit).toBe(2)
    expect(err).toContain('others can read this key. Run chmod 600')
  })

  test('what was not stated is not claimed: each rule that is not met is named with its source and what would meet it', async () => {
    const { exit, err, out } = await sluice(`${call(keyFile('p-li'), '--investigator p-li')} --lang zh-CN`)
    expect(exit).toBe(1)
    expect(out).toContain('已导入 3 项持有')
    expect(err).toContain('不予通过')
    expect(err).toContain('中华人民共和国刑事诉讼法')
    expect(err).toMatch(/\[CN-CPL-142-witness\]/)
    expect(err).toContain('witnessSigned：否')
    expect(err).toContain('如何满足：')
  })

  test('the same in JSON carries rule, found values and citation', async () => {
    const answer = await sluice(`${call(keyFile('p-li'), '--investigator p-li')} --json`)
    const { outcome, unmet } = jsonOf<{
      outcome: string
      unmet: { rule: string; found: object; citation: { article: string } }[]
    }>(answer)
    expect(outcome).toBe('refused')
    expect(unmet.find(({ rule }) => rule === 'CN-CPL-142-witness')).toMatchObject({ found: { witnessSigned: false } })
    expect(unmet.every(({ citation }) => citation.article.length > 0)).toBe(true)
  })

  test('somebody else’s key does not act for a person', async () => {
    const file = join(folder, 'forged.json')
    writeFileSync(
      file,
      JSON.stringify({ person: 'p-li', org: 'psb', role: 'investigator', secretKey: '11'.repeat(32) }),
      { mode: 0o600 },
    )
    const { exit } = await sluice(call(file))
    expect(exit).toBe(1)
  })

  test('a good list is recorded once, however often it is sent', async () => {
    const first = jsonOf(await sluice(`${call(keyFile('p-li'))} --json`))
    expect(first).toMatchObject({ ok: true, outcome: 'appended', holdings: 3 })
    const again = jsonOf(await sluice(`${call(keyFile('p-li'))} --json`))
    expect(again).toMatchObject({ ok: true, outcome: 'known', entry: first.entry })
  })

  test('a chain of another world is a fault of the list', async () => {
    const real = join(root, 'examples/seizure-lists/silk-road.en.csv')
    const { exit, err } = await sluice(
      `case import ${real} --zone ${zones.onshore.url} --case ${secondCase} --key ${keyFile('p-li')} ${stated}`,
    )
    expect(exit).toBe(2)
    expect(err).toContain('silk-road.en.csv line 2')
  })
}

function describeWitness(): void {
  test('a witness with a key of its own cosigns the log, and ends when it is told', async () => {
    const url = await run.server.createZoneDatabase({ zone: 'witness' })
    const about = (await (await fetch(`${zones.onshore.url}/api/zone`)).json()) as { verifierKey: string }
    const stop = new AbortController()
    const file = join(folder, 'witness.key')
    const said: string[] = []
    const call = sluice(
      `witness --key ${file} --new-key sandbox.example/witness --log ${about.verifierKey} --database-url ${url} --port 0 --json`,
      {
        stop: stop.signal,
        heard: (text) => said.push(text),
      },
    )
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    const started = JSON.parse(said[0]!) as { url: string; key: string; logs: string[] }
    expect(started.logs).toEqual(['sandbox.sluice.invalid/onshore'])
    const store = connectStore({ url: run.server.url('sluice_onshore', 'sluice_onshore') })
    const transport = httpTransport({ url: `${started.url}/add-checkpoint` })
    const { size } = jsonOf<{ size: number }>(await sluice(`log root --zone ${zones.onshore.url} --json`))
    expect(
      await askWitness({
        pool: store.pool,
        transport,
        verifier: cosignatureVerifier(started.key),
        now: () => new Date(),
      }),
    ).toBe(size)
    expect((await sluice(`log root --zone ${zones.onshore.url}`)).out).toContain('signed by sandbox.example/witness')
    transport.close()
    await store.close()
    stop.abort()
    expect((await call).exit).toBe(0)
  })

  test('a key file that is there is not overwritten', async () => {
    const { exit, err } = await sluice(
      `witness --key ${join(folder, 'witness.key')} --new-key sandbox.example/other --log x+00000000+AA== --database-url postgres://127.0.0.1:1/x`,
    )
    expect(exit).toBe(2)
    expect(err).not.toContain('PRIVATE')
  })
}
