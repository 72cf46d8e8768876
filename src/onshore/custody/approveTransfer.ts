import { lookAlikes } from '../../core/assets/addresses/lookAlikes.ts'
import { sameFamily } from '../../core/case/directory.ts'
import { defineKind, type FactInput, type Subject, type Verdict, verdict } from '../../core/case/kind.ts'
import { addressesScreened } from '../../core/case/screenedLegs.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import {
  address,
  asset,
  closed,
  documentHash,
  flag,
  id,
  list,
  network,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  units,
} from '../../core/case/shapes.ts'
import { crossedOf, slice, withSlice } from '../../core/case/state.ts'
import { readTransfer } from '../../core/custody/transfer.ts'
import { compareRates } from '../../core/money/rate.ts'
import { depositOf } from '../deposit/deposit.ts'
import { entrustmentOf } from '../entrustment/entrust.ts'
import { lotMeasure } from '../measure/measureInForce.ts'
import { walletFor } from './custody.ts'
import { onTheWay } from './homeward.ts'
import { isWayBack, transferPurposes, transfersOf } from './transfer.ts'
import { freeUnits, unitsInCustody } from './units.ts'

const shape = closed({
  transfer: id,
  purpose: oneOf(transferPurposes),
  network,
  asset,
  pays: list(closed({ platform: optional(id), address, units: positiveUnits }), 20),
  fee: units,
  unsigned: documentHash,
  /** Sender's and receiver's sides each read the addresses back. */
  readBack: flag,
})
export type ApproveTransfer = Of<typeof shape>
type Input = FactInput<ApproveTransfer>
type Pay = ApproveTransfer['pays'][number]

/**
 * Rows 9 and 10: an unsigned transaction to an address that the platform (or the claimant) gave and both sides read back, for the amount of the plan,
 * under a deposit that covers what is out. Approved by others than who built it; signed elsewhere.
 */
