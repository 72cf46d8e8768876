import { file, type Stage } from '../../sandbox/rehearsal/stage.ts'

/** A case of the Beijing model that was really opened, and nothing more: what comes next is the test's. Answers its filing. */
export async function openBareCase(sim: Stage): Promise<string> {
  const filing = await file(sim, sim.onshore, 'psb', 'case-filing', { number: 'SANDBOX-1', organ: 'psb' })
  await sim.onshore.act({
    by: 'p-zhang',
    kind: 'case.opened',
    payload: {
      model: 'beijing',
      caseNumber: 'SANDBOX-1',
      organ: 'psb',
      filedOn: '2026-01-12',
      filing,
      jurisdiction: 'SANDBOX place of the act',
      outOfArea: false,
    },
    documents: [filing],
  })
  return filing
}
