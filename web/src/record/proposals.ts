import type { Proposal } from '../../../src/core/case/state.ts'
import type { Json } from '../../../src/core/record/jcs.ts'
import type { PackStep } from '../../../src/core/rules/pack.ts'
import type { CaseRow, EntryRow } from '../api/types.ts'
import { type PackBook, stepFor } from './packs.ts'
import { readFields, subjectText } from './read.ts'
import type { CaseView } from './useWaiting.ts'
import { type Slot, slotsOf } from './waiting.ts'

/** A proposal that stands, with the entry that made it and the places for approvals that the model asks for. */
export interface OpenProposal {
  readonly id: string
  readonly row: CaseRow
  readonly proposal: Proposal
  readonly entry: EntryRow
  readonly payload: Readonly<Record<string, Json>>
  readonly subject: string
  readonly at: string
  readonly step: PackStep | undefined
  readonly slots: readonly Slot[]
  /** Entries of the case recorded after it. */
  readonly later: number
  /** When each approval was recorded, by its entry. */
  readonly times: ReadonlyMap<string, string>
}

export function openProposals(views: readonly CaseView[], book: PackBook): readonly OpenProposal[] {
  const open = views.flatMap(({ row, progress }) => {
    const times = new Map(Object.entries(progress.approvedAt))
    return Object.entries(row.state.proposals).flatMap(([id, proposal]) => {
      const entry = progress.proposals.find((candidate) => candidate.id === id)
      if (entry === undefined) return []
      const read = readFields(entry.entry)
      const payload = (read.payload.payload ?? {}) as Readonly<Record<string, Json>>
      const step = stepFor(book.model(row.state.model), proposal.kind, payload.purpose)
      return {
        id,
        row,
        proposal,
        entry,
        payload,
        subject: subjectText(read.subject),
        at: entry.entry.header.recordedAt,
        step,
        slots: slotsOf(proposal, step?.approvals ?? []),
        later: row.position - entry.entry.header.position,
        times,
      }
    })
  })
  return open.sort((a, b) => (a.at < b.at ? -1 : 1))
}

export type Bar = 'noKey' | 'proposer' | 'already' | 'complete' | 'role'

/** Why a person cannot approve; undefined when they can. The record decides again when they do. */
export function barOf(
  one: Pick<OpenProposal, 'proposal' | 'slots'>,
  signer: { readonly person: string; readonly roles: readonly string[] } | undefined,
): Bar | undefined {
  if (signer === undefined) return 'noKey'
  if (one.proposal.by === signer.person) return 'proposer'
  if (one.proposal.approvals.some(({ person }) => person === signer.person)) return 'already'
  const missing = one.slots.filter(({ person }) => person === undefined)
  if (missing.length === 0) return 'complete'
  return missing.some(({ role }) => signer.roles.includes(role)) ? undefined : 'role'
}
