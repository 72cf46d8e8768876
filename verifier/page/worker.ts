import { initCedar } from '../../src/core/rules/cedar.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import type { Report } from '../report.ts'
import { verifyBundle } from '../verifyBundle.ts'

/** What the page asks of its worker, and what it hears. */
export interface Asked {
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly bundle: string
  readonly trust?: string
}
export type Told =
  | { readonly progress: { readonly done: number; readonly total: number } }
  | { readonly report: Report }
  | { readonly refused: string }

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: Told): void
  addEventListener(type: 'message', listener: (event: { readonly data: Asked }) => void): void
}

const scope = globalThis as unknown as WorkerScope

scope.addEventListener('message', ({ data }) => {
  try {
    initCedar(data.wasm)
    const { bundle, trust } = data
    const report = verifyBundle({
      bundle,
      ...(trust === undefined ? {} : { trust }),
      kindsOnshore: onshoreKinds,
      kindsOffshore: offshoreKinds,
      progress: (done, total) => {
        if (done % 16 === 0 || done === total) scope.postMessage({ progress: { done, total } })
      },
    })
    scope.postMessage({ report })
  } catch (error) {
    scope.postMessage({ refused: error instanceof Error ? error.message : String(error) })
  }
})
