import { applyEntry, emptyCase } from '../../src/core/case/apply.ts'
import { type Applied, type FactInput, listKinds, type Verdict } from '../../src/core/case/kind.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import type { Paper } from '../../src/core/record/paper.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import type { OrdersState, SaleSlice } from '../../src/offshore/sale/sale.ts'

/** Single facts and changes of state of a case offshore, over what a test gives: without zones, rules or people. */
export const asset = 'bip122:000000000019d6689c085ae165831e93/slip44:0'
export const tranche = 'A/1'
export const now = '2026-03-02T05:00:00.000Z'
const subjectA = { lot: 'A', tranche }
export type OfTranche = typeof subjectA
export const [a, b, c] = ['venue-a', 'venue-b', 'venue-c'] as const

export interface Given {
  readonly state?: Partial<CaseState>
  readonly orders?: Partial<OrdersState>
  readonly documents?: Readonly<Record<string, string>>
  readonly papers?: Readonly<Record<string, Pick<Paper, 'issuer' | 'body'>>>
  readonly parameters?: Readonly<Record<string, string>>
  readonly accounts?: object
  readonly subject?: OfTranche
  readonly actionId?: string
}

export const stateOf = (change: Partial<CaseState> = {}): CaseState => ({
  ...emptyCase('rehearsal', 'beijing'),
  ...change,
})

export function kindOf(name: string) {
  return offshoreKinds.find((kind) => kind.name === name)!
}

/** A fact as the machine computes it, over what is given here. */
export function fact(kind: string, name: string, payload: object, given: Given = {}): Verdict {
  const { subject = subjectA, actionId = 'act' } = given
  const orders = { tranche: subject.tranche, totals: {}, open: {}, count: 0, ...given.orders }
  const input = {
    payload,
    actionId,
    subject,
    recordedAt: now,
    effectiveAt: now,
    state: () => stateOf(given.state),
    related: () => orders,
    document: (hash: string) => given.documents?.[hash] ?? '',
    paper: (hash: string) => given.papers?.[hash] ?? { issuer: 'nobody', body: {} },
    parameter: (of: string) => given.parameters?.[of] ?? '',
    directory: () => ({ accounts: given.accounts ?? {}, organisations: {} }),
  }
  const found = kindOf(kind).facts[name]!(input as unknown as FactInput<never, never>)
  return typeof found === 'boolean' ? { ok: found, found: String(found), required: '' } : (found as unknown as Verdict)
}

const entryOf = (kind: string, payload: object, subject: OfTranche): Applied =>
  ({ id: 'e'.repeat(64), kind, payload, subject, recordedAt: now, effectiveAt: now }) as never

/** What a kind makes of the state, without what the machine adds. */
export function applied(kind: string, payload: object, state: CaseState, subject: OfTranche = subjectA): CaseState {
  return kindOf(kind).apply(state as never, entryOf(kind, payload, subject) as Applied<never>) as CaseState
}

const kinds = listKinds(offshoreKinds)

/** What the machine makes of it: the kind's own part, and the books. */
export function booked(kind: string, payload: object, state: CaseState, subject: OfTranche = subjectA): CaseState {
  const actor = { org: 'trust', person: 'p-lam', role: 'trust-officer' }
  const entry = { ...entryOf(kind, payload, subject), actor, documents: [], model: state.model }
  return applyEntry({ kinds, state, entry, world: 'rehearsal' }).state as CaseState
}

/** Units at platforms, as the books have them for a lot. */
export const held = (units: Readonly<Record<string, string>>, of = asset, lot = 'A'): CaseState['balances'] =>
  Object.fromEntries(Object.entries(units).map(([platform, value]) => [`assets:venue:${platform}:${lot} ${of}`, value]))
export const total = (units: string, gross = '100', fills = 1) => ({ units, gross, fee: '1', fills })
export const nothing = { units: '0', gross: '0', fee: '0', fills: 0 }
export const sale = (change: Partial<SaleSlice[string]> = {}, of = tranche): CaseState['slices'] => ({
  sale: {
    [of]: {
      plan: 'p',
      floor: '1',
      currency: 'USD',
      deadline: '',
      validUntil: '',
      slices: [],
      stopped: true,
      closed: false,
      ...change,
    },
  } as never,
})
