import type { EnrolledKey } from '../src/core/case/directory.ts'

/** On what kind of word a key is somebody's, the strongest first. */
export type Vouching = 'certificate' | 'confirmed' | 'own-key' | 'stated' | 'opening' | 'withheld' | 'nobody'

export interface Vouched {
  readonly vouching: Vouching
  /** Who confirmed it and how, or the root that its certificate leads to (SHA-256). */
  readonly word: string
}

/** What the directory has on a key, as far as it says how the key was vouched for. */
export function vouchingOf(
  enrolled: (Partial<EnrolledKey> & { readonly document?: string }) | undefined,
  noDocument: string,
): Vouched {
  if (enrolled === undefined) return { vouching: 'nobody', word: '' }
  const { certificateRoot, confirmed = [], confirmation, replaces, follows, document = noDocument } = enrolled
  const said = confirmed.map(({ org, person, how }) => `${org} ${person}, ${how}`).join('; ')
  if (certificateRoot !== undefined)
    return { vouching: 'certificate', word: [certificateRoot, said].filter(Boolean).join('; ') }
  if (said !== '') return { vouching: 'confirmed', word: said }
  const before = replaces ?? follows
  if (before !== undefined) return { vouching: 'own-key', word: before }
  if (confirmation !== undefined) return { vouching: 'stated', word: `${confirmation.by}, ${confirmation.how}` }
  return { vouching: document === noDocument ? 'opening' : 'withheld', word: '' }
}
