import type { CrossingRule, ZoneKind } from '../core/case/kind.ts'

/**
 * What may cross, by kind and direction: the allow-lists as a table of its own, so that the receiver refuses what the sender should not have sent
 * without knowing the sender's code. A test holds it equal to what the kinds say.
 */
export const crossingTable: Readonly<Record<string, CrossingRule>> = {
  'entrustment.accepted': {
    to: 'offshore',
    fields: ['subject', 'decision', 'payload.asset', 'payload.units', 'payload.mandateUntil'],
  },
  'deposit.received': { to: 'offshore', fields: ['subject', 'payload.provider', 'payload.amount', 'payload.currency'] },
  'transfer.confirmed': {
    to: 'offshore',
    fields: ['subject', 'payload.transfer', 'payload.txid', 'payload.asset', 'payload.pays'],
  },
  'return.addressed': {
    to: 'offshore',
    fields: ['subject', 'payload.ground', 'payload.asset', 'payload.address', 'payload.feeBearer'],
  },
  'coins.arrived': {
    to: 'offshore',
    fields: ['subject', 'payload.platform', 'payload.asset', 'payload.units', 'payload.txid'],
  },
  'reserve.confirmed': {
    to: 'offshore',
    fields: [
      'subject',
      'payload.answer',
      'payload.reserveEntry',
      'payload.floor',
      'payload.currency',
      'payload.snapshot',
    ],
  },
  'ranking.confirmed': {
    to: 'offshore',
    fields: ['subject', 'payload.answer', 'payload.clearingEntry', 'payload.clearing'],
  },
  'fx.approved': {
    to: 'offshore',
    fields: [
      'subject',
      'payload.number',
      'payload.currency',
      'payload.ceiling',
      'payload.payee',
      'payload.from',
      'payload.until',
      'payload.branch',
    ],
  },
  'money.credited': { to: 'offshore', fields: ['subject'] },
  'clearance.given': { to: 'onshore', fields: ['subject', 'payload.platform', 'payload.states'] },
  'route.agreed': {
    to: 'onshore',
    fields: ['subject', 'payload.tranches', 'payload.reserveMethod', 'payload.returnAddress'],
  },
  'address.issued': {
    to: 'onshore',
    fields: [
      'subject',
      'payload.platform',
      'payload.address',
      'payload.testUnits',
      'payload.particulars',
      'payload.thirdParty',
    ],
  },
  'cover.stated': { to: 'onshore', fields: ['subject', 'payload.ratio', 'payload.currency'] },
  'reserve.set': {
    to: 'onshore',
    fields: [
      'subject',
      'payload.floor',
      'payload.currency',
      'payload.snapshot',
      'payload.validUntil',
      'payload.method',
      'payload.floorCny',
      'payload.tradeDate',
    ],
  },
  'sale.closed': { to: 'onshore', fields: ['subject'] },
  'block.closed': { to: 'onshore', fields: ['subject', 'payload.purpose', 'payload.round', 'payload.units'] },
  'bids.cleared': {
    to: 'onshore',
    fields: ['subject', 'payload.round', 'payload.clearing', 'payload.sold', 'payload.unsold', 'payload.allotments'],
  },
  'hold.placed': {
    to: 'onshore',
    fields: ['payload.hold', 'payload.kind', 'payload.reason', 'payload.lots', 'payload.reviewOn'],
  },
  'hold.lifted': { to: 'onshore', fields: ['payload.hold'] },
  'floor.unreachable': { to: 'onshore', fields: ['subject', 'payload.attempts'] },
  'floor.decided': { to: 'onshore', fields: ['subject', 'payload.decision'] },
  'coins.returned': {
    to: 'onshore',
    fields: [
      'subject',
      'payload.platform',
      'payload.asset',
      'payload.units',
      'payload.fee',
      'payload.address',
      'payload.txid',
      'payload.rest',
    ],
  },
  'rest.declared': {
    to: 'onshore',
    fields: ['subject', 'payload.platform', 'payload.asset', 'payload.units', 'payload.ground', 'payload.rest'],
  },
  'coins.received': {
    to: 'onshore',
    fields: ['subject', 'payload.platform', 'payload.asset', 'payload.units', 'payload.short', 'payload.txid'],
  },
  'proceeds.booked': { to: 'onshore', fields: ['subject', 'payload.currency'] },
  'remittance.reported': {
    to: 'onshore',
    fields: ['subject', 'payload.amount', 'payload.currency', 'payload.endToEndId'],
  },
}

/** The rule under which an entry of a kind may come into a zone; undefined where it may not. */
export function crossingRules(kind: string, to: ZoneKind): CrossingRule | undefined {
  const rule = Object.hasOwn(crossingTable, kind) ? crossingTable[kind] : undefined
  return rule?.to === to ? rule : undefined
}
