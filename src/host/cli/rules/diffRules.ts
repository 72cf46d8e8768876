import { diffPacks } from '../../../core/rules/diffPacks.ts'
import type { Pack } from '../../../core/rules/pack.ts'
import { type CaseDiff, redecide } from '../../../core/rules/redecide.ts'
import { credentialsOf } from '../access/credentials.ts'
import { fill } from '../case/texts.ts'
import { type Call, exitDone } from '../command.ts'
import type { Language } from '../language.ts'
import { isRecord, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'
import { diffText } from './diffText.ts'
import { openCases, packsInZone, withPack } from './openCases.ts'
import { readPack } from './packs.ts'
import { packTexts } from './texts.ts'

/** `sluice rules diff PACK_A PACK_B`. */
export async function diffRules(call: Call): Promise<number> {
  const { words, io, json, language } = call
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
    const versions = fill(packTexts[language].versions, { before: name(about.before), after: name(about.after) })
    const open = cases === undefined ? '' : casesText(cases, language)
    io.out(`${versions}\n${diffText(diff, { before, after, language })}${open}`)
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

function casesText(cases: readonly CaseDiff[], language: Language): string {
  const say = packTexts[language]
  const ids = (unmet: CaseDiff['acts'][number]['before']) => unmet.map((each) => each.rule).join(', ') || say.allowed
  const found = (read: CaseDiff['reads'][number]) =>
    Object.values(read.found)
      .map((fact) => (isRecord(fact) ? String(fact.found) : String(fact)))
      .join(', ')
  const lines = cases.flatMap(({ case: id, number, acts, reads, next }) => [
    fill(say.open, { id: number === undefined ? id : `${number} (${id})` }),
    ...acts.map((act) => `  ${act.at} ${act.kind} (${act.entry}): ${ids(act.before)} → ${ids(act.after)}`),
    ...reads.map((read) => {
      const { at, kind, entry, rule, parameter, before, after } = read
      return `  ${at} ${kind} (${entry}): ${fill(say.read, { rule, parameter, before, after, found: found(read) })}`
    }),
    ...next.map(({ kind, subject, begin, end, changed }) => {
      const rules = [...begin.map((rule) => `+ ${rule}`), ...end.map((rule) => `- ${rule}`)]
      const all = [...rules, ...changed.map((rule) => `~ ${rule}`)].join(', ')
      return `  ${fill(say.next, { kind, subject, rules: all })}`
    }),
  ])
  return lines.length === 0 ? `${say.untouched}\n` : `${lines.join('\n')}\n`
}
