import { tmpdir } from 'node:os'
import type { PlacedEntry } from '../../../core/bundle/bundle.ts'
import { type EntryList, eachEntry } from '../../../core/bundle/entryLines.ts'
import { type FiledBundle, joinBundles } from '../../../core/bundle/filed.ts'
import { entryId } from '../../../core/record/entry.ts'
import { bytesToHex, hashText } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { parseCheckpoint } from '../../../core/record/log/checkpoint.ts'
import { parseNote } from '../../../core/record/log/note.ts'
import { paperHtml } from '../../../offshore/sale/paper/html.ts'
import { paperMarkdown } from '../../../offshore/sale/paper/markdown.ts'
import { type SalePaperParameters, salePaper } from '../../../offshore/sale/paper/salePaper.ts'
import { type PaperLanguage, paperLanguages } from '../../../offshore/sale/paper/texts.ts'
import { readDisposalPlan } from '../../../offshore/sale/plan/disposalPlan.ts'
import { readSalePlan } from '../../../offshore/sale/sale.ts'
import { readSaleEvidence, type SaleEvidence, saleEvidenceFormat } from '../../../offshore/sale/tca/saleEvidence.ts'
import { type SaleReport, saleReport } from '../../../offshore/sale/tca/saleReport.ts'
import { trancheWhole } from '../../../offshore/sale/tca/trancheWhole.ts'
import { withParts } from '../bundle/fetchParts.ts'
import { withBundleFile } from '../bundle/withBundleFile.ts'
import { callError, callFaultText } from '../callFaults/callFault.ts'
import { casesOf } from '../casesOf.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { writeNew } from '../files.ts'

/** `sluice sale report`: one page for an official, from a zone or from a bundle alone. */
export function reportSale(call: Call): Promise<number> {
  return withBundle(call, (bundle) => reportOf(call, bundle))
}

async function reportOf({ words, io, json, language }: Call, bundle: FiledBundle): Promise<number> {
  const found = salesOf(bundle, words.operands('CASE')[0] ?? numberOf(bundle))
  const wanted = words.text('tranche')
  const sales = wanted === undefined ? found : found.filter(({ plan }) => plan.tranche === wanted)
  if (sales.length === 0)
    throw wanted === undefined
      ? callError('SALE_NONE_HERE', {}, { as: 'NOT_FOUND' })
      : callError('SALE_NONE', { case: wanted }, { as: 'NOT_FOUND' })
  const languages = words.flag('all-languages') ? paperLanguages : [language as PaperLanguage]
  const papers = sales.flatMap((sale) => languages.map((one) => salePaper(sale, one)))
  const same = sales.every(({ recomputed }) => recomputed)
  const text = words.text('format') === 'html' ? paperHtml(papers) : papers.map(paperMarkdown).join('\n')
  const output = words.text('output')
  if (json) {
    const rows = sales.map(({ plan, reportHash, recomputed, report, disposal }) => ({
      tranche: plan.tranche,
      report: reportHash,
      recomputed,
      forecast: disposal.forecast,
      figures: report,
    }))
    if (output !== undefined) await writeNew(io, output, text)
    io.out(`${JSON.stringify({ ok: same, world: bundle.world, sales: rows })}\n`)
  } else if (output === undefined || output === '-') io.out(text)
  else {
    await writeNew(io, output, text)
    io.out(
      `${output}: ${papers.length} pages, ${sales.map(({ plan }) => plan.tranche).join(', ')}. SHA-256 ${hashText(text)}\n`,
    )
  }
  if (!same) io.err(`${callFaultText('SALE_FIGURES', {}, language)}\n`)
  return same ? exitDone : exitRefused
}

/** Works on the bundle of a file, or on what the zones export, where it stands. */
async function withBundle<T>(call: Call, work: (bundle: FiledBundle) => Promise<T>): Promise<T> {
  const { words, io } = call
  const file = words.text('bundle')
  const [wanted] = words.operands('CASE')
  if (file !== undefined) {
    if (wanted !== undefined) throw callError('SALE_EITHER')
    return withBundleFile(io, file, work)
  }
  if (wanted === undefined) throw callError('SALE_CASE')
  return withParts(await casesOf(call), tmpdir(), (parts) => work(joinBundles(parts)))
}

