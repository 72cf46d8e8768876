import type { Flaw } from '../src/core/flaws/flaw.ts'
import type { Json } from '../src/core/record/jcs.ts'
import type { Language } from '../src/core/rules/pack.ts'
import type { Vouching } from './vouching.ts'

/** What can be wrong with a bundle, from what a court reads first to what only a program sees. */
export const faultKinds = {
  /** The file is no bundle: with its line. */
  form: 0,
  /** A document is not the one that its hash names. */
  document: 1,
  /** A paper is not signed by its issuer. */
  paper: 1,
  /** A rule of a pack is not met. */
  guard: 1,
  /** A reserve, a cover or what they rest on does not recompute. */
  price: 1,
  /** The books do not balance. */
  posting: 1,
  /** The decision comes out otherwise than it was recorded. */
  decision: 1,
  /** A pack is missing or cannot be read. */
  pack: 1,
  /** A person's signature does not hold. */
  signature: 1,
  /** A value is not the one that the entry commits to. */
  field: 1,
  /** What crossed is not what the other zone sent. */
  crossing: 1,
  /** Rehearsal and real are mixed. */
  world: 1,
  /** An entry does not stand where it says it stands. */
  chain: 2,
  /** The log's head is not signed by the log's key. */
  checkpoint: 3,
  inclusion: 3,
  cosignature: 3,
  /** A key is not one of those given from outside. */
  trust: 3,
  /** A time-stamp does not hold, or an entry says that it is younger than its time-stamp. */
  time: 3,
  /** The bundle's own checksum. */
  digest: 4,
} as const
export type FaultKind = keyof typeof faultKinds

export interface Fault {
  readonly kind: FaultKind
  /** Rule, fact, field, account, key or hash that is wrong. */
  readonly name: string
  readonly zone?: string
  readonly entry?: string
  readonly entryKind?: string
  readonly index?: number
  readonly recordedAt?: string
  readonly line?: number
  /** Rules that are not met, in the order in which they matter. */
  readonly rules?: readonly string[]
  readonly found?: Json
  readonly required?: Json
  /** It may only follow from another change: what was signed or compared names ids of other entries. */
  readonly follows?: boolean
  /** What is wrong, as a code with values: `flawText` says it in each language. */
  readonly flaw: Flaw
  /** The same in English. */
  readonly message: string
}

/** A fault as it is found: its words are made for those that are told. */
export type FaultFound = Omit<Fault, 'message'>

/** How often a fact of a kind was had in one way. */
export interface FactCount {
  readonly kind: string
  readonly fact: string
  readonly count: number
}

export interface AttestedFact extends FactCount {
  /** Organisation whose paper says so; `actor` where it is the word of who acted, `zone` where it is the zone's own worker's. */
  readonly by: string
}

export interface WithheldItem {
  readonly what: 'entry' | 'field' | 'document' | 'decision' | 'fact'
  /** Field, hash, fact; of entries the stream and their positions in it. */
  readonly name: string
  /** Of entries hidden whole, how many. */
  readonly count?: number
  /** Where the record says that it was destroyed: when, and under which duty. */
  readonly deleted?: { readonly at: string; readonly duty: string; readonly source: string }
  readonly zone?: string
  readonly entry?: string
  readonly entryKind?: string
}

export interface KeyUse {
  readonly key: string
  readonly zone: string
  readonly use: 'log' | 'witness' | 'person' | 'organisation'
  readonly holder: string
  readonly vouchedBy: string
  /** How that was shown: by the zone's own opening, by a document that the bundle shows or withholds, or not at all. */
  readonly shownBy: 'opening' | 'document' | 'document withheld' | 'nothing'
  /** SHA-256 of that document. */
  readonly document?: string
  /** How it signs: `ed25519`, `p256`, `webauthn`, `sm2`, `ml-dsa-44`; absent where it was not enrolled. */
  readonly algorithm?: string
  /** Who asked the holder on another way whether the key is theirs, and how. */
  readonly confirmation?: { readonly by: string; readonly how: string }
  /** SHA-256 of the certificate where there is one, and whether the bundle has it. */
  readonly certificate?: { readonly document: string; readonly shown: boolean }
  /** One of those who administer the zone: named by its opening. */
  readonly administrator?: true
  /** On what kind of word it is the holder's, and whose. */
  readonly vouching: Vouching
  readonly word: string
  readonly from: string
  readonly until?: string
  /** The key that it took the place of. */
  readonly follows?: string
  /** Signatures of this key that were checked. */
  readonly signatures: number
  /** Named by who verifies, from outside. */
  readonly trusted: boolean
}

