import { canonical, type Json } from '../../core/record/jcs.ts'

type Row = { readonly [key: string]: Json }

const phases = ['streams', 'crossings', 'sections', 'documents', 'end'] as const
type Phase = (typeof phases)[number]

/**
 * The lines of an export as one JSON object, as a page reads it (`ZonePart`): piece by piece, so that who writes it holds no more than a line.
 *
 * @param world which the lines say in each entry only
 */
export async function* partOfLines(lines: AsyncIterable<string>, world: string): AsyncGenerator<string> {
  let phase: Phase = 'streams'
  /** Members that the list or object of this phase has so far, and entries that the open stream has. */
  let members = 0
  let entries: number | undefined
  const goTo = (next: Phase): string => {
    if (next === phase) return members++ === 0 ? '' : ','
    const ended = phase === 'streams' ? `${entries === undefined ? '' : ']}'}]` : '}'
    // Crossings and documents are there always, sections where there is one.
    const passed = phase === 'streams' && next !== 'crossings' ? `${ended},"crossings":{}` : ended
    const documents = next === 'end' && phase !== 'documents' ? ',"documents":{}' : ''
    phase = next
    members = 1
    return next === 'end' ? `${passed}${documents}}` : `${passed},"${next}":{`
  }
  for await (const text of lines) {
    if (text.startsWith('{"entry":')) {
      yield `${entries === 0 ? '' : ','}${text.trimEnd()}`
      entries = 1
      continue
    }
    const row = JSON.parse(text) as Row
    if (row.line === 'zone') {
      const { zone, kind, checkpoint } = row
      yield `${JSON.stringify({ zone, kind, world, checkpoint }).slice(0, -1)},"streams":[`
    } else if (row.line === 'stream') {
      yield `${entries === undefined ? '' : ']}'}${goTo('streams')}{"id":"${String(row.id)}","kind":"${String(row.kind)}","entries":[`
      entries = 0
    } else if (row.line === 'crossing')
      yield `${goTo('crossings')}"${String(row.id)}":${JSON.stringify(canonical(row.document!))}`
    else if (row.line === 'section') yield `${goTo('sections')}"${String(row.name)}":${JSON.stringify(row.rows)}`
    else if (row.line === 'document') yield `${goTo('documents')}"${String(row.sha256)}":${JSON.stringify(textOf(row))}`
    else yield goTo('end')
  }
}

function textOf({ text, base64 }: Row): string {
  return typeof text === 'string' ? text : Buffer.from(String(base64), 'base64').toString('utf8')
}
