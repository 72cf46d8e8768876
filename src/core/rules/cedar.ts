import * as wasm from '@cedar-policy/cedar-wasm/web'
import { SluiceError } from '../errors.ts'

/**
 * The Cedar engine as this program uses it. One copy of the wasm stands for a whole thread. Where there is a file system (Node) it loads itself on first
 * use; a page that is one file hands the bytes in once, before the first decision.
 */
let ready = false

/** @example initCedar(bytesOfTheWasmInThePage) @throws {RULES_UNAVAILABLE} when no bytes are given and none are found beside the package */
export function initCedar(bytes?: Uint8Array<ArrayBuffer> | ArrayBuffer): void {
  if (ready) return
  wasm.initSync({ module: bytes ?? bytesOfPackage() })
  ready = true
}

interface Builtins {
  readonly fs: { readFileSync(path: string): Uint8Array<ArrayBuffer> }
  readonly module: { createRequire(url: string): { resolve(name: string): string } }
}

interface Process {
  getBuiltinModule?<N extends keyof Builtins>(name: N): Builtins[N]
}

/** Asked of the process and not imported, so that a bundle for a browser holds no trace of a file system. */
function bytesOfPackage(): Uint8Array<ArrayBuffer> {
  const { process } = globalThis as { process?: Process }
  if (process?.getBuiltinModule === undefined) {
    throw new SluiceError('RULES_UNAVAILABLE', 'the rule engine needs its wasm: call initCedar(bytes) first.')
  }
  const entry = process
    .getBuiltinModule('module')
    .createRequire(import.meta.url)
    .resolve('@cedar-policy/cedar-wasm/nodejs')
  return process
    .getBuiltinModule('fs')
    .readFileSync(entry.replace(/nodejs[\\/]cedar_wasm\.js$/, 'web/cedar_wasm_bg.wasm'))
}

/** All that the rest of the rule engine calls. Loads the engine when it is not loaded yet. */
export function cedar(): typeof wasm {
  if (!ready) initCedar()
  return wasm
}

export function faultsOf(errors: readonly { readonly message: string; readonly help?: string | null }[]): string {
  return errors.map(({ message, help }) => (help ? `${message} (${help})` : message)).join('; ')
}
