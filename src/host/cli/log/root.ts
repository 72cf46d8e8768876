import { parseNote } from '../../../core/record/log/note.ts'
import { type Call, exitDone } from '../command.ts'
import { readHead, rootText, withLog } from './source.ts'

/** `sluice log root`. */
export function printRoot(call: Call): Promise<number> {
  const { words, io, json } = call
  return withLog(call, async (log) => {
    const { checkpoint, note, profile, keyGiven } = await readHead(call, log)
    const { origin, size } = checkpoint
    const signatures = parseNote(note).signatures.map(({ name }) => name)
    const root = rootText(checkpoint.root)
    if (json)
      io.out(`${JSON.stringify({ ok: true, origin, size, root, hash: profile.name, signatures, keyGiven, note })}\n`)
    else if (words.flag('note')) io.out(note)
    else
      io.out(
        `${origin}\nsize ${size}\nroot ${root} (${profile.name})\n${signatures.map((name) => `signed by ${name}\n`).join('')}`,
      )
    return exitDone
  })
}
