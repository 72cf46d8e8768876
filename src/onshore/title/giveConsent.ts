import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  closed,
  documentHash,
  flag,
  id,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  time,
} from '../../core/case/shapes.ts'
import { lotOf } from '../custody/custody.ts'
import { type ConsentBody, consentsOf, withConsent } from './title.ts'

const shape = closed({
  consent: id,
  rightHolder: id,
  form: oneOf(['application', 'consent']),
  /** What was signed, as whoever took it down attests. */
  paper: documentHash,
  units: positiveUnits,
  signedAt: time,
  inCustody: flag,
  /** Counsel's or the duty lawyer's own statement, signed apart. */
  counsel: optional(documentHash),
})

/** The right-holder applies for a sale, or consents to one. The record says that it was recorded; that it was free, nobody but the people of the room can say. */
export const consentGiven = defineKind<Of<typeof shape>>({
  name: 'consent.given',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    paperFits: ({ payload, paper, subject }) => {
      const body = paper(payload.paper, 'disposal-consent').body as ConsentBody
      const same =
        body.rightHolder === payload.rightHolder &&
        body.form === payload.form &&
        body.lot === subject.lot &&
        body.units === payload.units &&
        body.signedAt === payload.signedAt
      return verdict(
        same,
        `${body.form} of ${body.rightHolder} for ${body.units} of lot ${body.lot}`,
        `${payload.form} of ${payload.rightHolder} for ${payload.units} of lot ${subject.lot}`,
      )
    },
    unitsOfLot: ({ payload, state, subject }) => {
      const units = lotOf(state(), subject.lot)?.units
      const fresh = consentsOf(state())[payload.consent] === undefined
      return verdict(
        fresh && units !== undefined && BigInt(payload.units) <= BigInt(units),
        fresh ? payload.units : 'a consent of this name stands',
        `a new one, for at most ${units ?? 'the units of a lot'}`,
      )
    },
    signedBefore: ({ payload, effectiveAt }) =>
      verdict(payload.signedAt <= effectiveAt, payload.signedAt, 'a moment that has come'),
  },
  apply: (state, { payload, subject }) => {
    const { consent, rightHolder, form, paper, units, signedAt, inCustody, counsel } = payload
    const row = { lot: subject.lot!, rightHolder, form, paper, units, signedAt, inCustody }
    return withConsent(state, consent, counsel === undefined ? row : { ...row, counsel })
  },
})
