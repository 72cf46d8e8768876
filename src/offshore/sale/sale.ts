import { type CaseState, slice } from '../../core/case/state.ts'
import { SluiceError } from '../../core/errors.ts'
import type { Balances } from '../../core/ledger/posting.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { remembered } from '../../core/record/remembered.ts'
import type { PlanFx } from './currency/planFx.ts'
import type { FeeSchedule } from './plan/feeSchedule.ts'

/** What lies at a platform for this tranche, and what selling there costs. Quantities in base units; fees in millionths and in the currency. */
export interface PlanVenue {
  readonly platform: string
  readonly host: string
  readonly symbol: string
  /** Currency of its book; absent where the plan sells in one currency only. */
  readonly quote?: string
  readonly units: string
  readonly takerPpm: string
  /** The least fee of an order, a decimal of the currency; absent where there is none. */
  readonly minFee?: string
  /** How the fee follows the volume; absent where it does not. */
  readonly fees?: FeeSchedule
}

/** What should be sold from a moment on, in all and by platform: the expected path, and with the plan's flex the bound. */
export interface PlanSlice {
  readonly slice: number
  readonly notBefore: string
  readonly units: string
  readonly venues: readonly { readonly platform: string; readonly units: string }[]
}

/** What the step rule is told beside books and fills. Approved with the plan: how platforms have behaved, what waiting is worth, and the most of one step. */
export interface PlanExecution {
  /** Time in which the tranche should be sold; after it, what is left is offered at each look until the deadline. */
  readonly minutes: number
  /** Chance that a platform goes dark during the sale, in millionths, and for how many looks at most. */
  readonly darkChancePpm: number
  readonly darkStepsMax: number
  /** Share of orders that come back unfilled, in millionths. */
  readonly unfilledPpm: number
  /** What a unit unsold at the end costs, in hundredths of a basis point. */
  readonly unsoldBpsE2: number
  /** How much the risk of the price is disliked, in hundredths; 0 is the even pace. */
  readonly aversionE2: number
  /** The most of a tranche that one look may offer, in millionths. */
  readonly stepMaxPpm: number
  /** Share of each step that is shown as a resting order until the next look, in millionths; the rest takes what is there. */
  readonly passivePpm: number
}

export const salePlanFormat = 'sluice/sale-plan/3'

/** The approved plan of a tranche: that part of the plan agreed with the route, put to times and a floor. Outside it nothing is sold. */
export interface SalePlan {
  readonly format: typeof salePlanFormat
  /** Hash of the plan that was agreed before coins left custody. */
  readonly agreed: string
  readonly tranche: string
  readonly asset: string
  readonly currency: string
  readonly floor: string
  /** The same floor in yuan, and how other currencies are compared with the plan's; there where it sells in several. */
  readonly floorCny?: string
  readonly fx?: PlanFx
  /** Hash of the books from before the sale: the step rule begins with them. */
  readonly history: string
  /** What the step rule counts in, in whole units. */
  readonly planningLot: string
  readonly execution: PlanExecution
  /** Largest share of what the book shows at or above the floor that one route may take, in millionths. */
  readonly participationCapPpm: string
  /** How far a platform may run ahead of its part of what is released, in millionths of all that lies there. */
  readonly flexPpm: string
  /** Time between two looks at the books. */
  readonly intervalSeconds: number
  readonly deadline: string
  readonly method: '拍卖' | '变卖'
  readonly venues: readonly PlanVenue[]
  readonly slices: readonly PlanSlice[]
}

/** @throws {INPUT_INVALID} a document that is no sale plan of this machine */
export function readSalePlan(text: string): SalePlan {
  return plansRead(text)
}

/** Every order of a sale reads the same plan, by several of its facts. */
const plansRead = remembered(16, (text: string): SalePlan => {
  const plan = JSON.parse(text) as SalePlan
  if (plan.format !== salePlanFormat)
    throw new SluiceError('INPUT_INVALID', `expected a plan ${salePlanFormat}, found ${String(plan.format)}.`)
  return plan
})

/** A sale of a tranche that was settled with coins left: what was sold, and by which orders. The next begins with the rest. */
export interface PastSale {
  readonly plan: string
  /** Stream of its orders. */
  readonly orders: string
  /** Base units by platform. */
  readonly sold: Readonly<Record<string, string>>
  /** Hash of its analysis. */
  readonly report?: string
}

