import type { Charge, Direction, EntryTransaction } from '../../src/core/iso20022/entry.ts'
import { type Account, type BankState, dayOf, type Line, nextReference } from './state.ts'

export interface BookParameters {
  readonly account: Account
  readonly direction: Direction
  readonly minor: bigint
  /** Where the other side stands on the banks' own books: `charges`, `correspondent`, `transit`, `fx`, `venue`, `error`. */
  readonly against: string
  readonly family: string
  readonly subFamily: string
  readonly charges?: readonly Charge[]
  readonly transaction: EntryTransaction
  readonly valueDate?: string
  readonly reversal?: boolean
}

/** Books one line and its other side. */
export function book(state: BankState, parameters: BookParameters): Line {
  const { account, direction, minor, against, family, subFamily, transaction } = parameters
  const bookedAtMs = state.clock()
  const line: Line = {
    servicerReference: nextReference(state),
    bookedAtMs,
    valueDate: parameters.valueDate ?? dayOf(bookedAtMs),
    direction,
    minor,
    reversal: parameters.reversal ?? false,
    family,
    subFamily,
    charges: parameters.charges ?? [],
    transaction,
  }
  account.lines.push(line)
  postOwn(state, `${against} ${account.currency}`, direction === 'CRDT' ? -minor : minor)
  return line
}

export function postOwn(state: BankState, name: string, minor: bigint): void {
  state.own.set(name, (state.own.get(name) ?? 0n) + minor)
}

/** Sum of all lines and of the banks' own books by currency: every value is 0n, or money was made. */
export function imbalances(state: BankState): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>()
  const add = (currency: string, minor: bigint) => totals.set(currency, (totals.get(currency) ?? 0n) + minor)
  for (const account of state.accounts.values()) {
    for (const line of account.lines) add(account.currency, line.direction === 'CRDT' ? line.minor : -line.minor)
  }
  for (const [name, minor] of state.own) add(name.split(' ').at(-1)!, minor)
  return totals
}
