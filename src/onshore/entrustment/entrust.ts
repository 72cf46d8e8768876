import { type Directory, sameFamily } from '../../core/case/directory.ts'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, note, type Of, optional } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { basisOf, responsibleOrgan } from '../basis/basis.ts'
import { custodyOf, lotOf } from '../custody/custody.ts'
import { unitsInCustody } from '../custody/units.ts'
import { endOf, measuresOn } from '../measure/measure.ts'
import { lotMeasure } from '../measure/measureInForce.ts'

export interface EntrustmentSlice {
  readonly [lot: string]: {
    readonly entrustee: string
    readonly letter: string
    readonly mandateUntil: string
    /** The zone offshore that the case crosses to, where its acceptance named one. */
    readonly zone?: string
  }
}

export function entrustmentOf(state: CaseState, lot: string | undefined): EntrustmentSlice[string] | undefined {
  return lot === undefined ? undefined : slice<EntrustmentSlice>(state, 'entrustment')?.[lot]
}

interface FrameworkBody {
  readonly parties: readonly string[]
  readonly from: string
  readonly until: string
}

interface LetterBody {
  readonly entrustee: string
  readonly inventory: string
  readonly units: string
  readonly asset: string
  readonly mandateUntil: string
}

const shape = closed({
  framework: documentHash,
  agreement: documentHash,
  letter: documentHash,
  scope: note,
  feeAuthority: note,
  /** For what is not due to the treasury: an opinion from outside the organ's chain that this way is open to it (law finding 19). */
  opinion: optional(documentHash),
})

/** Row 6: the organ that the law makes responsible entrusts the lot: framework agreement in force, case agreement, letter, and a list that is the inventory's. */
export const entrustmentMade = defineKind<Of<typeof shape>>({
  name: 'entrustment.made',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    organResponsible: ({ actor, state, subject }) => actor.org === responsibleOrgan(state(), subject.lot),
    frameworkInForce: ({ payload, paper, effectiveAt, actor }) => {
      const { parties, from, until } = paper(payload.framework, 'framework-agreement').body as unknown as FrameworkBody
      const open = from <= effectiveAt && effectiveAt < until && parties.includes(actor.org)
      return verdict(open, `${from} to ${until} between ${parties.join(', ')}`, `in force for ${actor.org}`)
    },
    caseAgreement: ({ payload, paper }) => paper(payload.agreement, 'case-agreement').issuer.length > 0,
    letterOfEntrustment: ({ payload, paper, actor }) =>
      paper(payload.letter, 'letter-of-entrustment').issuer === actor.org,
    listMatchesInventory: ({ payload, paper, state, subject }) => {
      const letter = paper(payload.letter, 'letter-of-entrustment').body as unknown as LetterBody
      const lot = lotOf(state(), subject.lot)
      const { inventory = 'none' } = custodyOf(state())
      // What moving it has cost before, out and back, is no longer there to be entrusted.
      const units = lot === undefined ? 'no lot' : unitsInCustody(state(), subject.lot!).toString()
      const same = letter.inventory === inventory && letter.units === units && letter.asset === lot?.asset
      return verdict(
        same,
        `${letter.units} under list ${letter.inventory.slice(0, 16)}`,
        `${units} under list ${inventory.slice(0, 16)}`,
      )
    },
    scopeStated: ({ payload }) => payload.scope.length > 0,
    feeAuthority: ({ payload }) => payload.feeAuthority.length > 0,
    treasuryOutcome: ({ state, subject }) => basisOf(state(), subject.lot)?.outcome === 'forfeit',
    legalOpinion: ({ payload, paper, directory, actor, subject, effectiveAt, recordedAt }) => {
      if (payload.opinion === undefined) return false
      const { issuer, body } = paper(payload.opinion, 'legal-opinion')
      const { lot, way } = body as { lot?: string; way?: string }
      const related = sameFamily(directory(), issuer, actor.org, effectiveAt, recordedAt)
      return lot === subject.lot && way === 'entrustment' && !related
    },
    measureInForce: lotMeasure,
  },
  apply: (state, { payload, subject }) => {
    // A lot whose coins came back is entrusted anew, and the case lives where it lived.
    const { zone } = entrustmentOf(state, subject.lot) ?? {}
    const row = { entrustee: '', letter: payload.letter, mandateUntil: '', ...(zone === undefined ? {} : { zone }) }
    return withSlice(state, 'entrustment', {
      ...slice<EntrustmentSlice>(state, 'entrustment'),
      [subject.lot!]: row,
    })
  },
})

