import { stageText } from '../src/core/case/stageTexts.ts'
import { flawText } from '../src/core/flaws/flaw.ts'
import type { Language } from '../src/core/rules/pack.ts'
import type { AttestedFact, Fault, KeyUse, Report, TimeProved } from './report.ts'
import { type ReportTexts, reportTexts } from './texts/texts.ts'

/** A part of the report as a person reads it. */
export interface ReportSection {
  readonly title: string
  readonly lines: readonly string[]
  /** The same lines as a table, where they are one. */
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
}

/** Every row is for paper and for a page that scrolls; a terminal gets the first. */
export interface SectionsOptions {
  readonly whole?: boolean
}

/** Faults and lists longer than this are told by number: the report as JSON has them all. */
const linesMax = 60

/**
 * The report in a language: the answer, who vouches for each key, which packs decided and who published them, who ran each log and witness, what it
 * does not prove, then everything else. Names of kinds, facts and rules stay as they are; what only a program says of a fault is quoted.
 *
 * @example process.stdout.write(reportText(report, 'en'))
 */
export function reportText(report: Report, language: Language): string {
  const sections = reportSections(report, language)
  return sections.map(({ title, lines }) => `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`).join('\n')
}

/** The same in parts, for a page. */
export function reportSections(
  report: Report,
  language: Language,
  { whole = false }: SectionsOptions = {},
): readonly ReportSection[] {
  const texts = reportTexts[language]
  const listed = (lines: readonly string[], more: number): string[] =>
    whole ? [...lines, ...shorten([], texts, more)] : shorten(lines, texts, more)
  const sections: ReportSection[] = [
    { title: texts.title, lines: answerLines(report, language) },
    keySection(report, texts),
    {
      title: texts.packsTitle,
      lines: report.packs.map(
        (pack) =>
          `${texts.pack({ ...pack, id: namedOf(pack.id, texts), publisher: namedOf(pack.publisher, texts), version: pack.version ?? '' })} (${pack.trusted ? texts.trusted : texts.notTrusted})`,
      ),
    },
    { title: texts.logsTitle, lines: logLines(report, texts) },
    { title: texts.timesTitle, lines: timeLines(report, texts) },
    {
      title: texts.logIncidentsTitle,
      lines: listed(
        (report.logIncidents ?? []).map((one) => texts.logIncident(one)),
        0,
      ),
    },
    { title: texts.chainTitle, lines: listed(chainLines(report, texts), 0) },
    { title: texts.notProvedTitle, lines: report.notProved.map((name) => texts.notProved[name]) },
    { title: texts.noticesTitle, lines: listed(report.notices.map(texts.notice), 0) },
    {
      title: texts.faultsTitle,
      lines: listed(
        report.faults.map((fault) => faultLine(fault, report, language)),
        report.faultsOmitted,
      ),
    },
    { title: texts.provedTitle, lines: report.counts.entries === 0 ? [] : [texts.counts(report.counts)] },
    { title: texts.attestedTitle, lines: attestedLines(report.attested, texts) },
    { title: texts.withheldTitle, lines: listed(withheldLines(report, texts), 0) },
    {
      title: texts.stagesTitle,
      lines: report.stages.map(
        ({ at, stage, subject, kind }) =>
          `${at}  ${subjectOf(subject, texts)}${texts.colon}${stageText(stage, language)} (${kind})`,
      ),
    },
    { title: texts.holdingsTitle, lines: report.holdings.map((row) => texts.holding(row)) },
    { title: texts.moneyTitle, lines: moneyLines(report, texts) },
    ...(report.times.length === 0 ? [] : [tabled(texts.eachTimeTitle, texts.timeHead, timeRows(report), listed)]),
    tabled(texts.postingsTitle, texts.postingHead, postingRows(report), listed),
    tabled(texts.rulesTitle, texts.ruleHead, ruleRows(report, language), listed),
  ]
  return sections.filter(({ lines }) => lines.length > 0)
}

function tabled(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  listed: (lines: readonly string[], more: number) => string[],
): ReportSection {
  return {
    title,
    table: { head, rows },
    lines: listed(
      rows.map((row) => row.join('  ')),
      0,
    ),
  }
}

function postingRows({ postings }: Report): string[][] {
  return postings.map(({ at, zone, kind, account, asset, units }) => [at, zone, kind, account, asset, units])
}

function ruleRows({ rules }: Report, language: Language): string[][] {
  return rules.map(({ rule, title, pack, source, entries }) => [
    rule,
    title?.[language] ?? '',
    namedOf(pack, reportTexts[language]),
    source ?? '',
    String(entries),
  ])
}

