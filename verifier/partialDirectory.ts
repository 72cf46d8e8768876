import { eachEntry } from '../src/core/bundle/entryLines.ts'
import type { OpenPart } from '../src/core/bundle/openBundle.ts'
import type { Directory } from '../src/core/case/directory.ts'
import type { Json } from '../src/core/record/jcs.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What a cut bundle shows of a zone's directory: the keys and organisations whose enrolment is in it, nothing of the rest. */
export function partialDirectory(part: OpenPart): Directory {
  const keys: Record<string, Mutable<Directory['keys'][string]>> = {}
  const organisations: Record<string, Directory['organisations'][string]> = {}
  const shown = part.streams.find(({ kind }) => kind === 'directory')
  for (const { entry } of shown === undefined ? [] : eachEntry(shown.entries, false)) {
    const text = (name: string): string | undefined => textOf(entry.fields[`payload.${name}`]?.value)
    const { kind, effectiveAt } = entry.header
    const key = text('key')
    if (kind === 'key.enrolled' && key !== undefined) {
      const until = text('until')
      keys[key] = {
        holder: text('holder') ?? 'withheld',
        use: text('use') as 'log',
        algorithm: text('algorithm') as 'ed25519',
        from: effectiveAt,
        vouchedBy: text('vouchedBy') ?? 'withheld',
        document: text('document') ?? '',
        ...(until === undefined ? {} : { until }),
      }
    }
    if (kind === 'key.revoked' && key !== undefined && keys[key] !== undefined) keys[key].until = effectiveAt
    const org = text('org')
    if (kind === 'organisation.enrolled' && org !== undefined)
      organisations[org] = { role: text('role') ?? '', family: text('family') ?? org, name: text('name') ?? org }
  }
  const { zone, world } = part
  return { zone, world, organisations, people: {}, administrators: {}, keys, accounts: {} }
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
