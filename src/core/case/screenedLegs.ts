import { readSubjects, screensAddresses, screensNames } from '../rules/screenSubjects.ts'
import { type FactInput, verdict } from './kind.ts'
import { screenedClear, screenedCurrent, screeningOf, screeningsFor } from './screeningKinds.ts'

/** Every address that coins of a leg go to stands in the screening of that leg. */
export function addressesScreened<P>({ state, document }: FactInput<P>, key: string, addresses: readonly string[]) {
  const standing = screeningOf(state(), key)
  const missing =
    standing === undefined ? addresses : screensAddresses(readSubjects(document(standing.subjects)), addresses)
  return verdict(
    missing.length === 0,
    missing.length === 0 ? 'screened' : 'not among the addresses screened',
    addresses.join(', '),
  )
}

/**
 * The three facts of a leg whose recipient no payload names: it is the `return` screening that has the address of the leg.
 *
 * @example facts: { …, ...screenedTo<Payload>(({ payload }) => payload.address) }
 */
export function screenedTo<P>(addressOf: (input: FactInput<P>) => string) {
  const keyOf = (input: FactInput<P>): string => {
    const address = addressOf(input)
    const keys = screeningsFor(input.state(), 'return')
    return keys.find((key) => addressesScreened(input, key, [address]).ok) ?? keys[0] ?? 'return'
  }
  return {
    addressScreened: (input: FactInput<P>) => addressesScreened(input, keyOf(input), [addressOf(input)]),
    screenedClear: (input: FactInput<P>) => screenedClear(input, keyOf(input)),
    screenedCurrent: (input: FactInput<P>) => screenedCurrent(input, keyOf(input)),
  }
}

/** Screenings of several keys as one verdict: the first that is not met, or the last. */
export function eachScreened<P>(
  ask: (input: FactInput<P>, key: string) => ReturnType<typeof verdict>,
  input: FactInput<P>,
  keys: readonly string[],
) {
  const asked = keys.map((key) => ask(input, key))
  return asked.find(({ ok }) => !ok) ?? asked.at(-1) ?? verdict(false, 'no leg', 'a screening of each leg')
}

/** Every name that money of a leg comes from or goes to, as the bank's instruction has it, stands in the screening of that leg. */
export function namesScreened<P>({ state, document }: FactInput<P>, key: string, names: readonly string[]) {
  const standing = screeningOf(state(), key)
  const missing = standing === undefined ? names : screensNames(readSubjects(document(standing.subjects)), names)
  // Names are no part of what everybody may read: they are counted.
  return verdict(
    missing.length === 0,
    missing.length === 0 ? 'screened' : `${missing.length} not among the names screened`,
    `each of ${names.length} names of the instruction`,
  )
}
