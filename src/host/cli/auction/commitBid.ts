import { SluiceError } from '../../../core/errors.ts'
import { flawIn } from '../../../core/flaws/flaw.ts'
import { checkBid, commitmentOf } from '../../../offshore/sale/auction/bid.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readBidFile } from './readRound.ts'

/** `sluice auction commit`. */
export async function commitBid(call: Call): Promise<number> {
  const { io, json, language } = call
  const bid = await readBidFile(call)
  try {
    checkBid(bid)
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    io.err(`${flawIn(error.facts, language) ?? error.message}\n`)
    return exitRefused
  }
  const commitment = commitmentOf(bid)
  io.out(json ? `${JSON.stringify({ ok: true, commitment })}\n` : `${commitment}\n`)
  return exitDone
}
