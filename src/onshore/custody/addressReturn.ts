import { lookAlikes } from '../../core/assets/addresses/lookAlikes.ts'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { address, asset, closed, documentHash, flag, id, type Of, oneOf } from '../../core/case/shapes.ts'
import { crossedOf } from '../../core/case/state.ts'
import { ownsAddress } from '../../core/custody/wallet.ts'
import { responsibleOrgan } from '../basis/basis.ts'
import { chainOf } from '../seizure/seizure.ts'
import { custodyOf, heldRows, lotOf } from './custody.ts'
import { homewardOf, withHomeward } from './homeward.ts'
import { transfersOf } from './transfer.ts'

/** The floor is out of reach, the sale was stopped, another outcome than a sale (acquittal, return, release), or the entrustment ended. */
export const returnGrounds = ['floor', 'stopped', 'outcome', 'entrustment-ended'] as const

const shape = closed({
  ground: oneOf(returnGrounds),
  /** The organ's signed paper that the coins of this tranche come back, why, and who bears what the platforms keep for sending. */
  decision: documentHash,
  asset,
  address,
  feeBearer: id,
  /** Sender's and receiver's sides each read the address back. */
  readBack: flag,
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

interface DecisionBody {
  readonly tranche: string
  readonly ground: string
  readonly feeBearer: string
}

/**
 * Row 13x, onshore: the organ decides that a tranche comes back, and custody gives the address: one of its own wallet, where nothing stood before. Offshore
 * nothing is withdrawn to another.
 */
export const returnAddressed = defineKind<Payload>({
  name: 'return.addressed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    decidedByOrgan: ({ payload, paper, state, subject, directory }) => {
      const { issuer, body } = paper(payload.decision, 'return-decision')
      const said = body as unknown as DecisionBody
      const role = directory().organisations[issuer]?.role ?? 'nobody'
      const organ = responsibleOrgan(state(), subject.lot)
      const judges = payload.ground === 'outcome' && ['court', 'procuratorate'].includes(role)
      const floor = payload.ground !== 'floor' || decidedOffshore(state, subject) === 'return'
      return verdict(
        (issuer === organ || judges) && said.tranche === subject.tranche && said.ground === payload.ground && floor,
        `${said.ground} for ${said.tranche} by ${issuer}${floor ? '' : `; offshore: ${decidedOffshore(state, subject)}`}`,
        `${payload.ground} for ${subject.tranche}, signed by ${organ ?? 'the organ responsible'}`,
      )
    },
    feeBearerNamed: ({ payload, paper, directory }) => {
      const { feeBearer } = paper(payload.decision, 'return-decision').body as unknown as DecisionBody
      const known = directory().organisations[payload.feeBearer] !== undefined
      return verdict(known && feeBearer === payload.feeBearer, payload.feeBearer, `${feeBearer}, by the decision`)
    },
    agencyAddress: ({ payload, state, subject }) => {
      const lot = lotOf(state(), subject.lot)
      const wallet = custodyOf(state()).wallets.find(({ network }) => network === chainOf(payload.asset))
      const owned = wallet !== undefined && ownsAddress({ ...wallet, address: payload.address })
      return verdict(
        owned && lot?.asset === payload.asset,
        owned ? payload.asset : `${payload.address} is of no enrolled wallet`,
        `an address of the agency's wallet for ${lot?.asset ?? 'the lot'}`,
      )
    },
    addressFresh: (input) => {
      const used = usedAddresses(input)
      const again = used.includes(input.payload.address)
      const alike = lookAlikes({ addresses: [...used, input.payload.address] }).filter(
        ({ a, b }) => a === input.payload.address || b === input.payload.address,
      )
      return verdict(
        !again && alike.length === 0,
        again ? 'used before' : alike.length > 0 ? 'alike, yet another' : 'fresh',
        'an address that nothing of the case went to, like none in use',
      )
    },
    readBack: ({ payload }) => payload.readBack,
  },
  apply: (state, { payload, subject }) => {
    const before = homewardOf(state)[subject.tranche!]
    return withHomeward(state, subject.tranche!, {
      lot: subject.lot!,
      asset: payload.asset,
      ground: payload.ground,
      feeBearer: payload.feeBearer,
      addresses: [...(before?.addresses ?? []), payload.address],
      arrived: before?.arrived ?? {},
    })
  },
  crosses: {
    to: 'offshore',
    fields: ['subject', 'payload.ground', 'payload.asset', 'payload.address', 'payload.feeBearer'],
  },
})

function decidedOffshore(state: Input['state'], subject: Input['subject']): string {
  return String(crossedOf(state(), 'floor.decided', subject)?.fields.decision ?? 'nothing decided')
}

/** Where coins of the case stand, were sent to or were to come. */
function usedAddresses({ state, document }: Input): readonly string[] {
  return [
    ...heldRows(state(), document).map((row) => row.address),
    ...Object.values(transfersOf(state())).flatMap(({ pays }) => pays.map((pay) => pay.address)),
    ...Object.values(homewardOf(state())).flatMap(({ addresses }) => addresses),
  ]
}
