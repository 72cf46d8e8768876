import { bytesToHex } from '../../../core/record/hash.ts'
import { inclusionProof, verifyInclusion } from '../../../core/record/log/merkle.ts'
import { formatProof } from '../../../core/record/log/proofText.ts'
import { inclusionRanges } from '../../../core/record/log/range.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone } from '../command.ts'
import { leafAt, nodesOf, readHead, rootText, withLog } from './source.ts'

/** `sluice log prove ENTRY`. */
export function printProof(call: Call): Promise<number> {
  const { words, io, json } = call
  const wanted = words.operand('ENTRY')
  const isIndex = /^(0|[1-9]\d{0,14})$/.test(wanted)
  if (!isIndex && !/^[0-9a-f]{64}$/.test(wanted)) {
    throw callError('LOG_ENTRY')
  }
  return withLog(call, async (log) => {
    const head = await readHead(call, log)
    const { size, root } = head.checkpoint
    const index = isIndex ? Number(wanted) : await log.indexOf(wanted)
    if (index >= size) throw callError('LOG_BEYOND', { size, index }, { as: 'NOT_FOUND' })
    const { profile } = head
    const leaf = await leafAt(log, index, size)
    if (!isIndex && bytesToHex(leaf) !== wanted)
      throw callError('LOG_OTHER_ENTRY', { index }, { as: 'LOG_INCONSISTENT', facts: { index } })
    const readNode = await nodesOf(log, { ranges: inclusionRanges({ index, size }), head })
    const proof = inclusionProof({ index, size, readNode, profile })
    verifyInclusion({ index, size, leafHash: profile.leaf(leaf), root, proof, profile })
    const text = formatProof({ index, proof, note: head.note })
    if (json)
      io.out(
        `${JSON.stringify({ ok: true, index, size, root: rootText(root), entry: bytesToHex(leaf), proof: proof.map(bytesToHex), text })}\n`,
      )
    else io.out(text)
    return exitDone
  })
}
