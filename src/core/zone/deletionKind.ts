import Type from 'typebox'
import { verdict } from '../case/kind.ts'
import { closed, date, hex32, list, type Of, oneOf, optional, text } from '../case/shapes.ts'
import { directoryKind } from './administered.ts'
import { deletionDuties } from './deletionDuties.ts'

const shape = closed({
  /** Personal fields, each with the entry that committed to it. */
  values: optional(
    list(closed({ entry: hex32, field: Type.String({ pattern: '^payload\\.personal[A-Z][A-Za-z0-9]{0,60}$' }) }), 200),
  ),
  /** Documents, by hash. */
  documents: optional(list(hex32, 200)),
  duty: oneOf(deletionDuties),
  /** The provision, order or request that it follows from, in words that can be looked up. */
  source: text,
  /** Last day of the retention that the law or a decision set; the duty under PIPL 47(2) begins after it. */
  retentionEndedOn: optional(date),
})

/**
 * Personal values and documents are destroyed: in the transaction of this entry, with their salts. The record says what was deleted, when and under which
 * duty; commitments and hashes stay, so that state, ledger and roots rebuild the same.
 */
export const valueDeleted = directoryKind<Of<typeof shape>>({
  name: 'value.deleted',
  payload: shape,
  facts: {
    dutyStated: ({ payload, effectiveAt }) => {
      const { duty, source, retentionEndedOn } = payload
      if (duty !== 'pipl-47-2-retention-ended') return verdict(source.trim() !== '', duty, 'a duty and its source')
      const ended = retentionEndedOn !== undefined && retentionEndedOn < localDate(effectiveAt)
      return verdict(ended, retentionEndedOn ?? 'no end of retention', 'retention that has ended, and its source')
    },
    deletable: ({ payload, related }) => {
      const packs = related<{ readonly inForce: readonly { readonly hash: string }[] }>('packs').inForce.map(
        ({ hash }) => hash,
      )
      const pack = payload.documents?.find((hash) => packs.includes(hash))
      const named = (payload.values?.length ?? 0) + (payload.documents?.length ?? 0)
      const found = pack === undefined ? `${named} named` : `the pack ${pack}`
      return verdict(named > 0 && pack === undefined, found, 'personal values or documents, and no pack of rules')
    },
  },
  apply: (state, { payload }) => ({
    ...state,
    deletions: (state.deletions ?? 0) + (payload.values?.length ?? 0) + (payload.documents?.length ?? 0),
  }),
  deletes: ({ payload }) => ({
    values: payload.values ?? [],
    documents: payload.documents ?? [],
    duty: `${payload.duty}: ${payload.source}`,
  }),
})

/** The date on the mainland at a moment. */
function localDate(at: string): string {
  return new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)
}
