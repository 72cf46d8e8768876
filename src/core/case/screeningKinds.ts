import Type from 'typebox'
import { hitsOf, readSubjects, type ScreeningHit, screensName } from '../rules/screenSubjects.ts'
import { type AnyKind, defineKind, type FactInput, verdict } from './kind.ts'
import { type KeptList, listKept } from './registers.ts'
import { closed, count, documentHash, hex32, id, list, type Of, oneOf, optional } from './shapes.ts'
import { type CaseState, slice, withSlice } from './state.ts'

/**
 * The leg that a screening is for. Coins: `clearance` of a customer at a platform, `transfer` to a platform, `return` to an owner or victim, `handover` to
 * another organ, `buyer` of a block at a platform. Money: `deposit` of the service institution and its way back, `remittance`, `payout` of an order to
 * claimants, `payment` to one owner or convict.
 */
export const screeningPurposes = [
  'clearance',
  'transfer',
  'return',
  'handover',
  'buyer',
  'deposit',
  'remittance',
  'payout',
  'payment',
] as const
export type ScreeningPurpose = (typeof screeningPurposes)[number]

/** Legs of coins: their addresses are screened too. A buyer may take them into an account of the platform. */
const ofCoins: readonly ScreeningPurpose[] = ['clearance', 'transfer', 'return', 'handover']
/** Whom these are about may stand outside the directory. */
const byName: readonly ScreeningPurpose[] = ['transfer', 'return', 'payment']
/** At a platform, for one of its customers or buyers. */
const atPlatform: readonly ScreeningPurpose[] = ['clearance', 'buyer']

/** The last screening for a purpose and an organisation, as the case keeps it. */
export interface StandingScreening {
  readonly entry: string
  readonly at: string
  readonly by: string
  readonly subjects: string
  /** Snapshot by list. */
  readonly snapshots: Readonly<Record<string, string>>
  /** Hits on lists that bind somewhere and that nobody has resolved. */
  readonly open: readonly ScreeningHit[]
}

interface ScreeningSlice {
  /** By `purpose organisation`, and where it is at a platform `purpose organisation platform`. */
  readonly [key: string]: StandingScreening
}

export function screeningKey(purpose: string, about: string, platform?: string): string {
  return [purpose, about, ...(platform === undefined ? [] : [platform])].join(' ')
}

/** Keys of the standing screenings for a purpose. @example screeningsFor(state, 'return') // ['return victim'] */
export function screeningsFor(state: CaseState, purpose: ScreeningPurpose): readonly string[] {
  return Object.keys(slice<ScreeningSlice>(state, 'screenings') ?? {}).filter((key) => key.startsWith(`${purpose} `))
}

export function screeningOf(state: CaseState, key: string): StandingScreening | undefined {
  return slice<ScreeningSlice>(state, 'screenings')?.[key]
}

const forces = ['binding-onshore', 'binding-hong-kong', 'information'] as const

const recordedShape = closed({
  purpose: oneOf(screeningPurposes),
  /** The organisation screened: who holds the account, gives the deposit, gets the coins; of an order to claimants the organ that pays it. */
  about: id,
  platform: optional(id),
  /** Addresses and persons, in a document of their own (`sluice/screened/1`). */
  subjects: documentHash,
  snapshots: list(closed({ list: id, snapshot: hex32 }), 40),
  hits: Type.Array(closed({ list: id, force: oneOf(forces), line: count, subject: count }), { maxItems: 200 }),
})
type Recorded = Of<typeof recordedShape>

/**
 * Addresses and persons were screened against snapshots of lists: which, by hash, and what was hit, by list, force and line. Whoever has the documents can
 * screen again and must find the same. It says what a public list says and nothing else: what anybody suspects or reports is no part of it.
 */
