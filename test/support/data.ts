import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Where the shared data lies: `SLUICE_DATA`, or beside the repository. Undefined where it is absent; what needs it skips by name. */
export function dataDir(): string | undefined {
  const dir = process.env.SLUICE_DATA ?? resolve(import.meta.dirname, '../../../shared/data')
  return existsSync(dir) ? dir : undefined
}
