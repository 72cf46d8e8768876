import { LaterOpening } from '../src/core/bundle/plainLine.ts'
import { isFoundingKind } from '../src/core/case/founding.ts'
import type { Fact } from '../src/core/case/kind.ts'
import type { EntryDraft } from '../src/core/case/machine.ts'
import type { Refusal } from '../src/core/case/refusal.ts'
import { type Flaw, flaw } from '../src/core/flaws/flaw.ts'
import type { Entry, Opening } from '../src/core/record/entry.ts'
import { canonical, type Json, sameJson } from '../src/core/record/jcs.ts'
import { endOf, isPlainTextOf } from '../src/core/record/plainText.ts'
import type { FaultFound, FaultKind } from './report.ts'
import { saidApart, whereApart } from './whereApart.ts'

type About = Pick<FaultFound, 'zone' | 'entry' | 'entryKind' | 'index' | 'recordedAt'>

/** Facts about prices, wherever they stand. */
const priceFacts = new Set([
  'reserveRecomputes', 'coverRecomputes', 'priceFromSnapshot', 'sourcesNamed', 'sourcesFresh', 'twoParties', 'sourceNamed',
  'fillsAboveFloor', 'aboveFloor', 'floorReachable', 'rateRecomputes',
]) // biome-ignore format: a list
/** Facts that hold a signature and nothing else. */
const signatureFacts = new Set(['signed', 'signatureHolds', 'administrators'])

function kindOfFacts(names: readonly string[]): FaultKind {
  if (names.length > 0 && names.every((name) => signatureFacts.has(name))) return 'signature'
  return names.some((name) => priceFacts.has(name)) ? 'price' : 'guard'
}

/** Facts that hold a signature over ids, or compare hashes over them: an id that changed elsewhere breaks them too. */
const overIds = new Set(['signed', 'signatureHolds', 'administrators', 'proposalStands', 'approvals', 'proposed'])

/** The verdicts that are not ok; all facts of a rule where none says so of itself. */
function failing(found: Readonly<Record<string, Json>>): readonly string[] {
  const names = Object.keys(found)
  const failed = names.filter((name) => (found[name] as { ok?: Json }).ok === false)
  return failed.length > 0 ? failed : names
}

/**
 * What a refusal on replay says: the entry stands in the record, and the rules do not let it.
 *
 * @param namesEntries whether what was signed names ids of other entries of the bundle
 */
export function faultOfRefusal(refusal: Refusal, about: About, namesEntries: boolean): FaultFound {
  const { code, message, unmet } = refusal
  if (code === 'RULE_NOT_MET' && unmet.length > 0) {
    // A guard or a price says what is wrong; a signature only that something is.
    const follows = (found: Readonly<Record<string, Json>>): boolean =>
      namesEntries && failing(found).every((name) => overIds.has(name))
    const place = (found: Readonly<Record<string, Json>>): number =>
      Number(follows(found)) * 2 + Number(kindOfFacts(failing(found)) === 'signature')
    const ordered = [...unmet].sort((a, b) => place(a.found) - place(b.found))
    const [first] = ordered
    const facts = failing(first!.found)
    const rules = ordered.map(({ rule }) => rule)
    const found = first!.found as Json
    const kind = kindOfFacts(facts)
    return {
      kind,
      name: first!.rule,
      ...about,
      rules,
      found,
      ...(follows(first!.found) ? { follows: true } : {}),
      flaw: flaw('RULES_REFUSE', {
        kind: String(about.entryKind),
        rules: rules.join(', '),
        facts: facts.map((fact) => factFlaw(fact, first!.found[fact]!)),
      }),
    }
  }
  const kinds: Record<Refusal['code'], FaultKind> = {
    RULE_NOT_MET: 'guard',
    LEDGER_UNBALANCED: 'posting',
    SIGNATURE_INVALID: 'paper',
    NOT_FOUND: 'decision',
    INPUT_INVALID: 'decision',
  }
  const reason = refusal.flaw ?? flaw('SAID', { text: message })
  // At its founding a zone has no papers yet: the signatures that are wrong are those of its founders.
  const founders = code === 'SIGNATURE_INVALID' && isFoundingKind(about.entryKind ?? '')
  return {
    kind: founders ? 'signature' : kinds[code],
    name: code,
    ...about,
    flaw: flaw('REFUSED_AGAIN', { kind: String(about.entryKind), reason }),
  }
}

/** What a rule read: of a verdict what was found and required, in the words that were recorded. */
function factFlaw(fact: string, value: Json): Flaw {
  const { found, required } = (value ?? {}) as { found?: Json; required?: Json }
  return typeof found === 'string' && typeof required === 'string'
    ? flaw('FACT_FOUND', { fact, found, required })
    : flaw('FACT_IS', { fact, value: canonical(value) })
}

