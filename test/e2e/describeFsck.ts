import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonOf, root, sluice } from './cliCall.ts'
import { type Kind, kinds, type Rehearsed } from './rehearsed.ts'

interface Report {
  readonly entries: number
  readonly findings: readonly {
    readonly code: string
    readonly at: string
    readonly found: string
    readonly expected?: string
  }[]
}

let run: Rehearsed
let admin: Client

/** A copy of a zone's database with some damage done to it, by somebody whom no trigger stops. */
async function damaged<T>(kind: Kind, damage: string, look: (url: string) => Promise<T>): Promise<T> {
  await admin.query('drop database if exists sluice_damaged')
  await admin.query(`create database sluice_damaged template sluice_${kind}`)
  const url = Object.assign(new URL(run.server.adminUrl), { pathname: '/sluice_damaged' }).href
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`set session_replication_role = replica; ${damage}`).finally(() => client.end())
    return await look(url)
  } finally {
    await admin.query('drop database sluice_damaged with (force)')
  }
}

async function codesFound(
  kind: Kind,
  damage: string,
  words = '',
): Promise<{ exit: number; codes: string[]; report: Report }> {
  return damaged(kind, damage, async (url) => {
    const answer = await sluice(`fsck --database-url ${url} --json${words}`)
    const report = jsonOf<Report>(answer)
    return { exit: answer.exit, codes: [...new Set(report.findings.map(({ code }) => code))].sort(), report }
  })
}

const nobody = `decode(repeat('ff', 32), 'hex')`
const caseStream = `(select id from streams where kind = 'case')`

