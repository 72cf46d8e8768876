import type { Directory, EnrolledKey } from '../../../src/core/case/directory.ts'

export type KeyState = 'inForce' | 'notYet' | 'over' | 'revoked'

/** An enrolled key as a list shows it: whose, since when, on whose word. */
export interface KeyRow extends EnrolledKey {
  readonly key: string
  readonly state: KeyState
  /** Organisation of the holder; the holder itself where it is one. */
  readonly org: string
  /** Whether somebody who relies on it signed that it is its holder's. Otherwise it rests on the word of who enrolled it. */
  readonly isConfirmed: boolean
  /** The key that took its place. */
  readonly next?: string
}

export function keyRows(directory: Directory, now: string): readonly KeyRow[] {
  const all = Object.entries(directory.keys)
  return all
    .map(([key, row]) => {
      const next = all.find(([, other]) => other.follows === key || other.replaces === key)?.[0]
      return {
        ...row,
        key,
        state: stateOf(row, now),
        org: directory.people[row.holder]?.org ?? row.holder,
        isConfirmed: (row.confirmed?.length ?? 0) > 0,
        ...(next === undefined ? {} : { next }),
      }
    })
    .sort((a, b) => order(a) - order(b) || (a.org === b.org ? compare(a.holder, b.holder) : compare(a.org, b.org)))
}

function stateOf({ from, until, revokedAt }: EnrolledKey, now: string): KeyState {
  if (revokedAt !== undefined) return 'revoked'
  if (from > now) return 'notYet'
  return until !== undefined && until <= now ? 'over' : 'inForce'
}

/** What papers rest on first, then logs, then people; what is over last. */
function order({ use, state }: KeyRow): number {
  const uses = ['organisation', 'log', 'witness', 'person'].indexOf(use)
  return uses + (state === 'inForce' ? 0 : 10)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether a key in force still rests on the word of the administrators alone, although papers or heads are believed by it. */
export function isOpen({ use, state, isConfirmed }: KeyRow): boolean {
  return use !== 'person' && state === 'inForce' && !isConfirmed
}
