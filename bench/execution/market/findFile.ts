import { readdirSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * The first file (by path) below `dir` whose name fits: other data of the same kind may carry other dates, venues and folders.
 *
 * @throws {TypeError} when there is none, with what was looked for
 * @example findFile('../shared/data', /^perps_slippage_1min_.*\.csv\.gz$/)
 */
export function findFile(dir: string, name: RegExp): string {
  const found = readdirSync(dir, { recursive: true })
    .map(String)
    .filter((path) => name.test(basename(path)))
    .sort()[0]
  if (found === undefined) throw new TypeError(`${dir}: no file is named like ${name.source}`)
  return `${dir}/${found}`
}
