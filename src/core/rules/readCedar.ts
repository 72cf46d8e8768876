import type { PolicyJson } from '@cedar-policy/cedar-wasm/web'
import type { SluiceError } from '../errors.ts'
import { flaw, flawError } from '../flaws/flaw.ts'
import { cedar, faultsOf } from './cedar.ts'

/** One rule as its Cedar text says it. */
export interface CedarRule {
  readonly id: string
  readonly text: string
  readonly actions: readonly string[]
  /** Facts that its condition reads, sorted. */
  readonly reads: readonly string[]
}

/**
 * Splits a file into its rules. Each is `@id("…") forbid (principal, action …, resource) unless { … }`: a permit, a rule without an id, or one that looks
 * at anything but the action and the facts is refused.
 *
 * @throws {PACK_INVALID}
 */
export function readCedar(file: string, source: string): CedarRule[] {
  const parts = cedar().policySetTextToParts(source)
  if (parts.type === 'failure') throw invalid(file, faultsOf(parts.errors))
  if (parts.policy_templates.length > 0) throw invalid(file, 'templates are not used here')
  return parts.policies.map((text) => readRule(file, text))
}

function readRule(file: string, text: string): CedarRule {
  const answer = cedar().policyToJson(text)
  if (answer.type === 'failure') throw invalid(file, faultsOf(answer.errors))
  const { effect, principal, resource, action, conditions, annotations } = answer.json
  const id = annotations?.id
  if (id === undefined) throw invalid(file, `a rule without an @id: ${text.slice(0, 80)}`)
  if (effect !== 'forbid') throw invalid(file, `${id}: expected forbid, found ${effect}`)
  if (principal.op !== 'All' || resource.op !== 'All')
    throw invalid(file, `${id}: principal and resource stand open; rules read facts`)
  if (conditions.length !== 1 || conditions[0]!.kind !== 'unless') throw invalid(file, `${id}: expected one unless`)
  return { id, text, actions: actionsOf(file, id, action), reads: [...readsOf(conditions[0]!.body)].sort() }
}

function actionsOf(file: string, id: string, action: PolicyJson['action']): string[] {
  if (action.op === 'All' || 'slot' in action) throw invalid(file, `${id}: names no action`)
  const entities = 'entities' in action ? action.entities : [action.entity]
  return entities.map((entity) => ('__entity' in entity ? entity.__entity.id : entity.id))
}

/** Every `context.x`, wherever it stands in the condition. */
function readsOf(expression: unknown): Set<string> {
  const found = new Set<string>()
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const access = (node as { '.'?: { left: { Var?: string }; attr: string } })['.']
    if (access?.left.Var === 'context') found.add(access.attr)
    for (const child of Object.values(node)) walk(child)
  }
  walk(expression)
  return found
}

function invalid(file: string, message: string): SluiceError {
  return flawError('PACK_INVALID', flaw('PACK_TEXT', { file, fault: message }), { file })
}
