import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { formOf } from '../../src/core/rules/addressTable.ts'
import { indexLabels } from '../../src/host/screening/labelFile.ts'
import { startPostgres } from '../../src/host/store/postgres.ts'
import { median } from '../record/measure.ts'
import { type Question, questionsOf, readLabels, writeLabels } from './labels.ts'

/**
 * Ten million labels: a string in, the exact answer out, beside a set in memory and an index of PostgreSQL.
 *
 *     node bench/screening/main.ts [--lines N | --labels FILE] [--questions N] [--rounds N] [--folder DIR]
 *
 * One JSON object on stdout, a line for each part on stderr.
 */
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '10000000' },
    questions: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: '/tmp/sluice-screening' },
    labels: { type: 'string' },
    'peer-lines': { type: 'string', default: '1000000' },
  },
})
const [lines, count, rounds, peerLines] = [values.lines, values.questions, values.rounds, values['peer-lines']].map(
  Number,
) as [number, number, number, number]
const folder = values.folder
const say = (text: string) => process.stderr.write(`${text}\n`)
const data = process.env.SLUICE_DATA ?? '../shared/data'
mkdirSync(folder, { recursive: true })
const place = (name: string) => join(folder, name)

interface Answered {
  readonly who: string
  readonly loadSeconds: number
  readonly loadedMb: number
  readonly peakMb: number
  readonly asked: number
  readonly rounds: readonly { readonly wall: number; readonly processor: number }[]
  readonly found: number
  readonly digest: number
}

/** A small young generation: what a question leaves behind is cleared away sooner, and memory stays what the table takes. */
const youngKept = ['--max-semi-space-size=4']

function run(
  who: string,
  files: readonly [string, string, string],
): Answered & { perSecond: number; perProcessorSecond: number } {
  const child = spawnSync(
    process.execPath,
    [
      ...(who === 'set' ? ['--max-old-space-size=8000'] : youngKept),
      join(import.meta.dirname, 'ask.ts'),
      who,
      ...files,
      String(rounds),
    ],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  )
  if (child.status !== 0) throw new TypeError(`${who}: ${child.stderr}`)
  const answered = JSON.parse(child.stdout) as Answered
  const perSecond = Math.round(answered.asked / median(answered.rounds.map(({ wall }) => wall)))
  const perProcessorSecond = Math.round(answered.asked / median(answered.rounds.map(({ processor }) => processor)))
  say(
    `${who}: ${perSecond.toLocaleString('en')}/s, load ${answered.loadSeconds.toFixed(2)} s, ${answered.loadedMb} MB loaded, ${answered.peakMb} MB at most`,
  )
  return { ...answered, perSecond, perProcessorSecond }
}

/** Questions as lines of JSON arrays, ten thousand each: flat strings, as they come out of a request. */
function writeQuestions(name: string, questions: readonly Question[]): void {
  const parts: string[] = []
  for (let from = 0; from < questions.length; from += 10_000)
    parts.push(JSON.stringify(questions.slice(from, from + 10_000).map(({ address }) => address)))
  writeFileSync(name, parts.join('\n'))
}

/** What an exact search over the file says: the answer that everyone is held to. Both sides in full, no hash of ours. */
function truthOf(
  labels: string,
  questions: readonly Question[],
): { readonly found: number; readonly digest: number; readonly near: number } {
  const asked = new Map<string, number[]>()
  questions.forEach(({ address }, i) => {
    const form = formOf(address)
    const places = asked.get(form)
    if (places === undefined) asked.set(form, [i])
    else places.push(i)
  })
  const listed = new Set<number>()
  let rest = ''
  const bytes = readFileSync(labels)
  for (let from = 0; from < bytes.length; from += 1 << 24) {
    const text = rest + bytes.toString('latin1', from, Math.min(bytes.length, from + (1 << 24)))
    const rows = text.split('\n')
    rest = rows.pop()!
    for (const row of rows) for (const i of asked.get(formOf(row.slice(0, row.indexOf('\t')))) ?? []) listed.add(i)
  }
  const places = [...listed].sort((a, b) => a - b)
  return {
    found: places.length,
    digest: places.reduce((sum, each) => (Math.imul(sum, 31) + each) | 0, 7),
    near: places.filter((i) => questions[i]!.kind === 'near').length,
  }
}

