import { writeLicenceTable } from '../../../core/rules/licencesCsv.ts'
import { callError, callFaultText } from '../callFaults/callFault.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { writeNew } from '../files.ts'
import { faultLine, readRegisterFile } from './readFile.ts'

/** `sluice register convert`. */
export async function convertRegister(call: Call): Promise<number> {
  const { words, io, json, language } = call
  const [name, out] = [words.operand('FILE'), words.operand('OUT')]
  if (!/^-$|\.(csv|json)$/.test(out)) throw callError('REGISTER_OUT', { out })
  const file = await readRegisterFile(call, name)
  if (file.inDoubt.length > 0 && !words.flag('leave-out')) {
    if (json)
      io.out(`${JSON.stringify({ ok: false, faults: file.faults.map((fault) => faultLine(name, fault, language)) })}\n`)
    else io.err(`${callFaultText('REGISTER_DOUBT', { count: file.inDoubt.length }, language)}\n`)
    return exitRefused
  }
  const asJson = out.endsWith('.json')
  await writeNew(
    io,
    out,
    asJson ? `${JSON.stringify(file.register, undefined, 2)}\n` : writeLicenceTable(file.register.rows),
  )
  if (out !== '-')
    io.out(
      json
        ? `${JSON.stringify({ ok: true, file: out, rows: file.register.rows.length })}\n`
        : `${out}: ${file.register.rows.length} licences.\n`,
    )
  return exitDone
}
