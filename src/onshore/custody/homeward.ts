import { type CaseState, crossedOf, slice, withSlice } from '../../core/case/state.ts'
import { custodyOf } from './custody.ts'

/** What was given and what came, of one tranche whose coins come back from platforms. */
export interface Homeward {
  readonly lot: string
  readonly asset: string
  readonly ground: string
  /** Who bears what the platforms keep for sending. */
  readonly feeBearer: string
  /** Addresses of the agency that were given for it; the last one stands. */
  readonly addresses: readonly string[]
  /** What the chain showed there, by transaction and output. Base units. */
  readonly arrived: Readonly<Record<string, { readonly platform: string; readonly units: string }>>
}

export type HomewardSlice = Readonly<Record<string, Homeward>>

export function homewardOf(state: CaseState): HomewardSlice {
  return slice<HomewardSlice>(state, 'homeward') ?? {}
}

export function withHomeward(state: CaseState, tranche: string, row: Homeward): CaseState {
  return withSlice(state, 'homeward', { ...homewardOf(state), [tranche]: row })
}

/** What the newest word of a platform about coins that it sent back says; undefined while there is none. */
export interface SentBack {
  readonly platform: string
  readonly asset: string
  readonly units: string
  readonly fee: string
  readonly address: string
  readonly txid: string
  /** `more` follows from this or another platform; `whole`: nothing of the tranche was sold; `part`: the rest was. */
  readonly rest: 'more' | 'whole' | 'part'
}

export function sentBackOf(state: CaseState, platform: string, tranche: string | undefined): SentBack | undefined {
  const crossed = tranche === undefined ? undefined : crossedOf(state, `coins.returned:${platform}`, { tranche })
  return crossed?.fields as unknown as SentBack | undefined
}

/** All that platforms said of one tranche. */
export function allSentBack(state: CaseState, tranche: string): readonly SentBack[] {
  return Object.entries(state.crossed)
    .filter(([key]) => key.startsWith('coins.returned:') && key.endsWith(` ${tranche}`))
    .map(([, { fields }]) => fields as unknown as SentBack)
}

/**
 * What platforms say that they sent back of a lot and the books do not have yet, in words; undefined where nothing is on its way. While there is something,
 * what was sold of the lot is not shared out: the lot would end, and the coins would belong to none.
 */
export function onTheWay(state: CaseState, lot: string): string | undefined {
  const tranches = Object.keys(homewardOf(state)).filter((tranche) => homewardOf(state)[tranche]!.lot === lot)
  for (const tranche of tranches.sort()) {
    // By name: a state that was kept has its keys in another order than one that was replayed.
    const said = [...allSentBack(state, tranche)].sort((a, b) => (a.platform < b.platform ? -1 : 1))
    const came = arrivedTransactions(state, tranche)
    const open = said.find(({ txid }) => !came.includes(txid))
    if (open !== undefined) return `${BigInt(open.units) - BigInt(open.fee)} of ${tranche} sent by ${open.platform}`
    if (said.length > 0 && !lastSaid(state, tranche)) return `more of ${tranche} at a platform`
  }
  return undefined
}

/** Whether offshore has said that nothing more comes: of a withdrawal or of what was given up that it was the last, or that what is left is sold on. */
function lastSaid(state: CaseState, tranche: string): boolean {
  const words = Object.entries(state.crossed).filter(([key]) => key.endsWith(` ${tranche}`))
  const sent = words.filter(([key]) => key.startsWith('coins.returned:')).map(([, said]) => said.recordedAt)
  const decided = state.crossed[`floor.decided ${tranche}`]
  const soldOn = decided !== undefined && decided.fields.decision !== 'return'
  return endSaid(state, tranche, ['whole', 'part']) || (soldOn && sent.every((at) => at <= decided.recordedAt))
}

/** Whether a platform's word, or what was given up of the tranche, says that with it nothing was left. */
export function endSaid(state: CaseState, tranche: string, ends: readonly SentBack['rest'][]): boolean {
  return Object.entries(state.crossed).some(
    ([key, { fields }]) =>
      /^(coins\.returned|rest\.declared):/.test(key) &&
      key.endsWith(` ${tranche}`) &&
      ends.includes(fields.rest as SentBack['rest']),
  )
}

/** Transactions with which coins of a tranche came. */
export function arrivedTransactions(state: CaseState, tranche: string): readonly string[] {
  return Object.keys(homewardOf(state)[tranche]?.arrived ?? {}).map((output) => output.split(' ')[0]!)
}

/** Base units that came back into custody of what had left a lot. */
export function returnedUnits(state: CaseState, lot: string): bigint {
  return Object.values(homewardOf(state))
    .filter((row) => row.lot === lot)
    .flatMap((row) => Object.values(row.arrived))
    .reduce((sum, { units }) => sum + BigInt(units), 0n)
}

/** Addresses at which coins of a lot, or of the lots that it was split from, came back. */
export function homeAddresses(state: CaseState, lot: string): readonly string[] {
  const { lots } = custodyOf(state)
  const line: string[] = []
  for (let name: string | undefined = lot; name !== undefined; name = lots[name]?.from) line.push(name)
  return Object.values(homewardOf(state))
    .filter((row) => line.includes(row.lot) && Object.keys(row.arrived).length > 0)
    .flatMap(({ addresses }) => addresses)
}
