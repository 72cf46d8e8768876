import { defineKind, verdict } from '../../core/case/kind.ts'
import { address, asset, closed, count, documentHash, note, type Of, positiveUnits } from '../../core/case/shapes.ts'
import { listedRows, seizureOf } from '../seizure/seizure.ts'
import { issuerOf, withIssued } from './issuer.ts'

const shape = closed({ line: count, asset, units: positiveUnits, address, statement: documentHash, reference: note })

/** An issuer froze units of a line at its contract. A technical fact: the legal measure stands beside it or there is none. */
export const issuerFrozen = defineKind<Of<typeof shape>>({
  name: 'issuer.frozen',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    issuerStates: ({ payload, paper }) => {
      const body = paper(payload.statement, 'issuer-statement').body as Record<string, unknown>
      return (
        body.action === 'freeze' &&
        body.asset === payload.asset &&
        body.units === payload.units &&
        body.address === payload.address
      )
    },
    ofListedLine: ({ payload, state, document }) => {
      const line = listedRows(state(), document).find((row) => row.line === payload.line)
      const known = issuerOf(state())[payload.line]
      return verdict(
        line?.asset === payload.asset && known === undefined,
        known === undefined ? (line?.asset ?? 'no such line') : known.stage,
        `line ${payload.line} of ${payload.asset}, not frozen before`,
      )
    },
    measureBeside: ({ state }) => seizureOf(state())?.measure !== undefined,
  },
  apply: (state, { payload }) => {
    const { line, asset: of, units, address: at } = payload
    return withIssued(state, line, { stage: 'frozen', asset: of, units, address: at })
  },
})
