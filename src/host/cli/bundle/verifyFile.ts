import { availableParallelism } from 'node:os'
import type { Report } from '../../../../verifier/report.ts'
import { faultLine, reportText } from '../../../../verifier/reportText.ts'
import { reportTexts } from '../../../../verifier/texts/texts.ts'
import { readTrust } from '../../../../verifier/trust.ts'
import { bundleLimits } from '../../../core/bundle/bundle.ts'
import { useNativeEd25519 } from '../../log/nativeEd25519.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readText } from '../files.ts'
import { holdFile } from './heldFile.ts'
import { verifyOnThreads } from './verifyOnThreads.ts'

/** More bring less: each reads all entries and decides its share. */
const threadsMax = 4
const trustBytesMax = 4 * 1024 * 1024

/** `sluice verify FILE`. */
export async function verifyFile(call: Call): Promise<number> {
  const { words, io, json, language } = call
  const trustFile = words.text('trust')
  const trust = trustFile === undefined ? undefined : readTrust(await readText(io, trustFile, trustBytesMax))
  const bundle = await holdFile(io, words.operand('FILE'), bundleLimits.bytesMax)
  // The same answers as the pure ones, faster; tests hold them equal.
  useNativeSha256()
  useNativeEd25519()
  const threads = Math.min(availableParallelism(), threadsMax)
  const given = { bundle, ...(trust === undefined ? {} : { trust }) }
  const report = await verifyOnThreads(given, threads).finally(bundle.close)
  if (json) io.out(`${JSON.stringify(report)}\n`)
  else io.out(`${report.holds ? '' : `${firstWrong(report, language)}\n\n`}${reportText(report, language)}`)
  return report.holds ? exitDone : exitRefused
}

/** The line of the report that names the first thing wrong. */
function firstWrong(report: Report, language: Call['language']): string {
  const [first] = report.faults
  return first === undefined ? '' : `${reportTexts[language].firstFault} ${faultLine(first, report, language)}`
}
