import { ed25519 } from '@noble/curves/ed25519.js'
import type { Bundle, PlacedEntry } from '../../src/core/bundle/bundle.ts'
import { actionDigestInput, approvalDigestInput, type SignedAction } from '../../src/core/case/action.ts'
import { actionOf } from '../../src/core/case/machine.ts'
import { whatOf } from '../../src/core/case/proposal.ts'
import { commitField, type Entry, entryId } from '../../src/core/record/entry.ts'
import { bytesToHex, hashText, hexToBytes, sha256 } from '../../src/core/record/hash.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'

export function entriesOf(bundle: Bundle): readonly PlacedEntry[] {
  return bundle.zones.flatMap(({ streams }) => streams.flatMap(({ entries }) => entries))
}

/** Every text in a value, at whatever depth. */
export function leaves(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string') found.add(value)
  else if (typeof value === 'object' && value !== null)
    for (const item of Array.isArray(value) ? value : Object.values(value)) leaves(item, found)
  return found
}

/**
 * Texts that stand in what the cut withholds (fields, whole entries, documents) and in nothing that it opens. A word that is part of a shown value, or
 * of the packs, which are public, says nothing about what is withheld.
 */
export function withheldLeaves(whole: Bundle, cut: Bundle): readonly string[] {
  const shownFields = new Map(entriesOf(cut).map(({ entry }) => [entryId(entry), entry]))
  const hidden = new Set<string>()
  for (const { entry } of entriesOf(whole)) {
    const shown = shownFields.get(entryId(entry))
    for (const [name, { salt, value }] of Object.entries(entry.fields)) {
      if (shown?.fields[name] !== undefined) continue
      leaves(value, hidden)
      hidden.add(salt)
    }
    if (shown === undefined) hidden.add(entry.salt)
  }
  for (const [hash, text] of Object.entries(whole.documents)) {
    if (cut.documents[hash] !== undefined) continue
    hidden.add(hash)
    hidden.add(text)
    try {
      leaves(JSON.parse(text), hidden)
    } catch {
      for (const line of text.split('\n')) hidden.add(line)
    }
  }
  const open = canonical([
    ...entriesOf(cut).flatMap(({ entry }) => [
      // With its salt: what crossed shows the sender's opening again.
      ...(Object.values(entry.fields) as unknown as Json[]),
      entry.header as unknown as Json,
      entry.salt,
    ]),
    ...Object.values(cut.documents).filter((text) => text.isWellFormed() && text === text.normalize('NFC')),
  ])
  const proofs = new Set(entriesOf(cut).flatMap(({ proof }) => proof))
  const heads = cut.zones.map(({ checkpoint }) => checkpoint).join()
  return [...hidden].filter(
    // An id of an entry is its salted hash: it stands in headers and proofs, and tells nothing. A few digits stand in any hash.
    (leaf) =>
      leaf.length > (/^[0-9a-f]*$/.test(leaf) ? 7 : 2) &&
      !open.includes(canonical(leaf).slice(1, -1)) &&
      !proofs.has(leaf) &&
      !heads.includes(leaf),
  )
}

/**
 * An attacker who knows the truth of everything withheld tries to see it confirmed by something in the cut: a signature that holds over it, an unsalted
 * hash of it, a commitment with a salt that is shown. Returns what was confirmed.
 */
export function confirmable(whole: Bundle, cut: Bundle, text: string): readonly string[] {
  const shown = new Map(entriesOf(cut).map(({ entry }) => [entryId(entry), entry]))
  const salts = new Set(text.match(/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g) ?? [])
  const hashes = new Set(text.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g) ?? [])
  const signatures = [...new Set(text.match(/(?<![0-9a-f])[0-9a-f]{128}(?![0-9a-f])/g) ?? [])]
  const confirmed: string[] = []
  const tryHash = (name: string, value: string): void => {
    if (hashes.has(value)) confirmed.push(name)
  }
  for (const { entry } of entriesOf(whole)) {
    const seen = shown.get(entryId(entry))
    const withheld = Object.keys(entry.fields).filter((name) => seen?.fields[name] === undefined)
    if (withheld.length === 0) continue
    const { kind } = entry.header
    for (const name of withheld) {
      const { salt, value } = entry.fields[name]!
      tryHash(`${kind} ${name} hashed`, hashText(canonical(value)))
      if (typeof value === 'string') tryHash(`${kind} ${name} hashed`, hashText(value))
      const committed = seen?.header.commitments[name]
      for (const one of committed === undefined ? [] : [...salts].slice(0, 40))
        if (commitField(name, { salt: one, value }) === committed) confirmed.push(`${kind} ${name} salted`)
      if (salts.has(salt)) confirmed.push(`${kind} ${name} salt shown`)
    }
    if (withheld.some((name) => /^(actor|subject|documents|payload\.)/.test(name)))
      confirmed.push(...confirmedBySigned(entry, signatures, hashes))
  }
  return [...new Set(confirmed)]
}

function confirmedBySigned(entry: Entry, signatures: readonly string[], hashes: ReadonlySet<string>): string[] {
  const found: string[] = []
  const { kind } = entry.header
  const action = actionOf(entry) as SignedAction
  if (hashes.has(whatOf(action))) found.push(`${kind} what`)
  if (hashes.has(bytesToHex(sha256(actionDigestInput(action))))) found.push(`${kind} digest`)
  const { proposed } = (entry.fields['fact.proposed']?.value as { value?: { what?: string } } | undefined)?.value
    ? { proposed: entry.fields['fact.proposed']!.value as unknown as { value: { what: string; values: string } } }
    : { proposed: undefined }
  if (proposed !== undefined && (hashes.has(proposed.value.what) || hashes.has(proposed.value.values)))
    found.push(`${kind} proposed`)
  const under = (message: Uint8Array, { key, signature }: { key: string; signature: string }, name: string): void => {
    if (!signatures.includes(signature)) return
    if (ed25519.verify(hexToBytes(signature), message, hexToBytes(key))) found.push(`${kind} ${name}`)
  }
  for (const one of [action.signature, action.countersignature])
    if (one !== undefined) under(actionDigestInput(action), one, 'signature')
  if (kind === 'approval.given') {
    const { proposal, what, values, key, signature } = action.payload as Record<string, string>
    under(
      approvalDigestInput({ proposal: proposal!, what: what!, values: values!, role: action.actor.role }),
      { key: key!, signature: signature! },
      'approval signature',
    )
  }
  return found
}
