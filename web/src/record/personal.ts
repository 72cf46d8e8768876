import type { Entry } from '../../../src/core/record/entry.ts'
import type { Json } from '../../../src/core/record/jcs.ts'

/** Whether a field of a payload is a person's name or an account's number. The number of an approval or a paper is neither. */
export function isPersonal(name: string, among: Readonly<Record<string, Json>>): boolean {
  return name === 'personalName' || (name === 'number' && among.drawnBy !== undefined)
}

/** The entry for reading as text, personal values masked; its header and commitments are whole. */
export function maskedEntry(entry: Entry): Entry {
  const account = entry.fields['payload.drawnBy'] !== undefined
  const hidden = (name: string): boolean => name === 'payload.personalName' || (account && name === 'payload.number')
  const fields = Object.entries(entry.fields).map(([name, opening]) => [
    name,
    hidden(name) ? { ...opening, value: '****' } : opening,
  ])
  return { ...entry, fields: Object.fromEntries(fields) as Entry['fields'] }
}
