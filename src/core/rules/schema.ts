import type { SchemaJson, Type } from '@cedar-policy/cedar-wasm/web'
import { assert } from '../errors.ts'
import { cedar, faultsOf } from './cedar.ts'
import { actionGroups, type FactType, factsOf, kindContracts } from './facts.ts'

const cedarTypes: Record<FactType, Type<string>> = {
  Bool: { type: 'Boolean' },
  String: { type: 'String' },
  Long: { type: 'Long' },
  Set: { type: 'Set', element: { type: 'String' } },
  // Both values of a comparison stay beside the verdict in the entry; a rule can read nothing of it but whether it is met.
  verdict: { type: 'Record', attributes: { ok: { type: 'Boolean' } } },
}

/** The Cedar schema of all kinds, made from the contract: one action a kind, its facts the context, groups as parents. */
export function cedarSchema(): SchemaJson<string> {
  const actions: SchemaJson<string>[string]['actions'] = {}
  for (const group of Object.keys(actionGroups)) actions[group] = {}
  for (const kind of Object.keys(kindContracts)) {
    const attributes = Object.fromEntries(
      Object.entries(factsOf(kind)!).map(([name, type]) => [name, cedarTypes[type]]),
    )
    const memberOf = Object.entries(actionGroups).flatMap(([group, has]) => (has(kind) ? [{ id: group }] : []))
    actions[kind] = {
      memberOf,
      appliesTo: { principalTypes: ['Person'], resourceTypes: ['Stream'], context: { type: 'Record', attributes } },
    }
  }
  return { '': { entityTypes: { Person: {}, Stream: {} }, actions } }
}

export const schemaName = 'sluice'
let prepared = false

export function prepareSchema(): void {
  if (prepared) return
  const answer = cedar().preparseSchema(schemaName, cedarSchema())
  assert(
    answer.type === 'success',
    `the schema of the facts is not Cedar's: ${answer.type === 'failure' ? faultsOf(answer.errors) : ''}`,
  )
  prepared = true
}
