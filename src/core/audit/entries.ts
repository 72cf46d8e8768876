import { eachEntry } from '../bundle/entryLines.ts'
import type { FiledBundle, FiledDocuments } from '../bundle/filed.ts'
import { type Entry, entryId } from '../record/entry.ts'
import { type Json, parseCanonical } from '../record/jcs.ts'

export interface AuditEntry {
  readonly zone: string
  readonly stream: string
  readonly streamKind: string
  readonly id: string
  /** Place in the zone's log. */
  readonly index: number
  readonly kind: string
  /** Read from the bundle each time it is asked for. */
  readonly entry: Entry
}

/** What was noted of the entries of a bundle when they were gone through. */
const noted = new WeakMap<FiledBundle, readonly AuditEntry[]>()

/** Entries of all bundles, each once: the zone's own streams stand in many. In the order of the logs. */
export function entriesOf(bundles: readonly FiledBundle[]): readonly AuditEntry[] {
  const seen = new Set<string>()
  const found: AuditEntry[] = []
  for (const one of bundles.flatMap(entriesIn)) {
    if (seen.has(one.id)) continue
    seen.add(one.id)
    found.push(one)
  }
  return found.sort((a, b) => (a.zone === b.zone ? a.index - b.index : a.zone < b.zone ? -1 : 1))
}

function entriesIn(bundle: FiledBundle): readonly AuditEntry[] {
  const known = noted.get(bundle)
  if (known !== undefined) return known
  const found: AuditEntry[] = []
  for (const { zone, streams } of bundle.zones) {
    for (const { id: stream, kind: streamKind, entries } of streams) {
      let i = 0
      for (const { entry, index, texts } of eachEntry(entries, false)) {
        const place = i++
        found.push({
          zone,
          stream,
          streamKind,
          id: entryId(entry, texts.header),
          index,
          kind: entry.header.kind,
          get entry() {
            return entries.read(place, false).entry
          },
        })
      }
    }
  }
  noted.set(bundle, found)
  return found
}

export function fieldOf(entry: Entry, name: string): Json | undefined {
  return entry.fields[`payload.${name}`]?.value
}

/**
 * Lines that an act is about: from the entry, or from the table that it names (`sluice/lines/1`), as far as the bundle shows it. Read as they stand: whether
 * they hold is the verifier's to say.
 */
export function rowsOf(
  entry: Entry,
  name: 'lines' | 'moves',
  documents: Pick<FiledDocuments, 'text'>,
): readonly { readonly [key: string]: Json }[] {
  const own = fieldOf(entry, name)
  if (Array.isArray(own)) return own.filter(isRow)
  const hash = (fieldOf(entry, 'table') as { readonly document?: Json } | undefined)?.document
  const text = typeof hash === 'string' ? documents.text(hash) : undefined
  if (text === undefined) return []
  const { rows } = parseCanonical(text) as { readonly rows?: Json }
  return Array.isArray(rows) ? rows.filter(isRow) : []
}

function isRow(row: Json): row is { readonly [key: string]: Json } {
  return typeof row === 'object' && !Array.isArray(row)
}

/** An amount that an entry says went over an account, under a reference that the bank knows too. */
export interface RecordedAmount {
  readonly account: string
  readonly reference: string
  readonly amount: string
  readonly entry: string
}

/** Kinds that say what a bank booked, as opposed to what it shall book. */
const booked =
  /^(deposit\.received|deposit\.released|money\.credited|proceeds\.booked|remittance\.reported|treasury\.paid|victim\.paid)$/

/** Each reference with its amount that these entries name, in the payload itself or in its rows. */
export function amountsOf(bundles: readonly FiledBundle[]): readonly RecordedAmount[] {
  return entriesOf(bundles).flatMap((one) => {
    if (!booked.test(one.kind)) return []
    const { entry, id } = one
    const account = fieldOf(entry, 'account')
    if (typeof account !== 'string') return []
    const rows = fieldOf(entry, 'rows')
    const own = {
      reference: fieldOf(entry, 'reference') ?? fieldOf(entry, 'endToEndId') ?? '',
      amount: fieldOf(entry, 'amount') ?? '',
    }
    const named = [own, ...(Array.isArray(rows) ? (rows as unknown as (typeof own)[]) : [])]
    return named.flatMap(({ reference, amount }) =>
      typeof reference === 'string' && reference !== '' && typeof amount === 'string' && /^\d+$/.test(amount)
        ? [{ account, reference, amount, entry: id }]
        : [],
    )
  })
}
