import { flaw, flawError, worldFlaw } from '../flaws/flaw.ts'
import { hashText } from '../record/hash.ts'
import type { Json } from '../record/jcs.ts'
import { readPaper } from '../record/paper.ts'
import { remembered } from '../record/remembered.ts'
import { startClock } from '../rules/clocks.ts'
import { signersOf } from './action.ts'
import { type Directory, keyInForce } from './directory.ts'
import {
  type Action,
  type Fact,
  type FactInput,
  type Source,
  type StreamKind,
  Withheld,
  type ZoneKind,
} from './kind.ts'
import type { Registers } from './registers.ts'
import type { CountedClock } from './rulebook.ts'

/** A document is read by many facts, and again by those of later acts. */
const documentHash = remembered(64, hashText)

/** A stream's state with the id of the entry that it stands for. */
export interface Standing<T = unknown> {
  readonly head: string
  readonly state: T
}

/** All that a decision may read: never a clock, a network or a vault. */
export interface Surroundings {
  readonly zone: {
    readonly id: string
    readonly kind: ZoneKind
    readonly world: 'real' | 'rehearsal'
    /** Keys that the configuration names as founders; absent on replay: the opening's word is then the zone's. */
    readonly founders?: readonly string[]
  }
  /** Standing of the other streams by kind, where they exist. */
  readonly streams: Readonly<Partial<Record<StreamKind, Standing>>>
  /** Text of a document by hash; undefined when it is not to be had. */
  document(sha256: string): string | undefined
  parameter(name: string): { readonly value: string; readonly pack: string } | undefined
  /** A clock of the packs in force by its id. */
  clock?(id: string): CountedClock | undefined
}

/**
 * Computes one fact and notes where each value was read. A fact whose document is withheld stays with its recorded value on replay: the caller
 * decides, this throws {@link Withheld}.
 */
export function computeFact<P, S>(compute: (input: FactInput<P, S>) => Json, parameters: FactParameters<S>): Fact {
  return factComputer<P, S>(parameters)(compute)
}

export interface FactParameters<S = unknown> {
  readonly action: Action
  readonly recordedAt: string
  readonly own: Standing<S> | undefined
  readonly surroundings: Surroundings
}

