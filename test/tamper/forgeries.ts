import type { Bundle, PlacedEntry } from '../../src/core/bundle/bundle.ts'
import { entryId } from '../../src/core/record/entry.ts'
import { canonical, type Json, parseCanonical } from '../../src/core/record/jcs.ts'
import type { FaultKind } from '../../verifier/report.ts'
import { type Forgery, reseal } from './reseal.ts'

/** A changed meaning, with every keyless hash made good again, and what the verifier must say first. */
export interface NamedForgery {
  readonly name: string
  readonly kind: FaultKind
  /** Rule, fact, field or document that must be named. */
  readonly says: RegExp
  readonly forge: (bundle: Bundle) => Forgery
}

type Fields = { readonly [key: string]: Json }

export function find(bundle: Bundle, kind: string, nth = 0): PlacedEntry {
  const entries = bundle.zones.flatMap(({ streams }) => streams.flatMap((stream) => stream.entries))
  const found = entries.filter(({ entry }) => entry.header.kind === kind).at(nth)
  if (found === undefined) throw new TypeError(`the bundle has no ${kind}`)
  return found
}

/** One field of an entry of a kind, changed: of the first, or of the one at a place, from the end where it is negative. */
function change(kind: string, field: string, to: (value: never) => Json, nth = 0) {
  return (bundle: Bundle): Forgery => {
    const { entry } = find(bundle, kind, nth)
    const value = entry.fields[field]!.value as never
    return { entry: { id: entryId(entry), fields: { [field]: to(value) } } }
  }
}

/** A document that an entry's payload names, with its text changed. */
function changeDocument(kind: string, field: string, to: (text: string) => string) {
  return (bundle: Bundle): Forgery => {
    const hash = String(find(bundle, kind).entry.fields[`payload.${field}`]!.value)
    return { document: { hash, text: to(bundle.documents[hash]!) } }
  }
}

const more = (units: string): string => (BigInt(units) + 1n).toString()

export const namedForgeries: readonly NamedForgery[] = [
  {
    name: 'a fill sold for more than its price says',
    kind: 'guard',
    says: /HK-MANDATE-fills/,
    forge: change('order.reported', 'payload.fills', (fills: readonly { gross: string }[]) =>
      fills.map((fill, i) => (i === 0 ? { ...fill, gross: more(fill.gross) } : fill)),
    ),
  },
  {
    name: 'a reserve above what its sources give',
    kind: 'price',
    says: /reserve|RESERVE|recompute/i,
    forge: change('reserve.set', 'payload.floor', (floor: string) => more(floor.split('.')[0]!)),
  },
  {
    name: 'a cover better than the deposit',
    kind: 'price',
    says: /cover/i,
    forge: change('cover.stated', 'payload.ratio', () => '9.99'),
  },
  {
    name: 'a recorded verdict made good',
    kind: 'guard',
    says: /fact\.order/,
    forge: change('seizure.listed', 'fact.order', (fact: { value: Fields }) => ({
      ...fact,
      value: { ...fact.value, found: 'seized' },
    })),
  },
  {
    name: 'a rule taken out of those that decided',
    kind: 'decision',
    says: /decision/,
    forge: change('money.credited', 'decision', (decision: { rules: readonly Json[] }) => ({
      ...decision,
      rules: decision.rules.slice(1),
    })),
  },
  {
    name: 'one more satoshi counted than was listed',
    kind: 'guard',
    says: /reconciled|inventory/i,
    forge: change('inventory.recorded', 'payload.lines', (lines: readonly { units: string }[]) =>
      lines.map((line, i) => (i === 0 ? { ...line, units: more(line.units) } : line)),
    ),
  },
  {
    name: 'more yuan credited than the bank says',
    kind: 'guard',
    says: /statement|CREDIT|matches/i,
    forge: change('money.credited', 'payload.amount', more as (value: never) => Json),
  },
  {
    name: 'a judgment that says something else, and is no longer signed by its court',
    kind: 'paper',
    says: /SIGNATURE_INVALID/,
    forge: changeDocument('basis.judged', 'judgment', (text) => text.replace('2026-02-10', '2026-02-11')),
  },
  {
    name: 'a bank statement with another line',
    kind: 'paper',
    says: /SIGNATURE_INVALID/,
    forge: changeDocument('deposit.received', 'statement', (text) => text.replace('SBX-DEPOSIT-1', 'SBX-DEPOSIT-2')),
  },
  {
    name: 'a price snapshot with a better bid',
    kind: 'price',
    says: /reserve|source|price|cover/i,
    forge: changeDocument('reserve.set', 'snapshot', (text) => {
      const snapshot = parseCanonical(text) as { observations: readonly { price: string }[] }
      const observations = snapshot.observations.map((row) => ({ ...row, price: more(row.price.split('.')[0]!) }))
      return canonical({ ...(snapshot as object), observations } as Json)
    }),
  },
  {
    name: 'a chain proof of another transaction',
    kind: 'decision',
    says: /chain proof does not hold/i,
    forge: changeDocument('transfer.confirmed', 'proof', (text) => {
      const middle = /[0-9a-f]{8}/.exec(text.slice(text.length >> 1))!
      const at = (text.length >> 1) + middle.index
      return `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`
    }),
  },
  {
    name: 'an approval by somebody who did not sign',
    kind: 'signature',
    says: /approval|signed/i,
    forge: change(
      'approval.given',
      'payload.signature',
      (signature: string) => `${signature.startsWith('0') ? '1' : '0'}${signature.slice(1)}`,
      -1,
    ),
  },
  {
    name: 'an approval before the sale by somebody who did not sign: it, and not the analysis whose evidence it changes',
    kind: 'signature',
    says: /approval\.given/,
    forge: change(
      'approval.given',
      'payload.signature',
      (signature: string) => `${signature.startsWith('0') ? '1' : '0'}${signature.slice(1)}`,
    ),
  },
  {
    name: 'an approval on sight of a head that never was',
    kind: 'signature',
    says: /approval\.given/,
    forge: change('approval.given', 'payload.seen', () => 'ab'.repeat(32), -1),
  },
  {
    name: 'another proposer',
    kind: 'guard',
    says: /role|signed|separation/i,
    forge: change('proposal.made', 'actor', (actor: Fields) => ({ ...actor, person: 'p-wang' })),
  },
  {
    name: 'a pack with a rule left out',
    kind: 'signature',
    says: /pack\.published.*administrators/,
    forge: (bundle) => {
      const { entry } = find(bundle, 'pack.published')
      const hash = String(entry.fields['payload.hash']!.value)
      const pack = parseCanonical(bundle.documents[hash]!) as { manifest: { rules: readonly Json[] } }
      const manifest = { ...pack.manifest, rules: pack.manifest.rules.slice(1) }
      return { document: { hash, text: canonical({ ...(pack as object), manifest } as Json) } }
    },
  },
  {
    name: 'the licence of a platform that had none',
    kind: 'signature',
    says: /administrators.*licence\.registered|licence\.registered.*administrators/,
    forge: change('licence.registered', 'payload.from', () => '2026-12-01T00:00:00.000Z'),
  },
]

export function forged(bundle: Bundle, forgery: NamedForgery): string {
  return reseal(bundle, forgery.forge(bundle))
}
