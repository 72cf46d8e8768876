import { checkAddress } from '../../../core/assets/addresses/checkAddress.ts'
import { defineKind, verdict } from '../../../core/case/kind.ts'
import { licenceAt } from '../../../core/case/registers.ts'
import { addressesScreened } from '../../../core/case/screenedLegs.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../../core/case/screeningKinds.ts'
import { closed, documentHash, id, note, type Of, oneOf } from '../../../core/case/shapes.ts'
import { crossedOf } from '../../../core/case/state.ts'
import { chainBetween } from '../../../core/case/ties.ts'
import { clearanceOf, platformScreening } from '../../clearance/clear.ts'
import { allottedTo, dealOf, roundOf, withDeal, withRound } from './roundState.ts'

const clearedShape = closed({
  round: id,
  bidder: id,
  platform: id,
  place: oneOf(['venue-account', 'address']),
  /** The buyer's account at the platform, or the address that it takes the coins at. */
  to: note,
  screening: documentHash,
  statement: documentHash,
})

function buyerKey({ bidder, platform }: Of<typeof clearedShape>): string {
  return screeningKey('buyer', bidder, platform)
}

/** Who gets coins is known first: the platform that they leave from has screened the buyer, and states where they go. Only that it did; never why not. */
export const buyerCleared = defineKind<Of<typeof clearedShape>>({
  name: 'buyer.cleared',
  stream: 'case',
  zones: ['offshore'],
  payload: clearedShape,
  facts: {
    allotted: ({ payload, state, subject }) => {
      const round = roundOf(state(), subject.tranche)
      const lots = allottedTo(round, payload.bidder)
      const open = lots > 0 && round?.round === payload.round && round.terms !== undefined
      return verdict(
        open && dealOf(round, payload.bidder).defaulted === undefined,
        `${lots} lots`,
        'a winner of the round',
      )
    },
    buyerScreened: ({ payload, paper }) => {
      const screening = paper(payload.screening, 'sanctions-screening')
      const { screened } = screening.body as { screened?: string }
      const { clear, found, expected } = platformScreening(screening.body)
      return verdict(
        screening.issuer === payload.platform && screened === payload.bidder && clear,
        `${String(screened)}, ${found}, by ${screening.issuer}`,
        `${payload.bidder}, ${expected}, by ${payload.platform}`,
      )
    },
    screenedClear: (input) => screenedClear(input, buyerKey(input.payload)),
    screenedCurrent: (input) => screenedCurrent(input, buyerKey(input.payload)),
    // Into an account of the platform nothing leaves it.
    addressScreened: (input) =>
      addressesScreened(input, buyerKey(input.payload), input.payload.place === 'address' ? [input.payload.to] : []),
    // A tie that came to light after the round was opened, too.
    buyerUnrelated: ({ payload, directory, state, subject, recordedAt }) => {
      const provider = String(crossedOf(state(), 'deposit.received', subject)?.fields.provider ?? 'none')
      const known = directory()
      const chain =
        known.organisations[provider] === undefined
          ? undefined
          : chainBetween(known, payload.bidder, provider, recordedAt)
      return verdict(
        chain === undefined,
        chain?.join(' – ') ?? "not of the provider's family",
        `nobody related to ${provider}`,
      )
    },
    placeStated: ({ payload, paper, state, subject }) => {
      const statement = paper(payload.statement, 'buyer-place')
      const body = statement.body as { customer?: string; place?: string; to?: string; asset?: string }
      const of = roundOf(state(), subject.tranche)?.asset ?? 'none'
      return verdict(
        statement.issuer === payload.platform &&
          body.customer === payload.bidder &&
          body.place === payload.place &&
          body.to === payload.to &&
          body.asset === of &&
          (payload.place === 'venue-account' || isAddress(of, payload.to)),
        `${String(body.place)} ${String(body.to)} of ${String(body.customer)}`,
        `${payload.place} ${payload.to} of ${payload.bidder}, stated by ${payload.platform}`,
      )
    },
    licenceInForce: ({ payload, registers, state, subject, recordedAt }) => {
      const cleared = clearanceOf(state(), subject.lot, payload.platform)
      const { asset: of = 'none', clientType = 'none' } = cleared ?? {}
      return {
        ...licenceAt({ registers: registers(), entity: payload.platform, asset: of, clientType, at: recordedAt }),
      }
    },
  },
  apply: (state, { payload, subject }) => {
    const { bidder, platform, to } = payload
    const round = roundOf(state, subject.tranche)!
    const places = { ...dealOf(round, bidder).places, [platform]: to }
    return withRound(state, subject.tranche!, withDeal(round, bidder, { places }))
  },
})

function isAddress(of: string, text: string): boolean {
  try {
    return checkAddress({ chain: of.slice(0, of.indexOf('/')), address: text }).canonical === text
  } catch {
    return false
  }
}
