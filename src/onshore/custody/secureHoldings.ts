import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import {
  address,
  closed,
  count,
  documentHash,
  hex32,
  list,
  note,
  type Of,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { provedPayments } from '../../core/custody/payments.ts'
import { ownsAddress } from '../../core/custody/wallet.ts'
import { chainOf, seizureOf } from '../seizure/seizure.ts'
import { custodyOf } from './custody.ts'

const moveShape = closed({
  line: count,
  address,
  units: positiveUnits,
  txid: hex32,
  index: count,
  /** Raw transaction, Merkle branch and headers, as one document. */
  proof: documentHash,
})

const shape = closed({ moves: list(moveShape, 200), recording: hex32, pathsSwept: note, residuals: note })
type Payload = Of<typeof shape>

/** Row 2: everything listed now stands at agency addresses; shown by transactions with their Merkle branches and headers, recorded, residuals noted. */
export const custodySecured = defineKind<Payload>({
  name: 'custody.secured',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    chainProved: (input) => {
      const bad = input.payload.moves.find((move) => !isProved(input, move))
      const listed = seizureOf(input.state())?.lines ?? []
      const moved = new Set(input.payload.moves.map((move) => move.line))
      const missing = listed.find((line) => !moved.has(line.line))
      const found =
        bad !== undefined
          ? `line ${bad.line} is not shown by its proof`
          : missing === undefined
            ? `${moved.size} lines shown`
            : `line ${missing.line} was not moved`
      return verdict(bad === undefined && missing === undefined, found, 'every listed line shown at its new address')
    },
    agencyAddresses: ({ payload, state }) => {
      const { wallets } = custodyOf(state())
      const lines = seizureOf(state())?.lines ?? []
      const stray = payload.moves.find((move) => {
        const line = lines.find((candidate) => candidate.line === move.line)
        const wallet = wallets.find((candidate) => line !== undefined && candidate.network === chainOf(line.asset))
        return wallet === undefined || !ownsAddress({ ...wallet, address: move.address })
      })
      return verdict(
        stray === undefined,
        stray === undefined ? 'all derived from enrolled wallets' : `${stray.address} is of no enrolled wallet`,
        "addresses of the agency's wallets",
      )
    },
    recordingHashed: ({ payload }) => payload.recording.length === 64,
    pathsSwept: ({ payload }) => payload.pathsSwept.length > 0,
    residualsNoted: ({ payload }) => payload.residuals.length > 0,
    measureMovable: ({ state }) => seizureOf(state())?.measure?.kind === 'seized',
  },
  apply: (state, { payload }) => {
    const lines = seizureOf(state)?.lines ?? []
    const held = payload.moves.map(({ line, units, address: at, txid, index }) => ({
      line,
      asset: lines.find((candidate) => candidate.line === line)!.asset,
      units,
      address: at,
      txid,
      index,
    }))
    return withSlice(state, 'custody', { ...custodyOf(state), held })
  },
})

function isProved({ document, state, parameter }: FactInput<Payload>, move: Payload['moves'][number]): boolean {
  const line = seizureOf(state())?.lines?.find((candidate) => candidate.line === move.line)
  if (line === undefined) return false
  const payments = provedPayments({
    network: chainOf(line.asset),
    proof: document(move.proof),
    confirmationsMin: Number(parameter('confirmationsMin')),
  })
  return payments.some(
    (p) =>
      p.txid === move.txid &&
      p.index === move.index &&
      p.address === move.address &&
      p.units.toString() === move.units &&
      p.asset === line.asset,
  )
}
