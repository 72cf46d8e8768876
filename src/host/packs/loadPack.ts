import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SluiceError } from '../../core/errors.ts'
import type { Json } from '../../core/record/jcs.ts'
import type { Pack } from '../../core/rules/pack.ts'
import { parsePack } from '../../core/rules/parsePack.ts'

/**
 * Reads a pack's folder (`pack.json`, where there are any `clocks.json` and `calendars.json`, beside `rules/*.cedar`) into its one document.
 *
 * @example packDocument('packs/cn')
 * @throws {PACK_INVALID}
 */
export function packDocument(folder: string): Json {
  const rules = join(folder, 'rules')
  try {
    const manifest = {
      ...(JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')) as { [key: string]: Json }),
      ...besideManifest(folder, 'clocks'),
      ...besideManifest(folder, 'calendars'),
    }
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

/** Clocks and calendars stand in files of their own, so that a lawyer finds them; they are part of the one document. */
function besideManifest(folder: string, part: 'clocks' | 'calendars'): { [key: string]: Json } {
  const path = join(folder, `${part}.json`)
  if (!existsSync(path)) return {}
  return { [part]: (JSON.parse(readFileSync(path, 'utf8')) as { [key: string]: Json })[part]! }
}

/** @example loadPack('packs/models/beijing').manifest.id // 'beijing' */
export function loadPack(folder: string): Pack {
  return parsePack(packDocument(folder))
}