export const screeningRecorded = defineKind<Recorded>({
  name: 'screening.recorded',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: recordedShape,
  facts: {
    snapshotsKept: ({ payload, registers, effectiveAt }) => {
      const wrong = payload.snapshots.filter(
        (each) => listKept(registers(), each.list, effectiveAt)?.snapshot !== each.snapshot,
      )
      const twice = new Set(payload.snapshots.map((each) => each.list)).size !== payload.snapshots.length
      return verdict(
        wrong.length === 0 && !twice,
        twice ? 'a list twice' : wrong.map((each) => each.list).join(', ') || 'each as kept',
        'for each list the snapshot that the register keeps, once',
      )
    },
    hitsRecompute: ({ payload, registers, document, effectiveAt }) => {
      const subjects = readSubjects(document(payload.subjects))
      const snapshots = payload.snapshots.map(({ list, snapshot }) => ({
        list,
        force: listKept(registers(), list, effectiveAt)?.force ?? ('information' as const),
        text: document(snapshot),
      }))
      const found = textOf(hitsOf({ subjects, snapshots }))
      const said = textOf(payload.hits)
      return verdict(found === said, said || 'no hit', found || 'no hit')
    },
    subjectNamed: ({ payload, directory, document }) => {
      const subjects = readSubjects(document(payload.subjects))
      const wanted = [payload.about, ...(payload.platform === undefined ? [] : [payload.platform])]
      // A platform offshore is in no directory onshore, nor is every owner: whoever screens names them.
      const unknown = byName.includes(payload.purpose) && directory().organisations[payload.about] === undefined
      const missing = wanted.filter((org) => {
        const name = directory().organisations[org]?.name
        return unknown ? subjects.persons.length === 0 : name === undefined || !screensName(subjects, name)
      })
      const asked = ofCoins.includes(payload.purpose)
      const addresses = !asked || subjects.addresses.length > 0
      const by = unknown ? 'by name' : 'by the name in the directory'
      return verdict(
        missing.length === 0 && addresses,
        missing.length > 0 ? `not among the persons: ${missing.join(', ')}` : addresses ? 'named' : 'no address',
        `${wanted.join(', ')} ${by}${asked ? ', and the addresses' : ''}`,
      )
    },
    platformFits: ({ payload }) => atPlatform.includes(payload.purpose) === (payload.platform !== undefined),
    screenerRole: ({ actor }) => actor.role,
  },
  apply: (state, { id: entry, payload, actor, effectiveAt }) => {
    const { purpose, about, platform, subjects, snapshots, hits } = payload
    const row: StandingScreening = {
      entry,
      at: effectiveAt,
      by: actor.person,
      subjects,
      snapshots: Object.fromEntries(snapshots.map((each) => [each.list, each.snapshot])),
      open: hits.filter(({ force }) => force !== 'information'),
    }
    return withSlice(state, 'screenings', {
      ...slice<ScreeningSlice>(state, 'screenings'),
      [screeningKey(purpose, about, platform)]: row,
    })
  },
})

const resolvedShape = closed({
  screening: hex32,
  list: id,
  line: count,
  subject: count,
  /** Another of the same name, or a licence of the authority that the list's law names. */
  outcome: oneOf(['not-the-same', 'licensed']),
  paper: documentHash,
})

