import { readFileSync } from 'node:fs'
import { SluiceError } from '../../src/core/errors.ts'
import type { SandboxKeyFile } from './custodian.ts'

/** Reads a custodian's key file. Errors never repeat what stands in it. */
export function readKeyFile(path: string): SandboxKeyFile {
  const bad = () =>
    new SluiceError(
      'INPUT_INVALID',
      `${path} is not a key file of the sandbox: {"type":"SANDBOX-bip32","holder":…,"xprv":"tprv…"}.`,
    )
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw bad()
  }
  if (typeof value !== 'object' || value === null) throw bad()
  const { type, holder, xprv } = value as Record<string, unknown>
  if (type !== 'SANDBOX-bip32' || typeof holder !== 'string' || typeof xprv !== 'string' || !xprv.startsWith('tprv'))
    throw bad()
  return { type, holder, xprv }
}
