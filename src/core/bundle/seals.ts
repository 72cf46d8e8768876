import type { Entry } from '../record/entry.ts'
import type { Json } from '../record/jcs.ts'

/**
 * What stays closed until the last fill: reserve, plan and tranche sizes. Who knew them would sell first, or wait. Source: Auction Law 28 (the principal
 * may have the reserve kept secret), blueprint invariant 12.
 */
export const sealedFields: Readonly<Record<string, readonly string[]>> = {
  'reserve.set': ['payload.floor', 'payload.floorCny', 'payload.snapshot', 'payload.method', 'payload.validUntil'],
  'reserve.confirmed': ['payload.floor', 'payload.snapshot', 'payload.reserveEntry'],
  'route.agreed': ['payload.tranches', 'payload.reachability', 'payload.reserveMethod', 'payload.plan', 'payload.planEvidence'],
  'cover.stated': ['payload.ratio', 'payload.price', 'payload.snapshot', 'payload.unitsOut'],
  'transfer.approved': ['payload.pays', 'payload.fee', 'payload.unsigned', 'payload.readBack'],
  'transfer.signed': ['payload.signed', 'payload.txid'],
  'transfer.confirmed': ['payload.pays', 'payload.proof', 'payload.txid'],
  'transfer.failed': ['payload.proof', 'payload.txid'],
  'coins.received': ['payload.units', 'payload.short', 'payload.txid', 'payload.statement'],
  'withdrawal.ordered': ['payload.legs', 'payload.soldBefore', 'payload.address'],
  'withdrawal.failed': ['payload.statement', 'payload.withdrawal'],
  'coins.returned': ['payload.units', 'payload.fee', 'payload.address', 'payload.txid', 'payload.withdrawal', 'payload.statement'],
  'rest.declared': ['payload.units', 'payload.statement', 'payload.decision'],
  'return.addressed': ['payload.address'],
  'coins.arrived': ['payload.units', 'payload.address', 'payload.txid', 'payload.index', 'payload.proof'],
  'sale.started': ['payload.plan', 'payload.floor', 'payload.deadline', 'payload.participationCapPpm', 'payload.bestBids', 'payload.volumes'],
  'sale.settled': ['payload.rows'],
  'order.placed': ['payload.plan', 'payload.price', 'payload.units', 'payload.slice'],
  'bids.invited': ['payload.lots', 'payload.lotUnits', 'payload.bidders'],
  'bid.committed': ['payload.bidder', 'payload.paper', 'payload.commitment'],
  'bid.opened': ['payload.bidder', 'payload.paper'],
  'bids.cleared': ['payload.clearing', 'payload.sold', 'payload.unsold', 'payload.allotments'],
  'bid.secured': ['payload.bidder', 'payload.bidderAccount', 'payload.amount', 'payload.statement', 'payload.reference'],
  'bid.released': ['payload.bidder', 'payload.bidderAccount', 'payload.amount', 'payload.statement', 'payload.reference'],
  'bid.defaulted': ['payload.bidder', 'payload.forfeited'],
  'buyer.cleared': ['payload.bidder', 'payload.to', 'payload.statement', 'payload.screening'],
  'block.paid': ['payload.bidder', 'payload.bidderAccount', 'payload.lots', 'payload.amount', 'payload.statement', 'payload.reference'],
  'block.refunded': ['payload.bidder', 'payload.bidderAccount', 'payload.lots', 'payload.amount', 'payload.statement', 'payload.reference', 'payload.refusals'],
  'delivery.ordered': ['payload.bidder', 'payload.legs'],
  'block.delivered': ['payload.bidder', 'payload.legs', 'payload.gross'],
  'slice.routed': ['payload.plan', 'payload.books', 'payload.step', 'payload.route', 'payload.tape', 'payload.legs', 'payload.slice'],
  'orders.cleared': ['payload.plan'],
  'order.reported': ['payload.fills', 'payload.gross', 'payload.fee', 'payload.units'],
  'proposal.made': ['payload.payload'],
} // biome-ignore format: a table

/** Facts and documents of a sealed kind say the same again, and a signature over a sealed value lets it be tried. */
const alongside = /^(fact\..*|facts|documents|action)$/

/** Whether a field may not be read yet by who is bound by the seals. */
export function isSealed(kind: string, field: string): boolean {
  const fields = Object.hasOwn(sealedFields, kind) ? sealedFields[kind]! : undefined
  if (fields !== undefined) return fields.includes(field) || alongside.test(field)
  // What crossed shows fields of the other zone's entry again.
  return kind === 'crossing.received' && (field === 'payload.entry' || alongside.test(field))
}

/**
 * Whether the last fill is behind: each tranche that the route names is sold or went back whole, or the case is closed. Takes the entries of a case in either zone; what
 * crossed counts as what it is. A case without a route sells nothing, and has nothing to unseal.
 *
 * @example lastFillPassed(entries) // false while a tranche is still to be sold
 */
export function lastFillPassed(entries: readonly Shown[]): boolean {
  const watch = lastFillWatch()
  for (const entry of entries) watch.add(entry)
  return watch.passed()
}

type Shown = Pick<Entry, 'header' | 'fields'>

/** Kinds of entries that say something of it; no other needs to be handed in. */
export const lastFillKinds = [
  'case.closed',
  'route.agreed',
  'sale.closed',
  'block.closed',
  'coins.returned',
  'rest.declared',
  'case.accepted',
  'crossing.received',
] as const

/** The same for entries that come one after the other. */
export function lastFillWatch(): { add(entry: Shown): void; passed(): boolean } {
  const planned = new Set<string>()
  const sold = new Set<string>()
  let closed = false
  return {
    add: (entry) => {
      if (!(lastFillKinds as readonly string[]).includes(entry.header.kind)) return
      for (const { kind, value } of [own(entry), ...crossed(entry)]) {
        if (kind === 'case.closed') closed = true
        if (kind === 'route.agreed') for (const name of tranchesOf(value('payload.tranches'))) planned.add(name)
        const { tranche } = (value('subject') ?? {}) as { tranche?: string }
        // What went back whole is not to be sold any more under that name.
        const ends = kind === 'coins.returned' || kind === 'rest.declared'
        const gone = ends && value('payload.rest') === 'whole'
        const last = kind === 'sale.closed' || (kind === 'block.closed' && value('payload.purpose') !== 'part')
        if ((last || gone) && typeof tranche === 'string') sold.add(tranche)
      }
    },
    passed: () => closed || (planned.size > 0 && [...planned].every((name) => sold.has(name))),
  }
}

interface Said {
  readonly kind: string
  value(field: string): Json | undefined
}

function own({ header, fields }: Shown): Said {
  return { kind: header.kind, value: (field) => fields[field]?.value }
}

function crossed({ fields }: Shown): Said[] {
  const inner = fields['payload.entry']?.value as unknown as Entry | undefined
  return inner?.header === undefined ? [] : [own(inner)]
}

function tranchesOf(value: Json | undefined): string[] {
  return Array.isArray(value)
    ? value.flatMap((row) => {
        const { tranche } = (row ?? {}) as { tranche?: unknown }
        return typeof tranche === 'string' ? [tranche] : []
      })
    : []
}