export interface PackUse {
  readonly hash: string
  readonly id: string
  readonly kind: string
  readonly publisher: string
  readonly version?: string
  readonly zones: readonly string[]
  /** Entries that it decided. */
  readonly decided: number
  /** Named by who verifies, from outside: else its text is only what the zone says the law is. */
  readonly trusted: boolean
}

/** A rule that decided, with its title in each language where the bundle shows the pack. */
export interface RuleUse {
  readonly rule: string
  readonly pack: string
  readonly title?: Readonly<Record<Language, string>>
  /** Where it stands: number of the instrument and article. */
  readonly source?: string
  /** Entries that stood on it. */
  readonly entries: number
}

/** A rule that a fault names as not met, in the words of its pack: what it asks, where that stands, and why the act is refused. */
export interface RuleUnmet {
  readonly rule: string
  readonly pack: string
  readonly title: Readonly<Record<Language, string>>
  /** Original title of the source, and where in it. */
  readonly instrument: string
  readonly article: string
  readonly refusal: Readonly<Record<Language, string>>
}

/** What the record knows of a witness beside the log: the first of these that is so. */
export type WitnessRelation =
  | 'same key'
  | 'the log itself'
  | 'the other zone'
  | 'not enrolled'
  | 'same family'
  | 'same host name'
  | 'other organisation'

/** Something that is no fault by itself, and that a reader should ask about. */
export interface Notice {
  /** `counter`: a passkey's count of its signatures went back, as it does where the passkey was copied. */
  readonly kind: 'counter'
  readonly key: string
  readonly zone: string
  readonly entry: string
  readonly entryKind: string
  readonly recordedAt: string
  readonly before: number
  readonly found: number
}

/** One line of double entry. Units are base or minor units, as text. */
export interface PostingRow {
  readonly zone: string
  readonly entry: string
  readonly kind: string
  readonly at: string
  readonly account: string
  readonly asset: string
  readonly units: string
}

export interface LogUse {
  readonly zone: string
  readonly kind: 'onshore' | 'offshore'
  readonly origin: string
  readonly operator: string
  /** How the log hashes: `sha256` or `sm3`. */
  readonly hash: string
  /** What its head is signed with, of keys that the zone enrolled: `ed25519`, `sm2`, `ml-dsa-44`. */
  readonly algorithms: readonly string[]
  readonly size: number
  readonly root: string
  readonly witnesses: readonly {
    readonly name: string
    readonly holder: string
    readonly key: string
    readonly at: string
    readonly relation: WitnessRelation
  }[]
  /** Signature lines of keys that nobody in the bundle or outside names. */
  readonly unknownSignatures: readonly string[]
  readonly independence: 'none' | 'same group' | 'independent' | 'rehearsal'
}

/** A time that an authority vouches for: what stood in the log below `size` existed then. */
export interface TimeProved {
  readonly zone: string
  /** Names in the certificates of who signed, and of the root above. */
  readonly authority: string
  readonly root: string
  /** SHA-256 of the root's certificate, hex. */
  readonly rootFingerprint: string
  readonly at: string
  readonly accuracyMs: number
  readonly size: number
  /** Entries of the bundle that no earlier time-stamp covers. */
  readonly entries: number
  /** The root was named by who verifies, from outside. */
  readonly trusted: boolean
}

/** Two heads of one log that contradict each other, as a zone recorded it. */
export interface LogIncidentShown {
  readonly zone: string
  /** Whose log: the zone's own where it went back behind what it had signed, as after an old backup. */
  readonly log: string
  readonly incident: string
  readonly at: string
  readonly heldSize: number
  readonly offeredSize: number
  readonly entry: string
}

/** What a proof of an EVM chain shows: under a block of this hash, which the zone's source attests to be the chain's. */
export interface ChainShown {
  /** SHA-256 of the proof. */
  readonly document: string
  readonly network: string
  readonly what: 'receipt' | 'state'
  readonly height: number
  readonly hash: string
  /** What the block says of its time. */
  readonly at: string
  readonly confirmations: number
  /** Addresses and base units, the same in each language. */
  readonly says: readonly string[]
}

export interface StageReached {
  readonly stage: string
  readonly subject: string
  readonly at: string
  readonly zone: string
  readonly kind: string
  readonly entry: string
  readonly rules: readonly string[]
}

/** Minor units as text. */
export interface MoneyRow {
  readonly currency: string
  readonly gross: string
  readonly fees: string
  readonly net: string
  readonly credited: string
  readonly treasury: string
  /** Paid to victims and creditors, through the bank. */
  readonly claimants: string
}

