import { compare, divide, multiply, parseDecimal, type Rational } from '../../../core/price/rational.ts'
import type { LoggedBooks } from '../books/loggedBooks.ts'
import { inYuanNow, type Priced, worthOf, yuanOf } from './worth.ts'

/**
 * The first fill that is worth less than the floor of its own day once its currency is turned at the live rate, or undefined. Both floors hold: the one set,
 * in the plan's currency, and the one in yuan. The live rate of a fill is that of the look its order was placed on.
 *
 * @example belowFloor({ plan, look, quote: 'HKD', fills, floorFor, cnyFor })?.found // '480000 HKD, 437123.07 CNY, of fill 17 at 2026-…'
 */
export function belowFloor(parameters: {
  readonly plan: Priced
  readonly look: LoggedBooks | undefined
  readonly quote: string | undefined
  readonly fills: readonly { readonly fill: string; readonly price: string; readonly at: string }[]
  /** Floors of a moment's trade date: in the plan's currency and in yuan. */
  readonly floorFor: (at: string) => string | undefined
  readonly cnyFor: (at: string) => string | undefined
}): { readonly found: string; readonly required: string } | undefined {
  const { plan, look, quote = plan.currency, fills, floorFor, cnyFor } = parameters
  for (const { fill, price, at } of fills) {
    const [floor, cny] = [floorFor(at), cnyFor(at)]
    if (look === undefined || floor === undefined || cny === undefined)
      return { found: `fill ${fill} at ${at}`, required: 'rates of its look, and a floor of its trade date in yuan' }
    const worth = multiply(parseDecimal(price), worthOf(plan, look, quote))
    const least = higher(parseDecimal(floor), divide(parseDecimal(cny), yuanOf(plan, look)))
    if (compare(worth, least) < 0)
      return {
        found: `${price} ${quote}, ${inYuanNow(plan, look, quote, price)} CNY, of fill ${fill} at ${at}`,
        required: `at least ${floor} ${plan.currency} and ${cny} CNY`,
      }
  }
  return undefined
}

function higher(a: Rational, b: Rational): Rational {
  return compare(a, b) >= 0 ? a : b
}
