import { machine as offshore1 } from '../released/machine1-offshore.mjs'
import { machine as onshore1 } from '../released/machine1-onshore.mjs'
import type { Kinds, ZoneKind } from '../src/core/case/kind.ts'
import { type Machine, type Machines, presentMachine } from '../src/core/case/machines.ts'
import { bundledRules } from './rulebooks.ts'

const released: Readonly<Record<ZoneKind, readonly Machine[]>> = { onshore: [onshore1], offshore: [offshore1] }

/** Every machine that a zone's entries may name. @example machinesOf({ zone: 'onshore', kinds }).get('sluice/machine/1') */
export function machinesOf({ zone, kinds }: { readonly zone: ZoneKind; readonly kinds: Kinds }): Machines {
  const present = presentMachine({ kinds, rules: (document) => bundledRules({ zone, document }) })
  return new Map([present, ...released[zone]].map((machine) => [machine.name, machine]))
}
