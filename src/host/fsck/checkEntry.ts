import { actionDigestInput, actionSignatureHolds, type SignedAction } from '../../core/case/action.ts'
import type { AnyKind } from '../../core/case/kind.ts'
import { actionOf } from '../../core/case/machine.ts'
import { checkOpenings, commitField, type Entry, entryId, type Opening, readEntry } from '../../core/record/entry.ts'
import { bytesToHex, sha256 } from '../../core/record/hash.ts'
import { type Json, parseCanonical } from '../../core/record/jcs.ts'
import { type Findings, messageOf } from './finding.ts'

export interface EntryRow {
  readonly id: string
  readonly position: number
  readonly kind: string
  readonly recordedAt: string
  readonly body: string
}

export interface VaultRow {
  readonly field: string
  readonly salt: string | null
  readonly value: string | null
  readonly deletedAt: string | null
  readonly duty: string | null
}

export interface ActionRow {
  readonly id: string
  readonly digest: string
}

/** The entry of a row, where its bytes are one; whether they are the ones that were hashed. */
export function readRow(
  row: EntryRow,
  at: string,
  findings: Findings,
): { readonly entry: Entry; readonly whole: boolean } | undefined {
  let entry: Entry
  try {
    entry = readEntry(parseCanonical(row.body))
  } catch (error) {
    findings.add('entry-form', at, messageOf(error))
    return undefined
  }
  const before = findings.list.length
  const id = entryId(entry)
  if (id !== row.id) findings.add('entry-hash', at, id, row.id)
  try {
    checkOpenings(entry)
  } catch (error) {
    findings.add('entry-field', at, messageOf(error))
  }
  const { kind, position, recordedAt } = entry.header
  const says = `${kind} ${position} ${recordedAt}`
  const filed = `${row.kind} ${row.position} ${row.recordedAt}`
  if (says !== filed) findings.add('entry-columns', at, filed, says)
  return { entry, whole: findings.list.length === before }
}

/** Personal values stand in the vault, each as committed to; or they are deleted, saying when and under which duty. */
export function checkVault(parameters: {
  readonly entry: Entry
  readonly kind: AnyKind | undefined
  readonly rows: readonly VaultRow[]
  readonly at: string
  readonly findings: Findings
}): ReadonlyMap<string, Json> {
  const { entry, kind, rows, at, findings } = parameters
  const values = new Map<string, Json>()
  const personal = new Set((kind?.personal ?? []).map((field) => `payload.${field}`))
  for (const field of Object.keys(entry.header.commitments)) {
    if (entry.fields[field] !== undefined) continue
    const row = rows.find((candidate) => candidate.field === field)
    if (row === undefined)
      findings.add(personal.has(field) ? 'vault-missing' : 'entry-field', at, `${field} is nowhere`)
    else if (row.deletedAt !== null || row.value === null || row.salt === null) checkDeletion(row, at, findings)
    else {
      const opening = openingOf(row)
      if (opening === undefined || commitField(field, opening) !== entry.header.commitments[field])
        findings.add('vault-value', at, `another value of ${field}`)
      else values.set(field, opening.value)
    }
  }
  for (const { field } of rows) {
    if (entry.header.commitments[field] === undefined)
      findings.add('vault-orphan', at, `${field}, which the entry does not have`)
  }
  return values
}

function openingOf({ salt, value }: VaultRow): Opening | undefined {
  try {
    return { salt: salt ?? '', value: parseCanonical(value ?? '') }
  } catch {
    return undefined
  }
}

function checkDeletion({ field, salt, value, deletedAt, duty }: VaultRow, at: string, findings: Findings): void {
  if (value !== null || salt !== null)
    findings.add('vault-deletion', at, `${field} was deleted at ${deletedAt}, and is still there`)
  else if (deletedAt === null || duty === null)
    findings.add('vault-deletion', at, `${field} is gone without time or duty`)
}

/** The action that an entry records is the one that was taken: its digest, and the signature under it. */
export function checkAction(parameters: {
  readonly entry: Entry
  readonly personal: ReadonlyMap<string, Json>
  readonly rows: readonly ActionRow[]
  readonly at: string
  readonly findings: Findings
}): void {
  const { entry, personal, rows, at, findings } = parameters
  const [row, second] = rows
  if (row === undefined) {
    findings.add('action-missing', at, 'no action')
    return
  }
  if (second !== undefined) findings.add('action-orphan', at, `a second action ${second.id}`)
  const fields: Record<string, Opening> = { ...entry.fields }
  for (const [name, value] of personal) fields[name] = { salt: '', value }
  // With a personal value deleted, nobody can compute what was signed any more.
  if (Object.keys(entry.header.commitments).some((name) => fields[name] === undefined)) return
  const action = actionOf({ header: entry.header, fields }) as SignedAction
  const digest = bytesToHex(sha256(actionDigestInput(action)))
  if (row.id !== action.id) findings.add('action-digest', at, `action ${row.id}`, `action ${action.id}`)
  else if (row.digest !== digest) findings.add('action-digest', at, row.digest, digest)
  if (action.signature !== undefined && !actionSignatureHolds(action))
    findings.add('action-signature', at, `the signature of ${action.actor.person}`)
}
