import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SluiceError } from '../../core/errors.ts'
import type { Json } from '../../core/record/jcs.ts'
import type { Pack } from '../../core/rules/pack.ts'
import { parsePack } from '../../core/rules/parsePack.ts'

/**
 * Reads a pack's folder (`pack.json` beside `rules/*.cedar`) into its one document.
 *
 * @example packDocument('packs/cn')
 * @throws {PACK_INVALID}
 */
export function packDocument(folder: string): Json {
  const rules = join(folder, 'rules')
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')) as Json
    const files = readdirSync(rules)
      .filter((name) => name.endsWith('.cedar'))
      .sort()
    return { manifest, cedar: Object.fromEntries(files.map((name) => [name, readFileSync(join(rules, name), 'utf8')])) }
  } catch (cause) {
    throw new SluiceError(
      'PACK_INVALID',
      `${folder} holds no pack that can be read: expected pack.json and rules/*.cedar.`,
      {
        facts: { folder, found: cause instanceof Error ? cause.message : String(cause) },
        cause,
      },
    )
  }
}

/** @example loadPack('packs/models/beijing').manifest.id // 'beijing' */
export function loadPack(folder: string): Pack {
  return parsePack(packDocument(folder))
}
