import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { hashText } from '../../../core/record/hash.ts'
import { readListSnapshot } from '../../../core/rules/listSnapshot.ts'
import { hitsOf, readSubjects } from '../../../core/rules/screenSubjects.ts'
import { indexLabels, type Label, LabelFile } from '../../screening/labelFile.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readText } from '../files.ts'
import { shippedList } from './shippedLists.ts'

const bytesMax = 16 * 1024 * 1024

/** `sluice list screen`. */
export async function screenFiles({ words, io, json }: Call): Promise<number> {
  const labels = words.text('labels')
  const named = words.operands('SNAPSHOT')
  if (named.length === 0 && labels === undefined) throw callError('SCREEN_NOTHING')
  const subjects = readSubjects(await readText(io, words.operand('SUBJECTS'), bytesMax))
  const snapshots = []
  for (const word of named) {
    const [, list, path] = /^([a-z0-9][a-z0-9-]*)=(.+)$/.exec(word) ?? []
    if (list === undefined || path === undefined) throw callError('SCREEN_WORD', { word })
    const text = await readText(io, path, bytesMax)
    const said = readListSnapshot(text).list
    if (said !== undefined && said !== list) throw callError('SCREEN_OTHER', { path, list, said })
    const force = (await shippedList(io, list))?.force ?? ('information' as const)
    snapshots.push({ list, force, text, snapshot: hashText(text) })
  }
  const hits = hitsOf({ subjects, snapshots })
  const labelled = labels === undefined ? [] : await labelsOf(resolve(io.folder, labels), subjects.addresses)
  const asked = snapshots.map(({ list, force, snapshot }) => ({ list, force, snapshot }))
  if (json) io.out(`${JSON.stringify({ ok: hits.length === 0, snapshots: asked, hits, labels: labelled })}\n`)
  else {
    const all = [...subjects.addresses, ...subjects.persons.map(({ name }) => name)]
    for (const { list, force, line, subject } of hits)
      io.out(`${list} (${force}), line ${line}: subject ${subject}, ${all[subject]}\n`)
    for (const { subject, line, says } of labelled)
      io.out(`label, line ${line}: subject ${subject}, ${all[subject]}: ${says}\n`)
    io.out(`${all.length} screened against ${asked.length} lists: ${hits.length} hits, ${labelled.length} labels.\n`)
  }
  return hits.length === 0 ? exitDone : exitRefused
}

/** Labels of addresses; they stop nothing. */
async function labelsOf(
  labels: string,
  addresses: readonly string[],
): Promise<readonly (Label & { readonly subject: number })[]> {
  const index = `${labels}.index`
  if (!existsSync(labels)) throw callError('SCREEN_LABELS', { path: labels })
  if (!existsSync(index)) await indexLabels({ labels, index })
  const file = LabelFile.open({ labels, index })
  try {
    return addresses.flatMap((address, subject) => file.of(address).map((label) => ({ ...label, subject })))
  } finally {
    file.close()
  }
}
