import { flaw, flawText } from '../../../core/flaws/flaw.ts'
import type { ImportFault } from '../../../core/rules/importRegister.ts'
import { type ReadLicences, readLicences } from '../../../core/rules/readLicences.ts'
import type { Call } from '../command.ts'
import { readText } from '../files.ts'

const bytesMax = 16 * 1024 * 1024

export interface RegisterFile extends ReadLicences {
  readonly text: string
}

/** A register from a file, with its flaws said line by line. @throws {REGISTER_INVALID} {INPUT_INVALID} */
export async function readRegisterFile({ io, json, language }: Call, name: string): Promise<RegisterFile> {
  const text = await readText(io, name, bytesMax)
  const read = readLicences(text)
  if (!json) for (const fault of read.faults) io.err(`${faultLine(name, fault, language)}\n`)
  return { ...read, text }
}

/** A flaw as a line for a terminal. */
export function faultLine(file: string, fault: ImportFault, language: Call['language']): string {
  const { line, column, found, expected, leftOut } = fault
  const place = { file, line: String(line), column }
  const said = flaw(found === '' ? 'CELL_EMPTY' : 'CELL', { found: found.slice(0, 120), expected })
  const parts = [flaw(column === '' ? 'PLACE' : 'PLACE_IN_COLUMN', place), said, flaw(leftOut ? 'LEFT_OUT' : 'MENDED')]
  const [where, what, so] = parts.map((part) => flawText(part, language))
  return `${where}${what}${language === 'en' ? ' ' : ''}${so}`
}
