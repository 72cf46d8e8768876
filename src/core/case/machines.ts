import type { World } from '../record/entry.ts'
import type { Json } from '../record/jcs.ts'
import { type AppliedResult, applyEntry } from './apply.ts'
import type { Kinds } from './kind.ts'
import { actionOf, appliedOf, decide } from './machine.ts'
import { machineName } from './machineName.ts'
import { type RulebookSource, rulebookFor, surroundings } from './rulebookSource.ts'

/** All that made the entries that name it, for one kind of zone: what replay needs to make them again. */
export interface Machine {
  readonly name: string
  readonly kinds: Kinds
  readonly actionOf: typeof actionOf
  readonly appliedOf: typeof appliedOf
  readonly applyEntry: (parameters: {
    readonly kinds: Kinds
    readonly state: unknown
    readonly entry: ReturnType<typeof appliedOf>
    readonly world: World
  }) => AppliedResult
  readonly decide: typeof decide
  readonly rulebookFor: typeof rulebookFor
  readonly surroundings: typeof surroundings
  /** Rulebooks from the canonical texts of packs by their hashes. */
  readonly rules: (document: (hash: string) => string | undefined) => RulebookSource
}

/** Machines by the name that entries give, the present one first. */
export type Machines = ReadonlyMap<string, Machine>

/** The machine of these sources. @example presentMachine({ kinds, rules }).name // 'sluice/machine/2' */
export function presentMachine({ kinds, rules }: Pick<Machine, 'kinds' | 'rules'>): Machine {
  return { name: machineName, kinds, actionOf, appliedOf, applyEntry, decide, rulebookFor, surroundings, rules }
}

/** The fields of an entry as `appliedOf` reads them. */
export function valuesOf(fields: Readonly<Record<string, { readonly value: Json }>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]))
}
