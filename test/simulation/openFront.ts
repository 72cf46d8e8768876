import { file } from '../../sandbox/rehearsal/stage.ts'
import { makeHolder } from '../../sandbox/signer/holder.ts'
import { bitcoinAsset } from '../../sandbox/world.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import type { Simulation } from './simulate.ts'

/** A case to its on-the-spot list, with a measure of the test's own: what measures, holds and clocks need of a case, without a chain. */
export async function openListed(
  sim: Simulation,
  measure: { readonly [key: string]: Json },
  list: { readonly [key: string]: Json } = {},
): Promise<void> {
  const { onshore } = sim
  const filing = await file(sim, onshore, 'psb', 'case-filing', { number: 'SANDBOX-2', organ: 'psb' })
  await onshore.act({
    by: 'p-zhang',
    kind: 'case.opened',
    payload: {
      model: 'beijing',
      caseNumber: 'SANDBOX-2',
      organ: 'psb',
      filedOn: '2025-08-01',
      filing,
      jurisdiction: 'SANDBOX place of the act',
      outOfArea: false,
    },
    documents: [filing],
  })
  await onshore.approved(await seizureDecision(sim, measure), ['p-chen'])
  await onshore.act(await spotList(sim, list))
}

export async function seizureDecision(sim: Simulation, measure: { readonly [key: string]: Json }) {
  const decision = await decisionPaper(sim)
  return {
    by: 'p-zhang',
    kind: 'seizure.decided',
    payload: {
      decision,
      officers: ['p-li', 'p-liu'],
      relatedness: 'SANDBOX proceeds of the act',
      necessities: 'SANDBOX none needed',
      ...measure,
    },
    documents: [decision],
  }
}

export function decisionPaper(sim: Simulation, level = 'county-head', issuer = 'psb', number = '1'): Promise<string> {
  return file(sim, sim.onshore, issuer, 'seizure-decision', { number: `SANDBOX-扣-${number}`, level })
}

/** Two holdings of a suspect, listed by two investigators with a witness. */
export async function spotList(sim: Simulation, change: { readonly [key: string]: Json } = {}) {
  const list = await sim.onshore.document('SANDBOX list')
  const lines = [1, 2].map((line) => ({
    line,
    asset: bitcoinAsset,
    address: makeHolder({ seed: sim.seed, holder: `suspect-${line}` }).bitcoinAddress,
    units: '100000000',
  }))
  return {
    by: 'p-li',
    kind: 'seizure.listed',
    payload: {
      list,
      lines,
      onSpot: true,
      copies: 3,
      investigators: ['p-li', 'p-liu'],
      witnessSigned: true,
      holderSigned: false,
      holderAbsence: 'SANDBOX nobody there',
      ...change,
    },
    documents: [list],
  }
}
