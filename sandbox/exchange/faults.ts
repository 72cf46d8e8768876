import type { Ppm } from './profile.ts'

/** The calls that a fault can be tied to. */
export type RouteName =
  | 'time'
  | 'exchangeInfo'
  | 'depth'
  | 'placeOrder'
  | 'cancelOrder'
  | 'order'
  | 'openOrders'
  | 'fills'
  | 'account'
  | 'depositAddress'
  | 'deposits'
  | 'withdraw'
  | 'withdrawals'
  | 'fiatWithdraw'
  | 'statement'
  | 'other'

/**
 * Faults of a venue, after benchmarks 5.1. Each fires `times` times (default once), on the next calls that it fits.
 * - timeout-before-accept: the connection dies, and nothing happened.
 * - timeout-after-accept: the connection dies, and it happened.
 * - no-answer: as timeout-before-accept, but the connection stays open and silent.
 * - server-error: HTTP 500. rate-limit: HTTP 429. html: 200 with a page in place of JSON. redirect: 302 to another host.
 * - refuse: this code and message.
 * - not-found: the next order is missing from every answer for `forMs`.
 * - late-fills: the fills of the next order are missing from the fills for `forMs`.
 * - duplicate-fills: the next list of fills has each of them twice.
 * - wrong-fill: the next list of fills says of its last one a lot less than was traded; the list after it says what was.
 * - partial-fill: the next order trades at most this share of its quantity at once.
 * - reordered-fills: the next list of fills comes newest first.
 * - crossed-book: the next book has its best bid above its best ask. stale-book: it is the one of `ageMs` ago.
 * - balance-lag: the next balances are those of `ageMs` ago.
 * - fill-after-cancel: the next cancel is acknowledged, and then the order trades in full.
 * - late-withdrawal: the next withdrawal is taken and not sent for `forMs`. short-withdrawal: what is sent of it is this share too little, whatever the venue says.
 */
export type Fault = { readonly times?: number } & (
  | {
      readonly kind:
        | 'timeout-before-accept'
        | 'timeout-after-accept'
        | 'no-answer'
        | 'server-error'
        | 'rate-limit'
        | 'html'
        | 'redirect'
      readonly on: RouteName
    }
  | { readonly kind: 'refuse'; readonly on: RouteName; readonly code: string; readonly message: string }
  | { readonly kind: 'not-found' | 'late-fills' | 'late-withdrawal'; readonly forMs: number }
  | { readonly kind: 'wrong-fill' | 'duplicate-fills' | 'reordered-fills' | 'crossed-book' | 'fill-after-cancel' }
  | { readonly kind: 'stale-book' | 'balance-lag'; readonly ageMs: number }
  | { readonly kind: 'partial-fill' | 'short-withdrawal'; readonly share: Ppm }
)

export type FaultKind = Fault['kind']

export interface Faults {
  readonly waiting: { readonly fault: Fault; left: number }[]
  /** How often each kind has fired. */
  readonly fired: Map<FaultKind, number>
}

export function noFaults(): Faults {
  return { waiting: [], fired: new Map() }
}

export function addFault(faults: Faults, fault: Fault): void {
  faults.waiting.push({ fault, left: fault.times ?? 1 })
}

/** The first waiting fault of one of these kinds that fits the route; it is used up by one. */
export function takeFault<K extends FaultKind>(
  faults: Faults,
  kinds: readonly K[],
  route?: RouteName,
): (Fault & { readonly kind: K }) | undefined {
  const place = faults.waiting.findIndex(
    ({ fault }) => kinds.some((kind) => kind === fault.kind) && (!('on' in fault) || fault.on === route),
  )
  const found = faults.waiting[place]
  if (!found) return undefined
  found.left -= 1
  if (found.left <= 0) faults.waiting.splice(place, 1)
  faults.fired.set(found.fault.kind, (faults.fired.get(found.fault.kind) ?? 0) + 1)
  return found.fault as Fault & { readonly kind: K }
}
