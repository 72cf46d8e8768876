import { decimalsOf } from '../../../core/assets/units.ts'
import { parseAmount } from '../../../core/money/amount.ts'
import { compare, parseDecimal } from '../../../core/price/rational.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { midOf } from '../../../offshore/sale/books/loggedBooks.ts'
import { paperHtml } from '../../../offshore/sale/paper/html.ts'
import { paperMarkdown } from '../../../offshore/sale/paper/markdown.ts'
import { planPaper } from '../../../offshore/sale/paper/planPaper.ts'
import { type PaperLanguage, paperLanguages } from '../../../offshore/sale/paper/texts.ts'
import { type BookHistory, bpsBelow } from '../../../offshore/sale/plan/bookHistory.ts'
import { faultOfPlan } from '../../../offshore/sale/plan/disposalPlan.ts'
import { draftPlan } from '../../../offshore/sale/plan/draftPlan.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError, callFaultText } from '../callFaults/callFault.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { writeNew } from '../files.ts'
import { isRecord, malformed, zoneHttp } from '../zoneHttp.ts'
import { readHistory } from './readHistory.ts'

/** `sluice sale plan`: drafts a plan from holdings, depth and history, and may hand it in to a zone as a document for a proposal. */
export async function planSaleCommand(call: Call): Promise<number> {
  const { words, io, json, language } = call
  const history = await readHistory(io, words.operand('HISTORY'))
  const evidenceText = canonical(history as unknown as Json)
  const evidence = hashText(evidenceText)
  const plan = draftPlan({
    history,
    evidence,
    tranches: pairs(words.texts('tranche'), '--tranche').map(([tranche, quantity]) => ({
      tranche,
      units: unitsOf(history, quantity, `--tranche ${tranche}`),
    })),
    test: Object.fromEntries(
      pairs(words.texts('test'), '--test').map(([platform, quantity]) => [
        platform,
        unitsOf(history, quantity, `--test ${platform}`),
      ]),
    ),
    minutes: whole(call, 'minutes', 1_440, 1, 40_320),
    slices: whole(call, 'slices', 24, 1, 1_000),
    concentrationPpm: share(call, 'concentration', 60),
    participationCapPpm: share(call, 'cap', 10),
    flexPpm: share(call, 'flex', 25),
    intervalSeconds: whole(call, 'interval', 60, 1, 3_600),
    tolerableBpsE2: whole(call, 'tolerable', 25, 1, 1_000) * 100,
    riskChargePpm: share(call, 'risk-charge', 10),
    execution: {
      darkChancePpm: share(call, 'dark', 1),
      darkStepsMax: whole(call, 'dark-steps', 6, 2, 1_000),
      unfilledPpm: share(call, 'unfilled', 1),
      unsoldBpsE2: 20_000,
      aversionE2: whole(call, 'aversion', 0, 0, 1_000),
      stepMaxPpm: share(call, 'step-max', 25),
      passivePpm: share(call, 'passive', 0),
    },
    ...aboveFloor(history, words.text('floor')),
  })
  const text = canonical(plan as unknown as Json)
  const planHash = hashText(text)
  const fault = faultOfPlan(plan, { evidence, capPpmMax: 1_000_000n })
  const output = words.text('output')
  if (output !== undefined) await writeNew(io, output, text)
  const zone = words.text('zone')
  if (zone !== undefined) for (const one of [evidenceText, text]) await handIn(call, zone, one)
  if (json)
    io.out(
      `${JSON.stringify({ ok: fault === undefined, plan: planHash, evidence, ...(fault === undefined ? {} : { fault }), document: plan })}\n`,
    )
  else if (output !== '-') io.out(paperOf(call, plan, planHash, language))
  if (fault !== undefined) io.err(`${callFaultText('SALE_PLAN', { fault }, call.language)}\n`)
  else if (zone !== undefined && !json)
    io.out(`Handed in: name ${planHash} as the plan and ${evidence} as its evidence in the proposal of the route.\n`)
  return fault === undefined ? exitDone : exitRefused
}

function paperOf({ words }: Call, plan: ReturnType<typeof draftPlan>, planHash: string, language: string): string {
  const world = plan.venues.some(({ platform }) => platform.startsWith('sandbox-')) ? 'rehearsal' : 'real'
  const languages = words.flag('all-languages') ? paperLanguages : [language as PaperLanguage]
  const papers = languages.map((one) => planPaper({ plan, planHash, world }, one))
  return words.text('format') === 'html' ? paperHtml(papers) : papers.map(paperMarkdown).join('\n')
}

async function handIn(call: Call, zone: string, text: string): Promise<void> {
  const http = zoneHttp(zone, credentialsOf(call))
  const answer = await http.post('/api/documents', text)
  if (!isRecord(answer) || answer.sha256 !== hashText(text))
    throw malformed(http.url, '/api/documents', 'another hash than that of the document')
}

/** @throws {INPUT_INVALID} */
function pairs(texts: readonly string[], option: string): readonly (readonly [string, string])[] {
  if (texts.length === 0 && option === '--tranche') throw callError('SALE_TRANCHE')
  return texts.map((text) => {
    const at = text.lastIndexOf('=')
    if (at < 1) throw callError('SALE_QUANTITY', { option, found: text.slice(0, 60) })
    return [text.slice(0, at), text.slice(at + 1)] as const
  })
}

function unitsOf({ asset }: BookHistory, text: string, at: string): bigint {
  return parseAmount({ asset, text, decimals: decimalsOf(asset), at })
}

function whole({ words }: Call, name: string, otherwise: number, least: number, most: number): number {
  const text = words.text(name)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!/^\d{1,6}$/.test(text) || value < least || value > most)
    throw callError('SALE_WHOLE', { name, least: String(least), most: String(most), found: text.slice(0, 40) })
  return value
}

/** Percent with up to four decimals, as millionths. */
function share({ words }: Call, name: string, otherwisePercent: number): number {
  const text = words.text(name)
  if (text === undefined) return otherwisePercent * 10_000
  const ppm = Math.round(Number(text) * 10_000)
  if (!/^\d{1,3}(\.\d{1,4})?$/.test(text) || ppm > 1_000_000)
    throw callError('SALE_PERCENT', { name, found: text.slice(0, 40) })
  return ppm
}

/** How far the floor lies below the best of the last mids; a floor above it is out of reach. */
function aboveFloor({ venues }: BookHistory, floor: string | undefined) {
  if (floor === undefined) return {}
  if (!/^\d{1,15}(\.\d{1,9})?$/.test(floor)) throw callError('SALE_FLOOR', { found: floor.slice(0, 40) })
  const mids = venues.flatMap(({ books }) => {
    const last = books.at(-1)
    const mid = last && midOf(last)
    return mid === undefined ? [] : [mid]
  })
  const best = mids.reduce((a, b) => (compare(b, a) > 0 ? b : a), mids[0] ?? parseDecimal('1'))
  return { aboveFloorBpsE2: Math.round(bpsBelow(parseDecimal(floor), best) * 100) }
}
