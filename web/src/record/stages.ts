import { type CaseState, stageOf } from '../../../src/core/case/state.ts'
import type { Passed } from '../api/types.ts'
import { type EntryKind, isEntryKind } from './kinds.ts'

/** The stages of a case as the pipeline shows them, in order, with the zone that appends the moves and what walks through. */
export const stages = [
  { id: 'seized', zone: 'onshore', level: 'case' },
  { id: 'secured', zone: 'onshore', level: 'case' },
  { id: 'inventoried', zone: 'onshore', level: 'case' },
  { id: 'classified', zone: 'onshore', level: 'lot' },
  { id: 'basis', zone: 'onshore', level: 'lot' },
  { id: 'entrusted', zone: 'onshore', level: 'lot' },
  { id: 'bonded', zone: 'onshore', level: 'lot' },
  { id: 'cleared', zone: 'offshore', level: 'lot' },
  { id: 'tested', zone: 'onshore', level: 'lot' },
  { id: 'transferred', zone: 'onshore', level: 'tranche' },
  { id: 'priced', zone: 'offshore', level: 'tranche' },
  { id: 'selling', zone: 'offshore', level: 'tranche' },
  { id: 'sold', zone: 'offshore', level: 'tranche' },
  { id: 'remitted', zone: 'offshore', level: 'tranche' },
  { id: 'fx', zone: 'onshore', level: 'lot' },
  { id: 'settled', zone: 'onshore', level: 'tranche' },
  { id: 'credited', zone: 'onshore', level: 'tranche' },
  { id: 'distributed', zone: 'onshore', level: 'lot' },
  { id: 'treasury', zone: 'onshore', level: 'lot' },
  { id: 'returned', zone: 'onshore', level: 'lot' },
  { id: 'closed', zone: 'onshore', level: 'case' },
] as const

export type Stage = (typeof stages)[number]
export type StageId = Stage['id']

