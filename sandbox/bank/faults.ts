/** The calls that a fault of the line can be tied to. */
export type RouteName =
  | 'submit'
  | 'sign'
  | 'status'
  | 'statements'
  | 'notifications'
  | 'advice'
  | 'settle'
  | 'confirm'
  | 'rates'
  | 'receipt'

/**
 * Faults of a bank. Each fires `times` times (default once), on the next payment or call that it fits.
 * - credit-late: the next credit is booked this many days later.
 * - wrong-amount: the next credit differs by this much.
 * - double-credit: the next credit is booked twice, each with a reference of its own.
 * - duplicate-line: the next statement with lines has its last line twice; the balances are right, so it does not add up.
 * - returned: the next payment comes back with this reason.
 * - value-date-shift: the value date of the next credit is off by this many days.
 * - cut-before-accept, cut-after-accept: the connection dies, and it did not or did happen.
 * - server-error: HTTP 500. html: 200 with a page in place of JSON.
 */
export type Fault = { readonly times?: number } & (
  | { readonly kind: 'credit-late' | 'value-date-shift'; readonly days: number }
  | { readonly kind: 'wrong-amount'; readonly byMinor: bigint }
  | { readonly kind: 'double-credit' | 'duplicate-line' }
  | { readonly kind: 'returned'; readonly reason: string }
  | { readonly kind: 'cut-before-accept' | 'cut-after-accept' | 'server-error' | 'html'; readonly on: RouteName }
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

/** The first waiting fault of this kind that fits; it is used up by one. */
export function takeFault<K extends FaultKind>(
  faults: Faults,
  kind: K,
  route?: RouteName,
): (Fault & { readonly kind: K }) | undefined {
  const place = faults.waiting.findIndex(({ fault }) => fault.kind === kind && (!('on' in fault) || fault.on === route))
  const found = faults.waiting[place]
  if (!found) return undefined
  found.left -= 1
  if (found.left <= 0) faults.waiting.splice(place, 1)
  faults.fired.set(kind, (faults.fired.get(kind) ?? 0) + 1)
  return found.fault as Fault & { readonly kind: K }
}
