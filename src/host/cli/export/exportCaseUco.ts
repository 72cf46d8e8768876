import { availableParallelism } from 'node:os'
import { caseUco } from '../../../core/audit/caseUco.ts'
import { bundleLimits } from '../../../core/bundle/bundle.ts'
import { readBundle } from '../../../core/bundle/readBundle.ts'
import { SluiceError } from '../../../core/errors.ts'
import { readShared, sharedSource } from '../bundle/sharedBytes.ts'
import { verifyOnThreads } from '../bundle/verifyOnThreads.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readText, writeNew } from '../files.ts'

const trustBytesMax = 4 * 1024 * 1024

/** `sluice export case-uco BUNDLE`. */
export async function exportCaseUco({ words, io, json }: Call): Promise<number> {
  const file = words.operand('BUNDLE')
  const bundle = await readShared(io, file, bundleLimits.bytesMax)
  const trustFile = words.text('trust')
  const trust = trustFile === undefined ? {} : { trust: await readText(io, trustFile, trustBytesMax) }
  const { holds, faults } = await verifyOnThreads({ bundle, ...trust }, availableParallelism())
  if (!holds) {
    const wrong = faults[0]?.message ?? ''
    if (json) io.out(`${JSON.stringify({ ok: false, file, wrong })}\n`)
    else io.err(`${file} does not hold and is not exported: ${wrong}\n`)
    return exitRefused
  }
  const document = caseUco(readBundle(sharedSource(bundle)))
  const nodes = document['@graph'].length
  if (nodes === 0) throw new SluiceError('INPUT_INVALID', `${file}: nothing of custody is in this bundle.`)
  const output = words.text('output') ?? '-'
  await writeNew(io, output, `${JSON.stringify(document, undefined, 2)}\n`)
  if (output === '-') return exitDone
  if (json) io.out(`${JSON.stringify({ ok: true, file: output, nodes })}\n`)
  else io.out(`${output}: ${nodes} nodes.\n`)
  return exitDone
}