async function measurePostgres(labels: string, questions: readonly Question[]): Promise<Record<string, number>> {
  const server = await startPostgres({ folder: place('postgres') })
  const client = new Client({ connectionString: await server.createZoneDatabase({ zone: 'bench_screening' }) })
  await client.connect()
  try {
    await client.query('drop table if exists label; create table label (address text collate "C")')
    const rows = readFileSync(labels, 'latin1')
      .split('\n')
      .filter((row) => row !== '')
    for (let from = 0; from < rows.length; from += 50_000)
      await client.query('insert into label select unnest($1::text[])', [
        rows.slice(from, from + 50_000).map((row) => formOf(row.slice(0, row.indexOf('\t')))),
      ])
    await client.query('create index on label (address)')
    await client.query('analyze label')
    const asked = questions.slice(0, 100_000).map(({ address }) => formOf(address))
    const rate = async () => {
      const start = process.hrtime.bigint()
      for (let from = 0; from < asked.length; from += 1000)
        await client.query({
          name: 'ask',
          text: 'select q.n from unnest($1::text[]) with ordinality q(address, n) where exists (select from label l where l.address = q.address)',
          values: [asked.slice(from, from + 1000)],
        })
      return asked.length / (Number(process.hrtime.bigint() - start) / 1e9)
    }
    await rate()
    const rates: number[] = []
    for (let round = 0; round < rounds; round++) rates.push(await rate())
    return { lines: rows.length, perSecond: Math.round(median(rates)), batch: 1000 }
  } finally {
    await client.end()
    await server.stop()
  }
}

const labelsFile = values.labels ?? place('labels.txt')
const made =
  values.labels === undefined
    ? writeLabels({ file: labelsFile, lines, seed: 7, data, sampleEach: 50 })
    : await readLabels(values.labels, 50)
say(`${made.lines} labels, ${made.real} of them real, ${Math.round(statSync(labelsFile).size / 1e6)} MB`)
const questions = questionsOf({ count, sample: made.sample, seed: 11 })
writeQuestions(place('questions.jsonl'), questions)
const truth = truthOf(labelsFile, questions)
const buildStart = process.hrtime.bigint()
const indexed = await indexLabels({ labels: labelsFile, index: place('labels.index') })
const buildSeconds = Number(process.hrtime.bigint() - buildStart) / 1e9
say(`index built in ${buildSeconds.toFixed(1)} s; an exact search finds ${truth.found} of ${count}`)

const files = [labelsFile, place('labels.index'), place('questions.jsonl')] as const
const [limitBefore, ours, ours2, limitAfter] = [
  run('reads', files),
  run('ours', files),
  run('ours', files),
  run('reads', files),
]
const peer = writeLabels({ file: place('peer.txt'), lines: peerLines, seed: 7, data, sampleEach: 50 })
const peerQuestions = questionsOf({ count: Math.min(count, 500_000), sample: peer.sample, seed: 11 })
writeQuestions(place('peer-questions.jsonl'), peerQuestions)
await indexLabels({ labels: place('peer.txt'), index: place('peer.index') })
const peerFiles = [place('peer.txt'), place('peer.index'), place('peer-questions.jsonl')] as const
const oursSmall = run('ours', peerFiles)
const set = run('set', peerFiles)
if (oursSmall.digest !== set.digest) throw new TypeError('ours and the set answer differently')
const postgres = await measurePostgres(place('peer.txt'), peerQuestions)
say(`postgres: ${postgres.perSecond}/s at ${postgres.lines} labels`)

const same = ours.found === truth.found && ours.digest === truth.digest
const perSecond = Math.max(ours.perSecond, ours2.perSecond)
const result = {
  machine: { cores: cpus().length, model: cpus()[0]?.model, node: process.version },
  list: {
    lines: made.lines,
    real: made.real,
    empty: indexed.empty,
    bytes: statSync(labelsFile).size,
    indexBytes: statSync(place('labels.index')).size,
  },
  questions: { asked: count, listed: truth.found, nearMissesListed: truth.near },
  build: { seconds: buildSeconds, note: 'once for a list, from its text' },
  ours: [ours, ours2],
  limit: {
    what: 'one random read of a table of the same size for each question',
    perSecond: [limitBefore.perSecond, limitAfter.perSecond],
  },
  peers: { lines: peerLines, ours: oursSmall, set, postgres },
  targets: {
    answersAsExactSearch: same,
    perSecond: { target: 3_000_000, measured: perSecond, met: perSecond >= 3_000_000 },
    perProcessorSecond: Math.max(ours.perProcessorSecond, ours2.perProcessorSecond),
    loadSeconds: { target: 2, measured: ours.loadSeconds, met: ours.loadSeconds <= 2 },
    memoryMb: { target: 250, loaded: ours.loadedMb, atMost: ours.peakMb, met: ours.peakMb <= 250 },
  },
}
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
if (!same) throw new TypeError(`an exact search finds ${truth.found}, ours ${ours.found}`)
