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
import { type CaseState, withSlice } from '../../core/case/state.ts'
import { ownsAddress } from '../../core/custody/wallet.ts'
import { SluiceError } from '../../core/errors.ts'
import { measureOfLine, standingOf } from '../measure/measure.ts'
import { chainOf, seizureOf } from '../seizure/seizure.ts'
import { custodyOf } from './custody.ts'
import { paymentShown } from './paymentShown.ts'

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
      const moved = new Set(input.payload.moves.map((move) => move.line))
      const missing = linesToMove(input).find((line) => !moved.has(line.line))
      const found =
        bad !== undefined
          ? `line ${bad.line} is not shown by its proof`
          : missing === undefined
            ? `${moved.size} lines shown`
            : `line ${missing.line} was not moved`
      return verdict(bad === undefined && missing === undefined, found, 'every seized line shown at its new address')
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
    // Frozen or sealed property stays where it is until a seizure decision or a court's ruling stands for it.
    measureMovable: ({ payload, state, effectiveAt }) =>
      payload.moves.every(({ line }) => isSeized(state(), line, effectiveAt)),
  },
  apply: (state, { payload }) => {
    const lines = seizureOf(state)?.lines ?? []
    const custody = custodyOf(state)
    const now = payload.moves.map(({ line, units, address: at, txid, index }) => ({
      line,
      asset: lines.find((candidate) => candidate.line === line)!.asset,
      units,
      address: at,
      txid,
      index,
    }))
    return withSlice(state, 'custody', { ...custody, held: [...custody.held, ...now] })
  },
  marks: ({ effectiveAt }) => [{ event: 'custody.secured', on: effectiveAt }],
})

function isSeized(state: CaseState, line: number, at: string): boolean {
  const found = measureOfLine(state, line)
  return found !== undefined && found.measure.kind === 'seized' && standingOf(found.measure, at).state === 'in-force'
}

/** What is seized and not in custody yet. */
function linesToMove({ state, effectiveAt }: Pick<FactInput<Payload>, 'state' | 'effectiveAt'>) {
  const { held } = custodyOf(state())
  return (seizureOf(state())?.lines ?? []).filter(
    ({ line }) => !held.some((row) => row.line === line) && isSeized(state(), line, effectiveAt),
  )
}

/** Whether the move's proof shows it; one that is no proof shows nothing, and is refused beside what else is wrong. */
function isProved({ document, state, parameter }: FactInput<Payload>, move: Payload['moves'][number]): boolean {
  const line = seizureOf(state())?.lines?.find((candidate) => candidate.line === move.line)
  if (line === undefined) return false
  const proof = document(move.proof)
  try {
    return paymentShown({ ...move, asset: line.asset }, { document: () => proof, parameter })
  } catch (error) {
    if (error instanceof SluiceError) return false
    throw error
  }
}