/** The stage that a kind belongs to, and whether it completes it. Kinds that walk nothing have none. */
const none = undefined
const stageOfKind = {
  'zone.opened': none,
  'machine.begun': none,
  'organisation.enrolled': none,
  'person.enrolled': none,
  'key.enrolled': none,
  'key.revoked': none,
  'key.replaced': none,
  'value.deleted': none,
  'key.confirmed': none,
  'administrators.changed': none,
  'organisationKey.rotated': none,
  'logKey.rotated': none,
  'logKey.replaced': none,
  'incident.witnessed': none,
  'account.registered': none,
  'licence.registered': none,
  'provider.registered': none,
  'pack.published': none,
  'override.given': none,
  'override.withdrawn': none,
  'licences.imported': none,
  'list.imported': none,
  'notice.heard': none,
  'notice.moved': none,
  'proposal.made': none,
  'approval.given': none,
  'approval.withdrawn': none,
  'crossing.received': none,
  'case.accepted': none,
  'tie.declared': none,
  'tie.changed': none,
  'tie.ended': none,
  'supervision.granted': none,
  'supervision.withdrawn': none,
  'vault.shown': none,
  'access.granted': none,
  'access.withdrawn': none,
  'conflict.declared': none,
  'conflict.decided': none,
  'screening.recorded': none,
  'screening.resolved': none,
  'hold.placed': none,
  'hold.lifted': none,
  'incident.raised': none,
  'incident.answered': none,
  'event.recorded': none,
  'clock.answered': none,
  'case.opened': { stage: 'seized' },
  'seizure.decided': { stage: 'seized' },
  'seizure.listed': { stage: 'seized', ends: true },
  'custody.prepared': { stage: 'secured' },
  'custody.secured': { stage: 'secured', ends: true },
  'inventory.recorded': { stage: 'inventoried', ends: true },
  'lot.classified': { stage: 'classified', ends: true },
  'yield.recorded': none,
  'issuer.frozen': none,
  'issuer.burned': none,
  'issuer.reissued': none,
  'gas.lent': none,
  'gas.settled': none,
  'lot.split': none,
  'measure.taken': none,
  'measure.renewed': none,
  'measure.queued': none,
  'measure.lapsed': none,
  'measure.lifted': none,
  'concerned.told': none,
  'objection.filed': none,
  'objection.decided': none,
  'objection.withdrawn': none,
  'title.found': none,
  'consent.given': none,
  'consent.withdrawn': none,
  'notice.published': none,
  'release.decided': { stage: 'returned' },
  'earlyReturn.decided': { stage: 'returned' },
  'handover.decided': { stage: 'returned' },
  'lot.handedOver': { stage: 'returned', ends: true },
  'basis.consentedInvestigation': { stage: 'basis', ends: true },
  'basis.consentedProsecution': { stage: 'basis', ends: true },
  'basis.consentedTrial': { stage: 'basis', ends: true },
  'basis.unclaimed': { stage: 'basis', ends: true },
  'basis.ruled': { stage: 'basis', ends: true },
  'basis.judged': { stage: 'basis', ends: true },
  'entrustment.made': { stage: 'entrusted' },
  'entrustment.accepted': { stage: 'entrusted', ends: true },
  'deposit.received': { stage: 'bonded', ends: true },
  'transfer.approved': { stage: 'transferred' },
  'transfer.signed': { stage: 'transferred' },
  'transfer.confirmed': { stage: 'transferred', ends: true },
  'transfer.failed': { stage: 'transferred' },
  'reserve.confirmed': { stage: 'priced', ends: true },
  'ranking.confirmed': { stage: 'priced' },
  'fx.approved': { stage: 'fx', ends: true },
  'fx.settled': { stage: 'settled', ends: true },
  'money.credited': { stage: 'credited', ends: true },
  'money.held': { stage: 'distributed' },
  'claims.opened': none,
  'claims.registered': none,
  'claim.objected': none,
  'claim.decided': none,
  'claims.counted': none,
  'claim.answered': none,
  'distribution.decided': { stage: 'distributed', ends: true },
  'payout.ordered': { stage: 'treasury' },
  'victim.paid': { stage: 'treasury' },
  'convict.paid': { stage: 'treasury' },
  'treasury.paid': { stage: 'treasury', ends: true },
  'treasury.refunded': { stage: 'treasury' },
  'distribution.completed': { stage: 'treasury', ends: true },
  'owner.compensated': { stage: 'returned', ends: true },
  'return.decided': { stage: 'returned' },
  'lot.returned': { stage: 'returned', ends: true },
  'lot.destroyed': { stage: 'returned', ends: true },
  'lot.sealed': { stage: 'returned', ends: true },
  'seal.reviewed': none,
  'deposit.released': none,
  'case.closed': { stage: 'closed', ends: true },
  'clearance.given': { stage: 'cleared' },
  'route.agreed': { stage: 'cleared', ends: true },
  'address.issued': none,
  'cover.stated': none,
  'coins.received': none,
  'reserve.set': { stage: 'priced' },
  'sale.started': { stage: 'selling', ends: true },
  'orders.opened': none,
  'slice.routed': none,
  'order.placed': none,
  'order.reported': none,
  'sale.stopped': none,
  'order.rested': none,
  'cancel.ordered': none,
  'orders.cleared': none,
  'sale.settled': { stage: 'selling' },
  'sale.closed': { stage: 'sold', ends: true },
  'sale.analysed': none,
  'floor.tested': { stage: 'selling' },
  'bids.invited': { stage: 'priced' },
  'bid.committed': none,
  'bid.opened': none,
  'bids.cleared': none,
  'bid.secured': none,
  'bid.released': none,
  'bid.defaulted': none,
  'buyer.cleared': none,
  'block.paid': { stage: 'selling' },
  'delivery.ordered': none,
  'block.delivered': { stage: 'selling' },
  'block.refunded': { stage: 'selling' },
  'block.closed': { stage: 'sold', ends: true },
  'floor.unreachable': { stage: 'selling' },
  'floor.decided': { stage: 'selling' },
  'return.addressed': { stage: 'returned' },
  'withdrawal.ordered': { stage: 'returned' },
  'withdrawal.failed': none,
  'coins.returned': { stage: 'returned' },
  'rest.declared': none,
  'coins.arrived': { stage: 'returned', ends: true },
  'proceeds.booked': { stage: 'remitted' },
  'remittance.ordered': { stage: 'remitted' },
  'remittance.reported': { stage: 'remitted', ends: true },
} as const satisfies Record<EntryKind, { stage: StageId; ends?: true } | undefined>