export const transferApproved = defineKind<ApproveTransfer>({
  name: 'transfer.approved',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    purpose: ({ payload }) => payload.purpose,
    destinationApproved,
    amountAsPlanned,
    addressUnlike: ({ payload, state }) => {
      const known = [...payload.pays, ...Object.values(transfersOf(state())).flatMap((transfer) => transfer.pays)].map(
        (pay) => pay.address,
      )
      const alike = lookAlikes({ addresses: known })
      return verdict(
        alike.length === 0,
        alike.length === 0 ? 'none alike' : 'alike, yet another',
        'no look-alike among the addresses in use',
      )
    },
    coverHolds: (input) => {
      const required = input.parameter('depositCover')
      if (input.payload.purpose !== 'tranche') return verdict(true, 'not asked for this purpose', required)
      if (asksNoDeposit(required)) return verdict(true, noDeposit, required)
      const ratio = String(crossedOf(input.state(), 'cover.stated', input.subject)?.fields.ratio ?? '0')
      return verdict(compareRates(ratio, required) >= 0, ratio, required)
    },
    coverFresh: (input) => {
      const maxMinutes = Number(input.parameter('coverAgeMaxMinutes'))
      if (input.payload.purpose !== 'tranche') return verdict(true, 'not asked for this purpose', `${maxMinutes} min`)
      if (asksNoDeposit(input.parameter('depositCover'))) return verdict(true, noDeposit, `${maxMinutes} min`)
      const stated = crossedOf(input.state(), 'cover.stated', input.subject)
      if (stated === undefined) return verdict(false, 'no cover stated', `${maxMinutes} min`)
      const ageMinutes = Math.floor((Date.parse(input.recordedAt) - Date.parse(stated.at)) / 60_000)
      return verdict(
        ageMinutes <= maxMinutes,
        ageMinutes <= maxMinutes ? 'fresh' : `${ageMinutes} min`,
        `${maxMinutes} min`,
      )
    },
    conflict: ({ payload, directory, state, subject, recordedAt }) => {
      const provider = depositOf(state())?.provider
      const entrustee = entrustmentOf(state(), subject.lot)?.entrustee ?? 'none'
      const required = `unrelated to ${entrustee}`
      if (payload.purpose !== 'tranche') return verdict(true, 'not asked for this purpose', required)
      if (provider === undefined) return verdict(true, noDeposit, required)
      const related = sameFamily(directory(), provider, entrustee, recordedAt)
      return verdict(!related, related ? `${provider} and ${entrustee} are one family` : 'unrelated', required)
    },
    lastTrancheFree: ({ state, subject, payload }) => {
      const required = 'earlier tranches sold and credited, or back, and no coin of them on its way'
      if (payload.purpose !== 'tranche') return verdict(true, 'not asked for this purpose', required)
      const open = Object.entries(state().stages).filter(
        ([key, stage]) =>
          key.startsWith(`tranche ${subject.lot}/`) &&
          key !== `tranche ${subject.tranche}` &&
          !['credited', 'distributed', 'paid', 'back'].includes(stage),
      )
      const coming = onTheWay(state(), subject.lot ?? '')
      const found = open.map(([key, stage]) => `${key} ${stage}`).join(', ') || coming
      return verdict(found === undefined, found ?? 'none open', required)
    },
    testDone: ({ state, payload }) => {
      const required = 'a confirmed test to each address'
      if (payload.purpose !== 'tranche') return verdict(true, 'not asked for this purpose', required)
      const tested = new Set(
        Object.values(transfersOf(state()))
          .filter((transfer) => transfer.purpose === 'test' && transfer.confirmed === true)
          .flatMap((transfer) => transfer.pays.map((pay) => pay.address)),
      )
      const untested = payload.pays.find((pay) => !tested.has(pay.address))
      return verdict(
        untested === undefined,
        untested === undefined ? 'confirmed' : `none to ${untested.address}`,
        required,
      )
    },
    legParticulars: (input) =>
      issuedVerdict(
        input,
        'particulars',
        'particulars of an unhosted-wallet leg, obtained by the platform from its customer',
      ),
    thirdPartyApproved: (input) =>
      issuedVerdict(input, 'thirdParty', 'approval of a third-party deposit before receipt'),
    measureInForce: (input) =>
      isWayBack(input.payload.purpose)
        ? verdict(true, 'not asked of a way back', 'a measure in force on each line')
        : lotMeasure(input),
    unitsFree: ({ payload, state, subject }) => {
      const free = freeUnits(state(), subject.lot ?? '')
      const sum = payload.pays.reduce((total, pay) => total + BigInt(pay.units), 0n)
      return verdict(sum <= free, sum.toString(), `at most ${free}: in custody, held for nobody else`)
    },
    screenedClear: (input) => ofEachLeg(input, (key) => screenedClear(input, key)),
    screenedCurrent: (input) => ofEachLeg(input, (key) => screenedCurrent(input, key)),
    addressScreened: (input) => ofEachLeg(input, (key, pays) => addressesScreened(input, key, pays)),
    routeAgreed: ({ state, payload, subject }) =>
      isWayBack(payload.purpose) || crossedOf(state(), 'route.agreed', lotOnly(subject)) !== undefined,
  },
  volatile: ['coverHolds', 'coverFresh', 'unitsFree', 'screenedClear', 'screenedCurrent'],
  apply: (state, { payload, subject }) => {
    const { transfer, purpose, network: on, asset: of, pays, fee, unsigned } = payload
    const row = {
      purpose,
      lot: subject.lot!,
      network: on,
      asset: of,
      pays,
      fee,
      feeAsset: coinOf(on),
      unsigned,
      ...(subject.tranche === undefined ? {} : { tranche: subject.tranche }),
    }
    return withSlice(state, 'transfers', { ...transfersOf(state), [transfer]: row })
  },
})

/** Asks of each leg of a transfer, by the screening of whom it goes to: the platform, the claimant, the organ. The first that fails speaks. */
function ofEachLeg(input: Input, ask: (key: string, addresses: readonly string[]) => Verdict) {
  const { payload, state, subject } = input
  const lot = subject.lot ?? ''
  const keyOf = (pay: Pay): string => {
    if (payload.purpose === 'return')
      return screeningKey(
        'return',
        slice<Record<string, { claimant: string }>>(state(), 'returns')?.[lot]?.claimant ?? '',
      )
    if (payload.purpose === 'handover')
      return screeningKey(
        'handover',
        slice<Record<string, { organ: string }>>(state(), 'handovers')?.[lot]?.organ ?? '',
      )
    return screeningKey('transfer', pay.platform ?? '')
  }
  const legs = Map.groupBy(payload.pays, keyOf)
  const answers = [...legs].map(([key, pays]) =>
    ask(
      key,
      pays.map(({ address }) => address),
    ),
  )
  const { ok, found, required } = answers.find((answer) => !answer.ok) ?? answers[0]!
  return verdict(ok, found, required)
}

const noDeposit = 'the model asks for no deposit'

