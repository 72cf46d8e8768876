import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import {
  address,
  asset,
  closed,
  count,
  documentHash,
  hex32,
  list,
  note,
  type Of,
  oneOf,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { type CaseState, withSlice } from '../../core/case/state.ts'
import { ownsAddress } from '../../core/custody/wallet.ts'
import { move } from '../../core/ledger/posting.ts'
import { custodyOf, type LotSlice, lotOf } from '../custody/custody.ts'
import { paymentShown } from '../custody/paymentShown.ts'
import { chainOf } from '../seizure/seizure.ts'
import { principalsOf, yieldsOf } from './yields.ts'

const shape = closed({
  what: oneOf(['fork', 'airdrop', 'yield']),
  /** A line of its own, beside those of the seizure list. */
  line: count,
  /** Lines whose holding brought it: it shares their fate (孳息 follows the principal). */
  principals: list(count, 200),
  asset,
  units: positiveUnits,
  address,
  txid: hex32,
  index: count,
  /** The chain shows it, or, where a fork has no transaction of its own, a signed statement of the technical body that can spend it. */
  shownBy: oneOf(['chain', 'statement']),
  proof: documentHash,
  why: note,
})
type Payload = Of<typeof shape>

/** Coins of a fork, an airdrop or a yield: units grow, on a line of their own, with a mapping to the lines that brought them. */
export const yieldRecorded = defineKind<Payload>({
  name: 'yield.recorded',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    lineNew: ({ payload, state }) => {
      const taken = custodyOf(state()).held.some(({ line }) => line === payload.line)
      return verdict(!taken, taken ? `line ${payload.line} is taken` : `line ${payload.line}`, 'a line of its own')
    },
    followsPrincipal: ({ payload, state }) => {
      const { held } = custodyOf(state())
      const stray = payload.principals.find((line) => !held.some((row) => row.line === line))
      return verdict(
        stray === undefined,
        stray === undefined ? `lines ${payload.principals.join(', ')}` : `line ${stray} is not held`,
        'lines that are held',
      )
    },
    unitsShown,
    atAgency: ({ payload, state }) => {
      const wallet = custodyOf(state()).wallets.find(({ network }) => network === chainOf(payload.asset))
      // A fork has the keys of its principal and no wallet enrolled of its own yet.
      const own = wallet !== undefined && ownsAddress({ ...wallet, address: payload.address })
      const principal = custodyOf(state()).held.some(
        ({ line, address: at }) => payload.principals.includes(line) && at === payload.address,
      )
      return verdict(own || principal, payload.address, "an address of the agency's, or a principal's own")
    },
  },
  apply: (state, { payload }) => {
    const custody = custodyOf(state)
    const { line, asset: of, units, address: at, txid, index, principals } = payload
    const held = [...custody.held, { line, asset: of, units, address: at, txid, index }]
    const next = withSlice(state, 'custody', { ...custody, held })
    return withSlice(next, 'yields', { ...yieldsOf(state), [line]: principals })
  },
  postings: ({ payload }) =>
    move({ from: 'equity:yield', to: 'assets:custody', asset: payload.asset, units: BigInt(payload.units) }),
})

function unitsShown({ payload, paper, document, parameter }: FactInput<Payload>) {
  const required = `${payload.units} of ${payload.asset} at ${payload.address}`
  if (payload.shownBy === 'statement') {
    const body = paper(payload.proof, 'holding-statement').body as { asset?: string; units?: string; address?: string }
    return verdict(
      body.asset === payload.asset && body.units === payload.units && body.address === payload.address,
      `${body.units} of ${body.asset} at ${body.address}, stated`,
      required,
    )
  }
  const shown = paymentShown(payload, { document, parameter })
  return verdict(shown, shown ? required : 'not in the proof', required)
}

/**
 * A lot as a judgment speaks of it: lines that came later stand for the principals that they follow, in the asset of those. So a judgment that names the coins
 * decides on what they brought, and a mixed lot is never guessed about.
 */
export function asJudged(state: CaseState, lot: string | undefined): LotSlice | undefined {
  const found = lotOf(state, lot)
  if (found === undefined) return undefined
  const lines = principalsOf(state, found.lines)
  const assets = new Set(lines.map((line) => custodyOf(state).held.find((row) => row.line === line)?.asset))
  const [of] = assets
  return assets.size === 1 && of !== undefined ? { ...found, lines, asset: of } : found
}