/** Transfers belong to the stage of their purpose. */
const stageOfPurpose: Readonly<Record<string, StageId>> = {
  test: 'tested',
  tranche: 'transferred',
  return: 'returned',
  handover: 'returned',
}

export function stageForKind(
  kind: string,
  purpose?: string,
): { readonly stage: StageId; readonly ends: boolean } | undefined {
  if (!isEntryKind(kind)) return undefined
  const found: { stage: StageId; ends?: true } | undefined = stageOfKind[kind]
  if (found === undefined) return undefined
  const stage = kind.startsWith('transfer.') ? (stageOfPurpose[purpose ?? ''] ?? found.stage) : found.stage
  // Coins that are on their way back are returned when the receipt is signed, not when the chain confirms.
  const ends = found.ends === true && purpose !== 'part' && !(kind === 'transfer.confirmed' && stage === 'returned')
  return { stage, ends }
}

export interface Passage {
  readonly at: string
  readonly ends: boolean
  /** The other zone did it and it arrived here. */
  readonly crossed: boolean
}

/** When each subject passed each stage: keys `case`, `lot A`, `tranche A/1`. */
export type Passages = ReadonlyMap<string, ReadonlyMap<StageId, Passage>>

export function passagesOf(passed: readonly Passed[]): Passages {
  const map = new Map<string, Map<StageId, Passage>>()
  for (const { kind, lot, tranche, purpose, crossed, at } of passed) {
    // What crossed may not say its purpose: the transfer of a tranche names it, that of a lot was the test.
    const found = stageForKind(kind, purpose ?? (tranche === undefined ? 'test' : 'tranche'))
    if (found === undefined) continue
    const { level } = stages.find(({ id }) => id === found.stage)!
    const key = keyAt(level, { ...(lot === undefined ? {} : { lot }), ...(tranche === undefined ? {} : { tranche }) })
    const row = map.get(key) ?? new Map<StageId, Passage>()
    const ends = found.ends || row.get(found.stage)?.ends === true
    row.set(found.stage, { at, ends, crossed })
    map.set(key, row)
  }
  return map
}

function keyAt(level: Stage['level'], subject: { lot?: string; tranche?: string }): string {
  if (level === 'tranche' && subject.tranche !== undefined) return `tranche ${subject.tranche}`
  if (level !== 'case' && subject.lot !== undefined) return `lot ${subject.lot}`
  return subject.tranche !== undefined && level === 'tranche' ? `tranche ${subject.tranche}` : 'case'
}

/** Lots and tranches that a case has, the lots with their tranches behind them. */
export function subjectsOf(
  state: CaseState,
  passages?: Passages,
): readonly { readonly key: string; readonly lot?: string; readonly tranche?: string }[] {
  const lots = new Set<string>()
  const tranches = new Set<string>()
  const keys = [...Object.keys(state.stages), ...(passages?.keys() ?? [])]
  for (const key of keys) {
    if (key.startsWith('lot ')) lots.add(key.slice(4))
    if (key.startsWith('tranche ')) {
      tranches.add(key.slice(8))
      lots.add(key.slice(8).split('/')[0]!)
    }
  }
  const rows: { key: string; lot?: string; tranche?: string }[] = [{ key: 'case' }]
  for (const lot of [...lots].sort()) {
    rows.push({ key: `lot ${lot}`, lot })
    for (const tranche of [...tranches].filter((one) => one.startsWith(`${lot}/`)).sort(byNumber)) {
      rows.push({ key: `tranche ${tranche}`, lot, tranche })
    }
  }
  return rows
}

/** Tranches of a lot by the stage that each stands at, in their order. */
export function tranchesByStage(state: CaseState, lot: string): readonly (readonly [string, readonly string[]])[] {
  const byStage = new Map<string, string[]>()
  for (const row of subjectsOf(state)) {
    if (row.lot !== lot || row.tranche === undefined) continue
    const stage = stageOf(state, { lot, tranche: row.tranche })
    byStage.set(stage, [...(byStage.get(stage) ?? []), row.tranche])
  }
  return [...byStage]
}

const byNumber = (a: string, b: string): number => Number(a.split('/')[1]) - Number(b.split('/')[1])
