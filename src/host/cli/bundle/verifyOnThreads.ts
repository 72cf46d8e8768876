import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import {
  dealtBytes,
  type Report,
  type ShareFound,
  type VerifyParameters,
  verifyPart,
} from '../../../../verifier/library.ts'
import { sharedSource } from './sharedBytes.ts'
import type { WorkerGiven } from './verifyWorker.ts'

/** Below this many bytes a second thread costs more than it brings. */
const sharedFrom = 2_000_000

export type OnThreadsParameters = Omit<VerifyParameters, 'bundle'> & { readonly bundle: Uint8Array<SharedArrayBuffer> }

/** Verifies on some threads, each deciding what it comes to first; the report is the one that a single thread gives. @throws {INPUT_INVALID} */
export async function verifyOnThreads(parameters: OnThreadsParameters, threads: number): Promise<Report> {
  const { bundle, ...rest } = parameters
  const of = bundle.length < sharedFrom ? 1 : Math.max(1, threads)
  const dealt = of === 1 ? {} : { dealt: new Uint8Array(new SharedArrayBuffer(dealtBytes)) }
  const others = Array.from({ length: of - 1 }, (_, i) =>
    foundBy({ ...rest, bundle, share: { of, take: i + 1, ...dealt } }),
  )
  // A share that fails is told when it is asked for, and not before.
  for (const other of others) other.catch(() => {})
  const own = verifyPart({ ...rest, bundle: sharedSource(bundle), share: { of, take: 0, ...dealt } })
  return own.report(await Promise.all(others))
}

async function foundBy(given: WorkerGiven): Promise<ShareFound> {
  const worker = new Worker(new URL('./verifyWorker.ts', import.meta.url), { workerData: given })
  const [found] = (await once(worker, 'message')) as [ShareFound]
  return found
}