/** A hit on a list that binds is looked into by somebody else, and a signed paper says why it does not stop: nothing more is said. */
export const screeningResolved = defineKind<Of<typeof resolvedShape>>({
  name: 'screening.resolved',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: resolvedShape,
  facts: {
    hitOpen: ({ payload, state }) => {
      const found = standingOf(state(), payload.screening)
      const open = found?.[1].open.some((hit) => sameHit(hit, payload)) ?? false
      return verdict(open, found === undefined ? 'no such screening stands' : open ? 'open' : 'not open', 'an open hit')
    },
    otherPerson: ({ payload, state, actor }) => {
      const by = standingOf(state(), payload.screening)?.[1].by ?? 'nobody'
      return verdict(by !== actor.person, by, `not ${actor.person}`)
    },
    paperSays: ({ payload, paper, directory }) => {
      const { body, issuer } = paper(payload.paper, 'screening-resolution')
      const { screening, list: of, line, subject, outcome } = body as Partial<Of<typeof resolvedShape>>
      const same =
        screening === payload.screening && outcome === payload.outcome && sameHit({ list: of, line, subject }, payload)
      const role = directory().organisations[issuer]?.role ?? 'none'
      const entitled = payload.outcome !== 'licensed' || role === 'authority'
      return verdict(
        same && entitled,
        same ? `a paper of ${issuer}, ${role}` : 'of another hit or outcome',
        payload.outcome === 'licensed' ? 'the licence of an authority, for this hit' : 'a paper for this hit',
      )
    },
  },
  apply: (state, { payload }) => {
    const [key, standing] = standingOf(state, payload.screening)!
    return withSlice(state, 'screenings', {
      ...slice<ScreeningSlice>(state, 'screenings'),
      [key]: { ...standing, open: standing.open.filter((hit) => !sameHit(hit, payload)) },
    })
  },
})

export const screeningKinds: readonly AnyKind[] = [screeningRecorded, screeningResolved]

const bindsIn = { onshore: 'binding-onshore', offshore: 'binding-hong-kong' } as const

/** No list that binds here is hit, as far as it was screened: a screening stands, and each of its hits on such a list is resolved. */
export function screenedClear<P>({ state, zone }: FactInput<P>, key: string) {
  const standing = screeningOf(state(), key)
  const required = `a screening (${key}) without an open hit on a list that binds here`
  if (standing === undefined) return verdict(false, 'not screened', required)
  const open = standing.open
    .filter(({ force }) => force === bindsIn[zone.kind])
    .map(({ list: of, line }) => `${of} line ${line}`)
  return verdict(open.length === 0, open.join(', ') || `screened at ${standing.at}`, required)
}

/** Every list that binds here was screened by the snapshot that stands now, and somebody has looked lately whether it is the list still. */
export function screenedCurrent<P>({ state, registers, parameter, effectiveAt }: FactInput<P>, key: string) {
  const binding = parameter('bindingLists').split(' ')
  const days = parameter('listAgeMaxDays')
  const required = `${binding.join(', ')}: the snapshots that stand now, looked up within ${days} days`
  const standing = screeningOf(state(), key)
  if (standing === undefined) return verdict(false, 'not screened', required)
  const faults = binding.flatMap((name) => {
    const fault = faultOf(listKept(registers(), name, effectiveAt), standing.snapshots[name], effectiveAt, Number(days))
    return fault === undefined ? [] : [`${name} ${fault}`]
  })
  return verdict(faults.length === 0, faults.join('; ') || `screened at ${standing.at}`, required)
}

function faultOf(
  kept: KeptList | undefined,
  screened: string | undefined,
  at: string,
  days: number,
): string | undefined {
  if (kept === undefined) return 'is not in the register'
  if (screened === undefined) return 'was not screened'
  if (screened !== kept.snapshot) return `was screened by an earlier snapshot than that of ${kept.publishedOn}`
  const age = Math.floor((Date.parse(at) - Date.parse(`${kept.checkedOn}T00:00:00.000Z`)) / 86_400_000)
  return age > days ? `was last looked up on ${kept.checkedOn}` : undefined
}

function standingOf(state: CaseState, entry: string): [string, StandingScreening] | undefined {
  return Object.entries(slice<ScreeningSlice>(state, 'screenings') ?? {}).find(([, each]) => each.entry === entry)
}

function sameHit(
  hit: { readonly [key in 'list' | 'line' | 'subject']: unknown },
  other: Pick<ScreeningHit, 'list' | 'line' | 'subject'>,
): boolean {
  return hit.list === other.list && hit.line === other.line && hit.subject === other.subject
}

function textOf(hits: readonly ScreeningHit[]): string {
  return hits
    .map(({ list: of, force, line, subject }) => `${of} (${force}) line ${line}, subject ${subject}`)
    .sort()
    .join('; ')
}
