import Type from 'typebox'
import { type Directory, keyInForce, sameFamily } from '../case/directory.ts'
import { type AnyKind, defineKind, type FactInput, verdict } from '../case/kind.ts'
import { closed, documentHash, hex32, id, note, type Of, oneOf, optional } from '../case/shapes.ts'
import type { GivenOverride, Packs } from './packsState.ts'

/**
 * An unverified rule is let pass: a prohibition lifted by legal affairs with its source, a permission replaced by a legal opinion from outside. Signed by
 * who gives it and by somebody outside the beneficiary's family of organisations; counted per person and organ.
 */
const givenShape = closed({
  /** Id of a rule, such as `CN-MOF54-fees`. */
  rule: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$' }),
  pack: hex32,
  kind: oneOf(['lifted-with-source', 'legal-opinion']),
  document: documentHash,
  case: optional(hex32),
  beneficiary: id,
  reason: note,
})

type Given = FactInput<Of<typeof givenShape>, Packs>

const yearMs = 365 * 86_400_000

/** Who countersigned, by the directory: the other signer than the actor. */
function approverOf({
  actor,
  signers,
  directory,
  recordedAt,
}: Pick<Given, 'actor' | 'signers' | 'directory' | 'recordedAt'>) {
  const enrolled: Directory = directory()
  for (const key of signers) {
    const person = enrolled.keys[key]?.holder
    const org = person === undefined ? undefined : enrolled.people[person]?.org
    if (person === undefined || org === undefined || person === actor.person) continue
    if (keyInForce(enrolled, key, person, recordedAt)) return { person, org }
  }
  return undefined
}

/** The rule as its published pack has it. */
function ruleOf({ payload, state, document }: Given): { readonly force: string; readonly effect: string } | undefined {
  if (!state().inForce.some((pack) => pack.hash === payload.pack)) return undefined
  const { manifest } = JSON.parse(document(payload.pack)) as {
    manifest: { rules: readonly { readonly id: string; readonly force: string; readonly effect: string }[] }
  }
  return manifest.rules.find((rule) => rule.id === payload.rule)
}

function countOf(state: Packs, at: string, is: (given: GivenOverride) => boolean): number {
  const since = new Date(Date.parse(at) - yearMs).toISOString()
  return (state.overrides ?? []).filter((given) => given.from > since && is(given)).length
}

export const overrideGiven = defineKind<Of<typeof givenShape>, Packs>({
  name: 'override.given',
  stream: 'packs',
  zones: ['onshore', 'offshore'],
  payload: givenShape,
  facts: {
    ruleUnverified: (input) => {
      const rule = ruleOf(input)
      return verdict(
        rule?.force === 'unverified',
        rule === undefined ? 'no such rule in a published pack' : rule.force,
        'an unverified rule: a verified one is never overridden',
      )
    },
    kindFits: (input) => {
      const required = ruleOf(input)?.effect === 'permits' ? 'legal-opinion' : 'lifted-with-source'
      return verdict(input.payload.kind === required, input.payload.kind, required)
    },
    documentHeld: ({ payload, documents }) => documents.includes(payload.document),
    giver: ({ payload, actor, directory, recordedAt, signers }) => {
      const enrolled = directory()
      const person = enrolled.people[actor.person]
      const held = person?.org === actor.org && person.roles.includes(actor.role)
      const signed = signers.some((key) => keyInForce(enrolled, key, actor.person, recordedAt))
      const outside = !sameFamily(enrolled, actor.org, payload.beneficiary, recordedAt)
      const fits = payload.kind === 'legal-opinion' ? outside : actor.role === 'legal-affairs'
      return verdict(
        held && signed && fits,
        `${actor.role} of ${actor.org}${held ? '' : ', not in the directory'}${signed ? '' : ', not signed'}`,
        payload.kind === 'legal-opinion' ? `somebody outside the family of ${payload.beneficiary}` : 'legal-affairs',
      )
    },
    approver: (input) => {
      const approver = approverOf(input)
      const { beneficiary } = input.payload
      const outside =
        approver !== undefined && !sameFamily(input.directory(), approver.org, beneficiary, input.recordedAt)
      return verdict(
        outside,
        approver === undefined ? 'nobody else signed' : `${approver.person} of ${approver.org}`,
        `a second person's signature, outside the family of ${input.payload.beneficiary}`,
      )
    },
    approvedBy: (input) => {
      const approver = approverOf(input)
      return approver === undefined ? '' : `${approver.person} ${approver.org}`
    },
    personCap: ({ actor, state, recordedAt, parameter }) => {
      const most = Number(parameter('overridesPerPersonMax'))
      const count = countOf(state(), recordedAt, ({ by }) => by.person === actor.person) + 1
      return verdict(count <= most, `${count} in a year`, `at most ${most}`)
    },
    organCap: ({ actor, state, recordedAt, parameter }) => {
      const most = Number(parameter('overridesPerOrganMax'))
      const count = countOf(state(), recordedAt, ({ by }) => by.org === actor.org) + 1
      return verdict(count <= most, `${count} in a year`, `at most ${most}`)
    },
  },
  apply: (state, entry) => {
    const { rule, kind, document, beneficiary } = entry.payload
    const [person, org] = String(entry.facts.approvedBy?.value ?? ' ').split(' ')
    const given: GivenOverride = {
      entry: entry.id,
      rule,
      kind: kind as GivenOverride['kind'],
      document,
      ...(entry.payload.case === undefined ? {} : { case: entry.payload.case }),
      beneficiary,
      by: { person: entry.actor.person, org: entry.actor.org },
      approvedBy: { person: person ?? '', org: org ?? '' },
      from: entry.recordedAt,
    }
    return { ...state, overrides: [...(state.overrides ?? []), given] }
  },
})

const withdrawnShape = closed({ override: hex32, reason: note })

export const overrideWithdrawn = defineKind<Of<typeof withdrawnShape>, Packs>({
  name: 'override.withdrawn',
  stream: 'packs',
  zones: ['onshore', 'offshore'],
  payload: withdrawnShape,
  facts: {
    overrideStands: ({ payload, state }) => {
      const given = (state().overrides ?? []).find(({ entry }) => entry === payload.override)
      const stands = given !== undefined && given.until === undefined
      return verdict(stands, given === undefined ? 'none' : (given.until ?? 'stands'), 'an override that stands')
    },
    signedByActor: ({ actor, directory, recordedAt, signers }) => {
      const enrolled = directory()
      const person = enrolled.people[actor.person]
      const held = person?.org === actor.org && person.roles.includes(actor.role)
      const signed = signers.some((key) => keyInForce(enrolled, key, actor.person, recordedAt))
      return verdict(held && signed, `${actor.role} of ${actor.org}`, 'the signature of a person in the directory')
    },
  },
  apply: (state, entry) => ({
    ...state,
    overrides: (state.overrides ?? []).map((given) =>
      given.entry === entry.payload.override ? { ...given, until: entry.recordedAt } : given,
    ),
  }),
})

export const overrideKinds: readonly AnyKind[] = [overrideGiven, overrideWithdrawn]
