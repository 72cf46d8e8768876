import type { PasskeyPlace } from '../record/webauthn.ts'
import { startOf } from '../rules/interval.ts'
import type { KeyAlgorithm } from './signature.ts'
import { chainBetween, type Tie } from './ties.ts'

/** The directory of a zone: who exists, what they may act as, whose key is whose. Derived from the directory stream. */
export interface Organisation {
  readonly role: string
  /** The family that it was enrolled with. What changes later is a tie. */
  readonly family: string
  /** Legal name as a public fact about an organisation; people have no names here. */
  readonly name: string
}

export interface Person {
  readonly org: string
  readonly roles: readonly string[]
}

export interface EnrolledKey {
  /** Organisation or person. */
  readonly holder: string
  readonly use: 'person' | 'organisation' | 'log' | 'witness'
  readonly algorithm: KeyAlgorithm
  /** Of a passkey: where it may be used. */
  readonly passkey?: PasskeyPlace
  readonly from: string
  readonly until?: string
  /** Who confirmed out of band that the key is the holder's. */
  readonly vouchedBy: string
  readonly document: string
  /** Who asked the holder on another way whether the key is theirs. */
  readonly confirmation?: { readonly by: string; readonly how: string }
  /** Document of the certificate, where there is one, and the root that it leads to (SHA-256). */
  readonly certificate?: string
  readonly certificateRoot?: string
  /** Who confirmed it with its holder and signed that: people of the bodies that rely on it. */
  readonly confirmed?: readonly KeyConfirmation[]
  /** When the zone was told that it is lost: from then on it vouches for nothing new, whatever date that bears. */
  readonly revokedAt?: string
  /** The key of the same holder under whose signature it came. */
  readonly replaces?: string
  /** The key that it took the place of. */
  readonly follows?: string
}

/** A person of a relying body asked the holder, on another way than the one by which the key came. */
export interface KeyConfirmation {
  readonly org: string
  readonly person: string
  readonly how: string
  readonly entry: string
  readonly at: string
}

/** Two heads of one log that contradict each other; their texts stand in the entry. */
export interface LogIncident {
  readonly log: string
  readonly incident: string
  /** SHA-256 of the signed notes. */
  readonly held: string
  readonly offered: string
  readonly entry: string
  readonly at: string
}

/** What an account is for. */
export const accountPurposes = [
  'case-money',
  'court-money',
  'deposit',
  'trust',
  'treasury',
  'victim',
  'bidder',
] as const

export interface Account {
  readonly owner: string
  readonly bank: string
  readonly currency: string
  readonly number: string
  /** One of `accountPurposes`. */
  readonly purpose: string
  /** Organisations that can draw on it. */
  readonly drawnBy: readonly string[]
}

export interface Directory {
  readonly zone: string
  readonly world: 'real' | 'rehearsal'
  readonly organisations: Readonly<Record<string, Organisation>>
  readonly people: Readonly<Record<string, Person>>
  /** Who administers the zone, by person: public keys, hex. Two of them act together. */
  readonly administrators: Readonly<Record<string, string>>
  /** Administrators of before, by key. */
  readonly formerAdministrators?: Readonly<Record<string, { readonly person: string; readonly until: string }>>
  /** By public key, as the record spells keys. */
  readonly keys: Readonly<Record<string, EnrolledKey>>
  readonly accounts: Readonly<Record<string, Account>>
  /** Ties between companies, each row with its interval: what changes ends one and begins the next. */
  readonly ties?: readonly Tie[]
  /** By organisation: the day from which it is no longer of the family that it was enrolled with. */
  readonly endedFamilies?: Readonly<Record<string, string>>
  /** What the zone saw as a witness, and was accused of: how often, and the last of them. */
  readonly incidents?: { readonly count: number; readonly last: readonly LogIncident[] }
  /** The machine that the zone's entries are decided by; absent: the first. */
  readonly machine?: string
  /** Organisations that read every case of the zone, with the entry that grants it. */
  readonly supervision?: Readonly<Record<string, string>>
  /** Personal values shown so far. */
  readonly shown?: number
  /** Personal values and documents deleted so far. */
  readonly deletions?: number
}

/** Whether a key was its holder's at a moment. */
export function keyInForce(directory: Directory, key: string, holder: string, at: string): boolean {
  const enrolled = directory.keys[key]
  if (enrolled === undefined || enrolled.holder !== holder) return false
  return enrolled.from <= at && (enrolled.until === undefined || at < enrolled.until)
}

/**
 * Same company family at one of the moments, or the same organisation. An unknown organisation is related to all: it cannot be shown not to be. An act that
 * is dated back is asked for both its moments: when it took place, and when it is signed for here.
 */
export function sameFamily(
  directory: Directory,
  a: string,
  b: string,
  at: string,
  ...others: readonly string[]
): boolean {
  return [at, ...others].some((moment) => chainBetween(directory, a, b, moment) !== undefined)
}

/** Same company family at any time that the directory knows of. */
export function everSameFamily(directory: Directory, a: string, b: string): boolean {
  const ends = (directory.ties ?? []).flatMap(({ from }) => [startOf(from)])
  return ['', ...ends].some((at) => chainBetween(directory, a, b, at) !== undefined)
}
