import { actionDigestInput, type SignedAction } from '../../core/case/action.ts'
import type { AnyKind } from '../../core/case/kind.ts'
import { actionOf } from '../../core/case/machine.ts'
import { faultOfSignature } from '../../core/case/signature.ts'
import { checkOpenings, commitField, type Entry, entryId, type Opening, readEntry } from '../../core/record/entry.ts'
import { bytesToHex, sha256 } from '../../core/record/hash.ts'
import { parseCanonical } from '../../core/record/jcs.ts'
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
}): void {
  const { entry, kind, rows, at, findings } = parameters
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
    }
  }
  for (const { field } of rows) {
    if (entry.header.commitments[field] === undefined)
      findings.add('vault-orphan', at, `${field}, which the entry does not have`)
  }
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

/** The action that an entry records is the one that was taken: its digest, and the signatures under it. */
export function checkAction(parameters: {
  readonly entry: Entry
  readonly rows: readonly ActionRow[]
  readonly at: string
  readonly findings: Findings
}): void {
  const { entry, rows, at, findings } = parameters
  const [row, second] = rows
  if (row === undefined) {
    findings.add('action-missing', at, 'no action')
    return
  }
  if (second !== undefined) findings.add('action-orphan', at, `a second action ${second.id}`)
  const action = actionOf(entry) as SignedAction
  const message = actionDigestInput(action)
  const digest = bytesToHex(sha256(message))
  if (row.id !== action.id) findings.add('action-digest', at, `action ${row.id}`, `action ${action.id}`)
  else if (row.digest !== digest) findings.add('action-digest', at, row.digest, digest)
  for (const one of [action.signature, action.countersignature]) {
    if (one !== undefined && faultOfSignature(one, message) !== undefined) {
      findings.add('action-signature', at, `the signature of key ${one.key}, by ${action.actor.person}`)
    }
  }
}
