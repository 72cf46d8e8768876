import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, id, note, type Of, oneOf } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { dayOf } from '../../core/rules/dueClocks.ts'
import { lotOf } from '../custody/custody.ts'

/** Four notices, under four laws, of which none is by itself a basis. */
export const noticeKinds = ['owner-unknown', 'confiscation', 'ownerless', 'claim-after-judgment'] as const

interface Notice {
  readonly lot: string
  readonly kind: string
  readonly publishedOn: string
}

export function noticeOf(state: CaseState, notice: string | undefined): Notice | undefined {
  return notice === undefined ? undefined : slice<Readonly<Record<string, Notice>>>(state, 'notices')?.[notice]
}

const shape = closed({
  notice: id,
  kind: oneOf(noticeKinds),
  /** Day of the last publication: it is the one that counts (SPC 615). */
  publishedOn: date,
  where: note,
  paper: documentHash,
})

export const noticePublished = defineKind<Of<typeof shape>>({
  name: 'notice.published',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    paperHeld: ({ payload, documents }) => documents.includes(payload.paper),
    newNotice: ({ payload, state, subject }) => {
      const taken = noticeOf(state(), payload.notice) !== undefined
      const lot = lotOf(state(), subject.lot) !== undefined
      return verdict(!taken && lot, taken ? 'a notice of this name' : (subject.lot ?? 'no lot'), 'a new one for a lot')
    },
    notAhead: ({ payload, effectiveAt }) =>
      verdict(payload.publishedOn <= dayOf(effectiveAt), payload.publishedOn, 'a day that has come'),
  },
  apply: (state, { payload, subject }) => {
    const { notice, kind, publishedOn } = payload
    return withSlice(state, 'notices', {
      ...slice<Record<string, object>>(state, 'notices'),
      [notice]: { lot: subject.lot!, kind, publishedOn },
    })
  },
  marks: ({ payload }) => [{ event: `notice.${payload.kind}`, on: payload.publishedOn, key: payload.notice }],
})
