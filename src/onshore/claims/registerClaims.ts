import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, count, documentHash, type Of, oneOf, optional, units } from '../../core/case/shapes.ts'
import { SluiceError } from '../../core/errors.ts'
import { type ClaimsState, claimsFrom, totalsOf } from './claims.ts'

const shape = closed({
  purpose: oneOf(['registered', 'amended']),
  /** A claim file: see `core/claims/claimFile.ts`. */
  file: documentHash,
  /** Claims in this file; and in all after it, with what they are owed and were repaid. */
  inFile: count,
  count,
  owed: units,
  repaid: units,
  /** Where rows are amended: the decision, or the claimant's own letter about an account. */
  reason: optional(documentHash),
})
type Payload = Of<typeof shape>

/** Claims come in files of any length. What the entry says of them, counts and totals, is what the files say. */
export const claimsRegistered = defineKind<Payload, ClaimsState>({
  name: 'claims.registered',
  stream: 'claims',
  zones: ['onshore'],
  payload: shape,
  facts: {
    filesAgree,
    amendmentReasoned: ({ payload, documents }) =>
      payload.purpose === 'registered' || (payload.reason !== undefined && documents.includes(payload.reason)),
  },
  apply: (state, { payload }) => {
    const { purpose, file: document, inFile, count: all, owed, repaid } = payload
    return { ...state, files: [...state.files, { document, purpose, count: inFile }], count: all, owed, repaid }
  },
})

function filesAgree({ payload, state, document }: FactInput<Payload, ClaimsState>) {
  const { purpose, file, inFile } = payload
  const required = `${payload.count} claims, ${payload.owed} owed, ${payload.repaid} repaid`
  try {
    const before = claimsFrom(state().files, document)
    const after = claimsFrom([...state().files, { document: file, purpose, count: inFile }], document)
    const { count: all, owed, repaid } = totalsOf(after)
    const added = purpose === 'registered' ? after.count - before.count : inFile
    const same = all === payload.count && owed === payload.owed && repaid === payload.repaid && added === inFile
    return verdict(same, `${all} claims, ${owed} owed, ${repaid} repaid`, required)
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'INPUT_INVALID') return verdict(false, error.message, required)
    throw error
  }
}
