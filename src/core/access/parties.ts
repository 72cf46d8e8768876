import type { Entry } from '../record/entry.ts'
import type { Json } from '../record/jcs.ts'

/** The organisation that a zone's administrators act for; it takes part in no case. */
export const administration = 'administration'

/** Roles that may supervise a zone, once its administrators granted it. */
export const supervisorRoles: readonly string[] = ['auditor', 'procuratorate']

/** Roles of who sells in a zone, as a platform's customer: what comes across is theirs to read. */
export const sellerRoles: readonly string[] = ['account-holder', 'overseas-agent']

/**
 * Which fields of a kind name an organisation that takes part from there on. Platforms, banks, offices that answer, people who claim and their counsel
 * are not among them: what others answered stands in the same chain, and they get a cut bundle, or a grant.
 */
const named: Readonly<Record<string, readonly string[]>> = {
  'case.opened': ['organ'],
  'deposit.received': ['provider'],
  'handover.decided': ['organ'],
  'clearance.given': ['accountHolder'],
}

/** Organisations that an entry of a case makes its readers: whose person acts, and whom it names. */
export function partiesOf(entry: Pick<Entry, 'header' | 'fields'>): readonly string[] {
  const { kind } = entry.header
  const actor = entry.fields.actor?.value as { readonly org?: Json; readonly role?: Json } | undefined
  const acting = actor?.role === 'system' || typeof actor?.org !== 'string' ? [] : [actor.org]
  const names = (Object.hasOwn(named, kind) ? named[kind]! : []).flatMap((field) => {
    const value = entry.fields[`payload.${field}`]?.value
    return typeof value === 'string' ? [value] : []
  })
  const arrived = // Spelled so that no organisation can be called it.
    kind === 'case.accepted' ? sellerRoles.map((role) => `@${role}`) : []
  return [...new Set([...acting, ...names, ...arrived])].filter((org) => org !== administration).sort()
}

/** What an entry of a case grants or takes back. */
export function grantOf(
  entry: Pick<Entry, 'header' | 'fields'>,
): { readonly org: string; readonly stands: boolean } | undefined {
  const { kind } = entry.header
  if (kind !== 'access.granted' && kind !== 'access.withdrawn') return undefined
  const org = entry.fields['payload.org']?.value
  return typeof org === 'string' ? { org, stands: kind === 'access.granted' } : undefined
}
