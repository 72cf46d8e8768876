import { useCallback, useEffect, useRef, useState } from 'react'
import wasmUrl from '../../../node_modules/@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm?url'
import type { ZonePart } from '../../../src/core/bundle/bundle.ts'
import { saidOf } from '../../../src/core/flaws/flaw.ts'
import { getJson } from '../api/client.ts'
import type { Language } from '../i18n/language.ts'
import type { VerifyAnswer, VerifyRequest, VerifySummary } from './messages.ts'

export type Verifying =
  | { readonly state: 'idle' }
  | { readonly state: 'download' }
  | { readonly state: 'replay'; readonly done: number; readonly total: number }
  | { readonly state: 'done'; readonly summary: VerifySummary }
  | { readonly state: 'failed'; readonly said: Readonly<Record<Language, string>> }

export interface Added {
  readonly name: string
  readonly part?: ZonePart
  readonly bundle?: string
  readonly trust?: string
}

/** Fetches this zone's export, adds what the reader has from elsewhere, and replays all of it in a worker. */
export function useVerify(id: string) {
  const [state, setState] = useState<Verifying>({ state: 'idle' })
  const worker = useRef<Worker>(undefined)
  useEffect(() => () => worker.current?.terminate(), [])
  const run = useCallback(
    async (added: readonly Added[]) => {
      worker.current?.terminate()
      setState({ state: 'download' })
      try {
        const request = await gather(id, added)
        const started = startWorker(setState)
        worker.current = started
        started.postMessage(request, [request.wasm])
      } catch (error) {
        setState({ state: 'failed', said: saidOf(error) })
      }
    },
    [id],
  )
  return { state, run }
}

async function gather(id: string, added: readonly Added[]): Promise<VerifyRequest> {
  const wasm = await (await fetch(wasmUrl)).arrayBuffer()
  const trust = added.find((one) => one.trust !== undefined)?.trust
  const bundle = added.find((one) => one.bundle !== undefined)?.bundle
  const rest = { wasm, ...(trust === undefined ? {} : { trust }) }
  if (bundle !== undefined) return { bundle, ...rest }
  const own = await getJson<ZonePart>(`/api/cases/${id}/export`)
  return { parts: [own, ...added.flatMap(({ part }) => part ?? [])], ...rest }
}

function startWorker(setState: (state: Verifying) => void): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  setState({ state: 'replay', done: 0, total: 0 })
  worker.addEventListener('message', ({ data }: MessageEvent<VerifyAnswer>) => {
    if (data.type === 'progress') setState({ state: 'replay', done: data.done, total: data.total })
    else if (data.type === 'result') setState({ state: 'done', summary: data.summary })
    else setState({ state: 'failed', said: data.said })
    if (data.type !== 'progress') worker.terminate()
  })
  worker.addEventListener('error', (event) => setState({ state: 'failed', said: saidOf(event.message) }))
  return worker
}

/** What a file is by its form: another zone's export, a bundle, or keys from outside. */
export function readAdded(name: string, text: string): Added {
  if (!text.includes('"line":"bundle"')) {
    try {
      const value = JSON.parse(text) as { format?: string; checkpoint?: unknown; streams?: unknown }
      if (value.format === 'sluice/trust/1') return { name, trust: text }
      if (typeof value.checkpoint === 'string' && Array.isArray(value.streams)) return { name, part: value as ZonePart }
    } catch {
      // Not JSON: the verifier says what is wrong with it, by line.
    }
  }
  return { name, bundle: text }
}
