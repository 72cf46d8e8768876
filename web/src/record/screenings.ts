import type { StandingScreening } from '../../../src/core/case/screeningKinds.ts'
import { type CaseState, slice } from '../../../src/core/case/state.ts'
import { hashText } from '../../../src/core/record/hash.ts'
import type { ScreenedSubjects, ScreeningHit } from '../../../src/core/rules/screenSubjects.ts'
import type { CaseAct, ReadPaperText } from './papers.ts'

/** The newest screening of somebody for one purpose, as the case keeps it. */
export interface ScreeningRow extends StandingScreening {
  readonly key: string
  readonly purpose: string
  readonly about: string
  /** Where it is of a customer or buyer at a platform. */
  readonly platform?: string
}

/** Those with open hits first, then the newest. */
export function screeningRows(state: CaseState): readonly ScreeningRow[] {
  const standing = slice<Readonly<Record<string, StandingScreening>>>(state, 'screenings') ?? {}
  return Object.entries(standing)
    .map(([key, row]) => {
      const [purpose = key, about = '', platform] = key.split(' ')
      return { ...row, key, purpose, about, ...(platform === undefined ? {} : { platform }) }
    })
    .sort((a, b) => Number(b.open.length > 0) - Number(a.open.length > 0) || (a.at < b.at ? 1 : -1))
}

/** Whom or what a hit is of: addresses are counted first, then persons. */
export function subjectOfHit(
  { addresses, persons }: ScreenedSubjects,
  { subject }: Pick<ScreeningHit, 'subject'>,
): { readonly address: string } | { readonly name: string } | undefined {
  const address = addresses[subject]
  if (address !== undefined) return { address }
  const person = persons[subject - addresses.length]
  return person === undefined ? undefined : { name: person.name }
}

/** Why a hit does not stop, by a signed paper; undefined where the paper names no outcome that there is. */
export function resolutionAct(
  screening: string,
  { list, line, subject }: ScreeningHit,
  { text, body }: ReadPaperText,
): CaseAct | undefined {
  const { outcome } = body
  if (outcome !== 'not-the-same' && outcome !== 'licensed') return undefined
  return {
    kind: 'screening.resolved',
    payload: { screening, list, line, subject, outcome, paper: hashText(text) },
    texts: [text],
  }
}
