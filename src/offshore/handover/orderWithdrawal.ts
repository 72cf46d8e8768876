import Type from 'typebox'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { screenedTo } from '../../core/case/screenedLegs.ts'
import {
  address,
  asset,
  closed,
  documentHash,
  hex32,
  id,
  list,
  type Of,
  optional,
  positiveUnits,
  units,
} from '../../core/case/shapes.ts'
import { crossedOf } from '../../core/case/state.ts'
import { clearanceOf } from '../clearance/clear.ts'
import { roundUnderway } from '../sale/auction/roundState.ts'
import { type OrdersState, ordersOfRun, runOf, saleOf } from '../sale/sale.ts'
import { isOver } from './wayBackOver.ts'
import {
  leftAtPlatforms,
  soldUnbooked,
  type WithdrawalLeg,
  withdrawalKeyFor,
  withdrawalsOf,
  withWithdrawals,
} from './withdrawals.ts'

export const withdrawalKey = Type.String({ pattern: '^[0-9a-f]{32}$' })

const legShape = closed({
  platform: id,
  /** Base units that leave the account, the platform's fee among them. */
  units: positiveUnits,
  fee: units,
  /** The key under which the platform knows it. A field called key would be taken for a private one. */
  withdrawal: withdrawalKey,
  /** The platform's signed paper: that the address is listed for this account, what it keeps, its limits, what it obtained. */
  terms: documentHash,
})
const shape = closed({
  /** The stream of the orders, where the sale of the tranche had begun. */
  orders: optional(hex32),
  asset,
  address,
  legs: list(legShape, 20),
  /** What the orders of the tranche sold at each platform: it stays there and is booked when the sale is closed. */
  soldBefore: Type.Array(closed({ platform: id, units: positiveUnits }), { maxItems: 20 }),
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>
type Leg = Payload['legs'][number]

/** What a platform's paper says, as far as it says it. */
interface TermsBody {
  readonly address?: string
  readonly asset?: string
  readonly accountHolder?: string
  readonly whitelisted?: boolean
  /** Base units. */
  readonly fee?: string
  readonly minUnits?: string
  readonly maxUnits?: string
  /** Which of the particulars of G 12.14.2(a) the platform obtained from its customer. What they say stays with the platform. */
  readonly particulars?: readonly string[]
  /** Who approved the payment to a third party before it, G 11.5(c). */
  readonly thirdPartyApprovedBy?: string
}

/** G 12.14.2(a)(i) to (v): of a transfer to an unhosted wallet. */
const particularsAsked = [
  'originator-name',
  'originator-account',
  'originator-address-or-id',
  'recipient-name',
  'recipient-wallet',
] as const

/**
 * Row 13x: the order to send back what is left of a tranche, all of it, to the address that custody gave and to no other. No process of ours holds a key
 * that withdraws: the account's owner gives the order to the platform, under the key that stands here, and whoever asks again under it asks for the same.
 */
export const withdrawalOrdered = defineKind<Payload>({
  name: 'withdrawal.ordered',
  stream: 'case',
  zones: ['offshore'],
  reads: ['sale'],
  payload: shape,
  facts: {
    // That it binds is all that is known here: why a platform holds never is.
    restrictedHold: ({ state, subject }) =>
      Object.values(state().holds).some(
        ({ kind, lots }) => kind === 'venue-hold' && (lots.length === 0 || lots.includes(subject.lot ?? '')),
      ),
    returnPath: ({ payload, state, subject }) => {
      const given = crossedOf(state(), 'return.addressed', subject)
      const same = given?.fields.address === payload.address && given.fields.asset === payload.asset
      return verdict(
        same,
        payload.address,
        given === undefined ? 'an address that has crossed' : String(given.fields.address),
      )
    },
    addressListed: (input) =>
      everyLeg(input, 'each platform lists the address for this account', (leg, terms) => {
        const { payload, state, subject } = input
        const holder = clearanceOf(state(), subject.lot, leg.platform)?.accountHolder ?? 'nobody'
        const listed = terms.whitelisted === true && terms.address === payload.address && terms.asset === payload.asset
        return listed && terms.accountHolder === holder ? undefined : `not listed at ${leg.platform} for ${holder}`
      }),
    particularsObtained: (input) =>
      everyLeg(input, 'the particulars of a transfer to an unhosted wallet', ({ platform }, { particulars = [] }) => {
        const missing = particularsAsked.filter((item) => !particulars.includes(item))
        return missing.length === 0 ? undefined : `${platform}: no ${missing.join(', no ')}`
      }),
    thirdPartyApproved: (input) =>
      everyLeg(input, 'approved by each platform before it pays a third party', ({ platform }, terms) =>
        (terms.thirdPartyApprovedBy ?? '') === '' ? `not by ${platform}` : undefined,
      ),
    withinLimits: (input) =>
      everyLeg(
        input,
        'the fee that is stated, within the limits that are stated',
        (leg, { fee, minUnits, maxUnits }) => {
          const said = `${leg.platform}: ${leg.units} with a fee of ${leg.fee}; stated: ${minUnits} to ${maxUnits}, fee ${fee}`
          if (![fee, minUnits, maxUnits].every(isUnits) || leg.fee !== fee) return said
          const of = BigInt(leg.units)
          return of > BigInt(leg.fee) && of >= BigInt(minUnits!) && of <= BigInt(maxUnits!) ? undefined : said
        },
      ),
    // Who gets coins at an unhosted wallet is screened before they are sent, at this moment (G 12.8.1(a)).
    ...screenedTo<Payload>(({ payload }) => payload.address),
    nothingOpen: (input) => {
      const { payload, state, subject } = input
      const required = 'no round and no order of the tranche that could still sell'
      if (roundUnderway(state(), subject)) return verdict(false, 'coins that a round has promised', required)
      const sale = saleOf(state(), subject.tranche)
      if (sale === undefined) return verdict(payload.orders === undefined, 'no sale was started', required)
      if (payload.orders === undefined) return verdict(false, 'a sale whose orders are not named', required)
      const orders = input.related<OrdersState>('sale')
      const { tranche, run = 1, cleared } = orders
      const count = Object.keys(orders.open).length
      const found =
        cleared === undefined ? `${count} open, no proof` : `proved at ${cleared.at} for sale ${run} of ${tranche}`
      const ours = ordersOfRun(orders, subject.tranche ?? '', runOf(sale))
      return verdict(ours && count === 0 && (cleared !== undefined || sale.settled !== undefined), found, required)
    },
    allThatIsLeft: (input) => {
      const { legs, soldBefore: sold } = input.payload
      const known = soldOf(input)
      const told = new Map(sold.map((row) => [row.platform, row.units]))
      const left = leftAtPlatforms({
        state: input.state(),
        tranche: input.subject.tranche,
        asset: input.payload.asset,
        sold: known,
      })
      const said = new Map(legs.map((leg) => [leg.platform, leg]))
      const fits =
        left.size > 0 &&
        said.size === legs.length &&
        legs.every((leg) => leg.units === atMost(input, leg, left.get(leg.platform))) &&
        [...left.keys()].every((platform) => said.has(platform)) &&
        told.size === sold.length &&
        told.size === known.size &&
        [...known].every(([platform, units]) => told.get(platform) === units.toString())
      const list = (rows: Iterable<readonly [string, string | bigint]>): string =>
        [...rows].map(([platform, units]) => `${units} at ${platform}`).join(', ') || 'none'
      return verdict(
        fits,
        `${list(legs.map(({ platform, units }) => [platform, units] as const))}; sold: ${list(told)}`,
        `${list(left)}, or as much of it as a platform sends at once; sold: ${list(known)}`,
      )
    },
    orderedOnce: (input) => {
      const before = withdrawalsOf(input.state(), input.subject.tranche)
      const required = 'nothing under way at the platform, and the key of just this'
      for (const leg of input.payload.legs) {
        const legs = Object.values(before?.legs ?? {}).filter(({ platform }) => platform === leg.platform)
        const open = legs.find((one) => !isOver(input.state(), input.subject, one))
        if (open !== undefined) return verdict(false, `${open.units} ${open.state} at ${leg.platform}`, required)
        const key = withdrawalKeyFor({
          tranche: input.subject.tranche ?? '',
          platform: leg.platform,
          asset: input.payload.asset,
          address: input.payload.address,
          units: leg.units,
          attempt: legs.length,
        })
        if (leg.withdrawal !== key) return verdict(false, leg.withdrawal, `${key} at ${leg.platform}`)
      }
      return verdict(true, 'none under way', required)
    },
  },
  apply: (state, { payload, subject }) => {
    const before = withdrawalsOf(state, subject.tranche)
    const legs = payload.legs.map(
      ({ platform, units: of, fee, withdrawal }) =>
        [withdrawal, { platform, units: of, fee, state: 'ordered' as const }] as const,
    )
    return withWithdrawals(state, subject.tranche!, {
      asset: payload.asset,
      address: payload.address,
      feeBearer: String(crossedOf(state, 'return.addressed', subject)?.fields.feeBearer),
      sold: Object.fromEntries(payload.soldBefore.map((row) => [row.platform, row.units])),
      legs: {
        ...arrivedAt(
          before?.legs ?? {},
          payload.legs.map(({ platform }) => platform),
        ),
        ...Object.fromEntries(legs),
      },
    })
  },
})

function termsOf({ paper }: Input, leg: Leg): TermsBody | undefined {
  const { issuer, body } = paper(leg.terms, 'withdrawal-terms')
  return issuer === leg.platform ? (body as TermsBody) : undefined
}

/** The first leg whose platform's paper does not say what is asked. */
function everyLeg(input: Input, required: string, fault: (leg: Leg, terms: TermsBody) => string | undefined) {
  const { legs } = input.payload
  const faults = legs.flatMap((leg) => {
    const terms = termsOf(input, leg)
    const found = terms === undefined ? `not a paper of ${leg.platform}` : fault(leg, terms)
    return found === undefined ? [] : [found]
  })
  return verdict(faults.length === 0, faults[0] ?? `${legs.length} platforms`, required)
}

function isUnits(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,30}$/.test(text)
}

/** What the orders of the tranche sold, by platform, and is not booked as sold yet. */
function soldOf(input: Input): ReadonlyMap<string, bigint> {
  const { payload, state, subject, related } = input
  return soldUnbooked(state(), subject.tranche, () =>
    payload.orders === undefined ? undefined : related<OrdersState>('sale').totals,
  )
}

/** All that is left at a platform, or the most that it sends at once, as far as the rest can follow. */
function atMost(input: Input, leg: Leg, left: bigint | undefined): string {
  const { minUnits, maxUnits: most } = termsOf(input, leg) ?? {}
  if (left === undefined || !isUnits(most) || BigInt(most!) >= left) return (left ?? 0n).toString()
  // What stays for the next time is never less than the platform sends.
  const [all, least] = [BigInt(most!), isUnits(minUnits) ? BigInt(minUnits!) : 0n]
  return (left - all < least && left - least >= least ? left - least : all).toString()
}

/** A further withdrawal is ordered of a platform only once onshore has what it sent before. */
function arrivedAt(legs: Readonly<Record<string, WithdrawalLeg>>, platforms: readonly string[]) {
  const rows = Object.entries(legs).map(([key, leg]) => {
    const over = leg.state === 'sent' && platforms.includes(leg.platform)
    return [key, over ? { ...leg, arrived: true as const } : leg] as const
  })
  return Object.fromEntries(rows)
}
