import { eachEntry } from '../src/core/bundle/entryLines.ts'
import type { OpenBundle } from '../src/core/bundle/openBundle.ts'
import { SluiceError } from '../src/core/errors.ts'
import { entryId } from '../src/core/record/entry.ts'
import { parseCheckpoint } from '../src/core/record/log/checkpoint.ts'
import { parseNote } from '../src/core/record/log/note.ts'
import type { LogIncidentShown } from './report.ts'

/** Forks and logs that went back, as the zones of a bundle recorded them: whether their heads are signed is decided by the replay. */
export function logIncidents({ zones }: Pick<OpenBundle, 'zones'>): LogIncidentShown[] {
  return zones.flatMap(({ zone, streams }) =>
    streams.filter(({ kind }) => kind === 'directory').flatMap(({ entries }) => incidentsOf(zone, entries)),
  )
}

function incidentsOf(zone: string, entries: OpenBundle['zones'][number]['streams'][number]['entries']) {
  const found: LogIncidentShown[] = []
  try {
    for (const { entry } of eachEntry(entries)) {
      if (entry.header.kind !== 'incident.witnessed') continue
      const value = (name: string): unknown => entry.fields[`payload.${name}`]?.value
      const [log, incident, held, offered] = ['log', 'incident', 'held', 'offered'].map(value)
      if (![log, incident, held, offered].every((one) => typeof one === 'string')) continue
      const [heldSize, offeredSize] = [held, offered].map(
        (note) => parseCheckpoint(parseNote(note as string).text).size,
      )
      found.push({ zone, log: log as string, incident: incident as string, at: entry.header.recordedAt, heldSize: heldSize!, offeredSize: offeredSize!, entry: entryId(entry) }) // biome-ignore format: one row
    }
  } catch (error) {
    // A line or a note that is none is a fault by itself, told where the entry is replayed.
    if (!(error instanceof SluiceError)) throw error
  }
  return found
}
