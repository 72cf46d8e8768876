import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type CoverageQuestion, firstCells, type Guards, renderCoverage } from '../../core/rules/coverage.ts'
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

/** A table of what ships, with all that it may name: the guards of a case, or the rows of the law. */
export function shippedCoverage(table: 'guards' | 'rows' = 'guards'): CoverageQuestion {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const packs = shippedPacks()
  return {
    guards: JSON.parse(read(`packs/${table}.json`)) as Guards,
    packs,
    clocks: packs.flatMap(({ manifest }) => (manifest.clocks ?? []).map((clock) => clock.id)),
    excused: firstCells(read('docs/rules/not-checkable.md')),
  }
}

/** The generated pages by path under docs/rules. */
export function referencePages(): { readonly path: string; readonly text: string }[] {
  const pages = shippedPacks().map((pack) => ({ name: pack.manifest.id, text: renderReference(pack) }))
  return [
    ...pages,
    { name: 'coverage', text: renderCoverage(shippedCoverage()) },
    { name: 'rows', text: renderCoverage(shippedCoverage('rows')) },
  ].map(({ name, text }) => ({
    path: join(root, 'docs/rules', `${name}.md`),
    text,
  }))
}

if (import.meta.main) {
  mkdirSync(join(root, 'docs/rules'), { recursive: true })
  for (const { path, text } of referencePages()) writeFileSync(path, text)
}
