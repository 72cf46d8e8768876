import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, count, date, hex32, type Of, optional, units } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { type ClaimsState, claimsOf } from './claims.ts'

const shape = closed({
  /** The claims stream, a child of this case. */
  claims: hex32,
  files: count,
  count,
  owed: units,
  /** When those who may claim were told by public notice. */
  noticedOn: optional(date),
})

/** The case takes note of its claims: head (in the header), count and totals. */
export const claimsCounted = defineKind<Of<typeof shape>>({
  name: 'claims.counted',
  stream: 'case',
  zones: ['onshore'],
  reads: ['claims'],
  payload: shape,
  facts: {
    countsAgree: ({ payload, related }) => {
      const { files, count: all, owed } = related<ClaimsState>('claims')
      const same = files.length === payload.files && all === payload.count && owed === payload.owed
      return verdict(
        same,
        `${all} claims in ${files.length} files, ${owed} owed`,
        `${payload.count} claims in ${payload.files} files, ${payload.owed} owed`,
      )
    },
    sameClaims: ({ payload, state }) => {
      const known = claimsOf(state())?.stream
      return verdict(
        known === undefined || known === payload.claims,
        payload.claims,
        known ?? 'the first claims stream',
      )
    },
  },
  apply: (state, { payload }) => {
    const { claims: stream, files, count: all, owed, noticedOn } = payload
    const before = claimsOf(state)
    const noticed = noticedOn ?? before?.noticedOn
    return withSlice(state, 'claims', {
      stream,
      files,
      count: all,
      owed,
      answered: before?.answered ?? {},
      ...(noticed === undefined ? {} : { noticedOn: noticed }),
    })
  },
})
