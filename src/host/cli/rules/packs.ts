import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseCanonical } from '../../../core/record/jcs.ts'
import { startOf } from '../../../core/rules/interval.ts'
import type { Pack } from '../../../core/rules/pack.ts'
import { parsePack } from '../../../core/rules/parsePack.ts'
import { loadPack } from '../../packs/loadPack.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call, Io } from '../command.ts'

export const shippedPacks = fileURLToPath(new URL('../../../../packs', import.meta.url))

export interface LoadedPacks {
  readonly law: readonly Pack[]
  readonly models: readonly Pack[]
}

/** Law and models of a folder: `<folder>/<id>` and `<folder>/models/<id>`. @throws {PACK_INVALID} */
export function loadPacks({ words, io }: Call): LoadedPacks {
  const given = words.text('packs')
  const folder = given === undefined ? shippedPacks : resolve(io.folder, given)
  const law = foldersIn(folder).map((name) => loadPack(join(folder, name)))
  const models = foldersIn(join(folder, 'models')).map((name) => loadPack(join(folder, 'models', name)))
  if (law.length === 0) throw callError('RULES_NO_PACK', { folder: given ?? folder }, { as: 'PACK_INVALID' })
  return { law, models }
}

/** The law with the one model that a call names. @throws {INPUT_INVALID} */
export function lawWithModel(call: Call): readonly Pack[] {
  const { law, models } = loadPacks(call)
  const model = modelOf(models, call.words.text('model') ?? 'beijing')
  return [...lawOf(law, model), model]
}

/** The law that a model is walked under. @example lawOf(law, saxony).map(({ manifest }) => manifest.id) // ['house'] */
export function lawOf(law: readonly Pack[], { manifest }: Pack): readonly Pack[] {
  return law.filter(({ manifest: { id } }) => manifest.law === undefined || manifest.law.includes(id))
}

export function modelOf(models: readonly Pack[], id: string): Pack {
  const found = models.find((pack) => pack.manifest.id === id)
  if (found !== undefined) return found
  throw callError('RULES_MODEL', { models: models.map((pack) => pack.manifest.id).join(', '), found: id.slice(0, 80) })
}

function foldersIn(folder: string): string[] {
  const has = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return []
  return readdirSync(folder)
    .sort()
    .filter((name) => has(join(folder, name, 'pack.json')))
}

/** A pack from its folder, or from its one document. @throws {PACK_INVALID} */
export function readPack(io: Io, path: string): Pack {
  const place = resolve(io.folder, path)
  if (!statSync(place).isFile()) return loadPack(place)
  return parsePack(parseCanonical(readFileSync(place, 'utf8').trimEnd()))
}

/** The moment of a call. @throws {INPUT_INVALID} */
export function momentOf({ words, io }: Call): string {
  const at = words.text('at')
  if (at === undefined) return io.now().toISOString()
  try {
    return startOf(at)
  } catch {
    throw callError('RULES_AT', { found: at.slice(0, 80) })
  }
}
