import Type from 'typebox'
import type { Directory } from '../case/directory.ts'
import { type AnyKind, type FactInput, verdict } from '../case/kind.ts'
import { closed, date, documentHash, id, type Of, oneOf, optional } from '../case/shapes.ts'
import { enrolledTie, tieKinds as sorts, type Tie } from '../case/ties.ts'
import { directoryKind } from './administered.ts'

const share = Type.String({ pattern: '^(100|[1-9]?[0-9])(\\.[0-9]{1,4})?$' })

const declaredShape = closed({
  tie: id,
  owner: id,
  owned: id,
  kind: oneOf(sorts),
  sharePercent: optional(share),
  /** The day from which it holds, as the paper says. */
  from: date,
  /** Extract of a register, report, notice: what it was read in. */
  document: documentHash,
})

const documentHeld = ({
  payload,
  documents,
}: Pick<FactInput<{ readonly document: string }>, 'payload' | 'documents'>) => documents.includes(payload.document)

/** A tie between two companies: who owns or controls whom, or shares a brand or a person. Whoever asks who is related asks as of a moment. */
const tieDeclared = directoryKind<Of<typeof declaredShape>>({
  name: 'tie.declared',
  payload: declaredShape,
  facts: {
    documentHeld,
    tieNew: ({ payload, directory }) => {
      const { organisations, ties = [] } = directory()
      const known = ties.some(({ tie }) => tie === payload.tie)
      const enrolled = [payload.owner, payload.owned].some((org) => organisations[org] !== undefined)
      const fits =
        !known &&
        enrolled &&
        isDay(payload.from) &&
        payload.owner !== payload.owned &&
        !payload.tie.startsWith('enrolled:')
      return verdict(
        fits,
        known ? 'an id that is taken' : enrolled ? `${payload.owner} and ${payload.owned}` : 'neither is enrolled',
        'a new id; two organisations, one at least of the directory; a day',
      )
    },
  },
  apply: (state, { payload }) => ({ ...state, ties: [...(state.ties ?? []), payload as Tie] }),
})

const changedShape = closed({
  tie: id,
  kind: oneOf(sorts),
  sharePercent: optional(share),
  /** The day from which it is so; before it what stood before. */
  from: date,
  document: documentHash,
})

/** The same tie in another form: another share, control in the place of ownership. */
const tieChanged = directoryKind<Of<typeof changedShape>>({
  name: 'tie.changed',
  payload: changedShape,
  facts: {
    documentHeld,
    tieStands: ({ payload, directory }) => {
      const row = lastOf(directory(), payload.tie)
      const stands = row !== undefined && row.until === undefined && row.from < payload.from && isDay(payload.from)
      return verdict(
        stands,
        row === undefined ? 'no such tie' : `from ${row.from} to ${row.until ?? 'open'}`,
        `an open tie that began before ${payload.from}`,
      )
    },
  },
  apply: (state, { payload }) => {
    const { owner, owned } = lastOf(state, payload.tie)!
    return { ...state, ties: [...endedAt(state, payload.tie, payload.from), { owner, owned, ...payload } as Tie] }
  },
})

const endedShape = closed({
  /** A tie that was declared, or `enrolled:` with an organisation: the family that it was enrolled with. */
  tie: Type.String({ pattern: '^(enrolled:)?[a-z0-9][a-z0-9./:-]{0,119}$' }),
  /** The first day on which it no longer holds. */
  until: date,
  document: documentHash,
})

const tieEnded = directoryKind<Of<typeof endedShape>>({
  name: 'tie.ended',
  payload: endedShape,
  facts: {
    documentHeld,
    tieStands: ({ payload, directory }) => {
      const { organisations, endedFamilies = {} } = directory()
      const org = orgOf(payload.tie)
      if (org !== undefined) {
        const known = organisations[org] !== undefined && endedFamilies[org] === undefined
        const stands = known && isDay(payload.until)
        return verdict(
          stands,
          known ? 'of its family' : 'not enrolled, or ended before',
          'a family of its enrolment, and a day',
        )
      }
      const row = lastOf(directory(), payload.tie)
      const stands = row !== undefined && row.until === undefined && row.from <= payload.until && isDay(payload.until)
      return verdict(
        stands,
        row === undefined ? 'no such tie' : `from ${row.from} to ${row.until ?? 'open'}`,
        `an open tie that began by ${payload.until}`,
      )
    },
  },
  apply: (state, { payload }) => {
    const org = orgOf(payload.tie)
    return org === undefined
      ? { ...state, ties: endedAt(state, payload.tie, payload.until) }
      : { ...state, endedFamilies: { ...state.endedFamilies, [org]: payload.until } }
  },
})

function orgOf(tie: string): string | undefined {
  const start = enrolledTie('')
  return tie.startsWith(start) ? tie.slice(start.length) : undefined
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00.000Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

function lastOf({ ties = [] }: Directory, tie: string): Tie | undefined {
  return ties.findLast((row) => row.tie === tie)
}

function endedAt(state: Directory, tie: string, until: string): readonly Tie[] {
  const last = lastOf(state, tie)
  return (state.ties ?? []).map((row) => (row === last ? { ...row, until } : row))
}

export const tieKinds: readonly AnyKind[] = [tieDeclared, tieChanged, tieEnded]
