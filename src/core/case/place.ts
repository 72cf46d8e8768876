import { type Flaw, flaw } from '../flaws/flaw.ts'
import type { Json } from '../record/jcs.ts'
import { type Action, type AnyKind, isChild } from './kind.ts'

/**
 * What a person signed names the zone and, for a case or a child stream, the stream; and they are the ones where it is decided. So an action that
 * somebody has can be brought to no other case and no other zone. The zone's own worker signs nothing and names nothing.
 *
 * @returns field, what was expected, what was found; undefined where the place is right
 */
export function placeFault(parameters: {
  readonly kind: Pick<AnyKind, 'stream'>
  readonly action: Action
  readonly zone: string
  /** Stream that the entry goes to; undefined for its first entry. */
  readonly stream: string | undefined
}): readonly [field: string, expected: Flaw, found: Json] | undefined {
  const { kind, action, zone } = parameters
  const signed = (action as { signature?: unknown }).signature !== undefined
  if (!signed && action.zone === undefined && action.stream === undefined) return undefined
  if (action.zone !== zone) return ['zone', flaw('ZONE_SIGNED', { zone }), action.zone ?? 'none']
  // Of its own streams a zone has one each: naming the zone names them.
  if (isChild(kind.stream) && parameters.stream === undefined) {
    // What begins a child stream names the case that it is of; who knows the case holds it to that ({@link beginsIn}).
    return action.stream === undefined ? ['stream', flaw('CASE_SIGNED'), 'none'] : undefined
  }
  const stream = kind.stream === 'case' || isChild(kind.stream) ? parameters.stream : undefined
  if (action.stream === stream) return undefined
  return ['stream', flaw('STREAM_SIGNED', { stream: stream ?? flaw('NONE') }), action.stream ?? 'none']
}

/** Whether a signed action that begins a child stream was signed for this case. The zone's own worker signs nothing. */
export function beginsIn(action: Action, parent: string): boolean {
  return (action as { signature?: unknown }).signature === undefined || action.stream === parent
}
