import { eachEntry } from '../src/core/bundle/entryLines.ts'
import type { OpenPart } from '../src/core/bundle/openBundle.ts'
import type { Directory, EnrolledKey } from '../src/core/case/directory.ts'
import { parseCanonical } from '../src/core/record/jcs.ts'
import { parsePack } from '../src/core/rules/parsePack.ts'
import type { Collector } from './collector.ts'
import type { ReplayedZone } from './replayZone.ts'
import type { Fault, KeyUse, PackUse, Report, RuleUnmet, RuleUse } from './report.ts'
import type { Trust } from './trust.ts'
import { vouchingOf } from './vouching.ts'

interface Described {
  readonly zone: string
  readonly part: OpenPart
  readonly replayed: ReplayedZone
}

/** Each key that signed something in the bundle: whose it is, who vouches for that, since when, and whether it was named from outside. */
export function describeKeys(parameters: {
  readonly parts: readonly Described[]
  readonly trust: Trust | undefined
  readonly documents: ReadonlyMap<string, string>
  readonly collector: Collector
}): KeyUse[] {
  const { parts, trust, documents, collector } = parameters
  return [...collector.result().keys.values()]
    .map(({ key, zone, use, count }): KeyUse => {
      const directories = [...parts].sort((a, b) => Number(b.zone === zone) - Number(a.zone === zone))
      const enrolled = directories
        .map(({ replayed }) => keyOf(replayed.directory, key))
        .find((row) => row !== undefined)
      return {
        key,
        zone,
        use,
        holder: enrolled?.holder ?? 'unknown',
        vouchedBy: enrolled?.vouchedBy ?? 'nobody',
        ...shownBy(enrolled, documents),
        ...(enrolled?.algorithm === undefined ? {} : { algorithm: enrolled.algorithm }),
        ...(enrolled?.confirmation === undefined ? {} : { confirmation: enrolled.confirmation }),
        ...certificateOf(enrolled, documents),
        ...(enrolled?.administrator === undefined ? {} : { administrator: true }),
        ...vouchingOf(enrolled, noDocument),
        from: enrolled?.from ?? '',
        ...(enrolled?.until === undefined ? {} : { until: enrolled.until }),
        ...followsOf(enrolled),
        signatures: count,
        trusted: trust?.keys.has(key) ?? false,
      }
    })
    .sort((a, b) =>
      compare(`${a.zone} ${order[a.use]} ${a.holder} ${a.key}`, `${b.zone} ${order[b.use]} ${b.holder} ${b.key}`),
    )
}

type Enrolled = Pick<EnrolledKey, 'holder' | 'vouchedBy' | 'from' | 'until'> &
  Partial<EnrolledKey> & { readonly administrator?: true }

function certificateOf(
  enrolled: Enrolled | undefined,
  documents: ReadonlyMap<string, string>,
): Pick<KeyUse, 'certificate'> {
  const document = enrolled?.certificate
  return document === undefined ? {} : { certificate: { document, shown: documents.has(document) } }
}

/** The key before it: that of a log which it took the place of, or that of the same person under which it came. */
function followsOf(enrolled: Enrolled | undefined): Pick<KeyUse, 'follows'> {
  const follows = enrolled?.follows ?? enrolled?.replaces
  return follows === undefined ? {} : { follows }
}

/** A zone's own keys stand in its opening, with no document. */
const noDocument = '0'.repeat(64)

function shownBy(
  enrolled: Enrolled | undefined,
  documents: ReadonlyMap<string, string>,
): Pick<KeyUse, 'shownBy' | 'document'> {
  if (enrolled === undefined) return { shownBy: 'nothing' }
  const { document = noDocument } = enrolled
  if (document === noDocument) return { shownBy: 'opening' }
  return { shownBy: documents.has(document) ? 'document' : 'document withheld', document }
}

/** Whose key it is: as enrolled, or as the zone's opening names its administrators, for whom nobody but the zone vouches. */
function keyOf(directory: Directory | undefined, key: string): Enrolled | undefined {
  const enrolled = directory?.keys[key]
  if (enrolled !== undefined || directory === undefined) return enrolled
  const [administrator] = Object.entries(directory.administrators).find(([, named]) => named === key) ?? []
  const opened = Object.values(directory.keys).find(({ use, holder }) => use === 'log' && holder === directory.zone)
  const from = opened?.from ?? ''
  if (administrator !== undefined)
    return { holder: administrator, vouchedBy: directory.zone, from, administrator: true }
  const former = directory.formerAdministrators?.[key]
  return former && { holder: former.person, vouchedBy: directory.zone, from, until: former.until, administrator: true }
}

