import { availableParallelism } from 'node:os'
import type { Fault, Report } from '../../../../verifier/report.ts'
import { reportSections, reportText } from '../../../../verifier/reportText.ts'
import { reportTexts } from '../../../../verifier/texts/texts.ts'
import { readTrust } from '../../../../verifier/trust.ts'
import { bundleLimits } from '../../../core/bundle/bundle.ts'
import { useNativeEd25519 } from '../../log/nativeEd25519.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readBytes, readText } from '../files.ts'
import { verifyOnThreads } from './verifyOnThreads.ts'

/** No more fits into one text here; a larger bundle takes another verifier. */
const textBytesMax = 512 * 1024 * 1024 - 64
/** Each thread holds the bundle once more. */
const threadsMax = 4
const trustBytesMax = 4 * 1024 * 1024

/** `sluice verify FILE`. */
export async function verifyFile(call: Call): Promise<number> {
  const { words, io, json, language } = call
  const trustFile = words.text('trust')
  const trust = trustFile === undefined ? undefined : readTrust(await readText(io, trustFile, trustBytesMax))
  const bytes = await readBytes(io, words.operand('FILE'), Math.min(bundleLimits.bytesMax, textBytesMax))
  // The same answers as the pure ones, faster; tests hold them equal.
  useNativeSha256()
  useNativeEd25519()
  const threads = Math.min(availableParallelism(), threadsMax)
  const report = await verifyBytes(bytes, (bundle) =>
    verifyOnThreads({ bundle, ...(trust === undefined ? {} : { trust }) }, threads),
  )
  if (json) io.out(`${JSON.stringify(report)}\n`)
  else io.out(`${report.holds ? '' : `${firstWrong(report, language)}\n\n`}${reportText(report, language)}`)
  return report.holds ? exitDone : exitRefused
}

/** What is no UTF-8 is no bundle; the rest is still looked at, with a mark in the place of what cannot be read. */
async function verifyBytes(bytes: Uint8Array, verifyText: (text: string) => Promise<Report>): Promise<Report> {
  const text = decoded(bytes, true)
  if (text !== undefined) return verifyText(text)
  const loose = decoded(bytes, false) ?? ''
  const line = loose.slice(0, loose.indexOf('\ufffd')).split('\n').length
  const fault: Fault = { kind: 'form', name: 'line', line, message: `line ${line}: expected UTF-8.` }
  const report = await verifyText(loose)
  return { ...report, holds: false, faults: [fault, ...report.faults] }
}

function decoded(bytes: Uint8Array, fatal: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The line of the report that names the first thing wrong. */
function firstWrong(report: Report, language: Call['language']): string {
  const [answer] = reportSections(report, language)
  return (
    answer?.lines.find((line) => line.startsWith(reportTexts[language].firstFault)) ?? report.faults[0]?.message ?? ''
  )
}
