import type { ZoneKind } from '../../../core/case/kind.ts'
import { findingCodes } from '../../fsck/finding.ts'
import { type FsckReport, fsck } from '../../fsck/fsck.ts'
import { useNativeEd25519 } from '../../log/nativeEd25519.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { withDatabase } from '../database.ts'

/** `sluice fsck`. */
export function runFsck(call: Call): Promise<number> {
  const { words, io, json } = call
  useNativeSha256()
  useNativeEd25519()
  return withDatabase(call, 'sluice fsck', async ({ pool }) => {
    const kind = words.text('kind') as ZoneKind | undefined
    const report = await fsck({
      pool,
      decide: words.flag('decide'),
      stageKinds,
      ...(kind === undefined ? {} : { kind }),
    })
    io.out(json ? `${JSON.stringify(report)}\n` : reportText(report))
    return report.ok ? exitDone : exitRefused
  })
}

/** Only the kinds of the zone at hand are loaded. */
async function stageKinds(kind: ZoneKind) {
  if (kind === 'onshore') return (await import('../../../onshore/kinds.ts')).onshoreKinds
  return (await import('../../../offshore/kinds.ts')).offshoreKinds
}

function reportText(report: FsckReport): string {
  const { zone, kind, world, streams, entries, documents, crossings, decided, log, findings, omitted, ok } = report
  const lines = findings.map(
    ({ code, at, found, expected }) =>
      `${code}: ${findingCodes[code]}\n  ${at}\n  found ${found}${expected === undefined ? '' : `\n  expected ${expected}`}`,
  )
  const counts = [`${entries} entries in ${streams} streams`, `${documents} documents`, `${crossings} crossings`]
  if (decided !== undefined) counts.push(`${decided} entries decided again`)
  if (log !== undefined) counts.push(`a log of ${log.size} entries under ${log.checkpoints} checkpoints`)
  const head = `${zone} (${kind}, ${world}): ${counts.join(', ')}.`
  const more = omitted === 0 ? [] : [`and ${omitted} more.`]
  return `${[...lines, ...more, head, ok ? 'Nothing differs.' : `${findings.length + omitted} found.`].join('\n')}\n`
}
