import { saleOf } from '../../../offshore/sale/sale.ts'
import { type Selling, subjectOf } from './desk.ts'

/**
 * Has the next order cancelled that nobody has cancelled yet: only one that rests where the next look replaces it, and any where the sale was stopped or is over.
 *
 * @returns whether there was one
 */
export async function cancelNext(selling: Selling, why: 'stopped' | 'ended' | 'replaced'): Promise<boolean> {
  const { desk, child, plan, state, tranche } = selling
  const found = Object.entries(child.state.open).find(
    ([, { cancelAt, rests }]) => cancelAt === undefined && (why !== 'replaced' || rests === true),
  )
  if (found === undefined) return false
  const [clientOrderId, { platform, symbol }] = found
  const host = plan.venues.find((venue) => venue.platform === platform)?.host ?? ''
  const stop = why === 'stopped' ? saleOf(state, tranche)?.stop?.entry : undefined
  await desk.act(
    {
      id: `cancel:${clientOrderId}`,
      kind: 'cancel.ordered',
      subject: subjectOf(selling),
      payload: {
        clientOrderId,
        platform,
        host,
        symbol: symbol ?? '',
        asset: plan.asset,
        why,
        ...(stop === undefined ? {} : { stop }),
      },
    },
    { stream: child.id },
  )
  return true
}
