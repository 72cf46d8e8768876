import { type AnyKind, defineKind, verdict } from '../../core/case/kind.ts'
import {
  address,
  asset,
  closed,
  documentHash,
  hex32,
  id,
  type Of,
  oneOf,
  positiveUnits,
  units,
} from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { venueAccount } from './atPlatforms.ts'
import { withdrawalKey } from './orderWithdrawal.ts'
import {
  restOnceGone,
  rests,
  type WithdrawalLeg,
  withdrawalsOf,
  withTrancheGone,
  withWithdrawals,
} from './withdrawals.ts'

const sentShape = closed({
  platform: id,
  asset,
  /** Base units that left the account, what the platform kept for sending, and where the rest went. */
  units: positiveUnits,
  fee: units,
  address,
  txid: hex32,
  withdrawal: withdrawalKey,
  rest: oneOf(rests),
  statement: documentHash,
})
type Sent = Of<typeof sentShape>

const failedShape = closed({ platform: id, asset, withdrawal: withdrawalKey, statement: documentHash })

/** A platform's word about one withdrawal, by our key. */
interface OutcomeBody {
  readonly withdrawal?: string
  readonly state?: string
  readonly asset?: string
  readonly address?: string
  readonly units?: string
  readonly fee?: string
  readonly txid?: string
}

/** Row 13x: the platform's signed word that it sent what was ordered, with the transaction. Whether it did, the chain shows onshore. */
const coinsReturned = defineKind<Sent>({
  name: 'coins.returned',
  stream: 'case',
  zones: ['offshore'],
  payload: sentShape,
  facts: {
    asOrdered: ({ payload, state, subject }) => {
      const known = withdrawalsOf(state(), subject.tranche)
      const leg = known?.legs[payload.withdrawal]
      const { platform, units: of, fee, address: to, asset: what } = payload
      const same =
        leg?.state === 'ordered' &&
        leg.platform === platform &&
        leg.units === of &&
        leg.fee === fee &&
        known?.address === to &&
        known.asset === what
      return verdict(
        same,
        `${of} less ${fee} to ${to} from ${platform}`,
        leg === undefined
          ? 'a withdrawal that was ordered under this key'
          : `${leg.units} less ${leg.fee} to ${known?.address} from ${leg.platform}, ${leg.state}`,
      )
    },
    platformConfirms: (input) => {
      const { payload, paper } = input
      const { issuer, body } = paper(payload.statement, 'withdrawal-outcome')
      const said = body as OutcomeBody
      const same =
        issuer === payload.platform &&
        said.state === 'sent' &&
        said.withdrawal === payload.withdrawal &&
        (['asset', 'address', 'units', 'fee', 'txid'] as const).every((name) => said[name] === payload[name])
      return verdict(
        same,
        `${said.state} ${said.units} less ${said.fee} in ${said.txid}, by ${issuer}`,
        `sent ${payload.units} less ${payload.fee} in ${payload.txid}, by ${payload.platform}`,
      )
    },
    restStated: (input) => {
      const { payload, state, subject } = input
      const rest = restOnceGone(state(), subject.tranche, payload)
      return verdict(rest === payload.rest, payload.rest, rest)
    },
  },
  apply: (state, { payload, subject }) => {
    const sent = withLeg(state, subject.tranche!, payload.withdrawal, { state: 'sent', txid: payload.txid })
    return payload.rest === 'more' ? sent : withTrancheGone(sent, subject.lot!, subject.tranche!, payload.rest)
  },
  postings: ({ payload, subject }, state) => {
    const bearer = withdrawalsOf(state, subject.tranche)?.feeBearer ?? 'nobody'
    const from = venueAccount(payload.platform, subject)
    const fee = BigInt(payload.fee)
    return [
      ...move({ from, to: 'crossing:onshore', asset: payload.asset, units: BigInt(payload.units) - fee }),
      ...move({ from, to: `expenses:withdrawal-fee:${bearer}`, asset: payload.asset, units: fee }),
    ]
  },
  crosses: {
    to: 'onshore',
    fields: [
      'subject',
      'payload.platform',
      'payload.asset',
      'payload.units',
      'payload.fee',
      'payload.address',
      'payload.txid',
      'payload.rest',
    ],
  },
})

/** The platform's signed word that it sent nothing under a key, and will not: only then may the same coins be asked for again. */
const withdrawalFailed = defineKind<Of<typeof failedShape>>({
  name: 'withdrawal.failed',
  stream: 'case',
  zones: ['offshore'],
  payload: failedShape,
  facts: {
    asOrdered: ({ payload, state, subject }) => {
      const leg = withdrawalsOf(state(), subject.tranche)?.legs[payload.withdrawal]
      return verdict(
        leg?.state === 'ordered' && leg.platform === payload.platform,
        leg === undefined ? 'no such withdrawal' : `${leg.state} at ${leg.platform}`,
        `ordered at ${payload.platform}`,
      )
    },
    platformConfirms: ({ payload, paper }) => {
      const { issuer, body } = paper(payload.statement, 'withdrawal-outcome')
      const said = body as OutcomeBody
      return verdict(
        issuer === payload.platform &&
          said.state === 'failed' &&
          said.withdrawal === payload.withdrawal &&
          said.asset === payload.asset,
        `${said.state} under ${said.withdrawal}, by ${issuer}`,
        `failed under ${payload.withdrawal}, by ${payload.platform}`,
      )
    },
  },
  apply: (state, { payload, subject }) => withLeg(state, subject.tranche!, payload.withdrawal, { state: 'failed' }),
})

function withLeg(state: CaseState, tranche: string, key: string, change: Partial<WithdrawalLeg>): CaseState {
  const known = withdrawalsOf(state, tranche)!
  return withWithdrawals(state, tranche, {
    ...known,
    legs: { ...known.legs, [key]: { ...known.legs[key]!, ...change } },
  })
}

export const withdrawalReports: readonly AnyKind[] = [coinsReturned, withdrawalFailed]
