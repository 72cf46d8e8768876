import type { ImportFault } from '../../../core/rules/importRegister.ts'
import { type ReadLicences, readLicences } from '../../../core/rules/readLicences.ts'
import type { Call } from '../command.ts'
import { readText } from '../files.ts'

const bytesMax = 16 * 1024 * 1024

export interface RegisterFile extends ReadLicences {
  readonly text: string
}

/** A register from a file, with its flaws said line by line. @throws {REGISTER_INVALID} {INPUT_INVALID} */
export async function readRegisterFile({ io, json }: Call, name: string): Promise<RegisterFile> {
  const text = await readText(io, name, bytesMax)
  const read = readLicences(text)
  if (!json) for (const fault of read.faults) io.err(`${faultLine(name, fault)}\n`)
  return { ...read, text }
}

export function faultLine(file: string, { line, column, found, expected, leftOut }: ImportFault): string {
  const where = `${file} line ${line}${column === '' ? '' : `, column "${column}"`}`
  return `${where}: found "${found.slice(0, 120)}"; expected ${expected}. ${leftOut ? 'Left out.' : 'Mended.'}`
}