/** Holds a draft against the entry: every field that is shown, and the header, byte for byte. Facts come first: they say why. */
export function compareDraft(parameters: {
  readonly entry: Entry
  readonly draft: EntryDraft
  readonly about: About
  /** Withheld fields that may be withheld: they are listed, not compared. */
  readonly cut: ReadonlySet<string>
  /** Whether what was signed names ids of other entries; asked only where something differs. */
  readonly namesEntries: () => boolean
  /** True where the fields shown are known to be those that are committed to. */
  readonly whole?: boolean
}): FaultFound[] {
  const { entry, draft, about, cut, whole = false } = parameters
  if (isSame(entry, draft, whole)) return []
  const names = [
    ...new Set([...Object.keys(draft.fields), ...Object.keys(entry.header.commitments), ...Object.keys(entry.fields)]),
  ]
  const faults: FaultFound[] = []
  for (const name of names.sort(byMeaning)) {
    const expected = Object.hasOwn(draft.fields, name) ? draft.fields[name] : undefined
    const committed = Object.hasOwn(entry.header.commitments, name)
    const opening = Object.hasOwn(entry.fields, name) ? entry.fields[name] : undefined
    if (committed && opening === undefined && (cut.has(name) || expected === undefined)) continue
    const found = opening?.value
    if (committed && expected !== undefined && found !== undefined && sameJson(expected, found)) continue
    const fault = faultOfField({ name, expected, found, about })
    const follows = overIds.has(name.replace(/^fact\./, '')) && parameters.namesEntries()
    faults.push(follows ? { ...fault, follows } : fault)
  }
  return [...faults, ...headerFaults(entry, draft, about)]
}

/** Whether an entry shown whole is the draft: most are, and nothing need be listed. */
function isSame({ header, fields }: Entry, draft: EntryDraft, whole: boolean): boolean {
  const names = Object.keys(draft.fields)
  if (names.length !== Object.keys(fields).length) return false
  if (!whole && names.length !== Object.keys(header.commitments).length) return false
  const begins: Begins = new Map()
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!
    const opening = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (opening === undefined || !(whole || Object.hasOwn(header.commitments, name))) return false
    if (!isShownAs(opening, name, draft.fields[name], begins)) return false
  }
  return sameHeader(draft.header, header)
}

/** But for the commitments, which may be parsed only where they are asked for, and are not decided. */
function sameHeader(draft: EntryDraft['header'], header: Entry['header']): boolean {
  const [expected, found] = [draft, header] as unknown as readonly Readonly<Record<string, Json>>[]
  const names = Object.keys(expected!)
  if (Object.keys(found!).length !== names.length + Number(Object.hasOwn(found!, 'commitments'))) return false
  return names.every((name) => Object.hasOwn(found!, name) && sameJson(expected![name], found![name]))
}

/** How the texts of facts begin, by their sources: many facts of an entry have the same. */
type Begins = Map<Fact['sources'], string>

/** Whether an opening shows a value. What was not parsed says it by its text. */
function isShownAs(opening: Opening, name: string, value: Json | undefined, begins: Begins): boolean {
  if (!(opening instanceof LaterOpening)) return sameJson(value, opening.value)
  if (opening.gave(value)) return true
  return name.startsWith('fact.')
    ? isTextOfFact(opening.text, value as unknown as Fact, begins)
    : isPlainTextOf(opening.text, value)
}

function isTextOfFact(text: string, { sources, value }: Fact, begins: Begins): boolean {
  const begin = begins.get(sources) ?? beginOf(text, sources)
  if (begin === undefined || !text.startsWith(begin)) return false
  begins.set(sources, begin)
  return endOf(value, text, begin.length) === text.length - 1
}

/** What stands before the value where a fact has these sources. */
function beginOf(text: string, sources: Fact['sources']): string | undefined {
  const end = text.startsWith(sourcesBegin) ? endOf(sources, text, sourcesBegin.length) : -1
  return end < 0 || !text.startsWith(valueBegin, end) ? undefined : text.slice(0, end + valueBegin.length)
}

const sourcesBegin = '{"sources":'
const valueBegin = ',"value":'

function byMeaning(a: string, b: string): number {
  const place = (name: string): number => (name.startsWith('fact.') ? 0 : name === 'decision' ? 1 : 2)
  return place(a) - place(b) || (a < b ? -1 : 1)
}

function faultOfField(parameters: {
  readonly name: string
  readonly expected: Json | undefined
  readonly found: Json | undefined
  readonly about: About
}): FaultFound {
  const { name, expected, found, about } = parameters
  const fact = name.startsWith('fact.') ? name.slice('fact.'.length) : undefined
  const kind = fact === undefined ? 'decision' : kindOfFacts([fact])
  const apart = whereApart(found, expected)
  const values = { name: `${name}${apart.path}`, kind: String(about.entryKind), ...saidApart(apart) }
  return {
    kind,
    name,
    ...about,
    found: found ?? 'none',
    required: expected ?? 'none',
    flaw: flaw('FIELD_DIFFERS', values),
  }
}

function headerFaults(entry: Entry, draft: EntryDraft, about: About): FaultFound[] {
  const found = entry.header as unknown as Record<string, Json>
  const expected = draft.header as unknown as Record<string, Json>
  const names = new Set([...Object.keys(found), ...Object.keys(expected)])
  // Told where the chain is checked.
  for (const name of ['commitments', 'stream', 'prev', 'position', 'machine', 'zone', 'world']) names.delete(name)
  return [...names].sort().flatMap((name) => {
    const a = found[name]
    const b = expected[name]
    if (a !== undefined && b !== undefined && sameJson(a, b)) return []
    const said = (value: Json | undefined): string | Flaw => (value === undefined ? flaw('NONE') : canonical(value))
    const of = flaw('HEADER_DIFFERS', { name, found: said(a), expected: said(b) })
    const kind = name === 'heads' ? 'chain' : 'decision'
    return [{ kind, name, ...about, found: a ?? 'none', required: b ?? 'none', flaw: of } as const]
  })
}
