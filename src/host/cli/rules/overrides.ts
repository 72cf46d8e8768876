import { countBy } from '../../../core/rules/countOverrides.ts'
import type { GivenOverride } from '../../../core/zone/packsState.ts'
import { credentialsOf } from '../access/credentials.ts'
import { type Call, exitDone } from '../command.ts'
import { defaultZone, isRecord, malformed, zoneHttp } from '../zoneHttp.ts'

/** `sluice rules overrides`. */
export async function listOverrides(call: Call): Promise<number> {
  const { words, io, json } = call
  const http = zoneHttp(words.text('zone') ?? defaultZone(io.env), credentialsOf(call))
  const found = await http.get('/api/packs')
  if (!isRecord(found) || !isRecord(found.state)) throw malformed(http.url, '/api/packs', 'something else than packs')
  const given = (found.state.overrides ?? []) as readonly GivenOverride[]
  if (!Array.isArray(given) || !given.every((each) => isRecord(each) && isRecord(each.by) && isRecord(each.approvedBy)))
    throw malformed(http.url, '/api/packs', 'something else than overrides')
  const people = countBy(given, ({ by }) => `${by.person} of ${by.org}`)
  const organs = countBy(given, ({ by }) => by.org)
  if (json) {
    io.out(`${JSON.stringify({ ok: true, overrides: given, people, organs })}\n`)
    return exitDone
  }
  for (const { rule, kind, by, approvedBy, beneficiary, from, until, case: only, document, entry } of given) {
    io.out(
      `${rule} ${kind} by ${by.person} of ${by.org}, signed by ${approvedBy.person} of ${approvedBy.org}, for ${beneficiary}${only === undefined ? '' : `, case ${only}`}\n  ${from} – ${until ?? ''}; document ${document}; entry ${entry}\n`,
    )
  }
  for (const { who, count } of people) io.out(`${count} by ${who}\n`)
  for (const { who, count } of organs) io.out(`${count} by ${who} in all\n`)
  if (given.length === 0) io.out('No rule was let pass.\n')
  return exitDone
}
