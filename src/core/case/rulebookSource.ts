import { flaw, flawError } from '../flaws/flaw.ts'
import { lawOf, type Packs } from '../zone/packsState.ts'
import type { Standing, Surroundings } from './facts.ts'
import { type Action, type AnyKind, isChild, type StreamKind } from './kind.ts'
import type { Rulebook } from './rulebook.ts'

/** Makes the rulebook of some packs and one model, by their hashes. The caller caches: packs are content-addressed. */
export type RulebookSource = (parameters: { readonly packs: readonly string[]; readonly model?: string }) => Rulebook

/**
 * Which packs decide: of each law pack the version that the zone's packs stream published last, and the model that the case keeps. For a case's first entry the model
 * is the one it names (by id or, where it crossed, by hash).
 */
export function rulebookFor(parameters: {
  readonly rules: RulebookSource
  readonly packs: Standing<Packs> | undefined
  readonly own: Standing | undefined
  readonly parent: Standing | undefined
  readonly action: Action
  readonly kind: AnyKind
}): Rulebook {
  const { rules, packs, kind } = parameters
  const published = packs?.state.inForce ?? []
  const law = lawOf(packs?.state)
  if (kind.stream !== 'case' && !isChild(kind.stream)) return rules({ packs: law })
  const model = modelOf(parameters, published)
  return rules({ packs: law, model })
}

function modelOf(
  { own, parent, action, kind }: Parameters<typeof rulebookFor>[0],
  published: Packs['inForce'],
): string {
  const kept = (isChild(kind.stream) ? parent : own)?.state as { model?: string } | undefined
  if (kept?.model !== undefined) return kept.model
  const named = action.payload.model
  const crossed = (action.payload.entry as { fields?: Record<string, { value?: { model?: string } }> } | undefined)
    ?.fields?.decision?.value?.model
  const models = published.filter((pack) => pack.kind === 'model')
  const found = models.findLast((pack) => pack.hash === crossed || (crossed === undefined && pack.id === named))
  if (found === undefined) {
    const known = models.map(({ id }) => id).join(', ')
    throw flawError('NOT_FOUND', flaw('NO_MODEL', { model: String(named ?? crossed), models: known }))
  }
  return found.hash
}

/** The surroundings of a decision, made from the standings of streams. The same in the server and in the verifier. */
export function surroundings(parameters: {
  readonly zone: Surroundings['zone']
  readonly streams: Readonly<Partial<Record<StreamKind, Standing>>>
  readonly rulebook: Rulebook
  readonly document: (sha256: string) => string | undefined
}): Surroundings {
  const { zone, streams, rulebook, document } = parameters
  return {
    zone,
    streams,
    document,
    parameter: (name) => rulebook.parameter(name),
    clock: (id) => rulebook.clocks?.find(({ clock }) => clock.id === id),
  }
}
