import type { Notice } from '../rules/notices.ts'

/** A pack that a zone has published. */
export interface PublishedPack {
  readonly hash: string
  readonly id: string
  readonly kind: 'law' | 'model'
  readonly from: string
}

/** What lets an unverified rule pass, as the entry that gave it. Never a verified one. */
export interface GivenOverride {
  readonly entry: string
  readonly rule: string
  readonly kind: 'lifted-with-source' | 'legal-opinion'
  /** SHA-256 of the source or the opinion. */
  readonly document: string
  /** Stream of the one case that it is for; absent: every case of the zone. */
  readonly case?: string
  /** Organisation whose act it lets pass. */
  readonly beneficiary: string
  readonly by: { readonly person: string; readonly org: string }
  readonly approvedBy: { readonly person: string; readonly org: string }
  readonly from: string
  readonly until?: string
}

/** Which packs decide in the zone, by hash, and which unverified rules are let pass. */
export interface Packs {
  readonly inForce: readonly PublishedPack[]
  readonly overrides?: readonly GivenOverride[]
  /** What is heard about policy. Changes no rule. */
  readonly notices?: readonly Notice[]
}

/**
 * Hashes of the law that decides: of each pack the version published last. What an older version said of a day is in the newer one too, by its dates; a
 * correction of the text is a new version.
 */
export function lawOf(packs: Packs | undefined): readonly string[] {
  const newest = new Map<string, string>()
  for (const pack of packs?.inForce ?? []) if (pack.kind === 'law') newest.set(pack.id, pack.hash)
  return [...newest.values()].sort()
}

/** Overrides that may let an act of a stream pass. @example overridesFor(packs, caseId).length */
export function overridesFor(packs: Packs | undefined, stream: string | undefined): readonly GivenOverride[] {
  return (packs?.overrides ?? []).filter((given) => given.case === undefined || given.case === stream)
}
