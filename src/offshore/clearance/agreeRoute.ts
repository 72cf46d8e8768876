import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  address,
  closed,
  documentHash,
  id,
  list,
  type Of,
  oneOf,
  positiveUnits,
  trancheId,
} from '../../core/case/shapes.ts'
import { type CaseState, crossedOf, slice, withSlice } from '../../core/case/state.ts'
import { clearanceOf } from './clear.ts'

export interface RouteSlice {
  readonly [lot: string]: {
    readonly tranches: readonly { readonly tranche: string; readonly platform: string; readonly units: string }[]
    readonly reserveMethod: string
    readonly returnAddress: string
  }
}

export function routeOf(state: CaseState, lot: string | undefined): RouteSlice[string] | undefined {
  return lot === undefined ? undefined : slice<RouteSlice>(state, 'route')?.[lot]
}

const shape = closed({
  bankAcceptance: documentHash,
  safeAnswer: documentHash,
  acceptances: list(closed({ platform: id, statement: documentHash }), 20),
  tranches: list(closed({ tranche: trancheId, platform: id, units: positiveUnits }), 100),
  returnAddress: address,
  reserveMethod: oneOf(['best-quote', 'day-average']),
  reachability: documentHash,
})

/** Row 8b: agreed before anything leaves custody: bank, SAFE, platforms, pre-positioning, reserve method, whether its floor can be reached, the way back. */
export const routeAgreed = defineKind<Of<typeof shape>>({
  name: 'route.agreed',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    bankAccepts: ({ payload, paper, directory }) =>
      directory().organisations[paper(payload.bankAcceptance, 'bank-acceptance').issuer]?.role === 'bank',
    safeAnswer: ({ payload, paper }) =>
      ((paper(payload.safeAnswer, 'safe-route-answer').body as { route?: string }).route ?? '') !== '',
    platformAcceptsAsset: ({ payload, paper, state, subject }) => {
      const missing = payload.tranches.find(({ platform }) => {
        const acceptance = payload.acceptances.find((candidate) => candidate.platform === platform)
        if (acceptance === undefined) return true
        const statement = paper(acceptance.statement, 'platform-acceptance')
        const cleared = clearanceOf(state(), subject.lot, platform)
        return statement.issuer !== platform || (statement.body as { asset?: string }).asset !== cleared?.asset
      })
      return verdict(
        missing === undefined,
        missing === undefined ? 'accepted by each' : `not by ${missing.platform}`,
        'each platform cleared, and accepting the asset',
      )
    },
    planPositioned: ({ payload, state, subject }) => {
      const mandate = BigInt(String(crossedOf(state(), 'entrustment.accepted', subject)?.fields.units ?? '0'))
      return payload.tranches.reduce((sum, row) => sum + BigInt(row.units), 0n) <= mandate
    },
    reserveMethod: ({ payload, parameter }) => payload.reserveMethod === parameter('reserveMethod'),
    reachabilityShown: ({ payload, document }) => document(payload.reachability).length > 2,
    returnPath: ({ payload }) => payload.returnAddress.length > 0,
  },
  apply: (state, { payload, subject }) => {
    const { tranches, reserveMethod, returnAddress } = payload
    return withSlice(state, 'route', {
      ...slice<RouteSlice>(state, 'route'),
      [subject.lot!]: { tranches, reserveMethod, returnAddress },
    })
  },
  crosses: { to: 'onshore', fields: ['subject', 'payload.tranches', 'payload.reserveMethod', 'payload.returnAddress'] },
})