const acceptedShape = closed({
  designation: documentHash,
  letter: documentHash,
  /** What crosses to the zone offshore: the mandate in units, with its end. */
  asset: note,
  units: note,
  mandateUntil: note,
  /** The zone offshore that hears of the case; may be left out where the directory knows one only. */
  zone: optional(note),
})

/** Zones whose log key counts at a moment, this one left out. */
function otherZones({ keys, zone }: Directory, at: string): string[] {
  const holders = Object.values(keys)
    .filter(({ use, from, until }) => use === 'log' && from <= at && (until === undefined || at < until))
    .map(({ holder }) => holder)
  return [...new Set(holders)].filter((holder) => holder !== zone).sort()
}

/** Row 6: the entrusted agency accepts. From here the mandate exists, and the zone offshore hears of the case for the first time. */
export const entrustmentAccepted = defineKind<Of<typeof acceptedShape>>({
  name: 'entrustment.accepted',
  stream: 'case',
  zones: ['onshore'],
  payload: acceptedShape,
  facts: {
    entrusteeDesignated: ({ payload, paper, actor }) => {
      const body = paper(payload.designation, 'designation').body as { designated?: string }
      return body.designated === actor.org
    },
    acceptsAsEntrusted: ({ payload, paper, state, subject, actor }) => {
      const letter = paper(payload.letter, 'letter-of-entrustment').body as unknown as LetterBody
      const same =
        entrustmentOf(state(), subject.lot)?.letter === payload.letter &&
        letter.entrustee === actor.org &&
        letter.units === payload.units &&
        letter.asset === payload.asset &&
        letter.mandateUntil === payload.mandateUntil
      return verdict(
        same,
        `${payload.units} until ${payload.mandateUntil}`,
        `${letter.units} until ${letter.mandateUntil}, to ${letter.entrustee}`,
      )
    },
    measureInForce: lotMeasure,
    // Offshore nobody sees a measure run out: the mandate ends with it, and the executor stops there by itself.
    mandateWithinMeasure: ({ payload, state, subject }) => {
      const lines = lotOf(state(), subject.lot)?.lines ?? []
      const ends = measuresOn(state(), lines)
        .flatMap(({ measure }) => measure?.expires ?? [])
        .sort()
      const [first] = ends
      const within = first === undefined || payload.mandateUntil <= endOf(first)
      return verdict(within, payload.mandateUntil, first === undefined ? 'no last day' : `by ${endOf(first)}`)
    },
    // A case lives in one zone offshore: what of it crosses later follows the first entry that did.
    crossesTo: ({ payload, state, directory, effectiveAt }) => {
      const known = otherZones(directory(), effectiveAt)
      const accepted = Object.values(slice<EntrustmentSlice>(state(), 'entrustment') ?? {}).filter(
        ({ entrustee, zone }) => entrustee !== '' || zone !== undefined,
      )
      const before = accepted.find(({ zone }) => zone !== undefined)?.zone
      const zone = payload.zone ?? before ?? (known.length === 1 ? known[0] : undefined)
      const same = accepted.length === 0 || payload.zone === undefined || payload.zone === before
      const found = zone ?? `none named, ${known.length} known`
      return verdict(
        zone !== undefined && known.includes(zone) && same,
        found,
        same ? `one of ${known.join(', ') || 'no zone known'}` : `${before ?? 'none named'}, as for the lots before`,
      )
    },
  },
  apply: (state, { payload, subject, actor }) => {
    const zone = payload.zone ?? entrustmentOf(state, subject.lot)?.zone
    return withSlice(state, 'entrustment', {
      ...slice<EntrustmentSlice>(state, 'entrustment'),
      [subject.lot!]: {
        entrustee: actor.org,
        letter: payload.letter,
        mandateUntil: payload.mandateUntil,
        ...(zone === undefined ? {} : { zone }),
      },
    })
  },
  crosses: {
    to: 'offshore',
    fields: ['subject', 'decision', 'payload.asset', 'payload.units', 'payload.mandateUntil'],
  },
})
