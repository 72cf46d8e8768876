import { checkAddress } from '../../core/assets/addresses/checkAddress.ts'
import { findSecret } from '../../core/assets/secrets.ts'
import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  address,
  asset,
  closed,
  count,
  date,
  documentHash,
  flag,
  hex32,
  id,
  list,
  note,
  type Of,
  optional,
  positiveUnits,
  rate,
  time,
} from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { firstMeasure, measuresOf, withMeasure } from '../measure/measure.ts'
import { chainOf, seizureOf } from './seizure.ts'

const lineShape = closed({
  line: count,
  asset,
  address,
  units: positiveUnits,
  /** Absent: the whole balance of the address. */
  txid: optional(hex32),
  index: optional(count),
  acquiredAt: optional(time),
  valuation: optional(closed({ amount: rate, currency: note, date, source: note })),
  note: optional(note),
})

const shape = closed({
  /** The file as the officer had it. */
  list: documentHash,
  lines: list(lineShape, 200),
  onSpot: flag,
  copies: count,
  investigators: list(id, 10),
  witnessSigned: flag,
  holderSigned: flag,
  holderAbsence: optional(note),
})

/** Row 2: the on-the-spot list, before any sweep: suspect-side addresses and units; three copies, investigators, witness, holder or the noted reason (CPL 142, MPS-159 art 230). */
export const seizureListed = defineKind<Of<typeof shape>>({
  name: 'seizure.listed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    listedOnSpot: ({ payload }) => payload.onSpot,
    copies: ({ payload }) => payload.copies,
    investigatorSignatures: ({ payload, state }) => {
      const decided = new Set(seizureOf(state())?.measure?.officers ?? [])
      return new Set(payload.investigators.filter((officer) => decided.has(officer))).size
    },
    witnessSigned: ({ payload }) => payload.witnessSigned,
    holderSignedOrNoted: ({ payload }) => payload.holderSigned || payload.holderAbsence !== undefined,
    addressesChecked: ({ payload }) => {
      const bad = payload.lines.filter((line) => !addressHolds(line.asset, line.address))
      const seen = new Set(
        payload.lines.map((line) =>
          line.txid === undefined
            ? `${line.asset} ${line.address}`
            : `${chainOf(line.asset)} ${line.txid} ${line.index}`,
        ),
      )
      if (seen.size !== payload.lines.length) return verdict(false, 'one output listed twice', 'each output once')
      return verdict(
        bad.length === 0,
        bad.length === 0 ? `${payload.lines.length} addresses good` : `line ${bad[0]!.line} does not check`,
        'every address checks on its chain',
      )
    },
    noSecret: ({ payload, document }) => findSecret(document(payload.list)) === undefined,
  },
  apply: (state, { payload, effectiveAt }) => {
    const lines = payload.lines.map(({ line, asset: of, address: at, units, txid, index }) => ({
      line,
      asset: of,
      address: at,
      units,
      ...(txid === undefined ? {} : { txid }),
      ...(index === undefined ? {} : { index }),
    }))
    const listed = withSlice(state, 'seizure', {
      ...seizureOf(state),
      lines,
      list: payload.list,
      listedAt: effectiveAt,
    })
    const first = measuresOf(state)[firstMeasure]
    if (first === undefined) return listed
    return withMeasure(listed, firstMeasure, { ...first, lines: lines.map(({ line }) => line) })
  },
})

function addressHolds(of: string, at: string): boolean {
  try {
    checkAddress({ chain: chainOf(of), address: at })
    return true
  } catch {
    return false
  }
}
