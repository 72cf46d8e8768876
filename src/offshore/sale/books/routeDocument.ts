import { decimalsOf } from '../../../core/assets/units.ts'
import { SluiceError } from '../../../core/errors.ts'
import { formatRate, parseRate } from '../../../core/money/rate.ts'
import { formatDecimal, multiply, parseDecimal, type Rational, rational, zero } from '../../../core/price/rational.ts'
import { checkRoute } from '../router/checkRoute.ts'
import { routeSlice } from '../router/routeSlice.ts'
import type { CertificateNode, Route, RouteSliceParameters } from '../router/types.ts'
import type { RouteLeg, SalePlan } from '../sale.ts'
import type { StepDocument } from '../step/stepDocument.ts'
import type { LoggedBooks } from './loggedBooks.ts'

export const routeFormat = 'sluice/route/1'

type NodeText =
  | { readonly venue: number; readonly at: string; readonly below: NodeText; readonly above: NodeText }
  | { readonly price: string }

/** A route with its proof, as it is kept: fractions as `num/den`, lots and units as decimal strings. */
export interface RouteDocument {
  readonly format: typeof routeFormat
  readonly amount: string
  readonly sold: string
  readonly unsold: string
  readonly optimal: boolean
  readonly legs: readonly {
    readonly platform: string
    readonly lots: string
    readonly units: string
    readonly orders: readonly string[]
    readonly limitTicks: string
  }[]
  readonly certificate: { readonly value: string; readonly bound: string; readonly tree: NodeText }
  readonly nodes: number
  /** The fee tiers that its orders pay, where the plan has schedules: of each platform, whether it got a leg or not. */
  readonly fees?: readonly RouteFee[]
}

export interface RouteFee {
  readonly platform: string
  readonly tier: number
  readonly from: string
  readonly volume: string
  readonly takerPpm: string
}

/** The tiers that a step was decided with: what the certificate of its route names. */
export function tiersOf({ venues }: StepDocument): readonly RouteFee[] {
  return venues.flatMap(({ platform, tier }) =>
    tier === undefined
      ? []
      : [{ platform, tier: tier.tier, from: tier.from, volume: tier.volume, takerPpm: tier.takerPpm }],
  )
}

/** The tiers that a route names. */
export function feesNamed(text: string): readonly RouteFee[] {
  return (JSON.parse(text) as RouteDocument).fees ?? []
}

/** @example routeDocument(routeSlice(question)).certificate.bound // '6412345/100' */
export function routeDocument(route: Route, fees: readonly RouteFee[] = []): RouteDocument {
  return {
    format: routeFormat,
    amount: (route.sold + route.unsold).toString(),
    sold: route.sold.toString(),
    unsold: route.unsold.toString(),
    optimal: route.optimal,
    legs: route.legs.map((leg) => ({
      platform: leg.venue,
      lots: leg.lots.toString(),
      units: leg.units.toString(),
      orders: leg.orders.map(String),
      limitTicks: leg.limitTicks.toString(),
    })),
    certificate: {
      value: fraction(route.certificate.value),
      bound: fraction(route.certificate.bound),
      tree: nodeText(route.certificate.tree),
    },
    nodes: route.nodes,
    ...(fees.length === 0 ? {} : { fees }),
  }
}

/** The route again; its money is in the certificate, gross and net are not kept and read as zero. @throws {INPUT_INVALID} not a route, a number that is none */
export function readRoute(text: string): Route {
  const document = JSON.parse(text) as RouteDocument
  if (document.format !== routeFormat)
    throw new SluiceError('INPUT_INVALID', `expected a route ${routeFormat}, found ${String(document.format)}.`)
  const { certificate, legs } = document
  return {
    legs: legs.map((leg) => ({
      venue: leg.platform,
      lots: whole(leg.lots),
      units: whole(leg.units),
      orders: leg.orders.map(whole),
      limitTicks: whole(leg.limitTicks),
      gross: zero,
      net: zero,
    })),
    sold: whole(document.sold),
    unsold: whole(document.unsold),
    gross: zero,
    net: zero,
    optimal: document.optimal === true,
    certificate: {
      value: readFraction(certificate.value),
      bound: readFraction(certificate.bound),
      tree: readNode(certificate.tree, 0),
    },
    nodes: document.nodes,
  }
}

/** The best split of what a step offers; of nothing, the empty one. @example routeFor(question).legs.length // 2 */
export function routeFor(question: RouteSliceParameters): Route {
  return question.amount === 0n ? emptyRoute : routeSlice(question)
}

const emptyRoute: Route = {
  legs: [],
  sold: 0n,
  unsold: 0n,
  gross: zero,
  net: zero,
  optimal: true,
  certificate: { value: zero, bound: zero, tree: { price: zero } },
  nodes: 0,
}

/** What is wrong with a route for its question, or undefined: amounts, filters, caps, floor, value, and the proof that no split is better. */
export function faultOfRoute(question: RouteSliceParameters, route: Route): string | undefined {
  if (route.sold + route.unsold !== question.amount) return 'the route is not for the amount that the plan allows'
  if (question.amount === 0n) return route.legs.length === 0 ? undefined : 'a route of nothing has legs'
  return checkRoute(question, route)
}

/** The orders of a route, in the order in which they are placed: platform by platform, each at the deepest price that the route reaches there. */
export function legsOf(route: Route, books: LoggedBooks, plan: SalePlan): readonly RouteLeg[] {
  const decimals = decimalsOf(plan.asset)
  return route.legs.flatMap((leg) => {
    const book = books.books.find(({ platform }) => platform === leg.venue)
    if (book === undefined)
      throw new SluiceError('INPUT_INVALID', `the route names ${leg.venue}, of which there is no book.`)
    const { platform, host, symbol, tick, lot } = book
    const price = formatRate(
      parseRate(formatDecimal(multiply(parseDecimal(tick), rational(leg.limitTicks)), 18, 'exact')),
    )
    const lotUnits = multiply(parseDecimal(lot), rational(10n ** BigInt(decimals)))
    return leg.orders.map((lots) => ({
      platform,
      host,
      symbol,
      units: multiply(lotUnits, rational(lots)).num.toString(),
      price,
      type: 'IOC' as const,
    }))
  })
}

function fraction({ num, den }: Rational): string {
  return `${num}/${den}`
}

function readFraction(text: string): Rational {
  const match = /^(-?\d{1,400})\/([1-9]\d{0,400})$/.exec(text)
  if (match === null)
    throw new SluiceError('INPUT_INVALID', 'expected a fraction such as 5/2.', {
      facts: { found: String(text).slice(0, 60) },
    })
  return rational(BigInt(match[1]!), BigInt(match[2]!))
}

function whole(text: string): bigint {
  if (typeof text !== 'string' || !/^\d{1,80}$/.test(text))
    throw new SluiceError('INPUT_INVALID', 'expected a whole number.', { facts: { found: String(text).slice(0, 60) } })
  return BigInt(text)
}

function nodeText(node: CertificateNode): NodeText {
  if ('price' in node) return { price: fraction(node.price) }
  return { venue: node.venue, at: node.at.toString(), below: nodeText(node.below), above: nodeText(node.above) }
}

function readNode(node: NodeText, depth: number): CertificateNode {
  if (depth > 400) throw new SluiceError('INPUT_INVALID', 'a certificate deeper than 400 steps.')
  if ('price' in node) return { price: readFraction(node.price) }
  return {
    venue: node.venue,
    at: whole(node.at),
    below: readNode(node.below, depth + 1),
    above: readNode(node.above, depth + 1),
  }
}
