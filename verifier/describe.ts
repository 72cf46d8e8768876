import { eachEntry } from '../src/core/bundle/entryLines.ts'
import type { OpenPart } from '../src/core/bundle/openBundle.ts'
import type { Directory, EnrolledKey } from '../src/core/case/directory.ts'
import { parseCanonical } from '../src/core/record/jcs.ts'
import { parsePack } from '../src/core/rules/parsePack.ts'
import type { Collector } from './collector.ts'
import type { ReplayedZone } from './replayZone.ts'
import type { KeyUse, PackUse, RuleUse } from './report.ts'
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

/** The rules that decided, as often as they did, with what the packs say of them. */
export function describeRules(parts: readonly Described[], documents: ReadonlyMap<string, string>): RuleUse[] {
  const counts = new Map<string, number>()
  const packs = new Map<string, string>()
  for (const { replayed } of parts) {
    for (const [rule, count] of replayed.rulesApplied) counts.set(rule, (counts.get(rule) ?? 0) + count)
    for (const hash of replayed.decidedBy.keys()) packs.set(hash, documents.get(hash) ?? '')
  }
  const told = new Map([...packs.values()].flatMap(rulesOfPack).map((row) => [row.rule, row]))
  return [...counts]
    .map(([rule, entries]): RuleUse => ({ pack: 'withheld', ...told.get(rule), rule, entries }))
    .sort((a, b) => compare(a.rule, b.rule))
}

/** A pack that cannot be read says nothing: that it cannot is told where it was to decide. */
function rulesOfPack(text: string): Omit<RuleUse, 'entries'>[] {
  try {
    const { manifest } = parsePack(parseCanonical(text))
    return manifest.rules.map(({ id, title, instrument, article }) => ({
      rule: id,
      pack: manifest.id,
      title,
      source: `${instrument} ${article}`,
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