/** Where nobody between agency and platform holds the coins, a model asks for no deposit: its cover is nought. */
function asksNoDeposit(cover: string): boolean {
  return compareRates(cover, '0') === 0
}

function lotOnly(subject: Subject): Subject {
  return subject.lot === undefined ? {} : { lot: subject.lot }
}

/** Each address is what the platform's own signed statement said (crossed), or where the judgment returns the coins; and it was read back. */
function destinationApproved(input: Input) {
  const { payload, state, subject } = input
  const required = 'addresses given by their owners and read back'
  if (!payload.readBack) return verdict(false, 'not read back', required)
  if (isWayBack(payload.purpose)) {
    const decided = slice<Record<string, { address: string }>>(
      state(),
      payload.purpose === 'return' ? 'returns' : 'handovers',
    )?.[subject.lot ?? '']
    const right = decided !== undefined && payload.pays.length === 1 && payload.pays[0]!.address === decided.address
    return verdict(right, decided?.address ?? `no ${payload.purpose} decided`, required)
  }
  const stray = payload.pays.find((pay) => String(issuedFor(input, pay)?.fields.address) !== pay.address)
  return verdict(
    stray === undefined,
    stray === undefined ? 'as issued by the platforms' : `${stray.address} was not issued by ${stray.platform}`,
    required,
  )
}

function amountAsPlanned(input: Input) {
  const { payload, state, document } = input
  const wallet = walletFor(state(), payload.network)
  if (wallet === undefined)
    return verdict(false, 'no wallet of the agency on this network', 'a wallet enrolled for the network')
  const { pays, fee } = readTransfer({ ...wallet, unsigned: document(payload.unsigned) })
  const required = `${describe(payload.pays)}, fee ${payload.fee}`
  const found = `${describe(pays)}, fee ${fee}`
  const planned = plannedFault(input)
  if (planned !== undefined) return verdict(false, planned, 'units as specified, agreed or left')
  return verdict(found === required && pays.every((pay) => pay.asset === payload.asset), found, required)
}

function describe(pays: readonly { readonly address: string; readonly units: string | bigint }[]): string {
  return pays.map((pay) => `${pay.units} to ${pay.address}`).join(', ')
}

/** A test is what each platform specified; a tranche what the agreed route says; a return all that is left of the lot. */
function plannedFault(input: Input): string | undefined {
  const { payload, state, subject, parameter } = input
  const sum = payload.pays.reduce((total, pay) => total + BigInt(pay.units), 0n)
  if (isWayBack(payload.purpose)) {
    const left = subject.lot === undefined ? '0' : unitsInCustody(state(), subject.lot).toString()
    const total = payload.asset === coinOf(payload.network) ? sum + BigInt(payload.fee) : sum
    return total.toString() === left ? undefined : `${total} of ${left} units of the lot`
  }
  if (payload.purpose === 'test') {
    const max = BigInt(parameter('testUnitsMax'))
    const wrong = payload.pays.find(
      (pay) => String(issuedFor(input, pay)?.fields.testUnits) !== pay.units || BigInt(pay.units) > max,
    )
    return wrong === undefined
      ? undefined
      : `${wrong.units} to ${wrong.platform} is not what the platform specified, or above ${max}`
  }
  const route = crossedOf(state(), 'route.agreed', lotOnly(subject))
  const agreed = (
    (route?.fields.tranches ?? []) as readonly { tranche: string; platform: string; units: string }[]
  ).filter((row) => row.tranche === subject.tranche)
  const off = payload.pays.find((pay) => agreed.find((row) => row.platform === pay.platform)?.units !== pay.units)
  return off === undefined && agreed.length === payload.pays.length
    ? undefined
    : `not the agreed units of tranche ${subject.tranche}`
}

/** The coin in which a network takes its fees. */
function coinOf(on: string): string {
  return on.startsWith('eip155:') ? `${on}/slip44:60` : `${on}/slip44:0`
}

function issuedFor({ state, subject }: Pick<Input, 'state' | 'subject'>, pay: Pay) {
  return crossedOf(state(), `address.issued:${pay.platform}`, lotOnly(subject))
}

function issuedVerdict(input: Input, field: string, required: string) {
  if (isWayBack(input.payload.purpose)) return verdict(true, 'not a leg to a platform', required)
  const missing = input.payload.pays.find((pay) => issuedFor(input, pay)?.fields[field] !== true)
  return verdict(
    missing === undefined,
    missing === undefined ? 'stated by each platform' : `not stated by ${missing.platform}`,
    required,
  )
}
