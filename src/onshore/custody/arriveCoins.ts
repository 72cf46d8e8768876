import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  address,
  asset,
  closed,
  count,
  documentHash,
  hex32,
  id,
  type Of,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { allSentBack, arrivedTransactions, endSaid, homewardOf, sentBackOf, withHomeward } from './homeward.ts'
import { paymentShown } from './paymentShown.ts'

const shape = closed({
  platform: id,
  asset,
  /** What came: what the platform took from the account, less what it kept for sending. */
  units: positiveUnits,
  address,
  txid: hex32,
  index: count,
  proof: documentHash,
})

/**
 * Row 13x, the end of the way back: the chain shows at the address that custody gave, to the unit, what the platform said that it sent. Only now are the
 * coins back in the books. Where nothing of the lot is out any more, it stands again where lots are classified.
 */
export const coinsArrived = defineKind<Of<typeof shape>>({
  name: 'coins.arrived',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    asReported: ({ payload, state, subject }) => {
      const said = sentBackOf(state(), payload.platform, subject.tranche)
      if (said === undefined) return verdict(false, payload.units, `the word of ${payload.platform} that it sent them`)
      const net = BigInt(said.units) - BigInt(said.fee)
      const { txid, units, address: to, asset: of } = payload
      const ours = homewardOf(state())[subject.tranche ?? '']?.addresses.includes(to) === true
      const same = said.txid === txid && said.address === to && said.asset === of && net.toString() === units
      return verdict(
        same && ours,
        `${units} at ${to} in ${txid}`,
        `${said.units} less ${said.fee} at ${said.address} in ${said.txid}${ours ? '' : ', an address that was given'}`,
      )
    },
    chainProved: (input) => {
      const { units, address: to, txid } = input.payload
      const shown = paymentShown(input.payload, input)
      return verdict(shown, shown ? 'shown' : 'not shown', `${units} to ${to} in ${txid}, under enough blocks`)
    },
    arrivedOnce: ({ payload, state }) => {
      const known = Object.values(homewardOf(state())).some(({ arrived }) => arrived[outputOf(payload)] !== undefined)
      return verdict(!known, known ? 'booked before' : 'new', 'an output that is not in the books yet')
    },
  },
  apply: (state, { payload, subject }) => {
    const tranche = subject.tranche!
    const row = homewardOf(state)[tranche]!
    const { platform, units } = payload
    const next = withHomeward(state, tranche, {
      ...row,
      arrived: { ...row.arrived, [outputOf(payload)]: { platform, units } },
    })
    return allBack(next, tranche) ? withTrancheBack(next, row.lot, tranche) : next
  },
  postings: ({ payload }) =>
    move({ from: 'crossing:offshore', to: 'assets:custody', asset: payload.asset, units: BigInt(payload.units) }),
  crosses: {
    to: 'offshore',
    fields: ['subject', 'payload.platform', 'payload.asset', 'payload.units', 'payload.txid'],
  },
})

function outputOf({ txid, index }: { readonly txid: string; readonly index: number }): string {
  return `${txid} ${index}`
}

/** Whether all that platforms sent of a tranche came, and they said that nothing of it was sold or is left there. */
function allBack(state: CaseState, tranche: string): boolean {
  const said = allSentBack(state, tranche)
  const came = arrivedTransactions(state, tranche)
  return endSaid(state, tranche, ['whole']) && said.every(({ txid }) => came.includes(txid))
}

/** The tranche is back. A lot of which nothing else is out begins again where lots are classified, with no basis: it may be entrusted anew. */
function withTrancheBack(state: CaseState, lot: string, tranche: string): CaseState {
  const stages = { ...state.stages, [`tranche ${tranche}`]: 'back' }
  const out = Object.entries(stages).some(([key, stage]) => key.startsWith(`tranche ${lot}/`) && stage !== 'back')
  if (out) return { ...state, stages }
  const left = ['basis', 'earlyBasis'].reduce((kept, name) => without(kept, name, lot), state)
  return { ...left, stages: { ...stages, [`lot ${lot}`]: 'classified' } }
}

function without(state: CaseState, name: string, lot: string): CaseState {
  const { [lot]: gone, ...rest } = slice<Readonly<Record<string, object>>>(state, name) ?? {}
  return gone === undefined ? state : withSlice(state, name, rest)
}
