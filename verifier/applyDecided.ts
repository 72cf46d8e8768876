import { LaterOpening } from '../src/core/bundle/plainLine.ts'
import { factName } from '../src/core/case/fieldNames.ts'
import type { AnyKind, Fact } from '../src/core/case/kind.ts'
import { machineName } from '../src/core/case/machineName.ts'
import type { Machine } from '../src/core/case/machines.ts'
import { flaw, flawOf } from '../src/core/flaws/flaw.ts'
import type { Entry } from '../src/core/record/entry.ts'
import type { Json } from '../src/core/record/jcs.ts'
import { type Decided, zoneStreams } from './decideAgain.ts'
import type { Context, Placed } from './replayZone.ts'

interface ToApply extends Placed {
  readonly machine: Machine | undefined
  readonly kind: AnyKind | undefined
  readonly cut: readonly string[]
  readonly decided: Decided | undefined
}

/** Moves the stream on. What was recorded counts, also where it was wrong: so that one fault is one fault. */
export function applyDecided(context: Context, item: ToApply): void {
  const { entry, id, index, number, own, about, machine, kind, cut, decided } = item
  const { collector, keptByHead, passed, posted } = context
  own.head = id
  own.position = entry.header.position
  own.index = index
  own.recordedAt = entry.header.recordedAt
  const draft = decided !== undefined && 'draft' in decided ? decided.draft : undefined
  const complete = cut.length === 0 || draft !== undefined
  // What belongs to another stream is told as out of its place, and makes no state here.
  const belongs = kind?.stream === own.kind
  if (machine === undefined || kind === undefined || !belongs || !own.known || !complete) own.known = false
  else {
    // What was decided the same is at hand with all its facts.
    const values = decided?.outcome === 'same' ? { fields: decided.draft } : valuesOf(item, draft)
    try {
      const applied = machine.appliedOf({ id, header: entry.header, ...values })
      const result = machine.applyEntry({
        kinds: machine.kinds,
        state: own.state,
        entry: applied,
        world: entry.header.world,
      })
      own.state = result.state
      if (result.postings.length > 0) {
        const { kind: name } = entry.header
        posted.push({ entry: id, kind: name, stream: own.kind, at: entry.header.recordedAt, postings: result.postings })
        collector.postings(result.postings.length)
      }
    } catch (error) {
      own.known = false
      const of = flaw('CANNOT_APPLY', { reason: flawOf(error) })
      collector.fault({ kind: 'posting', name: 'apply', ...about, flaw: of })
    }
  }
  if (decided?.outcome === 'same') collector.replayed()
  const { recordedAt, kind: name } = entry.header
  passed.set(id, { stream: own.place, number, index, recordedAt, kind: name })
  // Of a case and its children the newest state is the only one that an entry may name.
  if (zoneStreams.includes(own.kind))
    keptByHead.set(id, { head: id, state: own.state, stream: own.id, kind: own.kind, known: own.known })
}

type Values = Pick<Parameters<Machine['appliedOf']>[0], 'fields' | 'factsOf'>

/** The values that are shown, and those of the draft where they are withheld. The machine of these sources reads of a fact no more than an act needs. */
function valuesOf({ entry, cut, machine }: ToApply, draft: Readonly<Record<string, Json>> | undefined): Values {
  const fields: Record<string, Json> = {}
  for (const name of cut) fields[name] = draft![name]!
  const later = machine?.name === machineName && cut.length === 0
  for (const name of Object.keys(entry.fields))
    if (!later || !name.startsWith('fact.')) fields[name] = entry.fields[name]!.value
  return later ? { fields, factsOf: () => factsLater(entry) } : { fields }
}

function factsLater({ fields }: Entry): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = {}
  for (const name of Object.keys(fields)) {
    if (!name.startsWith('fact.')) continue
    const opening = fields[name]!
    facts[factName(name)] = (opening instanceof LaterOpening
      ? new LaterFact(opening)
      : opening.value) as unknown as Fact
  }
  return facts
}

/** A fact as `apply` reads it, parsed where it is asked for: most acts ask for none. */
class LaterFact {
  readonly #opening: LaterOpening

  constructor(opening: LaterOpening) {
    this.#opening = opening
  }

  get value(): Json | undefined {
    return (this.#opening.value as { readonly value?: Json }).value
  }

  get sources(): Json | undefined {
    return (this.#opening.value as { readonly sources?: Json }).sources
  }
}
