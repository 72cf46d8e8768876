import { parentPort, workerData } from 'node:worker_threads'
import { type Share, verifyPart } from '../../../../verifier/library.ts'
import { useNativeEd25519 } from '../../log/nativeEd25519.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import { type FileHandle, sourceIn } from './openFile.ts'
import type { OnThreadsParameters } from './verifyOnThreads.ts'

/** What a worker of `sluice verify` is given. */
export type WorkerGiven = Omit<OnThreadsParameters, 'bundle'> & { readonly bundle: FileHandle; readonly share: Share }

useNativeSha256()
useNativeEd25519()
const { bundle, ...rest } = workerData as WorkerGiven
const { found } = verifyPart({ ...rest, bundle: sourceIn(bundle) })
parentPort?.postMessage(found)
