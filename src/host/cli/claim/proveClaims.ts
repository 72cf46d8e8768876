import { join } from 'node:path'
import { proveClaim } from '../../../core/claims/claimProof.ts'
import { numberAt } from '../../../core/claims/claimTable.ts'
import { recomputePayout } from '../../../onshore/distribution/payoutsOfBundle.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone } from '../command.ts'
import { writeNew } from '../files.ts'
import { withPayout } from './bundledPayout.ts'

/** `sluice claim prove`. */
export async function proveClaims(call: Call): Promise<number> {
  const { words, io, json } = call
  const [number] = words.operands('NUMBER')
  const all = words.flag('all')
  const out = words.text('out')
  if (all === (number !== undefined)) throw callError('CLAIM_WHICH')
  if (all && out === undefined) throw callError('CLAIM_OUT')
  const { world, payout, table, paid, tree } = await withPayout(call, (bundle, found) => ({
    world: bundle.world,
    payout: found,
    ...recomputePayout(bundle, found),
  }))
  if (tree === undefined) throw callError('CLAIM_NOBODY', {}, { as: 'NOT_FOUND' })
  const prove = (each: string) =>
    `${JSON.stringify(proveClaim({ table, paid, tree, number: each, world, case: payout.case, plan: payout.plan }), null, 2)}\n`
  if (number !== undefined) {
    await writeNew(io, out ?? '-', prove(number))
    return exitDone
  }
  for (let row = 0; row < table.count; row++) {
    const each = numberAt(table, row)
    await writeNew(io, join(out!, `${each}.json`), prove(each))
  }
  const said = `${table.count} proofs under the root ${payout.root}`
  io.out(json ? `${JSON.stringify({ ok: true, count: table.count, root: payout.root })}\n` : `${said}\n`)
  return exitDone
}
