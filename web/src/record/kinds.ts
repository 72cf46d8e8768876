/**
 * Every kind of entry that a zone may append, as a closed list: a kind without a name, a row or a stage does not compile. `checkKinds.ts` holds it
 * equal to the kinds of the code before each build.
 */
export const entryKinds = [
  'zone.opened',
  'organisation.enrolled',
  'person.enrolled',
  'key.enrolled',
  'key.revoked',
  'account.registered',
  'licence.registered',
  'provider.registered',
  'pack.published',
  'proposal.made',
  'approval.given',
  'approval.withdrawn',
  'crossing.received',
  'case.accepted',
  'hold.placed',
  'hold.lifted',
  'incident.raised',
  'case.opened',
  'seizure.decided',
  'seizure.listed',
  'custody.prepared',
  'custody.secured',
  'inventory.recorded',
  'lot.classified',
  'basis.judged',
  'entrustment.made',
  'entrustment.accepted',
  'deposit.received',
  'transfer.approved',
  'transfer.signed',
  'transfer.confirmed',
  'reserve.confirmed',
  'fx.approved',
  'fx.settled',
  'money.credited',
  'distribution.decided',
  'treasury.paid',
  'return.decided',
  'lot.returned',
  'deposit.released',
  'case.closed',
  'clearance.given',
  'route.agreed',
  'address.issued',
  'cover.stated',
  'coins.received',
  'reserve.set',
  'sale.started',
  'orders.opened',
  'order.placed',
  'order.reported',
  'sale.stopped',
  'sale.closed',
  'floor.unreachable',
  'floor.decided',
  'proceeds.booked',
  'remittance.ordered',
  'remittance.reported',
] as const

export type EntryKind = (typeof entryKinds)[number]

const known: ReadonlySet<string> = new Set(entryKinds)

export function isEntryKind(kind: string): kind is EntryKind {
  return known.has(kind)
}
