import { file } from '../../sandbox/rehearsal/stage.ts'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { lotOf } from '../../src/onshore/custody/custody.ts'
import type { Simulation } from './simulate.ts'

/** An act about a lot, as a test tells it. */
export function actOn(
  by: string,
  kind: string,
  lot: string,
  payload: object,
  documents: readonly string[] = [],
): Doing {
  return { by, kind, subject: { lot }, payload: payload as Doing['payload'], documents }
}

/** What tests of one case onshore do again and again. The simulation is asked for late: it begins in a hook. */
export function onshoreActs(simulation: () => Simulation) {
  return {
    refused: (doing: Doing) => simulation().refusedBy(simulation().onshore, doing),
    paper: (issuer: string, type: string, body: { readonly [key: string]: Json }) =>
      file(simulation(), simulation().onshore, issuer, type, body),
    units: (lot: string): string => lotOf(simulation().stateOf('onshore'), lot)!.units,
    split: (lot: string, into: string, of: string, change: object = {}): Promise<unknown> => {
      const payload = { into, units: of, ground: 'partial-judgment', reason: 'SANDBOX', ...change }
      return simulation().onshore.approved(actOn('p-zhang', 'lot.split', lot, payload), ['p-chen'])
    },
  }
}
