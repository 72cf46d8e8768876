/** The source files of the house as text, by path from the root with `/`. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export type Sources = ReadonlyMap<string, string>

export const root = resolve(import.meta.dirname, '../..')

/** All .ts and .tsx files below the given folders; a folder that does not exist has none. */
export function readSources(folders: readonly string[]): Sources {
  const paths = folders.flatMap((folder) => {
    if (!existsSync(join(root, folder))) return []
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.tsx?$/.test(path) && !path.includes('/node_modules/'))
  })
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

/** What is under version control. */
export function trackedFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 64_000_000 })
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
}
