import { type CaseState, crossedOf } from '../../../src/core/case/state.ts'
import { hashText } from '../../../src/core/record/hash.ts'
import { missingByPlatform, missingIn, missingUnits } from '../../../src/offshore/handover/missing.ts'
import { creditedOf } from '../../../src/offshore/handover/receiveCoins.ts'
import { leftAtPlatforms, restOnceGone } from '../../../src/offshore/handover/withdrawals.ts'
import type { CaseAct, ReadPaperText } from './papers.ts'

/** What onshore sent to a platform and the platform has not credited whole. Base units. */
export interface Awaited {
  readonly transfer: string
  readonly lot: string
  /** Absent: a test of the lot. */
  readonly tranche?: string
  readonly platform: string
  readonly asset: string
  readonly txid: string
  readonly sent: string
  /** Absent before the platform's first word. */
  readonly credited?: string
}

interface SentFields {
  readonly transfer: string
  readonly txid: string
  readonly asset: string
  readonly pays: readonly { readonly platform?: string; readonly units: string }[]
}

/** By transfer and platform: what is still to be credited. What was credited whole is no longer named. */
export function awaitedCredits(state: CaseState): readonly Awaited[] {
  return Object.entries(state.crossed).flatMap(([key, { fields }]) => {
    const of = /^transfer\.confirmed (.+)$/.exec(key)?.[1]
    if (of === undefined) return []
    const { transfer, txid, asset, pays } = fields as unknown as SentFields
    const [lot = of] = of.split('/')
    return pays.flatMap(({ platform, units }) => {
      if (platform === undefined) return []
      const credited = creditedOf(state, { txid, platform })
      if (credited !== undefined && missingIn(state, `${txid} ${platform}`) === undefined) return []
      return [
        {
          transfer,
          lot,
          ...(of === lot ? {} : { tranche: of }),
          platform,
          asset,
          txid,
          sent: units,
          ...(credited === undefined ? {} : { credited: credited.toString() }),
        },
      ]
    })
  })
}

/** The platform's word of what it credited, with what of the transfer is still missing after it; undefined where the word names no amount. */
export function creditAct(row: Awaited, { text, body }: ReadPaperText): CaseAct | undefined {
  const units = body.units
  if (typeof units !== 'string' || !/^[1-9]\d{0,29}$/.test(units)) return undefined
  const { transfer, platform, asset, txid, sent, credited = '0' } = row
  const short = BigInt(sent) - BigInt(credited) - BigInt(units)
  return {
    kind: 'coins.received',
    payload: {
      transfer,
      platform,
      asset,
      units,
      ...(short > 0n ? { short: short.toString() } : {}),
      txid,
      statement: hashText(text),
    },
    texts: [text],
  }
}

/** What of a tranche lies at a platform or is missing there, and so may have to be given up. Base units. */
export interface Rest {
  readonly platform: string
  readonly ground: 'below-minimum' | 'not-credited'
  readonly asset: string
  readonly units: string
}

export function restsAt(state: CaseState, tranche: string): readonly Rest[] {
  const asset = crossedOf(state, 'transfer.confirmed', { tranche })?.fields.asset
  if (typeof asset !== 'string') return []
  const subject = { lot: tranche.split('/')[0]! }
  const there = leftAtPlatforms({ state, tranche, asset, sold: new Map() })
  const lost = new Map(
    missingByPlatform(state, tranche).map(([platform]) => [platform, missingUnits(state, platform, asset, subject)]),
  )
  const rows = (ground: Rest['ground'], from: ReadonlyMap<string, bigint>): readonly Rest[] =>
    [...from].flatMap(([platform, units]) => (units > 0n ? [{ platform, ground, asset, units: units.toString() }] : []))
  return [...rows('below-minimum', there), ...rows('not-credited', lost)]
}

/** Tranches of which coins were sent to platforms. */
export function sentTranches(state: CaseState): readonly string[] {
  return Object.keys(state.crossed).flatMap((key) => /^transfer\.confirmed (.+\/.+)$/.exec(key)?.[1] ?? [])
}

/** What can neither be sold nor sent back is given up by name: by the platform's word and the principal's decision. */
export function restAct(parameters: {
  readonly state: CaseState
  readonly tranche: string
  readonly rest: Rest
  readonly statement: ReadPaperText
  readonly decision: ReadPaperText
}): CaseAct {
  const { state, tranche, rest, statement, decision } = parameters
  const { platform, ground, asset, units } = rest
  return {
    kind: 'rest.declared',
    payload: {
      platform,
      asset,
      units,
      ground,
      statement: hashText(statement.text),
      decision: hashText(decision.text),
      // What was never credited leaves no platform.
      ...(ground === 'below-minimum' ? { rest: restOnceGone(state, tranche, { asset, units }) } : {}),
    },
    texts: [statement.text, decision.text],
  }
}
