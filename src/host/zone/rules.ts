import type { ZoneKind } from '../../core/case/kind.ts'
import type { RulebookSource } from '../../core/case/rulebookSource.ts'
import { SluiceError } from '../../core/errors.ts'
import { type Json, parseCanonical } from '../../core/record/jcs.ts'
import type { Pack } from '../../core/rules/pack.ts'
import { parsePack } from '../../core/rules/parsePack.ts'
import { rulebookOf } from '../../core/rules/rulebook.ts'

/**
 * Rulebooks by the hashes of their packs. Packs are content-addressed, so a rulebook made once serves for ever.
 *
 * @example const rules = cachedRules({ zone: 'onshore', document: (hash) => documents.get(hash) })
 */
export function cachedRules(parameters: {
  readonly zone: ZoneKind
  /** Canonical text of a pack by its hash. */
  readonly document: (hash: string) => string | undefined
}): RulebookSource {
  const packs = new Map<string, Pack>()
  const books = new Map<string, ReturnType<RulebookSource>>()
  const packOf = (hash: string): Pack => {
    const known = packs.get(hash)
    if (known !== undefined) return known
    const text = parameters.document(hash)
    if (text === undefined)
      throw new SluiceError('NOT_FOUND', `the pack ${hash} is published, and its text is not to be had.`, {
        facts: { hash },
      })
    const pack = parsePack(parseCanonical(text) as Json)
    packs.set(hash, pack)
    return pack
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
