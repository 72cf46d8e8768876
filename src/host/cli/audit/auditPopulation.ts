import { entriesOf } from '../../../core/audit/entries.ts'
import { type Exception, exceptionsOf } from '../../../core/audit/exceptions.ts'
import {
  type Gap,
  type PopulationResult,
  populations,
  reconcilePopulation,
  type Sources,
} from '../../../core/audit/population.ts'
import { type VerifiedFile, verifiedFile } from '../bundle/verifiedFile.ts'
import { type OpenBundleFile, openBundleFile } from '../bundle/withBundleFile.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readText } from '../files.ts'
import type { Language } from '../language.ts'
import { readSources } from './readSources.ts'
import { type AuditTexts, auditTexts } from './texts.ts'

const trustBytesMax = 4 * 1024 * 1024

interface Read {
  readonly file: string
  /** Absent where it cannot be read. */
  readonly open?: OpenBundleFile
  /** The first thing wrong; absent where it holds. */
  readonly wrong?: VerifiedFile['wrong'] & {}
}

/** `sluice audit population BUNDLE…`. */
export async function auditPopulation(call: Call): Promise<number> {
  const { words, io } = call
  const files = words.operands('BUNDLE')
  if (files.length === 0) throw callError('AUDIT_BUNDLES')
  const sources = await readSources(call)
  const trustFile = words.text('trust')
  const trust = trustFile === undefined ? undefined : await readText(io, trustFile, trustBytesMax)
  const read: Read[] = []
  try {
    for (const file of files) read.push(await readOne(call, file, trust))
    return audited(call, read, sources)
  } finally {
    for (const { open } of read) open?.close()
  }
}

function audited({ io, json, language }: Call, read: readonly Read[], sources: Sources): number {
  const bundles = read.flatMap(({ open }) => (open === undefined ? [] : [open.bundle]))
  const broken = read.filter(({ wrong }) => wrong !== undefined)
  const result = reconcilePopulation({ bundles, sources })
  const exceptions = exceptionsOf(bundles)
  const entries = entriesOf(bundles).length
  const ok = broken.length === 0 && result.gaps.length === 0
  if (json) {
    const told = broken.map(({ file, wrong }) => ({ file, wrong: wrong?.message }))
    io.out(`${JSON.stringify({ ok, bundles: read.length, entries, broken: told, ...result, exceptions })}\n`)
  } else io.out(textOf({ read, entries, result, exceptions }, language))
  return ok ? exitDone : exitRefused
}

/** A bundle that does not hold is told, and audited as far as it can be read. */
async function readOne({ io }: Call, file: string, trust: string | undefined): Promise<Read> {
  const { wrong, head } = await verifiedFile(io, file, trust)
  const told = wrong === undefined ? {} : { wrong }
  try {
    return { file, open: await openBundleFile(io, file, head), ...told }
  } catch (error) {
    if (wrong === undefined) throw error
    return { file, ...told }
  }
}

interface Told {
  readonly read: readonly Read[]
  readonly entries: number
  readonly result: PopulationResult
  readonly exceptions: readonly Exception[]
}

function textOf({ read, entries, result, exceptions }: Told, language: Language): string {
  const texts = auditTexts[language]
  const { agreed, gaps, notAsked } = result
  const counts = populations.flatMap((of) => {
    const count = agreed[of]
    return count === undefined ? [] : [texts.agreed(texts.populations[of], count)]
  })
  const lines = [
    texts.title(read.length, entries),
    ...read.flatMap(({ file, wrong }) => (wrong === undefined ? [] : [`  ${texts.broken(file, wrong.in(language))}`])),
    ...counts.map((line) => `  ${line}`),
    ...(notAsked.length === 0 ? [] : [`  ${texts.notAsked(notAsked.map((of) => texts.populations[of]).join(', '))}`]),
    '',
    texts.gaps,
    ...(gaps.length === 0 ? [texts.noGaps] : gaps.map((gap) => gapLine(gap, texts))).map((line) => `  ${line}`),
    '',
    `${texts.exceptions} (${exceptions.length})`,
    ...(exceptions.length === 0 ? [texts.noExceptions] : exceptions.map((one) => exceptionLine(one, texts))).map(
      (line) => `  ${line}`,
    ),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function gapLine({ of, missing, id, record, source, entry }: Gap, texts: AuditTexts): string {
  const both = record !== undefined && source !== undefined ? `: ${texts.says(record, source)}` : ''
  const one = record ?? source
  const value = both !== '' || one === undefined || one === id ? '' : `: ${one}`
  const where = entry === undefined ? '' : ` [${entry}]`
  return `${texts.populations[of]} ${id}: ${texts.missing[missing]}${both}${value}${where}`
}

function exceptionLine({ sort, recordedAt, zone, kind, by, about, entry }: Exception, texts: AuditTexts): string {
  const who = by === 'system' ? texts.system : by
  return `${recordedAt} ${texts.sorts[sort]}: ${kind} ${about} (${zone}, ${who}) [${entry}]`
}
