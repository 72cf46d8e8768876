import type { ZoneKind } from '../src/core/case/kind.ts'
import type { RulebookSource } from '../src/core/case/rulebookSource.ts'
import { flaw, flawError } from '../src/core/flaws/flaw.ts'
import { hashText } from '../src/core/record/hash.ts'
import { parseCanonical } from '../src/core/record/jcs.ts'
import type { Pack } from '../src/core/rules/pack.ts'
import { parsePack } from '../src/core/rules/parsePack.ts'
import { rulebookOf } from '../src/core/rules/rulebook.ts'

/** Packs by the hash of their text, which was compared: one pack is read once, however many bundles carry it. Emptied when full. */
const packsRead = new Map<string, Pack>()
const packsReadMax = 64

/** Rulebooks of one zone from the packs that a bundle carries, each made once. @throws {PACK_INVALID} */
export function bundledRules(parameters: {
  readonly zone: ZoneKind
  readonly document: (hash: string) => string | undefined
}): RulebookSource {
  const packs = new Map<string, Pack>()
  const refused = new Map<string, unknown>()
  const books = new Map<string, ReturnType<RulebookSource>>()
  const packOf = (hash: string): Pack => {
    const known = packs.get(hash)
    if (known !== undefined) return known
    const text = parameters.document(hash)
    if (text === undefined) return refuse(hash, 'PACK_ABSENT')
    if (hashText(text) !== hash) return refuse(hash, 'PACK_OTHER')
    // A pack that cannot be read is read once: every entry would ask for it again.
    if (refused.has(hash)) throw refused.get(hash)
    try {
      const pack = packsRead.get(hash) ?? parsePack(parseCanonical(text))
      if (packsRead.size >= packsReadMax) packsRead.clear()
      packsRead.set(hash, pack)
      packs.set(hash, pack)
      return pack
    } catch (error) {
      refused.set(hash, error)
      throw error
    }
  }
  return ({ packs: law, model }) => {
    const hashes = model === undefined ? law : [...law, model]
    const key = hashes.join(' ')
    const known = books.get(key)
    if (known !== undefined) return known
    const book = rulebookOf({ packs: hashes.map(packOf), zone: parameters.zone })
    books.set(key, book)
    return book
  }
}

function refuse(hash: string, code: 'PACK_ABSENT' | 'PACK_OTHER'): never {
  throw flawError('PACK_INVALID', flaw(code, { pack: hash }), { hash })
}