/** `sluice fsck` over what a rehearsal left. Its zones must not run: their databases are copied. */
export function describeFsck(rehearsal: () => Rehearsed): void {
  beforeAll(async () => {
    run = rehearsal()
    admin = new Client({ connectionString: run.server.adminUrl })
    await admin.connect()
  })

  afterAll(async () => {
    await admin?.end()
  })

  describe('a database that nobody touched', () => {
    test.each(kinds)('%s is what its entries make of it', async (kind) => {
      const { exit, out } = await sluice(
        `fsck --database-url ${run.server.url(`sluice_${kind}`, `sluice_${kind}`)} --json --decide`,
      )
      expect({ exit, findings: JSON.parse(out).findings }).toEqual({ exit: 0, findings: [] })
      expect(JSON.parse(out)).toMatchObject({ zone: `sandbox-${kind}`, kind, world: 'rehearsal' })
    })

    test('is found by the folder of its server as well, and the server is left as it was', async () => {
      const words = ['fsck', '--embedded', join(run.folder, 'postgres'), '--kind', 'offshore']
      const child = spawn(process.execPath, [join(root, 'src/host/cli/main.ts'), ...words], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString()
      })
      const [exit] = await once(child, 'close')
      expect({ exit, last: out.trimEnd().split('\n').at(-1) }).toEqual({ exit: 0, last: 'Nothing differs.' })
      expect((await admin.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    })

    test('is not looked for where none was named', async () => {
      const { exit, err } = await sluice('fsck')
      expect(exit).toBe(2)
      expect(err).toContain('Which database?')
    })

    test('is not a database of something else', async () => {
      const { exit, err } = await sluice(`fsck --database-url ${run.server.adminUrl}`)
      expect({ exit, err }).toEqual({
        exit: 1,
        err: 'This database holds no record of Sluice: is it the database of a zone?\n',
      })
    })
  })

  describe('each kind of damage is named', () => {
    // Which sizes have a checkpoint depends on how fast the entries came.
    const earlyHead = '(select min(size) from log_checkpoints where size >= 9)'
    const onshore: readonly [name: string, codes: readonly string[], damage: string][] = [
      [
        'somebody let into a case by no entry',
        ['reader'],
        `insert into case_readers (stream, org, why, entry) select id, 'safe', 'granted', id from streams where kind = 'case'`,
      ],
      ['somebody shut out of a case', ['reader'], "delete from case_readers where org = 'psb'"],
      ['a supervisor by no entry', ['reader'], "update reader_organisations set supervises = true where org = 'cbex'"],
      [
        'a document shown where nothing names it',
        ['reader-document'],
        `insert into document_places (sha256, stream) select sha256, (select id from streams where kind = 'registers') from documents limit 1`,
      ],
      [
        'a case that is looked through by something else than its entries say',
        ['page-note'],
        "update entry_notes set person = 'p-nobody' where kind = 'inventory.recorded'",
      ],
      ['a line of the ledger that is gone', ['page-posting'], 'delete from postings where line = 0 and position < 40'],
      [
        'bytes that are no entry',
        ['entry-form'],
        `update entries set body = body || ' ' where kind = 'inventory.recorded'`,
      ],
      [
        'a header that was changed',
        ['entry-hash'],
        `update entries set body = replace(body, '"world":"rehearsal"', '"world":"real"') where kind = 'inventory.recorded'`,
      ],
      [
        'a value that was changed',
        ['action-digest', 'action-signature', 'entry-field'],
        `update entries set body = replace(body, 'SANDBOX none known', 'SANDBOX little known') where kind = 'lot.classified'`,
      ],
      [
        'a kind that the table says otherwise',
        ['entry-columns'],
        `update entries set kind = 'lot.returned' where kind = 'inventory.recorded'`,
      ],
      [
        'an entry that was taken out',
        ['action-orphan', 'entry-chain', 'entry-missing', 'log-leaf'],
        `delete from entries where kind = 'inventory.recorded'`,
      ],
      [
        'two entries in each other’s place',
        ['entry-chain', 'entry-columns', 'stream-state'],
        `update entries set position = 100000 where stream = ${caseStream} and position = 5; update entries set position = 5 where stream = ${caseStream} and position = 6; update entries set position = 6 where stream = ${caseStream} and position = 100000`,
      ],
      [
        'an entry moved to a stream that is not there',
        ['entry-orphan', 'stream-head', 'stream-state'],
        `update entries set stream = ${nobody} where kind = 'case.closed'`,
      ],
      [
        'a kind that this machine does not know',
        ['action-digest', 'action-signature', 'entry-apply', 'entry-columns', 'entry-hash'],
        `update entries set body = replace(body, '"kind":"inventory.recorded"', '"kind":"inventory.lost"') where kind = 'inventory.recorded'`,
      ],
      [
        'a stream without entries',
        ['action-orphan', 'log-leaf', 'stream-empty'],
        `delete from entries where stream = (select id from streams where kind = 'registers')`,
      ],
      ['a head that was moved', ['stream-head'], `update streams set position = position - 1 where kind = 'case'`],
      [
        'a state that was changed',
        ['stream-state'],
        `update streams set state = replace(state, '"closed"', '"opened"') where kind = 'case'`,
      ],
      ['a state that is no JSON', ['stream-state'], `update streams set state = 'lost' where kind = 'case'`],
      [
        'a personal value that is gone',
        ['vault-missing'],
        'delete from vault where entry = (select entry from vault limit 1)',
      ],
      [
        'a personal value that was changed',
        ['vault-value'],
        `update vault set value = '"SANDBOX 王五"' where entry = (select entry from vault limit 1)`,
      ],
      [
        'a deletion that deleted nothing',
        ['vault-deletion'],
        `alter table vault drop constraint vault_deleted; update vault set deleted_at = '2026-03-02T01:00:00.000Z', duty = 'x' where entry = (select entry from vault limit 1)`,
      ],
      [
        'a deletion without a duty',
        ['vault-deletion'],
        'alter table vault drop constraint vault_deleted; update vault set value = null, salt = null where entry = (select entry from vault limit 1)',
      ],
      [
        'a personal value of nobody',
        ['vault-orphan'],
        `insert into vault (entry, field, salt, value) values (${nobody}, 'payload.personalName', '00', '""')`,
      ],
      [
        'an action that was taken out',
        ['action-missing'],
        `delete from actions where entry = (select id from entries where kind = 'inventory.recorded')`,
      ],
      [
        'an action that was changed',
        ['action-digest'],
        `update actions set digest = repeat('0', 64) where entry = (select id from entries where kind = 'inventory.recorded')`,
      ],
      [
        'an action that made nothing',
        ['action-orphan'],
        `insert into actions (id, digest, entry) values ('made up', '', ${nobody})`,
      ],
      [
        'an effect that was taken out',
        ['outbox-missing'],
        'delete from outbox where key = (select key from outbox order by made limit 1)',
      ],
      [
        'an effect that asks for something else',
        ['outbox-request'],
        `update outbox set request = '{}' where key = (select key from outbox order by made limit 1)`,
      ],
      [
        'an effect that nothing called for',
        ['outbox-orphan'],
        `insert into outbox (key, entry, stream, type, request) select 'made up', id, stream, 'payment', '{}' from entries where kind = 'case.closed'`,
      ],
      [
        'an effect of no entry',
        ['outbox-orphan'],
        `insert into outbox (key, entry, stream, type, request) values ('made up', ${nobody}, ${nobody}, 'payment', '{}')`,
      ],
      [
        'a document that was changed',
        ['document-hash'],
        `update documents set content = content || ' ' where content like '%seizure-decision%'`,
      ],
      [
        'a document that is gone',
        ['document-missing'],
        `delete from documents where content like '%"type":"case-filing"%'`,
      ],
      [
        'a pack that is gone',
        ['pack-missing'],
        `delete from documents where content like '%"format":"sluice/pack/1"%' and content like '%"id":"beijing"%'`,
      ],
      [
        'a pack that is none',
        ['pack-invalid', 'stream-state'],
        `update streams set state = replace(state, (select encode(sha256, 'hex') from documents where content like '%"format":"sluice/pack/1"%' and content like '%"id":"beijing"%'), (select encode(sha256, 'hex') from documents where content like '%"type":"case-filing"%' limit 1)) where kind = 'packs'`,
      ],
      ['a leaf that is gone', ['log-missing', 'log-tree'], 'delete from log_leaves where index = 7'],
      ['a leaf that was changed', ['log-leaf', 'log-tree'], `update log_leaves set leaf = ${nobody} where index = 7`],
      [
        'a leaf of no entry',
        ['log-leaf', 'log-tree'],
        `insert into log_leaves (index, leaf, entry_id) select max(index) + 1, ${nobody}, ${nobody} from log_leaves`,
      ],
      [
        'a tile that was changed',
        ['log-tree'],
        'update log_tiles set hashes = overlay(hashes placing hashes from 1 for 0) where false; update log_tiles set hashes = set_byte(hashes, 40, (get_byte(hashes, 40) + 1) % 256) where level = 0',
      ],
      [
        'a checkpoint with another root',
        ['log-tree'],
        `update log_checkpoints set root = ${nobody} where size = ${earlyHead}`,
      ],
      [
        'a checkpoint that somebody else signed',
        ['log-tree'],
        `update log_checkpoints set note = replace(note, 'sandbox.sluice.invalid/onshore ', 'sandbox.sluice.invalid/nobody ') where size = ${earlyHead}`,
      ],
      [
        'a cosignature that was changed',
        ['log-cosignature'],
        `update log_cosignatures set line = replace(line, substr(line, length(line) - 12, 4), 'AAAA') where size = (select max(size) from log_cosignatures)`,
      ],
      ['a case joined to another case', ['peer'], `update peers set peer = ${nobody}`],
      ['no log', ['log-none'], 'delete from log_head'],
      [
        'a crossing that was changed',
        ['crossing-document'],
        `update crossings set document = replace(document, '"world":"rehearsal"', '"world":"real"') where entry = (select entry from crossings limit 1)`,
      ],
      [
        'a crossing that is gone',
        ['crossing-missing'],
        'delete from crossings where entry = (select entry from crossings limit 1)',
      ],
    ]

    test('a paper that says something else than it was decided on', async () => {
      const damage = `update documents set content = replace(content, '"level":"county-head"', '"level":"station-head"') where content like '%seizure-decision%'`
      const { exit, codes } = await codesFound('onshore', damage, ' --decide')
      expect({ exit, codes }).toEqual({ exit: 1, codes: ['decision', 'document-hash'] })
    })

    test.each(onshore)('%s', async (_, expected, damage) => {
      const { exit, codes } = await codesFound('onshore', damage)
      expect({ exit, codes }).toEqual({ exit: 1, codes: expected })
    })
  })
}
