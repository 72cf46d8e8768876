import { SluiceError } from '../../../core/errors.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'

/** One step of a bid: a price for a whole unit of the asset, and how many lots at that price. */
export interface BidStep {
  readonly price: string
  readonly lots: number
}

/** A sealed bid as its bidder wrote it. The nonce keeps it from being guessed by who sees the commitment. */
export interface SealedBid {
  readonly round: string
  readonly bidder: string
  /** Best price first, each price once. */
  readonly steps: readonly BidStep[]
  /** 32 bytes in hexadecimal, chosen by the bidder. */
  readonly nonce: string
}

/**
 * The commitment to a bid: the hash of its canonical form. Nobody sees a price before the deadline, and nobody changes one after it.
 *
 * @example commitmentOf({ round, bidder: 'desk', steps: [{ price: '64000', lots: 3 }], nonce }) // '5d0e…'
 */
export function commitmentOf(bid: SealedBid): string {
  return hashText(canonical({ format: 'sluice/sealed-bid/1', ...bid } as unknown as Json))
}

const price = /^(0|[1-9][0-9]{0,15})(\.[0-9]{0,8}[1-9])?$/

/** @throws {INPUT_INVALID} a bid that is none: steps that do not fall, a price of nothing, no nonce */
export function checkBid(bid: SealedBid): void {
  const refuse = (message: string): never => {
    throw new SluiceError('INPUT_INVALID', message, { facts: { bidder: String(bid.bidder).slice(0, 60) } })
  }
  if (!/^[0-9a-f]{64}$/.test(bid.nonce)) refuse('nonce: expected 64 hexadecimal digits.')
  if (bid.steps.length < 1 || bid.steps.length > 50) refuse('steps: expected 1 to 50.')
  bid.steps.forEach(({ price: text, lots }, i) => {
    if (!price.test(text) || text === '0') refuse('price: expected a plain decimal above nothing.')
    if (!Number.isSafeInteger(lots) || lots < 1) refuse('lots: expected a whole number above nothing.')
    const before = bid.steps[i - 1]
    if (before !== undefined && compareText(before.price, text) <= 0) refuse('steps: expected prices that fall.')
  })
}

/** Exact comparison of plain decimals. @example compareText('9.5', '10') // -1 */
export function compareText(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [a, b].map((text) => {
    const [whole = '', fraction = ''] = text.split('.')
    return BigInt(whole + fraction.padEnd(18, '0'))
  }) as [bigint, bigint]
  return x < y ? -1 : x > y ? 1 : 0
}
