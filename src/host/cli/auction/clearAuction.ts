import { hashText } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { clearRound } from '../../../offshore/sale/auction/clear.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readRound } from './readRound.ts'

/** `sluice auction clear`. */
export async function clearAuction(call: Call): Promise<number> {
  const { io, json, words } = call
  const { round, envelopes, defaulted } = await readRound(call)
  const clearing = clearRound(round, envelopes, defaulted)
  const hash = hashText(canonical(clearing as unknown as Json))
  const expected = words.text('expect')
  const same = expected === undefined || expected === hash
  if (json) io.out(`${JSON.stringify({ ok: same, hash, clearing })}\n`)
  else {
    for (const { rank, bidder, price, lots } of clearing.ranking) io.out(`${rank}. ${bidder}  ${lots} × ${price}\n`)
    for (const { bidder, lots, price } of clearing.allotments) io.out(`→ ${bidder}  ${lots} × ${price}\n`)
    for (const { bidder, reason } of clearing.excluded) io.out(`✗ ${bidder}  ${reason}\n`)
    io.out(`${clearing.sold} / ${round.lots}\n${hash}\n`)
  }
  if (!same) io.err(`expected ${expected}\n`)
  return same ? exitDone : exitRefused
}