/** Base units as text. */
export interface HoldingRow {
  readonly asset: string
  readonly seized: string
  readonly sold: string
  readonly returned: string
  readonly networkFees: string
  readonly inCustody: string
}

export type NotProved =
  | 'packs'
  | 'signers'
  | 'papers-genuine'
  | 'all-coins-entered'
  | 'consent-free'
  | 'nothing-later'
  | 'times'
  | 'withheld'

export interface Report {
  readonly format: 'sluice/report/1'
  readonly holds: boolean
  readonly world: 'real' | 'rehearsal' | 'unknown'
  readonly zones: readonly string[]
  /** Id of the case by zone. */
  readonly cases: Readonly<Record<string, string>>
  readonly signersIdentified: boolean
  /** All that is wrong; the first is what breaks in meaning, before what follows from it. */
  readonly faults: readonly Fault[]
  readonly faultsOmitted: number
  readonly notices: readonly Notice[]
  readonly counts: {
    readonly entries: number
    readonly replayed: number
    readonly facts: number
    readonly documents: number
    readonly signatures: number
    readonly postings: number
  }
  /** For whom each part was cut, as who cut it says; absent where nothing says so. */
  readonly cut?: readonly { readonly zone: string; readonly reader: string; readonly rule: string }[]
  readonly keys: readonly KeyUse[]
  readonly packs: readonly PackUse[]
  readonly rules: readonly RuleUse[]
  /** Absent where no fault names a rule, or no pack that the bundle shows has it. */
  readonly unmet?: readonly RuleUnmet[]
  readonly logs: readonly LogUse[]
  readonly times: readonly TimeProved[]
  /** Absent where the zones recorded none. */
  readonly logIncidents?: readonly LogIncidentShown[]
  /** Absent where the bundle has no proof of an EVM chain. */
  readonly chain?: readonly ChainShown[]
  readonly notProved: readonly NotProved[]
  readonly proved: readonly FactCount[]
  readonly attested: readonly AttestedFact[]
  readonly withheld: readonly WithheldItem[]
  readonly stages: readonly StageReached[]
  readonly money: readonly MoneyRow[]
  readonly holdings: readonly HoldingRow[]
  /** The account that the money was credited to. */
  readonly account?: {
    readonly id: string
    readonly owner: string
    readonly bank: string
    readonly number: string
    readonly purpose: string
  }
  /** Every posting of both zones, in the order of the logs. */
  readonly postings: readonly PostingRow[]
  /** Final balances by zone, keys `account asset`. */
  readonly ledger: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What has left one zone and not come into the other yet, by asset. */
  readonly inTransit: Readonly<Record<string, string>>
  /** SHA-256 of each stream's final state, by stream id. */
  readonly states: Readonly<Record<string, string>>
  /** Roots of the logs by kind of zone. */
  readonly roots: Readonly<Partial<Record<'onshore' | 'offshore', string>>>
}

/**
 * Most meaningful first: what breaks in meaning, in the order of time; then what may follow from it, structure, what needs a key, the checksum. What may
 * follow from another change and has none before it follows from nothing: it is the change itself.
 */
export function sortFaults(faults: readonly Fault[]): Fault[] {
  const causes = faults.filter((fault) => faultKinds[fault.kind] === 1 && fault.follows !== true)
  const told = faults.map((fault) => (fault.follows === true && isFirst(fault, causes) ? withoutFollows(fault) : fault))
  const place = new Map(told.map((fault, i) => [fault, i]))
  const weight = ({ kind, follows }: Fault): number =>
    follows === true ? Math.max(2, faultKinds[kind]) : faultKinds[kind]
  return told.sort(
    (a, b) =>
      weight(a) - weight(b) ||
      compare(timeOf(a), timeOf(b)) ||
      compare(a.zone ?? '', b.zone ?? '') ||
      (a.index ?? -1) - (b.index ?? -1) ||
      place.get(a)! - place.get(b)!,
  )
}

/** Whether nothing that could be its cause stands before it: in its own log by the index, in the other one by the time. */
function isFirst(fault: Fault, causes: readonly Fault[]): boolean {
  return causes.every((cause) =>
    cause.zone === fault.zone && cause.index !== undefined && fault.index !== undefined
      ? cause.index > fault.index
      : timeOf(cause) > timeOf(fault),
  )
}

function withoutFollows({ follows: _, ...fault }: Fault): Fault {
  return fault
}

/** A document comes before the entries that rest on it; the sums of both zones come after all entries. */
function timeOf({ kind, recordedAt }: Fault): string {
  return recordedAt ?? (kind === 'document' ? '' : '~')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
