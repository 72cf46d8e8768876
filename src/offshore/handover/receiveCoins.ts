import { defineKind, verdict } from '../../core/case/kind.ts'
import { asset, closed, documentHash, hex32, id, type Of, optional, positiveUnits } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { venueAccount } from './atPlatforms.ts'
import { missingAccount, missingIn, withMissing } from './missing.ts'

/** Units that came to a platform, by transfer and platform, so that none is booked twice. */
type ReceivedSlice = Readonly<Record<string, string>>

const shape = closed({
  transfer: id,
  platform: id,
  asset,
  units: positiveUnits,
  /** What of the transfer is still not credited, where the platform credits less than was sent. */
  short: optional(positiveUnits),
  txid: hex32,
  statement: documentHash,
})
type Payload = Of<typeof shape>

const keyOf = ({ txid, platform }: Pick<Payload, 'txid' | 'platform'>): string => `${txid} ${platform}`

/** What a platform has credited of a transaction so far, base units; undefined before its first word. @example creditedOf(state, { txid, platform }) // 90n */
export function creditedOf(state: CaseState, of: Pick<Payload, 'txid' | 'platform'>): bigint | undefined {
  const units = slice<ReceivedSlice>(state, 'received')?.[keyOf(of)]
  return units === undefined ? undefined : BigInt(units)
}

function creditedBefore(state: CaseState, payload: Payload): bigint {
  return creditedOf(state, payload) ?? 0n
}

/**
 * Row 10, the receiving end: the platform's statement of a credit, held against what onshore says it sent. Where it credits less, that is what is booked, the
 * difference stands as missing, onshore is told, and an incident waits for a person (row 25); the tranche is sold with what came. What is credited later is
 * booked then.
 */
export const coinsReceived = defineKind<Payload>({
  name: 'coins.received',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    sentAsStated: ({ payload, state, subject }) => {
      const pay = sentIn(state(), payload.txid)?.find((candidate) => candidate.platform === payload.platform)
      const before = creditedBefore(state(), payload)
      const { units, short = '0' } = payload
      const all = before + BigInt(units) + BigInt(short)
      // A test that arrives short has shown nothing: it is no control test.
      const test = short !== '0' && subject.tranche === undefined
      const said = `${units}${before === 0n ? '' : ` after ${before}`}${short === '0' ? '' : `, ${short} short`}`
      return verdict(
        pay?.units === all.toString() && !test,
        test ? `${said} of a test` : said,
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
      const booked = slice<ReceivedSlice>(state(), 'received')?.[keyOf(payload)]
      const missing = missingIn(state(), keyOf(payload))
      return verdict(
        booked === undefined || missing !== undefined,
        booked === undefined ? 'not yet' : `${booked}, ${missing?.units ?? 0} missing`,
        'not yet booked, or something of it missing',
      )
    },
  },
  apply: (state, { id: entry, payload, subject, effectiveAt }) => {
    const { platform, units, short } = payload
    const next = withSlice(state, 'received', {
      ...slice<ReceivedSlice>(state, 'received'),
      [keyOf(payload)]: (creditedBefore(state, payload) + BigInt(units)).toString(),
    })
    if (subject.tranche === undefined) return next
    const noted = withMissing(next, keyOf(payload), { tranche: subject.tranche, platform, units: short ?? '0' })
    // What was missing before has its incident.
    if (short === undefined || missingIn(state, keyOf(payload)) !== undefined) return noted
    const incident = { kind: 'mismatch', at: effectiveAt, needsPerson: true, lot: subject.lot! }
    return { ...noted, incidents: { ...noted.incidents, [entry]: incident } }
  },
  postings: ({ payload, subject }, state) => {
    const { platform, asset: of, units, short = '0' } = payload
    const to = venueAccount(platform, subject)
    const missing = missingAccount(platform, subject)
    const before = missingIn(state, keyOf(payload))
    if (before === undefined)
      return [
        ...move({ from: 'crossing:onshore', to, asset: of, units: BigInt(units) }),
        ...move({ from: 'crossing:onshore', to: missing, asset: of, units: BigInt(short) }),
      ]
    const from = before.declared === true ? `expenses:not-credited:${platform}` : missing
    return move({ from, to, asset: of, units: BigInt(units) })
  },
  crosses: {
    to: 'onshore',
    fields: ['subject', 'payload.platform', 'payload.asset', 'payload.units', 'payload.short', 'payload.txid'],
  },
  // What arrived whole concerns nobody there: onshore sent it.
  stays: ({ payload }) => payload.short === undefined,
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
