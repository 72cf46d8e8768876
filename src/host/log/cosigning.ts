import { createHash } from 'node:crypto'
import { SluiceError } from '../../core/errors.ts'
import { parseCheckpoint } from '../../core/record/log/checkpoint.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { parseNote } from '../../core/record/log/note.ts'
import { askWitness } from './askWitness.ts'
import { latestCheckpoint } from './checkpoints.ts'
import type { TextTransport } from './httpTransport.ts'
import type { Queryable } from './queryable.ts'

/** Somebody outside who is asked to cosign each head of this log: the other zone, a procuratorate, an auditor. */
export interface AskedWitness {
  readonly name: string
  /** Its key, asked each time: it may be rotated. */
  readonly verifier: () => Promise<NoteVerifier>
  readonly transport: TextTransport
}

export interface Cosigning {
  /** The log has a new head. */
  wake(): void
  stop(): Promise<void>
}

const pauseMs = 100
const pauseMsMax = 5_000

/**
 * Asks a witness again and again, so that each head that stands long enough is cosigned. One that is away is asked less and less often; one that
 * accuses this log is told of once for each accusation, and asked again: somebody may be restoring the log meanwhile. What it holds is looked at before
 * anything else: a database that was restored has the cosignatures that were restored with it, and would ask for none until it grew.
 *
 * @param accused told with both heads when a witness says that this log was rolled back or forked
 */
export function startCosigning(parameters: {
  readonly pool: Queryable
  readonly witness: AskedWitness
  readonly say: (text: string) => void
  readonly accused?: (accusation: Accusation) => Promise<void>
}): Cosigning {
  const { pool, witness, say } = parameters
  const { transport, verifier } = witness
  let wanted = true
  let stopped = false
  let told = ''
  let looked = parameters.accused === undefined
  let waitMs = pauseMs
  const failed = async (error: unknown): Promise<void> => {
    wanted = true
    waitMs = Math.min(waitMs * 2, pauseMsMax)
    const text = error instanceof Error ? error.message : String(error)
    if (!(error instanceof SluiceError) || error.code === 'WITNESS_UNREACHABLE') return
    if (text !== told) say(`witness: ${text}`)
    told = text
    if (error.code !== 'LOG_INCONSISTENT' || parameters.accused === undefined) return
    const accusation = await accusationOf(pool, witness)
    if (accusation !== undefined) await parameters.accused(accusation)
  }
  const run = (async () => {
    while (!stopped) {
      if (wanted) {
        wanted = false
        try {
          if (!looked) {
            const shown = await accusationOf(pool, witness)
            looked = true
            if (shown !== undefined && sizeOf(shown.held) > sizeOf(shown.offered)) {
              say(
                `witness: ${witness.name} cosigned a head of ${sizeOf(shown.held)} leaves; this log has ${sizeOf(shown.offered)}. An older database was restored.`,
              )
              await parameters.accused?.(shown)
            }
          }
          await askWitness({ pool, transport, verifier: await verifier(), now: () => new Date() })
          waitMs = pauseMs
          told = ''
        } catch (error) {
          await failed(error).catch((cause: unknown) => say(`witness: ${String(cause)}`))
        }
      }
      await pause(waitMs, () => stopped)
    }
  })()
  return {
    wake: () => {
      wanted = true
    },
    stop: async () => {
      stopped = true
      await run
      transport.close()
    },
  }
}

/** Both heads of an accusation: the one that the witness holds, as it shows it to monitors, and ours. */
export interface Accusation {
  readonly witness: string
  readonly held: string
  readonly offered: string
}

async function accusationOf(pool: Queryable, { name, transport }: AskedWitness): Promise<Accusation | undefined> {
  const { own } = await latestCheckpoint(pool)
  const { origin } = parseCheckpoint(parseNote(own).text)
  const { status, body } = await transport.get(`${createHash('sha256').update(origin).digest('hex')}/checkpoint`)
  return status === 200 ? { witness: name, held: body, offered: own } : undefined
}

const sizeOf = (note: string): number => parseCheckpoint(parseNote(note).text).size

/** Waits in short steps, so that a stop is not kept waiting. */
async function pause(ms: number, ended: () => boolean): Promise<void> {
  for (let left = ms; left > 0 && !ended(); left -= pauseMs) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, pauseMs)))
  }
}
