import type { Charge, Direction, EntryTransaction } from '../../src/core/iso20022/entry.ts'
import type { CreditTransfer } from '../../src/core/iso20022/pain001.ts'
import type { Currency } from '../../src/core/money/currency.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { type Faults, noFaults } from './faults.ts'
import {
  type AccountOptions,
  accountsByDefault,
  type BankOptions,
  type ChargeOptions,
  chargesByDefault,
  type InstitutionOptions,
  institutionsByDefault,
  rateByDefault,
  type SignPaper,
} from './options.ts'
import { signFromSeed } from './sign.ts'

export const dayMs = 86_400_000
// Every bank of the rehearsal keeps the days of UTC+8.
const zoneMs = 8 * 3_600_000

export interface Line {
  readonly servicerReference: string
  readonly bookedAtMs: number
  readonly valueDate: string
  readonly direction: Direction
  readonly minor: bigint
  readonly reversal: boolean
  readonly family: string
  readonly subFamily: string
  readonly charges: readonly Charge[]
  readonly transaction: EntryTransaction
}

export interface Account extends AccountOptions {
  readonly lines: Line[]
}

export interface Payment {
  readonly institution: string
  readonly messageId: string
  readonly customer: string
  readonly debtorAccount: string
  readonly executionDate: string
  readonly bearer: 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'
  readonly transfer: CreditTransfer
  /** Id of the instruction that all its transfers are debited under as one. */
  readonly batch?: string
  /** `waiting` for signatures, `queued` for its day, `debited` and on the way, then an end. */
  state: 'waiting' | 'queued' | 'debited' | 'booked' | 'returned'
  reason?: string
  changedAtMs: number
}

export interface Message {
  readonly sha256: string
  readonly file: Uint8Array
  readonly payments: readonly Payment[]
  /** Keys that have signed. */
  readonly signers: Set<string>
}

/** A remittance in foreign currency that waits to be settled, or was. */
export interface Remittance {
  readonly account: string
  readonly endToEndId: string
  readonly currency: Currency
  readonly remittedMinor: bigint
  readonly receivedMinor: bigint
  readonly charges: readonly { readonly what: string; readonly minor: bigint }[]
  readonly bookedAtMs: number
  readonly valueDate: string
  settlement?: { readonly key: string; readonly approval: string; readonly slip: string }
}

export interface BankState {
  readonly seed: string
  readonly clock: () => number
  readonly startMs: number
  readonly institutions: ReadonlyMap<string, InstitutionOptions>
  readonly accounts: Map<string, Account>
  readonly charges: ChargeOptions
  readonly rate: (parameters: { readonly currency: Currency; readonly into: Currency; readonly atMs: number }) => string
  readonly delayMs: { readonly domestic: number; readonly crossBorder: number }
  readonly sign: SignPaper
  readonly faults: Faults
  /** By institution and message id. */
  readonly messages: Map<string, Message>
  /** By institution and id of an instruction that is booked as one. */
  readonly batches: Map<string, readonly Payment[]>
  /** By institution and end-to-end id. */
  readonly payments: Map<string, Payment>
  readonly remittances: Remittance[]
  readonly queue: { readonly atMs: number; readonly run: () => void }[]
  /** Money that stands on the banks' own books, by name and currency: the other side of every line. */
  readonly own: Map<string, bigint>
  sequence: number
}

export function emptyState(options: BankOptions): BankState {
  const seed = String(options.seed)
  const accounts = (options.accounts ?? accountsByDefault).map(
    (account) => [account.number, { ...account, lines: [] as Line[] }] as const,
  )
  return {
    seed,
    clock: options.clock,
    startMs: options.clock(),
    institutions: new Map((options.institutions ?? institutionsByDefault).map((one) => [one.id, one])),
    accounts: new Map(accounts),
    charges: { ...chargesByDefault, ...options.charges },
    rate: options.rate ?? rateByDefault,
    delayMs: { domestic: options.delayMs?.domestic ?? 0, crossBorder: options.delayMs?.crossBorder ?? 0 },
    sign: options.sign ?? signFromSeed(seed),
    faults: noFaults(),
    messages: new Map(),
    batches: new Map(),
    payments: new Map(),
    remittances: [],
    queue: [],
    own: new Map(),
    sequence: 0,
  }
}

/** Day of the banks: `2026-05-18`. */
export function dayOf(atMs: number): string {
  return new Date(atMs + zoneMs).toISOString().slice(0, 10)
}

/** First millisecond of a day of the banks. */
export function dayStartMs(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`) - zoneMs
}

export function shiftDay(day: string, days: number): string {
  return dayOf(dayStartMs(day) + days * dayMs)
}

/** A reference that repeats with the seed: `SBX` and 13 signs. */
export function nextReference(state: BankState): string {
  state.sequence += 1
  return `SBX${hashText(`${state.seed}|bank|${state.sequence}`).slice(0, 13).toUpperCase()}`
}

export function balanceOf(account: Account): bigint {
  return account.lines.reduce(
    (all, line) => (line.direction === 'CRDT' ? all + line.minor : all - line.minor),
    account.openingMinor ?? 0n,
  )
}

export function institutionOf(state: BankState, id: string): InstitutionOptions {
  const found = state.institutions.get(id)
  if (!found) throw new RangeError(`SANDBOX: no institution ${id}`)
  return found
}

export function titleOf(institution: InstitutionOptions): string {
  return `SANDBOX ${institution.name}`
}
