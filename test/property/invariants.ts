import type { Subject } from '../../src/core/case/kind.ts'
import { type CaseState, stateSizeMax } from '../../src/core/case/state.ts'
import { utf8ToBytes } from '../../src/core/record/hash.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import type { Packs } from '../../src/core/zone/packsState.ts'
import type { MemoryZone } from '../simulation/memoryZone.ts'
import { familiesFacing } from './families.ts'

const bases =
  'basis.judged|basis.ruled|basis.unclaimed|basis.consentedInvestigation|basis.consentedProsecution|basis.consentedTrial'
const toReturn = 'return.decided|release.decided|earlyReturn.decided'

/** Kinds without which a stage must never be reached, read from the law and the plan and not from the models' steps. */
const evidence: Readonly<Record<string, readonly string[]>> = {
  listed: ['case.opened', 'seizure.decided'],
  secured: ['seizure.listed', 'custody.prepared'],
  inventoried: ['seizure.listed', 'custody.prepared', 'custody.secured', 'inventory.recorded'],
  entrusted: ['lot.classified', bases, 'entrustment.made'],
  bonded: ['entrustment.accepted', 'deposit.received'],
  tested: ['transfer.approved', 'transfer.signed', 'transfer.confirmed'],
  moving: [
    'inventory.recorded',
    'lot.classified',
    bases,
    'entrustment.accepted',
    'deposit.received',
    'transfer.confirmed',
  ],
  transferred: ['transfer.approved', 'transfer.signed', 'transfer.confirmed'],
  settled: ['fx.approved', 'transfer.confirmed'],
  back: ['transfer.confirmed', 'return.addressed', 'coins.arrived'],
  credited: ['fx.approved', 'fx.settled', 'transfer.confirmed', 'deposit.received', bases],
  distributed: ['money.credited', 'distribution.decided', bases],
  paid: ['money.credited', 'distribution.decided', 'treasury.paid|distribution.completed'],
  'return-decided': [toReturn],
  returned: [toReturn, 'transfer.approved', 'transfer.confirmed'],
  'handed-over': ['handover.decided', 'transfer.confirmed'],
  closed: ['deposit.released', 'inventory.recorded'],
  cleared: ['case.accepted'],
  'route-agreed': ['clearance.given'],
  reserved: ['clearance.given', 'route.agreed'],
  selling: ['clearance.given', 'route.agreed', 'reserve.set'],
  sold: ['reserve.set', 'sale.started'],
  booked: ['sale.started', 'sale.closed'],
  withdrawing: ['clearance.given', 'withdrawal.ordered'],
  'sent-back': ['withdrawal.ordered', 'coins.returned'],
  'rest-sent-back': ['withdrawal.ordered', 'coins.returned'],
  remitting: ['sale.closed', 'proceeds.booked'],
  remitted: ['clearance.given', 'sale.started', 'sale.closed', 'proceeds.booked', 'remittance.ordered'],
}

/**
 * What another law asks instead: an emergency sale stands on the prosecutor's own order (StPO § 111p), asks for no deposit where nobody between holds the
 * coins, and no authority approves foreign exchange.
 */
const otherwise: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  saxony: {
    [bases]: 'entrustment.made',
    'deposit.received': 'entrustment.accepted',
    'deposit.released': 'money.held',
    'fx.approved': 'entrustment.accepted',
  },
}

/** What is wrong with a zone after an act; nothing, if the machine keeps its word. */
export function broken(zone: MemoryZone, incompatible: readonly (readonly [string, string])[]): readonly string[] {
  const stream = zone.streamOf('case')!
  const state = stream.state as CaseState
  const children = zone
    .childrenOf(stream.id)
    .map((child) => child.state as { readonly balances?: CaseState['balances'] })
  return [
    ...unbalanced(state.balances),
    ...children.flatMap(({ balances = {} }) => unbalanced(balances)),
    ...without(zone, state),
    ...bothSides(zone, state, incompatible),
    ...tooLarge(state),
  ]
}

/** Double entry: of each asset as much stands on one side as on the other, and nothing is owed by what we hold. */
function unbalanced(balances: CaseState['balances']): readonly string[] {
  const sums = new Map<string, bigint>()
  const negative: string[] = []
  for (const [key, units] of Object.entries(balances)) {
    const at = key.lastIndexOf(' ')
    const asset = key.slice(at + 1)
    sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(units))
    if (key.startsWith('assets:') && BigInt(units) < 0n) negative.push(`${key} is ${units}`)
  }
  return [
    ...negative,
    ...[...sums].filter(([, sum]) => sum !== 0n).map(([asset, sum]) => `${sum} of ${asset} too many`),
  ]
}

/** Stages whose evidence is not among the entries of their subject and of what stands above it. */
function without(zone: MemoryZone, state: CaseState): readonly string[] {
  const rows = zone.streamOf('case')!.entries.map((id) => {
    const { header, fields } = zone.entries.get(id)!.entry
    return { kind: header.kind, ...((fields.subject?.value ?? {}) as Subject) }
  })
  const packs = zone.streamOf('packs')!.state as Packs
  const model = packs.inForce.find(({ hash }) => hash === state.model)?.id ?? ''
  // A lot that was split off stands on what was done with the one that it came from.
  const split = rows.some(({ kind }) => kind === 'lot.split')
  return Object.entries(state.stages).flatMap(([key, stage]) => {
    const [level, name = ''] = key.split(' ')
    const lotOf = name.split('/')[0]
    const above = rows.filter(
      ({ lot, tranche }) =>
        level === 'case' ||
        lot === undefined ||
        ((lot === lotOf || split) && (level === 'lot' || tranche === undefined || tranche === name)),
    )
    const kinds = new Set(above.map(({ kind }) => kind))
    const asked = (evidence[stage] ?? []).map((one) => otherwise[model]?.[one] ?? one)
    const missing = asked.filter((one) => !one.split('|').some((kind) => kinds.has(kind)))
    return missing.map((one) => `${key} is ${stage} without ${one}`)
  })
}

/** Persons under two roles that the model keeps apart, approvers of what they proposed, and company families that face themselves. */
function bothSides(
  zone: MemoryZone,
  state: CaseState,
  incompatible: readonly (readonly [string, string])[],
): readonly string[] {
  const found: string[] = []
  for (const [person, roles] of Object.entries(state.hands))
    for (const [a, b] of incompatible)
      if (roles.includes(a) && roles.includes(b)) found.push(`${person} is ${a} and ${b}`)
  for (const { by, approvals } of Object.values(state.proposals)) {
    const people = approvals.map(({ person }) => person)
    if (people.includes(by)) found.push(`${by} approves what ${by} proposed`)
    if (new Set(people).size !== people.length) found.push('one person approves twice')
  }
  return [...found, ...familiesFacing(zone)]
}

function tooLarge(state: CaseState): readonly string[] {
  const { length } = utf8ToBytes(canonical(state as unknown as Json))
  return length > stateSizeMax ? [`the state has ${length} bytes`] : []
}