const order = { log: 0, witness: 1, organisation: 2, person: 3 } as const

/** The packs that the zones published, and how much each decided. */
export function describePacks(
  parts: readonly Described[],
  documents: ReadonlyMap<string, string>,
  trust: Trust | undefined,
): PackUse[] {
  const packs = new Map<string, PackUse>()
  for (const { zone, part, replayed } of parts) {
    const published = part.streams.find(({ kind }) => kind === 'packs')
    for (const { entry } of published === undefined ? [] : eachEntry(published.entries, false)) {
      // Overrides and notices stand in the same stream.
      if (entry.header.kind !== 'pack.published') continue
      const text = (name: string): string => String(entry.fields[`payload.${name}`]?.value ?? 'withheld')
      const hash = text('hash')
      const known = packs.get(hash)
      const decided = (known?.decided ?? 0) + (replayed.decidedBy.get(hash) ?? 0)
      const version = versionOf(documents.get(hash))
      packs.set(hash, {
        hash,
        id: text('pack'),
        kind: text('kind'),
        publisher: text('publisher'),
        ...(version === undefined ? {} : { version }),
        zones: [...(known?.zones ?? []), zone],
        decided,
        trusted: trust?.packs.has(hash) ?? false,
      })
    }
  }
  return [...packs.values()].sort((a, b) => compare(`${a.id} ${a.hash}`, `${b.id} ${b.hash}`))
}

/** The rules that decided, as often as they did, and those that faults name, with what the packs say of them. */
export function describeRules(parameters: {
  readonly parts: readonly Described[]
  readonly packs: readonly PackUse[]
  readonly faults: readonly Fault[]
  readonly documents: ReadonlyMap<string, string>
}): Pick<Report, 'rules' | 'unmet'> {
  const { parts, packs, faults, documents } = parameters
  const counts = new Map<string, number>()
  const deciding = new Set(parts.flatMap(({ replayed }) => [...replayed.decidedBy.keys()]))
  for (const { replayed } of parts)
    for (const [rule, count] of replayed.rulesApplied) counts.set(rule, (counts.get(rule) ?? 0) + count)
  const said = (hashes: Iterable<string>) =>
    new Map([...hashes].flatMap((hash) => rulesOfPack(documents.get(hash) ?? '')).map((row) => [row.rule, row]))
  const known = said(deciding)
  const rules = [...counts].map(([rule, entries]): RuleUse => {
    const { pack = 'withheld', title, source } = known.get(rule) ?? {}
    return { pack, ...(title === undefined || source === undefined ? {} : { title, source }), rule, entries }
  })
  const named = [...new Set(faults.flatMap((fault) => fault.rules ?? []))].sort()
  // What a forger says decided is not what does: a rule may stand in a pack that no entry names.
  const others = named.every((rule) => known.has(rule))
    ? known
    : new Map([...said(packs.map(({ hash }) => hash).filter((hash) => !deciding.has(hash))), ...known])
  const unmet = named.flatMap((rule) => others.get(rule) ?? []).map(({ source: _, ...rule }): RuleUnmet => rule)
  return { rules: rules.sort((a, b) => compare(a.rule, b.rule)), ...(unmet.length === 0 ? {} : { unmet }) }
}

/** A pack that cannot be read says nothing: that it cannot is told where it was to decide. */
function rulesOfPack(text: string): (RuleUnmet & { readonly source: string })[] {
  try {
    const { manifest } = parsePack(parseCanonical(text))
    return manifest.rules.map(({ id, title, instrument, article, refusal }) => ({
      rule: id,
      pack: manifest.id,
      title,
      source: `${instrument} ${article}`,
      instrument: manifest.instruments.find((one) => one.id === instrument)?.title ?? instrument,
      article,
      refusal,
    }))
  } catch {
    return []
  }
}

function versionOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    const { manifest } = JSON.parse(text) as { manifest?: { version?: unknown } }
    return typeof manifest?.version === 'string' ? manifest.version : undefined
  } catch {
    return undefined
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
