import type { SignedAction } from '../../../core/case/action.ts'
import type { CaseState } from '../../../core/case/state.ts'
import type { Entry } from '../../../core/record/entry.ts'
import type { Json } from '../../../core/record/jcs.ts'
import type { OrdersState, SalePlan, SaleSlice } from '../../../offshore/sale/sale.ts'
import type { Venue } from '../../../world/venues/venue.ts'
import type { FollowedBookOf } from './sourcedBook.ts'

/** What the executor needs of a zone and of the world: the database's zone has it, and a zone in memory for tests. */
export interface Desk {
  now(): string
  venueFor(entity: string): Venue
  /** A book that is followed and may be looked at instead of asked for; absent, or undefined, where none is. */
  followed?(entity: string, symbol: string): FollowedBookOf | undefined
  /** A bank's signed sheet of rates, as it came. @throws {BANK_UNREACHABLE} {VENUE_REFUSED} no such bank */
  rateSheet(bank: string): Promise<string>
  document(sha256: string): Promise<string>
  putDocument(text: string): Promise<string>
  /** A sale's stream as it stands, and what its case says of the sale. @throws {NOT_FOUND} */
  orders(stream: string): Promise<{ readonly orders: OrdersState; readonly sale: SaleSlice[string] | undefined }>
  /** The entries of a sale's stream in order. */
  entries(
    stream: string,
  ): Promise<readonly { readonly kind: string; readonly payload: { readonly [key: string]: Json } }[]>
  /** As the zone's worker. @throws {RULE_NOT_MET} */
  act(action: Omit<SignedAction, 'actor'>, place: { readonly stream?: string; readonly parent?: string }): Promise<void>
}

/** One tranche that is being sold: its case, its orders, its plan. */
export interface Selling {
  readonly desk: Desk
  readonly stream: string
  readonly state: CaseState
  readonly tranche: string
  readonly child: { readonly id: string; readonly state: OrdersState }
  readonly plan: SalePlan
  readonly planHash: string
}

export function subjectOf({ child }: Selling): { readonly lot: string; readonly tranche: string } {
  const { lot, tranche } = child.state
  return { lot, tranche }
}

/** The payload of an entry as it was given. @example payloadOf(entry).clientOrderId */
export function payloadOf({ fields }: Pick<Entry, 'fields'>): { readonly [key: string]: Json } {
  const payload: Record<string, Json> = {}
  for (const [name, { value }] of Object.entries(fields))
    if (name.startsWith('payload.')) payload[name.slice('payload.'.length)] = value
  return payload
}
