import { parentPort, workerData } from 'node:worker_threads'
import { type Share, verifyPart } from '../../../../verifier/library.ts'
import { useNativeEd25519 } from '../../log/nativeEd25519.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import { sharedSource } from './sharedBytes.ts'
import type { OnThreadsParameters } from './verifyOnThreads.ts'

/** What a worker of `sluice verify` is given. */
export type WorkerGiven = OnThreadsParameters & { readonly share: Share }

useNativeSha256()
useNativeEd25519()
const { bundle, ...rest } = workerData as WorkerGiven
const { found } = verifyPart({ ...rest, bundle: sharedSource(bundle) })
parentPort?.postMessage(found)
