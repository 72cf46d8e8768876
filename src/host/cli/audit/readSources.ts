import { type BankLine, type Fill, populations, type Sources } from '../../../core/audit/population.ts'
import { type Headings, readTable } from '../../../core/audit/table.ts'
import { readCamt053 } from '../../../core/iso20022/camt053.ts'
import type { Entry } from '../../../core/iso20022/entry.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { readBytes, readText } from '../files.ts'

const listBytesMax = 64 * 1024 * 1024

const caseHeadings = { number: ['case', 'case number', 'casenumber', '案号', '案件编号', '案號', '案件編號'] }
const addressHeadings = { address: ['address', '地址'] }
const fillHeadings = {
  platform: ['platform', 'venue', '平台'],
  fill: ['fill', 'fill id', '成交编号', '成交編號'],
  units: ['units', '数量', '數量'],
  gross: ['gross', '成交金额', '成交金額'],
  fee: ['fee', '手续费', '手續費'],
}

/** The lists of others that a call names, read whole before anything is compared. @throws {INPUT_INVALID} with file and line */
export async function readSources(call: Call): Promise<Sources> {
  const { words } = call
  const cases = words.text('cases')
  const addresses = words.text('addresses')
  const fills = words.texts('fills')
  const banks = words.texts('bank')
  if (cases === undefined && addresses === undefined && fills.length + banks.length === 0) {
    const asked = populations.join(', ')
    throw callError('AUDIT_NOTHING', { populations: asked })
  }
  const bankLines: BankLine[] = []
  // Statements overlap: a line that the bank gave one reference of its own is one line, in however many it stands.
  const seen = new Set<string>()
  for (const file of banks) bankLines.push(...linesOf(await readBytes(call.io, file, listBytesMax), seen))
  const fillRows: Fill[] = []
  for (const file of fills) fillRows.push(...(await fillsOf(call, file)))
  return {
    ...(cases === undefined ? {} : { cases: await columnOf(call, cases, caseHeadings, 'number') }),
    ...(addresses === undefined ? {} : { addresses: await columnOf(call, addresses, addressHeadings, 'address') }),
    ...(fills.length === 0 ? {} : { fills: fillRows }),
    ...(banks.length === 0 ? {} : { bankLines }),
  }
}

async function columnOf(call: Call, file: string, headings: Headings, name: string): Promise<readonly string[]> {
  const rows = readTable({ text: await readText(call.io, file, listBytesMax), file, headings })
  return rows.map(({ values }) => values[name]!)
}

async function fillsOf(call: Call, file: string): Promise<readonly Fill[]> {
  const rows = readTable({ text: await readText(call.io, file, listBytesMax), file, headings: fillHeadings })
  return rows.map(({ line, values }) => {
    const odd = (['units', 'gross', 'fee'] as const).find((name) => !/^\d+$/.test(values[name]!))
    if (odd !== undefined) {
      const expected = 'a whole number of base or minor units'
      const facts = { file, line, field: odd, expected }
      throw callError('AUDIT_NUMBER', { file, line, field: odd, found: values[odd]! }, { facts })
    }
    return values as unknown as Fill
  })
}

function linesOf(bytes: Uint8Array, seen: Set<string>): BankLine[] {
  return readCamt053(bytes).statements.flatMap(({ account, entries }) =>
    entries.flatMap((entry) => {
      const own = entry.servicerReference === undefined ? undefined : `${account.id} ${entry.servicerReference}`
      if (entry.status !== 'BOOK' || (own !== undefined && seen.has(own))) return []
      if (own !== undefined) seen.add(own)
      return transactionsOf(account.id, entry)
    }),
  )
}

/** A line of several payments is told by each; one without any by its own reference. */
function transactionsOf(account: string, entry: Entry): BankLine[] {
  const whole = (reference: string): BankLine => ({
    account,
    reference,
    currency: entry.amount.currency,
    amount: entry.amount.minor.toString(),
  })
  if (entry.transactions.length <= 1) {
    const { endToEndId, transactionId, instructionId } = entry.transactions[0]?.references ?? {}
    return [whole(endToEndId ?? transactionId ?? instructionId ?? entry.servicerReference ?? 'no reference')]
  }
  return entry.transactions.map(({ references, amount }) => ({
    ...whole(references.endToEndId ?? references.transactionId ?? 'no reference'),
    ...(amount === undefined ? {} : { amount: amount.minor.toString(), currency: amount.currency }),
  }))
}