export interface SaleSlice {
  readonly [tranche: string]: {
    readonly plan: string
    readonly floor: string
    readonly currency: string
    readonly deadline: string
    readonly validUntil: string
    readonly slices: readonly PlanSlice[]
    readonly stopped: boolean
    readonly closed: boolean
    /** What it was sold for, by currency, and whether the platforms have paid that out. */
    readonly proceeds?: Readonly<Record<string, 'sold' | 'booked'>>
    /** The entry that stopped it, and when. */
    readonly stop?: { readonly entry: string; readonly at: string }
    /** Hash of the analysis after it was closed or settled. */
    readonly report?: string
    /** It ended with coins left, and what it sold is booked: the stream of its orders, and base units by platform. */
    readonly settled?: { readonly orders: string; readonly sold: Readonly<Record<string, string>> }
    /** Sales of this tranche before it, oldest first. */
    readonly past?: readonly PastSale[]
  }
}

export function saleOf(state: CaseState, tranche: string | undefined): SaleSlice[string] | undefined {
  return tranche === undefined ? undefined : slice<SaleSlice>(state, 'sale')?.[tranche]
}

/** How often the tranche was offered, this sale included. @example runOf(saleOf(state, 'A/1')!) // 1 */
export function runOf({ past = [] }: Pick<SaleSlice[string], 'past'>): number {
  return past.length + 1
}

/** The sales of a tranche before one that is about to begin; undefined while one is not settled. */
export function pastSales(sale: SaleSlice[string] | undefined): readonly PastSale[] | undefined {
  if (sale === undefined) return []
  const { settled, past = [], plan, report } = sale
  return settled && [...past, { plan, ...settled, ...(report === undefined ? {} : { report }) }]
}

/** IOC takes what is there and goes; LIMIT_MAKER rests in the book and is refused where it would take. */
export type OrderKind = 'IOC' | 'LIMIT_MAKER'

export interface OrderRow {
  readonly slice: number
  readonly platform: string
  readonly units: string
  readonly price: string
  readonly symbol?: string
  readonly at?: string
  /** When it was told to be cancelled. */
  readonly cancelAt?: string
  /** True once the platform said that it stands in its book. */
  readonly rests?: boolean
  readonly type?: OrderKind
  /** Currency of its book and the look whose rates it was placed at, where the plan sells in several currencies. */
  readonly quote?: string
  readonly books?: string
}

/** One order that a route calls for. */
export interface RouteLeg {
  readonly platform: string
  readonly host: string
  readonly symbol: string
  readonly units: string
  readonly price: string
  readonly type: OrderKind
}

/** State of the child stream in which the orders of one tranche stand. Open orders only; what is done is kept as totals. */
export interface OrdersState {
  readonly case: string
  readonly lot: string
  readonly tranche: string
  /** Which sale of the tranche; absent for the first. */
  readonly run?: number
  readonly open: Readonly<Record<string, OrderRow>>
  /** By platform: base units sold, minor units of money before fees, fees, number of fills. */
  readonly totals: Readonly<
    Record<string, { readonly units: string; readonly gross: string; readonly fee: string; readonly fills: number }>
  >
  /** Units sold or possibly sold, by slice of the plan. */
  readonly bySlice: Readonly<Record<string, string>>
  readonly count: number
  readonly balances: Balances
  /** Units sold or possibly sold, by platform. */
  readonly used?: Readonly<Record<string, string>>
  /** The newest route, and how many of its orders were placed. */
  readonly route?: {
    readonly entry: string
    readonly slice: number
    readonly at: string
    readonly books: string
    readonly legs: readonly RouteLeg[]
    readonly next: number
    /** Hash of the step that it was decided in. */
    readonly step: string
    /** Hash of the trades that were recorded with it. */
    readonly tape?: string
  }
  /** Number of routes so far. */
  readonly routes?: number
  /** Running hash over what was routed, placed and reported, in order: an analysis afterwards is held to it. */
  readonly evidence?: string
  /** What was sold, minor units of money before fees, by platform and hour of UTC: fee tiers follow it. */
  readonly grossByHour?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly lastReportAt?: string
  /** Of what was sold, by platform: base units that resting orders sold. They took nobody's bid. */
  readonly rested?: Readonly<Record<string, string>>
  /** The proof that nothing is open after a stop. */
  readonly cleared?: {
    readonly why: 'stopped' | 'ended'
    readonly stop?: string
    readonly at: string
    readonly elapsedMs: number
  }
}

/** Whether a stream of orders is that of the sale as it stands. */
export function ordersOfRun(orders: OrdersState, tranche: string, run: number): boolean {
  return orders.tranche === tranche && (orders.run ?? 1) === run
}

/** The running hash with one more entry in it. @example evidenceAfter(undefined, 'order.placed', payload) */
export function evidenceAfter(before: string | undefined, kind: string, payload: object): string {
  return hashText(canonical({ before: before ?? '', kind, payload: payload as unknown as Json }))
}
