import type { Bundle } from '../../src/core/bundle/bundle.ts'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { encodeBundle } from '../../src/core/bundle/writeBundle.ts'
import { entryId } from '../../src/core/record/entry.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import type { Fault, Report } from '../../verifier/report.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import type { Base } from './bases.ts'
import { changeBytes } from './bytes.ts'
import { type Random, randomFrom } from './random.ts'
import { type Forgery, resealed } from './reseal.ts'
import { changeValue } from './values.ts'

/** What became of one change. */
export interface Outcome {
  readonly number: number
  readonly base: Base['name']
  readonly sort: 'bytes' | 'resealed'
  /** What was changed. */
  readonly change: string
  /** The kind of the first fault; absent where nothing was found. */
  readonly found?: Fault['kind']
  readonly says?: string
  /** Why it counts as missed: not found, a crash, or named only by a checksum that was made good. */
  readonly missed?: string
}

const kinds = { kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds }

/**
 * Makes the changes with these numbers, each from the seed and its number alone, and has each looked for. Every second one is re-sealed. What was decided
 * again in the untouched file and did not change (its id is the same) is not decided once more; of each `fullEvery` re-sealed changes one is verified
 * from nothing, and must be named the same.
 */
export function* manyChanges(parameters: {
  readonly bases: readonly Base[]
  readonly seed: string
  readonly from: number
  readonly to: number
  readonly fullEvery: number
}): Generator<Outcome> {
  const { bases, seed, from, to, fullEvery } = parameters
  for (let number = from; number < to; number++) {
    const base = bases[Math.floor(number / 2) % bases.length]!
    const random = randomFrom(`many ${seed} ${number}`)
    const full = Math.floor(number / 2) % fullEvery === 0
    yield number % 2 === 0 ? bytesChanged(number, base, random, full) : meaningChanged(number, base, random, full)
  }
}

function bytesChanged(number: number, base: Base, random: Random, full: boolean): Outcome {
  const { name, text } = changeBytes(base.text, random)
  const about = { number, base: base.name, sort: 'bytes', change: name } as const
  if (full)
    return judged(
      about,
      () => verifyBundle({ bundle: text, ...kinds, stopAtFirst: true }),
      () => undefined,
    )
  // A reader that refuses is enough: a verifier says no less.
  try {
    readBundle(text)
    return { ...about, missed: 'it was read' }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return code === 'BUNDLE_INVALID' ? { ...about, found: 'form', says: message } : { ...about, missed: String(error) }
  }
}

function meaningChanged(number: number, base: Base, random: Random, full: boolean): Outcome {
  const { change, forgery } = pick(base, random)
  const about = { number, base: base.name, sort: 'resealed', change } as const
  const bundle = encodeBundle(base.show(resealed(base.whole, forgery)))
  // Only what is not shown was changed, and not even its commitment is: there is nothing to find.
  if (bundle === base.text) return { ...about, says: 'not shown' }
  const verify = (known?: ReadonlySet<string>): Report =>
    verifyBundle({ bundle, ...kinds, stopAtFirst: true, ...(known === undefined ? {} : { known }) })
  return judged(
    about,
    () => verify(base.ids),
    ([first]) => {
      // A checksum is nothing that a forger leaves wrong: it must be a meaning, a place, a signature or a key that is named.
      if (first!.kind === 'digest' || first!.kind === 'form' || first!.kind === 'field')
        return `named only as ${first!.kind}`
      if (!full) return undefined
      const again = verify().faults[0]
      return canonical(again as unknown as Json) === canonical(first as unknown as Json)
        ? undefined
        : `from nothing it is ${again?.kind} ${again?.name}, else ${first!.kind} ${first!.name}`
    },
  )
}

function judged(
  about: Pick<Outcome, 'number' | 'base' | 'sort' | 'change'>,
  verify: () => Report,
  fault: (faults: Report['faults']) => string | undefined,
): Outcome {
  try {
    const { holds, faults } = verify()
    const [first] = faults
    if (holds || first === undefined) return { ...about, missed: 'it holds' }
    const missed = fault(faults)
    const found = { found: first.kind, says: `${first.name}: ${first.message.slice(0, 200)}` }
    return { ...about, ...found, ...(missed === undefined ? {} : { missed }) }
  } catch (error) {
    return { ...about, missed: `a crash: ${error instanceof Error ? error.stack : String(error)}` }
  }
}

/** One changed meaning of a base, made good again and shown as the base is. */
export function changedMeaning(base: Base, random: Random): string {
  return encodeBundle(base.show(resealed(base.whole, pick(base, random).forgery)))
}

/** A value of a body, a fact, a decision or an actor, or of a document: a pack, a paper, a statement, a snapshot of prices, a plan, a chain proof. */
function pick({ whole }: Base, random: Random): { readonly change: string; readonly forgery: Forgery } {
  if (random.below(3) === 0) return pickDocument(whole, random)
  const entries = whole.zones.flatMap(({ streams }) => streams.flatMap((stream) => stream.entries))
  for (;;) {
    const { entry } = random.pick(entries)
    const group = random.pick([/^payload\./, /^payload\./, /^fact\./, /^(?!payload\.|fact\.)/])
    const fields = Object.keys(entry.fields).filter((name) => group.test(name))
    if (fields.length === 0) continue
    const field = random.pick(fields)
    const value = changeValue(entry.fields[field]!.value, random)
    if (canonical(value) === canonical(entry.fields[field]!.value)) continue
    return {
      change: `${entry.header.kind} ${field}`,
      forgery: { entry: { id: entryId(entry), fields: { [field]: value } } },
    }
  }
}

function pickDocument(whole: Bundle, random: Random): { readonly change: string; readonly forgery: Forgery } {
  const hash = random.pick(Object.keys(whole.documents))
  const old = whole.documents[hash]!
  const text = changeDocument(old, random)
  const sort = /"format":"([^"]+)"/.exec(old)?.[1] ?? (old.startsWith('{"cedar"') ? 'pack' : 'other')
  const type = /"type":"([^"]+)"/.exec(old)?.[1] ?? ''
  return { change: `document ${sort} ${type} ${hashText(text).slice(0, 8)}`, forgery: { document: { hash, text } } }
}

function changeDocument(text: string, random: Random): string {
  try {
    const value = JSON.parse(text) as Json
    if (typeof value === 'object' && canonical(value) === text) return canonical(changeValue(value, random))
  } catch {
    // No record's JSON: changed as text.
  }
  return changeValue(text, random) as string
}
