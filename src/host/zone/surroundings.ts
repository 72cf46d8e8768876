import type { Standing, Surroundings } from '../../core/case/facts.ts'
import type { Action, AnyKind, StreamKind } from '../../core/case/kind.ts'
import type { Rulebook } from '../../core/case/rulebook.ts'
import { type RulebookSource, rulebookFor, surroundings } from '../../core/case/rulebookSource.ts'
import type { Packs } from '../../core/zone/packsState.ts'
import type { StoredStream } from './streams.ts'
import type { ZoneConfig } from './zone.ts'

export type { RulebookSource }

/** What a decision may read, from the streams as the store holds them now. */
export function surroundingsOf(parameters: {
  readonly zone: ZoneConfig
  readonly streams: readonly StoredStream[]
  readonly rules: RulebookSource
  readonly own: StoredStream | undefined
  readonly action: Action
  readonly kind: AnyKind
  readonly document: (sha256: string) => string | undefined
}): { readonly surroundings: Surroundings; readonly rulebook: Rulebook } {
  const { zone, rules, own, action, kind, document } = parameters
  const streams: Partial<Record<StreamKind, Standing>> = {}
  for (const { kind: name, head, state } of parameters.streams) streams[name] = { head, state }
  const rulebook = rulebookFor({
    rules,
    packs: streams.packs as Standing<Packs> | undefined,
    own,
    parent: streams.case,
    action,
    kind,
  })
  return { rulebook, surroundings: surroundings({ zone, streams, rulebook, document }) }
}
