import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import {
  address,
  asset,
  closed,
  count,
  documentHash,
  hex32,
  lineSet,
  note,
  type Of,
  oneOf,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { type CaseState, withSlice } from '../../core/case/state.ts'
import { ownsAddress } from '../../core/custody/wallet.ts'
import { move } from '../../core/ledger/posting.ts'
import { custodyOf, heldLines, heldRows, type LotSlice, lotOf } from '../custody/custody.ts'
import { paymentShown } from '../custody/paymentShown.ts'
import { covers, describeLines, hasLine, linesIn, union, without } from '../seizure/lineSet.ts'
import { chainOf, listedLines } from '../seizure/seizure.ts'
import { principalsOf, yieldsOf } from './yields.ts'

const shape = closed({
  what: oneOf(['fork', 'airdrop', 'yield']),
  /** A line of its own, beside those of the seizure list. */
  line: count,
  /** Lines whose holding brought it: it shares their fate (孳息 follows the principal). */
  principals: lineSet,
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
      const taken = hasLine(union(heldLines(state()), listedLines(state())), payload.line)
      return verdict(!taken, taken ? `line ${payload.line} is taken` : `line ${payload.line}`, 'a line of its own')
    },
    followsPrincipal: ({ payload, state }) => {
      const stray = linesIn(without(payload.principals, heldLines(state())))[0]
      return verdict(
        stray === undefined,
        stray === undefined ? `lines ${describeLines(payload.principals)}` : `line ${stray} is not held`,
        'lines that are held',
      )
    },
    unitsShown,
    atAgency: ({ payload, state, document }) => {
      const wallet = custodyOf(state()).wallets.find(({ network }) => network === chainOf(payload.asset))
      // A fork has the keys of its principal and no wallet enrolled of its own yet.
      const own = wallet !== undefined && ownsAddress({ ...wallet, address: payload.address })
      const principal = heldRows(state(), document).some(
        ({ line, address: at }) => at === payload.address && hasLine(payload.principals, line),
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
export function asJudged(
  state: CaseState,
  lot: string | undefined,
  document: (sha256: string) => string,
): LotSlice | undefined {
  const found = lotOf(state, lot)
  if (found === undefined) return undefined
  const lines = principalsOf(state, found.lines)
  if (covers(found.lines, lines)) return { ...found, lines }
  const held = heldRows(state, document).filter(({ line }) => hasLine(lines, line))
  const assets = new Set(held.map((row) => row.asset))
  const [of] = assets
  return assets.size === 1 && of !== undefined ? { ...found, lines, asset: of } : found
}
