import { diffPacks, type PackDiff } from '../../../core/rules/diffPacks.ts'
import type { Pack } from '../../../core/rules/pack.ts'
import { type CaseDiff, redecide } from '../../../core/rules/redecide.ts'
import { credentialsOf } from '../access/credentials.ts'
import { type Call, exitDone } from '../command.ts'
import { isRecord, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'
import { openCases, packsInZone, withPack } from './openCases.ts'
import { readPack } from './packs.ts'

/** `sluice rules diff PACK_A PACK_B`. */
export async function diffRules(call: Call): Promise<number> {
  const { words, io, json } = call
  const before = readPack(io, words.operand('PACK_A'))
  const after = readPack(io, words.operand('PACK_B'))
  const diff = diffPacks(before, after)
  const url = words.text('zone')
  const cases =
    url === undefined
      ? undefined
      : await casesChanged(zoneHttp(url, credentialsOf(call)), { before, after, at: io.now().toISOString() })
  const about = {
    before: { id: before.manifest.id, version: before.manifest.version, hash: before.hash },
    after: { id: after.manifest.id, version: after.manifest.version, hash: after.hash },
  }
  if (json) io.out(`${JSON.stringify({ ok: true, ...about, ...diff, ...(cases === undefined ? {} : { cases }) })}\n`)
  else {
    const name = ({ id, version, hash }: { id: string; version: string; hash: string }) => `${id} ${version} (${hash})`
    io.out(
      `From ${name(about.before)}\nto   ${name(about.after)}\n${diffText(diff)}${cases === undefined ? '' : casesText(cases)}`,
    )
  }
  return exitDone
}

/** The open cases of a zone under either version; for each the law and the model that it keeps. */
async function casesChanged(
  http: ZoneHttp,
  { before, after, at }: { readonly before: Pack; readonly after: Pack; readonly at: string },
): Promise<CaseDiff[]> {
  const packs = await packsInZone(http)
  const open = await openCases(http)
  return redecide({ before: withPack(packs, before), after: withPack(packs, after), at, open })
}

function casesText(cases: readonly CaseDiff[]): string {
  const ids = (unmet: CaseDiff['acts'][number]['before']) => unmet.map((each) => each.rule).join(', ') || 'allowed'
  const found = (read: CaseDiff['reads'][number]) =>
    Object.values(read.found)
      .map((fact) => (isRecord(fact) ? String(fact.found) : String(fact)))
      .join(', ')
  const lines = cases.flatMap(({ case: id, acts, reads, next }) => [
    `case ${id}`,
    ...acts.map((act) => `  ${act.at} ${act.kind} (${act.entry}): ${ids(act.before)} → ${ids(act.after)}`),
    ...reads.map(
      (read) =>
        `  ${read.at} ${read.kind} (${read.entry}): ${read.rule} read ${read.parameter} ${read.before}, now ${read.after}; found then: ${found(read)}`,
    ),
    ...next.map(
      ({ kind, subject, begin, end, changed }) =>
        `  next ${kind} of ${subject}: ${[...begin.map((rule) => `+ ${rule}`), ...end.map((rule) => `- ${rule}`), ...changed.map((rule) => `~ ${rule}`)].join(', ')}`,
    ),
  ])
  return lines.length === 0 ? 'Nothing changes for an open case.\n' : `${lines.join('\n')}\n`
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
