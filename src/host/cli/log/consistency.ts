import { base64 } from '@scure/base'
import { SluiceError } from '../../../core/errors.ts'
import { flawOf, flawText } from '../../../core/flaws/flaw.ts'
import { bytesToHex } from '../../../core/record/hash.ts'
import { logVerifier } from '../../../core/record/log/anyKey.ts'
import { type Checkpoint, openCheckpoint, parseCheckpoint } from '../../../core/record/log/checkpoint.ts'
import { consistencyProof, verifyConsistency } from '../../../core/record/log/merkle.ts'
import { parseNote } from '../../../core/record/log/note.ts'
import { consistencyRanges, hashRange } from '../../../core/record/log/range.ts'
import { callError, callFaultText } from '../callFaults/callFault.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readText } from '../files.ts'
import type { Language } from '../language.ts'
import { type Head, type LogSource, nodesOf, readHead, rootText, withLog } from './source.ts'

const noteBytesMax = 256 * 1024

/** `sluice log consistency EARLIER`. */
export function printConsistency(call: Call): Promise<number> {
  return withLog(call, async (log) => {
    const head = await readHead(call, log)
    const earlier = await earlierOf(call, log, head)
    if (earlier.origin !== head.checkpoint.origin) {
      throw callError('LOG_NOTE_OTHER', { earlier: earlier.origin, origin: head.checkpoint.origin })
    }
    return say(call, head, earlier, await prove(log, head, earlier))
  })
}

interface Earlier {
  readonly origin: string
  readonly size: number
  /** From a kept note; absent for a bare size. */
  readonly root?: Uint8Array
}

async function earlierOf(call: Call, log: LogSource, head: Head): Promise<Earlier> {
  const text = call.words.operand('EARLIER')
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return { origin: head.checkpoint.origin, size: Number(text) }
  const note = await readText(call.io, text, noteBytesMax)
  const checkpoint: Checkpoint = parseCheckpoint(parseNote(note).text)
  const key = call.words.text('key') ?? (await log.ownKey())
  if (key !== undefined) openCheckpoint({ note, origin: checkpoint.origin, verifiers: [logVerifier(key)] })
  return checkpoint
}

type Answer =
  | { readonly holds: true; readonly proof: readonly Uint8Array[] }
  | { readonly holds: false; readonly why: (language: Language) => string }

async function prove(log: LogSource, head: Head, earlier: Earlier): Promise<Answer> {
  const { size: to, root: toRoot } = head.checkpoint
  const { profile } = head
  const { size: from, root: fromRoot } = earlier
  if (from > to) return { holds: false, why: (language) => callFaultText('LOG_ROLLED_BACK', { to, from }, language) }
  if (from === 0) return { holds: true, proof: [] }
  const ranges = from === to ? [] : consistencyRanges({ from, to })
  const readNode = await nodesOf(log, { ranges: [...ranges, { begin: 0, end: from }], head })
  const proof = from === to ? [] : consistencyProof({ from, to, readNode, profile })
  const now = hashRange({ range: { begin: 0, end: from }, readNode, profile })
  try {
    verifyConsistency({ from, to, fromRoot: fromRoot ?? now, toRoot, proof, profile })
    return { holds: true, proof }
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    const roots = { from, now: bytesToHex(now), before: bytesToHex(fromRoot ?? now) }
    const said = flawOf(error)
    return {
      holds: false,
      why: (language) => callFaultText('LOG_ROOT_OTHER', { ...roots, reason: flawText(said, language) }, language),
    }
  }
}

function say({ io, json, language }: Call, head: Head, earlier: Earlier, answer: Answer): number {
  const { origin, size } = head.checkpoint
  const about = {
    origin,
    from: earlier.size,
    to: size,
    root: rootText(head.checkpoint.root),
    checkedAgainstNote: earlier.root !== undefined,
  }
  if (answer.holds) {
    const proof = answer.proof.map((hash) => base64.encode(hash))
    if (json) io.out(`${JSON.stringify({ ok: true, ...about, proof })}\n`)
    else
      io.out(
        `${callFaultText(earlier.root === undefined ? 'LOG_UNDER_NEWEST' : 'LOG_AS_THEY_WERE', { origin, from: earlier.size, size }, language)}\n${proof.map((line) => `${line}\n`).join('')}`,
      )
    return exitDone
  }
  if (json) io.out(`${JSON.stringify({ ok: false, code: 'LOG_INCONSISTENT', ...about, message: answer.why('en') })}\n`)
  else io.err(`${callFaultText('LOG_REWRITTEN', { origin, why: answer.why(language) }, language)}\n`)
  return exitRefused
}
