import { type Flaw, flaw } from '../flaws/flaw.ts'
import type { Json } from '../record/jcs.ts'
import type { Refusal } from './refusal.ts'

/**
 * The one guard that stands in no pack: while a zone has published none, no pack can say who may publish the first. Until then a zone takes its opening,
 * by the founders of its configuration, and packs, by two of them; nothing else.
 *
 * @param facts values of the kind's facts
 * @returns what refuses; undefined where the entry may stand
 */
export function foundingFault(
  kind: string,
  facts: Readonly<Record<string, Json>>,
): { readonly code: Refusal['code']; readonly flaw: Flaw } | undefined {
  const asked = asks[kind]
  if (asked === undefined) return { code: 'INPUT_INVALID', flaw: flaw('NO_RULES_YET', { kind }) }
  for (const name of asked) {
    const { ok, found, required } = facts[name] as { ok?: unknown; found?: unknown; required?: unknown }
    if (ok === true) continue
    const values = { kind, required: String(required), found: String(found) }
    return { code: 'SIGNATURE_INVALID', flaw: flaw('FOUNDERS', values) }
  }
  return undefined
}

const asks: Readonly<Record<string, readonly string[]>> = {
  'zone.opened': ['zoneNamed', 'founders', 'administrators'],
  'pack.published': ['administrators'],
}

/** Whether a founding takes this kind before any pack says who may do it. */
export function isFoundingKind(kind: string): boolean {
  return Object.hasOwn(asks, kind)
}
