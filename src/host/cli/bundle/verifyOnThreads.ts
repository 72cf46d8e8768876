import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import {
  dealtBytes,
  type Report,
  type ShareFound,
  type VerifyParameters,
  verifyPart,
} from '../../../../verifier/library.ts'
import type { HeldFile } from './heldFile.ts'
import { sourceIn } from './openFile.ts'
import type { WorkerGiven } from './verifyWorker.ts'

/** Below this many bytes a second thread costs more than it brings. */
const sharedFrom = 2_000_000

export type OnThreadsParameters = Omit<VerifyParameters, 'bundle'> & { readonly bundle: HeldFile }

/**
 * Verifies on some threads, each deciding what it comes to first; the report is the one that a single thread gives. All read the one open file.
 *
 * @throws {INPUT_INVALID} where the trust file is malformed, or the file was changed meanwhile
 */
export async function verifyOnThreads(parameters: OnThreadsParameters, threads: number): Promise<Report> {
  const { bundle, ...rest } = parameters
  const { file, size, path } = bundle
  const of = size < sharedFrom ? 1 : Math.max(1, threads)
  const dealt = of === 1 ? {} : { dealt: new Uint8Array(new SharedArrayBuffer(dealtBytes)) }
  const others = Array.from({ length: of - 1 }, (_, i) =>
    startShare({ ...rest, bundle: { file, size, path }, share: { of, take: i + 1, ...dealt } }),
  )
  try {
    const own = verifyPart({ ...rest, bundle: sourceIn(bundle), share: { of, take: 0, ...dealt } })
    return own.report(await Promise.all(others.map(({ found }) => found)))
  } finally {
    // Nobody reads any more when the file is closed, or when this says that it was changed, which is the reason then for whatever was found.
    await Promise.all(others.map(({ worker }) => worker.terminate()))
    bundle.unchanged()
  }
}

function startShare(given: WorkerGiven): { readonly worker: Worker; readonly found: Promise<ShareFound> } {
  const worker = new Worker(new URL('./verifyWorker.ts', import.meta.url), { workerData: given })
  const found = once(worker, 'message').then(([message]) => message as ShareFound)
  // A share that fails is told when it is asked for, and not before.
  found.catch(() => {})
  return { worker, found }
}
