import Type from 'typebox'
import Value from 'typebox/value'
import { address, closed, text } from '../case/shapes.ts'
import { SluiceError } from '../errors.ts'
import { hashText, hexToBytes } from '../record/hash.ts'
import { remembered } from '../record/remembered.ts'
import { AddressLists, formOf } from './addressScreening.ts'
import { type ListedSubject, nameForm, readListSnapshot } from './listSnapshot.ts'

/** Who and what is screened: a document beside the entry, for names and addresses are no part of what everybody may read. */
export interface ScreenedSubjects {
  readonly format: 'sluice/screened/1'
  readonly addresses: readonly string[]
  readonly persons: readonly { readonly name: string; readonly also?: readonly string[] }[]
}

/** What was found: which subject (addresses first, then persons, from 0), on which list, with which force, on which line of the snapshot. */
export interface ScreeningHit {
  readonly list: string
  readonly force: 'binding-onshore' | 'binding-hong-kong' | 'information'
  readonly line: number
  readonly subject: number
}

const shape = closed({
  format: Type.Literal('sluice/screened/1'),
  addresses: Type.Array(address, { maxItems: 2000 }),
  persons: Type.Array(closed({ name: text, also: Type.Optional(Type.Array(text, { maxItems: 50 })) }), {
    maxItems: 20_000,
  }),
})

/** @throws {INPUT_INVALID} */
export function readSubjects(document: string): ScreenedSubjects {
  let value: unknown
  try {
    value = JSON.parse(document)
  } catch (error) {
    throw new SluiceError('INPUT_INVALID', `subjects of a screening: ${(error as Error).message}.`, { cause: error })
  }
  if (!Value.Check(shape, value)) {
    const [fault] = Value.Errors(shape, value)
    throw new SluiceError('INPUT_INVALID', `subjects of a screening${fault?.instancePath ?? ''}: ${fault?.message}.`)
  }
  return value as ScreenedSubjects
}

/**
 * The screening itself, and its repetition: each subject against each snapshot, addresses and names exactly. The same documents give the same hits, in the
 * same order, wherever it runs.
 *
 * @example hitsOf({ subjects, snapshots: [{ list: 'hk-unso', force: 'binding-hong-kong', text }] }) // [{ list, force, line: 7, subject: 0 }]
 * @throws {REGISTER_INVALID} {INPUT_INVALID}
 */
export function hitsOf(parameters: {
  readonly subjects: ScreenedSubjects
  readonly snapshots: readonly {
    readonly list: string
    readonly force: ScreeningHit['force']
    readonly text: string
  }[]
}): readonly ScreeningHit[] {
  const { addresses, persons } = parameters.subjects
  const asked = [
    ...addresses.map((each) => [each]),
    ...persons.map(({ name, also = [] }) => [name, ...also].map(nameKey)),
  ]
  return parameters.snapshots.flatMap(({ list, force, text: snapshot }) => {
    const index = indexOf(snapshot)
    return asked.flatMap((keys, subject) => {
      const lines = new Set(keys.flatMap((key) => index.hits(key).map(({ refers }) => Number(refers))))
      return [...lines].sort((a, b) => a - b).map((line): ScreeningHit => ({ list, force, line, subject }))
    })
  })
}

/** A name among addresses: no address has a blank in it. */
function nameKey(name: string): string {
  return `name ${nameForm(name)}`
}

/** Keyed by the snapshot's own hash: a decision draws no random numbers, and what is asked is on record. */
const indexOf = remembered(16, (snapshot: string) => {
  const { subjects } = readListSnapshot(snapshot)
  const listed = subjects.map((each) => ({ address: keyOf(each), list: '', refers: String(each.line) }))
  return new AddressLists(listed, hexToBytes(hashText(snapshot)))
})

function keyOf({ sort, value }: ListedSubject): string {
  return sort === 'name' ? nameKey(value) : value
}

/** Which of some addresses are not among those of a screening, in whatever case an address may be written. */
export function screensAddresses({ addresses }: ScreenedSubjects, asked: readonly string[]): readonly string[] {
  const screened = new Set(addresses.map(formOf))
  return asked.filter((each) => !screened.has(formOf(each)))
}

/** Which of some names are not among the persons of a screening. */
export function screensNames({ persons }: ScreenedSubjects, asked: readonly string[]): readonly string[] {
  const screened = new Set(persons.flatMap(({ name, also = [] }) => [name, ...also].map(nameForm)))
  return asked.filter((each) => !screened.has(nameForm(each)))
}

/** Whether a name is among the persons of a screening. */
export function screensName(subjects: ScreenedSubjects, asked: string): boolean {
  return screensNames(subjects, [asked]).length === 0
}

/** What a newer snapshot brings and what it no longer has, by what stands in it and not by line. */
export function listChanges(
  before: string | undefined,
  after: string,
): { readonly begun: ListedSubject[]; readonly gone: ListedSubject[] } {
  const [was, is] = [before === undefined ? [] : readListSnapshot(before).subjects, readListSnapshot(after).subjects]
  const formsOf = (subjects: readonly ListedSubject[]) => new Set(subjects.map(formOfSubject))
  const [wasForms, isForms] = [formsOf(was), formsOf(is)]
  return {
    begun: firstOfEach(is).filter((each) => !wasForms.has(formOfSubject(each))),
    gone: firstOfEach(was).filter((each) => !isForms.has(formOfSubject(each))),
  }
}

function firstOfEach(subjects: readonly ListedSubject[]): ListedSubject[] {
  const seen = new Set<string>()
  return subjects.filter((each) => {
    const form = formOfSubject(each)
    if (seen.has(form)) return false
    seen.add(form)
    return true
  })
}

function formOfSubject({ sort, value }: ListedSubject): string {
  return sort === 'name' ? nameKey(value) : formOf(value)
}
