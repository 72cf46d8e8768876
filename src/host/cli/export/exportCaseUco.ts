import { caseUco } from '../../../core/audit/caseUco.ts'
import { verifiedFile } from '../bundle/verifiedFile.ts'
import { withBundleFile } from '../bundle/withBundleFile.ts'
import { callError, callFaultText } from '../callFaults/callFault.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readText, writeNew } from '../files.ts'

const trustBytesMax = 4 * 1024 * 1024

/** `sluice export case-uco BUNDLE`. */
export async function exportCaseUco({ words, io, json, language }: Call): Promise<number> {
  const file = words.operand('BUNDLE')
  const trustFile = words.text('trust')
  const { wrong, head } = await verifiedFile(
    io,
    file,
    trustFile === undefined ? undefined : await readText(io, trustFile, trustBytesMax),
  )
  if (wrong !== undefined) {
    if (json) io.out(`${JSON.stringify({ ok: false, file, wrong: wrong.message })}\n`)
    else io.err(`${callFaultText('UCO_BROKEN', { file, wrong: wrong.in(language) }, language)}\n`)
    return exitRefused
  }
  const document = await withBundleFile(io, file, caseUco, head)
  const nodes = document['@graph'].length
  if (nodes === 0) throw callError('UCO_NOTHING', { file })
  const output = words.text('output') ?? '-'
  await writeNew(io, output, `${JSON.stringify(document, undefined, 2)}\n`)
  if (output === '-') return exitDone
  if (json) io.out(`${JSON.stringify({ ok: true, file: output, nodes })}\n`)
  else io.out(`${output}: ${nodes} nodes.\n`)
  return exitDone
}
