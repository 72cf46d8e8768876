import { defineKind, verdict } from '../../core/case/kind.ts'
import { asset, closed, documentHash, hex32, id, type Of, positiveUnits } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { venueAccount } from './atPlatforms.ts'

/** Units that came to a platform, by transfer and platform, so that none is booked twice. */
type ReceivedSlice = Readonly<Record<string, string>>

const shape = closed({ transfer: id, platform: id, asset, units: positiveUnits, txid: hex32, statement: documentHash })

/** Row 10, the receiving end: the platform's statement of a credit, held against what onshore says it sent. */
export const coinsReceived = defineKind<Of<typeof shape>>({
  name: 'coins.received',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    sentAsStated: ({ payload, state }) => {
      const sent = sentIn(state(), payload.txid)
      const pay = sent?.find((candidate) => candidate.platform === payload.platform)
      return verdict(
        pay?.units === payload.units,
        payload.units,
        pay === undefined ? `nothing sent to ${payload.platform} in ${payload.txid}` : pay.units,
      )
    },
    platformConfirms: ({ payload, paper }) => {
      const statement = paper(payload.statement, 'venue-deposit')
      const body = statement.body as { txid?: string; units?: string; asset?: string }
      const same =
        statement.issuer === payload.platform &&
        body.txid === payload.txid &&
        body.units === payload.units &&
        body.asset === payload.asset
      return verdict(
        same,
        `${body.units} in ${body.txid}`,
        `${payload.units} in ${payload.txid}, stated by ${payload.platform}`,
      )
    },
    bookedOnce: ({ payload, state }) => {
      const booked = slice<ReceivedSlice>(state(), 'received')?.[`${payload.txid} ${payload.platform}`]
      return verdict(booked === undefined, booked ?? 'not yet', 'not yet booked')
    },
  },
  apply: (state, { payload }) =>
    withSlice(state, 'received', {
      ...slice<ReceivedSlice>(state, 'received'),
      [`${payload.txid} ${payload.platform}`]: payload.units,
    }),
  postings: ({ payload, subject }) =>
    move({
      from: 'crossing:onshore',
      to: venueAccount(payload.platform, subject),
      asset: payload.asset,
      units: BigInt(payload.units),
    }),
})

function sentIn(
  state: CaseState,
  txid: string,
): readonly { readonly platform?: string; readonly units: string }[] | undefined {
  const crossed = Object.entries(state.crossed).find(
    ([key, value]) => key.startsWith('transfer.confirmed') && value.fields.txid === txid,
  )
  return crossed?.[1].fields.pays as readonly { platform?: string; units: string }[] | undefined
}
