import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Pack } from '../../core/rules/pack.ts'
import { renderReference } from '../../core/rules/reference.ts'
import { loadPack } from './loadPack.ts'

const root = resolve(import.meta.dirname, '../../..')

/** Every pack that ships: the law first, then the models. @example shippedPacks().map((pack) => pack.manifest.id) // ['cn', 'hk', …, 'beijing', …] */
export function shippedPacks(folder = join(root, 'packs')): Pack[] {
  return [folder, join(folder, 'models')].flatMap(packsIn).map(loadPack)
}

function packsIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((place) => existsSync(join(place, 'pack.json')))
}

/** The generated pages by path under docs/rules. */
export function referencePages(): { readonly path: string; readonly text: string }[] {
  return shippedPacks().map((pack) => ({
    path: join(root, 'docs/rules', `${pack.manifest.id}.md`),
    text: renderReference(pack),
  }))
}

if (import.meta.main) {
  mkdirSync(join(root, 'docs/rules'), { recursive: true })
  for (const { path, text } of referencePages()) writeFileSync(path, text)
}
