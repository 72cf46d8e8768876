import { diffPacks, type PackDiff } from '../../../core/rules/diffPacks.ts'
import { type Call, exitDone } from '../command.ts'
import { readPack } from './packs.ts'

/** `sluice rules diff PACK_A PACK_B`. */
export async function diffRules({ words, io, json }: Call): Promise<number> {
  const before = readPack(io, words.operand('PACK_A'))
  const after = readPack(io, words.operand('PACK_B'))
  const diff = diffPacks(before, after)
  const about = {
    before: { id: before.manifest.id, version: before.manifest.version, hash: before.hash },
    after: { id: after.manifest.id, version: after.manifest.version, hash: after.hash },
  }
  if (json) io.out(`${JSON.stringify({ ok: true, ...about, ...diff })}\n`)
  else {
    const name = ({ id, version, hash }: { id: string; version: string; hash: string }) => `${id} ${version} (${hash})`
    io.out(`From ${name(about.before)}\nto   ${name(about.after)}\n${diffText(diff)}`)
  }
  return exitDone
}

function diffText({ added, removed, changed, parameters, instruments, steps }: PackDiff): string {
  const lines = [
    ...added.map((rule) => `+ rule ${rule}`),
    ...removed.map((rule) => `- rule ${rule}`),
    ...changed.map(({ rule, fields }) => `~ rule ${rule}: ${fields.join(', ')}`),
    ...parameters.map(({ name, before, after }) => `~ parameter ${name}: ${before ?? 'none'} → ${after ?? 'none'}`),
    ...instruments.map(({ id, fields }) => `~ source ${id}: ${fields.join(', ')}`),
    ...steps.map((step) => `~ step ${step}`),
  ]
  return lines.length === 0 ? 'Nothing differs.\n' : `${lines.join('\n')}\n`
}