function answerLines(report: Report, language: Language): string[] {
  const texts = reportTexts[language]
  const [first] = report.faults
  const unknown = report.packs.filter(({ decided, trusted }) => decided > 0 && !trusted)
  return [
    // Above all else: under another law the same record would prove something else.
    ...(unknown.length === 0
      ? []
      : [texts.packsUnknown(unknown.map(({ id, publisher }) => `${id} (${publisher})`).join(', '))]),
    ...(report.world === 'rehearsal' ? [texts.rehearsal] : []),
    ...cutLines(report, texts),
    answerOf(report, texts),
    ...(first === undefined ? [] : [`${texts.firstFault} ${faultLine(first, report, language)}`]),
    ...(isNoBundle(report.faults) ? [] : [report.signersIdentified ? texts.signersKnown : texts.signersUnknown]),
    ...(report.cut ?? []).map((row) => texts.cutFor({ ...row, reader: readerOf(row.reader, texts) })),
  ]
}

/** Whoever reads a cut as the whole reads it wrongly: it is said before the answer. */
function cutLines({ cut = [] }: Report, texts: ReportTexts): string[] {
  const readers = [...new Set(cut.map(({ reader }) => reader))]
  return readers.map((reader) => texts.cut(readerOf(reader, texts)))
}

function readerOf(reader: string, texts: ReportTexts): string {
  return among(texts.readers, reader)
}

/** @example subjectOf('lot A', reportTexts['zh-CN']) // '批次 A' */
function subjectOf(subject: string, texts: ReportTexts): string {
  const [sort = '', ...name] = subject.split(' ')
  return [among(texts.subjects, sort), ...name].join(' ')
}

function namedOf(name: string, texts: ReportTexts): string {
  return among(texts.unnamed, name)
}

/** A word of ours for what a bundle names, where there is one. */
function among(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? words[name]! : name
}

function answerOf({ holds, faults, faultsOmitted, counts }: Report, texts: ReportTexts): string {
  if (isNoBundle(faults)) return texts.noBundle
  if (!holds) return texts.fails(faults.length + faultsOmitted)
  return counts.replayed === counts.entries ? texts.holds : texts.holdsInPart(counts.replayed, counts.entries)
}

/** Nothing of it could be read: another file, or a damaged one. */
function isNoBundle([first]: Report['faults']): boolean {
  return first?.kind === 'form'
}

/** What is wrong, where, and of a rule that is not met what its pack says of it. @example faultLine(report.faults[0]!, report, 'zh-CN') */
export function faultLine(fault: Fault, { unmet = [] }: Pick<Report, 'unmet'>, language: Language): string {
  const texts = reportTexts[language]
  const { zone, index, entryKind, recordedAt, line, rules = [] } = fault
  const place =
    zone !== undefined && index !== undefined && entryKind !== undefined && recordedAt !== undefined
      ? ` [${texts.at({ zone, index, kind: entryKind, recordedAt })}]`
      : line === undefined
        ? ''
        : ` [${texts.line(line)}]`
  const said = rules.flatMap((rule) => unmet.filter((one) => one.rule === rule)).map((rule) => texts.unmet(rule))
  const name = ownNames.has(fault.name) ? '' : `${fault.name}${texts.colon}`
  const text = `${texts.faults[fault.kind]}${place}${texts.colon}${name}${flawText(fault.flaw, language)}`
  return [text, ...said].join(' ')
}

/** Names of faults that are a program's own words: the sentence says more. */
const ownNames: ReadonlySet<string> = new Set([
  'apply', 'checkpoint', 'decide', 'digest', 'inclusion', 'line', 'signature', 'signed', 'timestamp', 'INPUT_INVALID', 'LEDGER_UNBALANCED', 'NOT_FOUND',
  'SIGNATURE_INVALID',
]) // biome-ignore format: a list

/** On what kind of word a key is its holder's, and whose: the confirmation among it, told once. */
function wordOf(key: KeyUse, texts: ReportTexts): string {
  const { vouching, word, confirmation } = key
  const said = word
    .split('; ')
    .map((one) => howTold(one, texts))
    .join('; ')
  const told = `${texts.vouching[vouching]}${word === '' ? '' : ` (${said})`}`
  // A certificate or the key of before vouches without it: who was asked beside that is still to be told.
  const beside = vouching === 'own-key' || (vouching === 'certificate' && !word.includes('; '))
  if (!beside) return told
  const asked =
    confirmation === undefined
      ? texts.notConfirmed
      : texts.confirmed(confirmation.by, among(texts.hows, confirmation.how))
  return `${told}${texts.comma}${asked}`
}

/** `psb p-zhang, call-back` with the last word in the reader's language. */
function howTold(word: string, texts: ReportTexts): string {
  const at = word.lastIndexOf(', ')
  return at < 0 ? word : `${word.slice(0, at)}${texts.comma}${among(texts.hows, word.slice(at + 2))}`
}

