import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { addressesScreened } from '../../core/case/screenedLegs.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import {
  address,
  closed,
  documentHash,
  id,
  list,
  network,
  type Of,
  positiveUnits,
  text,
} from '../../core/case/shapes.ts'
import { slice, withSlice } from '../../core/case/state.ts'
import { ownsAddress, readWallet } from '../../core/custody/wallet.ts'
import { custodyOf, lotOf } from '../custody/custody.ts'
import { transfersOf } from '../custody/transfer.ts'
import { movedUnits } from '../custody/units.ts'
import { chainOf, seizureOf } from '../seizure/seizure.ts'

interface Handover {
  readonly organ: string
  readonly address: string
  readonly units: string
}

function handoverOf(input: Pick<FactInput<unknown>, 'state' | 'subject'>): Handover | undefined {
  return slice<Readonly<Record<string, Handover>>>(input.state(), 'handovers')?.[input.subject.lot ?? '']
}

const decidedShape = closed({
  organ: id,
  /** The receiving organ's own wallet, by its own key ceremony. */
  network,
  wallet: text,
  address,
  ceremony: documentHash,
  /** The list that goes with it, and on what ground: change of jurisdiction, transfer with the case, the prosecutor's opinion. */
  transferList: documentHash,
  ground: documentHash,
})

/** Row 4d, first half: another organ takes over, with fresh keys of its own; the list goes along. */
export const handoverDecided = defineKind<Of<typeof decidedShape>>({
  name: 'handover.decided',
  stream: 'case',
  zones: ['onshore'],
  payload: decidedShape,
  facts: {
    otherOrgan: ({ payload, directory, state }) => {
      const role = directory().organisations[payload.organ]?.role ?? 'not in the directory'
      const fits = ['public-security', 'procuratorate', 'court', 'finance', 'competent-authority'].includes(role)
      return verdict(fits && payload.organ !== seizureOf(state())?.organ, `${payload.organ}, ${role}`, 'another organ')
    },
    newKeys: ({ payload, paper, state, subject }) => {
      const { issuer, body } = paper(payload.ceremony, 'key-ceremony')
      const ceremony = body as { wallet?: string; fresh?: boolean; organ?: string }
      const { threshold } = readWallet({ network: payload.network, wallet: payload.wallet })
      const own = custodyOf(state()).wallets.some(({ wallet }) => wallet === payload.wallet)
      return (
        (issuer === payload.organ || ceremony.organ === payload.organ) &&
        ceremony.wallet === payload.wallet &&
        ceremony.fresh === true &&
        threshold >= 2 &&
        !own &&
        payload.network === chainOf(lotOf(state(), subject.lot)?.asset ?? '/') &&
        ownsAddress({ network: payload.network, wallet: payload.wallet, address: payload.address })
      )
    },
    transferList: ({ payload, paper, state, subject }) => {
      const { lot, units, asset } = paper(payload.transferList, 'transfer-list').body as {
        lot?: string
        units?: string
        asset?: string
      }
      const row = lotOf(state(), subject.lot)
      return lot === subject.lot && units === row?.units && asset === row?.asset
    },
    groundHeld: ({ payload, documents }) => documents.includes(payload.ground),
    screenedClear: (input) => screenedClear(input, screeningKey('handover', input.payload.organ)),
    screenedCurrent: (input) => screenedCurrent(input, screeningKey('handover', input.payload.organ)),
    addressScreened: (input) =>
      addressesScreened(input, screeningKey('handover', input.payload.organ), [input.payload.address]),
  },
  apply: (state, { payload, subject }) => {
    const lot = subject.lot!
    const row: Handover = { organ: payload.organ, address: payload.address, units: lotOf(state, lot)!.units }
    return withSlice(state, 'handovers', { ...slice<Record<string, object>>(state, 'handovers'), [lot]: row })
  },
})

const shape = closed({
  transfer: id,
  /** What each side counted, in base units, as both signed it. */
  counts: list(closed({ org: id, units: positiveUnits }), 2),
  receipt: documentHash,
})

/** Row 4d, second half: both counted, the receiving organ signed for it. From here it keeps the property. */
export const lotHandedOver = defineKind<Of<typeof shape>>({
  name: 'lot.handedOver',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    jointCount: (input) => {
      const { payload, state, subject } = input
      const row = handoverOf(input)
      const transfer = transfersOf(state())[payload.transfer]
      const arrived = transfer?.pays.reduce((sum, pay) => sum + BigInt(pay.units), 0n).toString() ?? 'nothing'
      const organs = [seizureOf(state())?.organ, row?.organ]
      const counted = organs.map((org) => payload.counts.find((count) => count.org === org)?.units ?? 'not counted')
      const whole = subject.lot !== undefined && movedUnits(state(), subject.lot).toString() === row?.units
      return verdict(
        counted.every((units) => units === arrived) && whole,
        counted.join(' and '),
        `${arrived} by ${organs.join(' and ')}, all that the lot held`,
      )
    },
    chainProved: (input) => {
      const transfer = transfersOf(input.state())[input.payload.transfer]
      const done = transfer?.purpose === 'handover' && transfer.lot === input.subject.lot && transfer.confirmed === true
      return verdict(done, done ? String(transfer.txid) : 'not confirmed', 'a confirmed handover of this lot')
    },
    receiptSigned: (input) => {
      const { issuer, body } = input.paper(input.payload.receipt, 'receipt')
      const { txid } = body as { txid?: string }
      return issuer === handoverOf(input)?.organ && txid === transfersOf(input.state())[input.payload.transfer]?.txid
    },
  },
  apply: (state) => state,
})