/** Each analysed sale of a bundle, computed again from its own entries and the books that were logged. */
function salesOf(bundle: FiledBundle, name: string | undefined): readonly SalePaperParameters[] {
  return bundle.zones.flatMap((part) => {
    if (part.kind !== 'offshore') return []
    const { origin, size, root } = parseCheckpoint(parseNote(part.checkpoint).text)
    const log = { origin, size, root: bytesToHex(root) }
    const cases = part.streams.filter(({ kind }) => kind === 'case')
    return cases.flatMap(({ id: stream, entries }) => {
      const all = [...eachEntry(entries, false)]
      const sales = all
        .filter(({ entry }) => entry.header.kind === 'sale.analysed')
        .map(({ entry }): SalePaperParameters => {
          const payload = payloadOf(entry)
          const orders = part.streams.find(({ kind, id }) => kind === 'sale' && id === payload.orders)
          const planHash = String(payload.plan)
          const plan = readSalePlan(documentIn(bundle, planHash))
          const disposal = readDisposalPlan(documentIn(bundle, plan.agreed))
          const reportHash = String(payload.report)
          const evidence = evidenceFrom(orders?.entries, plan.tranche)
          const report = saleReport({
            evidence,
            plan,
            planHash,
            disposal,
            ...(typeof payload.tape === 'string' ? { tape: payload.tape } : {}),
            document: (hash) => documentIn(bundle, hash),
          })
          const stated = readSaleEvidence(documentIn(bundle, String(payload.evidence)))
          const recomputed =
            hashText(canonical(report as unknown as Json)) === reportHash &&
            canonical(stated as unknown as Json) === canonical(evidence as unknown as Json)
          const shown = recomputed ? report : (JSON.parse(documentIn(bundle, reportHash)) as SaleReport)
          return {
            world: bundle.world,
            caseName: name ?? stream,
            zone: part.zone,
            plan,
            planHash,
            disposal,
            report: shown,
            reportHash,
            entry: entryId(entry),
            recomputed,
            log,
          }
        })
      return sales.map((sale) => withWhole(sale, sales, all))
    })
  })
}

/** The official number of the one case that a bundle holds, where the zone that opened it is in it and shows it. */
function numberOf({ zones }: FiledBundle): string | undefined {
  for (const { streams } of zones)
    for (const { kind, entries } of streams)
      if (kind === 'case')
        for (const { entry } of eachEntry(entries, false)) {
          const { caseNumber } = payloadOf(entry)
          if (entry.header.kind === 'case.opened' && typeof caseNumber === 'string') return caseNumber
        }
  return undefined
}

/** A page about one of several parts of a tranche says of all of them too. */
function withWhole(
  sale: SalePaperParameters,
  sales: readonly SalePaperParameters[],
  entries: readonly PlacedEntry[],
): SalePaperParameters {
  const { tranche } = sale.plan
  const ours = sales
    .filter(({ plan }) => plan.tranche === tranche)
    .sort((a, b) => (a.report.from < b.report.from ? -1 : 1))
  const blocks = entries
    .filter(({ entry: { header, fields } }) => {
      const subject = fields.subject?.value as { readonly tranche?: string } | undefined
      return header.kind === 'block.closed' && subject?.tranche === tranche
    })
    .map(({ entry }) => {
      const { units, gross } = payloadOf(entry)
      return { units: String(units), gross: String(gross) }
    })
  const whole = trancheWhole(
    ours.map(({ report }) => report),
    blocks,
  )
  return whole === undefined ? sale : { ...sale, whole: { ...whole, sale: ours.indexOf(sale) + 1 } }
}

/** The evidence as the sale's own entries say it, not as the analysis says it. */
function evidenceFrom(orders: EntryList | undefined, tranche: string): SaleEvidence {
  const entries: SaleEvidence['entries'][number][] = []
  if (orders !== undefined)
    for (const { entry } of eachEntry(orders, false))
      entries.push({ kind: entry.header.kind, payload: payloadOf(entry) })
  return { format: saleEvidenceFormat, tranche, entries }
}

function payloadOf({ fields }: PlacedEntry['entry']): { readonly [key: string]: Json } {
  const payload: Record<string, Json> = {}
  for (const [name, { value }] of Object.entries(fields))
    if (name.startsWith('payload.')) payload[name.slice('payload.'.length)] = value
  return payload
}

function documentIn({ documents }: FiledBundle, sha256: string): string {
  const text = documents.text(sha256)
  if (text === undefined) throw callError('SALE_WITHHELD', { document: sha256 }, { as: 'NOT_FOUND' })
  return text
}
