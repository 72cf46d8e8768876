import { readSubjects, screensAddresses, screensNames } from '../rules/screenSubjects.ts'
import { type FactInput, verdict } from './kind.ts'
import { screeningOf } from './screeningKinds.ts'

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
