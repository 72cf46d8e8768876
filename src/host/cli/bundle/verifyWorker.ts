import { parentPort, workerData } from 'node:worker_threads'
import { type VerifyParameters, verifyPart } from '../../../../verifier/library.ts'
import { useNativeEd25519 } from '../../log/nativeEd25519.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'

/** What a worker of `sluice verify` is given. */
export type WorkerGiven = VerifyParameters & { readonly share: { readonly of: number; readonly take: number } }

useNativeSha256()
useNativeEd25519()
const { found } = verifyPart(workerData as WorkerGiven)
parentPort?.postMessage(found)