function keySection(report: Report, texts: ReportTexts): ReportSection {
  const rows = report.keys.map((key) => [
    `${texts.uses[key.use]}\n${namedOf(key.holder, texts)}\n(${key.zone})`,
    key.algorithm === undefined ? key.key : `${key.key}\n${key.algorithm}`,
    [namedOf(key.vouchedBy, texts), shownOf(key, texts), wordOf(key, texts), certifiedOf(key, texts)].join('\n'),
    `${key.from} –\n${key.until ?? texts.open}`,
    String(key.signatures),
    key.trusted ? texts.trusted : texts.notTrusted,
  ])
  return { title: texts.keysTitle, lines: keyLines(report, texts), table: { head: texts.keyHead, rows } }
}

function keyLines(report: Report, texts: ReportTexts): string[] {
  return report.keys.map((key) => {
    const told = {
      ...key,
      holder: namedOf(key.holder, texts),
      vouchedBy: namedOf(key.vouchedBy, texts),
      use: texts.uses[key.use],
      until: key.until ?? texts.open,
      fingerprint: key.key,
      shown: shownOf(key, texts),
      follows: key.follows ?? '',
      word: wordOf(key, texts),
      certified: certifiedOf(key, texts),
    }
    return `${texts.key(told)} (${key.trusted ? texts.trusted : texts.notTrusted})`
  })
}

function shownOf(key: KeyUse, texts: ReportTexts): string {
  if (key.administrator === true) return texts.administrator
  const { [key.shownBy]: how } = texts.shownBy
  return key.document === undefined ? how : `${how} ${key.document}`
}

function certifiedOf({ certificate }: KeyUse, texts: ReportTexts): string {
  return certificate === undefined ? texts.noCertificate : texts.certificate(certificate.document, certificate.shown)
}

function logLines(report: Report, texts: ReportTexts): string[] {
  const lines = report.logs.flatMap((log) => [
    texts.log(log),
    log.witnesses.length === 0
      ? texts.noWitness
      : texts.witnesses(
          log.witnesses
            .map(({ name, holder, at, relation }) => `${name} (${holder}, ${at}; ${texts.relations[relation]})`)
            .join(', '),
        ),
    texts.independence[log.independence],
    ...(log.unknownSignatures.length === 0 ? [] : [texts.unknownSignatures(log.unknownSignatures.join(', '))]),
  ])
  return lines.length === 0 ? [] : [...lines, texts.machinesUnknown]
}

/** Of each authority for each zone, how many and the last: that one covers most. Each by itself is in the table. */
function timeLines({ times }: Report, texts: ReportTexts): string[] {
  const groups = new Map<string, TimeProved[]>()
  for (const time of times) {
    const name = `${time.zone} ${time.authority} ${time.rootFingerprint}`
    groups.set(name, [...(groups.get(name) ?? []), time])
  }
  return [...groups.values()].map((group) => {
    const last = group.reduce((a, b) => (b.size >= a.size ? b : a))
    return `${texts.times(group.length)}${texts.time(last)} (${last.trusted ? texts.trusted : texts.notTrusted})`
  })
}

function timeRows({ times }: Report): string[][] {
  return times.map(({ at, zone, size, entries, authority }) => [at, zone, String(size), String(entries), authority])
}

function chainLines({ chain = [] }: Report, texts: ReportTexts): string[] {
  return chain.flatMap((one) => [texts.chain(one), ...one.says.map((line) => `  ${line}`)])
}

function attestedLines(attested: readonly AttestedFact[], texts: ReportTexts): string[] {
  const byWhom = new Map<string, string[]>()
  for (const { by, kind, fact, count } of attested) {
    byWhom.set(by, [...(byWhom.get(by) ?? []), `${kind} ${fact}${count === 1 ? '' : ` ×${count}`}`])
  }
  return [...byWhom].map(([by, facts]) => {
    const name = by === 'actor' ? texts.actorsWord : by === 'zone' ? texts.zonesWord : by
    return texts.attestedBy({ by: name, facts: facts.join(', ') })
  })
}

function withheldLines(report: Report, texts: ReportTexts): string[] {
  const counted = new Map<string, number>()
  for (const { what, name, zone, entryKind, count, deleted } of report.withheld) {
    const about = what === 'entry' ? `${zone} ` : entryKind === undefined ? '' : `${entryKind} `
    const gone = deleted === undefined ? '' : `: ${texts.deleted(deleted)}`
    const line = `${texts.withheldKinds[what]} ${about}${name}${gone}`
    counted.set(line, (counted.get(line) ?? 0) + (count ?? 1))
  }
  return [...counted].map(([line, count]) => (count === 1 ? line : `${line} ×${count}`))
}

function moneyLines(report: Report, texts: ReportTexts): string[] {
  return [
    ...report.money.map((row) => texts.money(row)),
    ...(report.account === undefined ? [] : [texts.account(report.account)]),
    ...Object.entries(report.inTransit).map(([asset, units]) => texts.inTransit(asset, units)),
  ]
}

function shorten(lines: readonly string[], texts: ReportTexts, more: number): string[] {
  const rest = Math.max(0, lines.length - linesMax) + more
  return [...lines.slice(0, linesMax), ...(rest === 0 ? [] : [texts.omitted(rest)])]
}