/** Computes facts of one action, one after the other, each as {@link computeFact} does. */
export function factComputer<P, S>(parameters: FactParameters<S>): (compute: (input: FactInput<P, S>) => Json) => Fact {
  const { action, own, surroundings, recordedAt } = parameters
  const sources = sourceNotes()
  const { note } = sources
  const standing = <T>(stream: StreamKind): T => {
    const found = surroundings.streams[stream]
    if (found === undefined) throw flawError('NOT_FOUND', flaw('STREAM_ABSENT', { stream }))
    note({ from: 'stream', id: found.head })
    return found.state as T
  }
  const read = (sha256: string): string => {
    const text = surroundings.document(sha256)
    if (text === undefined) throw new Withheld(sha256)
    if (documentHash(text) !== sha256) {
      throw flawError('PROOF_INVALID', flaw('DOCUMENT_NOT_NAMED', { document: sha256 }), { sha256 })
    }
    return text
  }
  const counted = (id: string): CountedClock => {
    const found = surroundings.clock?.(id)
    if (found === undefined) throw flawError('NOT_FOUND', flaw('NO_CLOCK', { clock: id }), { id })
    note({ from: 'pack', id: found.pack })
    return found
  }
  const input: FactInput<P, S> = {
    payload: traced(action.payload, () => note(fromPayload)) as P,
    actionId: action.id,
    actor: action.actor,
    subject: action.subject ?? {},
    effectiveAt: action.effectiveAt ?? recordedAt,
    recordedAt,
    zone: surroundings.zone,
    // Asked only by facts that name it: each signature costs as much as all other facts together.
    get signers() {
      return signersOf(action, (surroundings.streams.directory?.state as Directory | undefined)?.keys)
    },
    documents: action.documents ?? [],
    state: () => {
      if (own === undefined) throw flawError('NOT_FOUND', flaw('STREAM_EMPTY'))
      note({ from: 'stream', id: own.head })
      return own.state
    },
    founders: () => {
      note({ from: 'configuration', attestedBy: surroundings.zone.id })
      return surroundings.zone.founders
    },
    directory: () => standing<Directory>('directory'),
    registers: () => standing<Registers>('registers'),
    related: (stream) => standing(stream),
    parameter: (name) => {
      const found = surroundings.parameter(name)
      if (found === undefined) throw flawError('NOT_FOUND', flaw('NO_PARAMETER', { name }), { name })
      note({ from: 'pack', id: found.pack })
      return found.value
    },
    term: (id, event, inCustody = false) => {
      const { clock, calendar } = counted(id)
      return startClock({ clock, event, calendar, inCustody })
    },
    clock: (id) => counted(id).clock,
    document: (sha256) => {
      const text = read(sha256)
      note({ from: 'document', id: sha256 })
      return text
    },
    paper: (sha256, type) => {
      const paper = readPaper(read(sha256))
      const directory = standing<Directory>('directory')
      if (paper.type !== type)
        throw flawError('INPUT_INVALID', flaw('PAPER_WANTED', { expected: type, found: paper.type }))
      if (paper.world !== surroundings.zone.world) {
        const worlds = { found: worldFlaw(paper.world), world: worldFlaw(surroundings.zone.world) }
        throw flawError('INPUT_INVALID', flaw('PAPER_WORLD', worlds))
      }
      if (!keyInForce(directory, paper.key, paper.issuer, paper.issuedAt)) {
        const { issuer, key } = paper
        throw flawError('SIGNATURE_INVALID', flaw('PAPER_KEY', { type, issuer }), { type, issuer, key })
      }
      // Who has a lost key can write any date: what was not on record when the loss was told is not taken any more.
      const { revokedAt } = directory.keys[paper.key]!
      if (revokedAt !== undefined && revokedAt <= recordedAt) {
        const { issuer, key } = paper
        const of = flaw('PAPER_KEY_REVOKED', { type, issuer, at: revokedAt })
        throw flawError('SIGNATURE_INVALID', of, { type, issuer, key })
      }
      note({ from: 'document', id: sha256, attestedBy: paper.issuer })
      return paper
    },
  }
  return (compute) => {
    sources.begin()
    const value = compute(input)
    return { value, sources: sources.noted() }
  }
}

/** What one fact after the other was read from, each source once, sorted. An action reads few: facts that were read from the same have one list. */
function sourceNotes(): {
  begin(): void
  readonly note: (source: Source) => void
  noted(): Fact['sources']
} {
  const known: Source[] = []
  const lists = new Map<string, Fact['sources']>()
  let read: number[] = []
  const placeOf = ({ from, id, attestedBy }: Source): number => {
    for (let i = 0; i < known.length; i++) {
      const one = known[i]!
      if (one.id === id && one.from === from && one.attestedBy === attestedBy) return i
    }
    return -1
  }
  const listed = (): Fact['sources'] => {
    const keyOf = (place: number): string => {
      const { from, id = '', attestedBy = '' } = known[place]!
      return `${from} ${id} ${attestedBy}`
    }
    const keys = new Map(read.map((place) => [keyOf(place), known[place]!]))
    return [...keys.keys()].sort().map((key) => keys.get(key)!)
  }
  return {
    begin: () => {
      read = []
    },
    note: (source) => {
      const found = placeOf(source)
      const place = found < 0 ? known.push(source) - 1 : found
      if (!read.includes(place)) read.push(place)
    },
    noted: () => {
      const key = read.sort((a, b) => a - b).join()
      const list = lists.get(key) ?? listed()
      lists.set(key, list)
      return list
    },
  }
}

const fromPayload: Source = { from: 'payload' }

function traced(payload: object, touched: () => void): object {
  return new Proxy(payload, {
    get(target, key) {
      touched()
      return Reflect.get(target, key)
    },
  })
}
