import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { asset, closed, documentHash, id, type Of, oneOf, optional, positiveUnits } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { roundUnderway } from '../sale/auction/roundState.ts'
import { principals } from '../sale/floor/floorState.ts'
import { saleOf } from '../sale/sale.ts'
import { venueAccount } from './atPlatforms.ts'
import { declareMissing, missingAccount, missingUnits } from './missing.ts'
import { leftAtPlatforms, restOnceGone, rests, withTrancheGone } from './withdrawals.ts'

/** Less than a platform takes an order for or sends; or sent to it, and never credited. */
export const restGrounds = ['below-minimum', 'not-credited'] as const

const shape = closed({
  platform: id,
  asset,
  units: positiveUnits,
  ground: oneOf(restGrounds),
  /** The platform's signed word: its least order and least withdrawal, or that it credits no more. */
  statement: documentHash,
  /** The principal's signed paper that gives these units up. */
  decision: documentHash,
  /** What is true once they are given up, as after a withdrawal; absent where nothing leaves a platform. */
  rest: optional(oneOf(rests)),
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

interface StatementBody {
  readonly ground?: string
  readonly asset?: string
  readonly units?: string
  readonly accountHolder?: string
  /** Base units that the platform takes an order for and sends at the least. */
  readonly minOrderUnits?: string
  readonly minWithdrawalUnits?: string
}

/** Base units that were given up below a platform's minimum, by tranche and platform. */
type RestsSlice = Readonly<Record<string, Readonly<Record<string, string>>>>

export function restsOf(state: CaseState, tranche: string | undefined): Readonly<Record<string, string>> {
  return slice<RestsSlice>(state, 'rests')?.[tranche ?? ''] ?? {}
}

/**
 * Rows 13 and 26: what of a tranche can be neither sold nor sent back, since it is less than the platform deals in, or was never credited, is given up by
 * name: by the platform's word and the principal's decision, to the unit. It is not lost in silence, and the sale is not held up by it.
 */
export const restDeclared = defineKind<Payload>({
  name: 'rest.declared',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    allThatIsLeft: ({ payload, state, subject }) => {
      const { platform, asset: of, units, ground } = payload
      const known =
        ground === 'not-credited'
          ? missingUnits(state(), platform, of, subject)
          : (leftAtPlatforms({ state: state(), tranche: subject.tranche, asset: of, sold: new Map() }).get(platform) ??
            0n)
      return verdict(units === known.toString(), units, `${known} at ${platform}, ${ground}`)
    },
    cannotBeMoved: ({ payload, paper }) => {
      const { issuer, body } = paper(payload.statement, 'rest-statement')
      const said = body as StatementBody
      const above = (least: string | undefined): boolean =>
        /^\d{1,30}$/.test(least ?? '') && BigInt(least!) > BigInt(payload.units)
      const shown =
        payload.ground === 'not-credited'
          ? said.units === payload.units
          : above(said.minOrderUnits) && above(said.minWithdrawalUnits)
      return verdict(
        issuer === payload.platform && said.ground === payload.ground && said.asset === payload.asset && shown,
        payload.ground === 'not-credited'
          ? `${said.units} not credited, by ${issuer}`
          : `least order ${said.minOrderUnits}, least withdrawal ${said.minWithdrawalUnits}, by ${issuer}`,
        payload.ground === 'not-credited'
          ? `${payload.units} not credited and not to be, by ${payload.platform}`
          : `both above ${payload.units}, by ${payload.platform}`,
      )
    },
    decidedByPrincipal: ({ payload, paper, directory, subject }) => {
      const { issuer, body } = paper(payload.decision, 'rest-decision')
      const said = body as { tranche?: string; platform?: string; ground?: string; units?: string }
      const role = directory().organisations[issuer]?.role ?? 'nobody'
      const { platform, ground, units } = payload
      const same =
        said.tranche === subject.tranche && said.platform === platform && said.ground === ground && said.units === units
      return verdict(
        same && principals.includes(role),
        `${said.units} of ${said.tranche} at ${said.platform}, ${said.ground}, by ${issuer}, ${role}`,
        `${units} of ${subject.tranche} at ${platform}, ${ground}, signed by the principal`,
      )
    },
    nothingOpen: ({ payload, state, subject }) => {
      const required = 'no round and no sale of the tranche that is not settled'
      if (payload.ground === 'not-credited') return verdict(true, 'nothing that could be sold', required)
      const sale = saleOf(state(), subject.tranche)
      const round = roundUnderway(state(), subject)
      const open = sale !== undefined && sale.settled === undefined
      return verdict(!round && !open, round ? 'a round' : open ? 'a sale that is not settled' : 'none', required)
    },
    restStated: (input) => {
      const said = input.payload.rest ?? 'none'
      const rest = restAfter(input)
      return verdict(said === rest, said, rest)
    },
  },
  apply: (state, { payload, subject }) => {
    const { platform, units, rest } = payload
    const tranche = subject.tranche!
    if (payload.ground === 'not-credited') return declareMissing(state, tranche, platform)
    const before = restsOf(state, tranche)
    const sum = (BigInt(before[platform] ?? '0') + BigInt(units)).toString()
    const known = slice<RestsSlice>(state, 'rests')
    const next = withSlice(state, 'rests', { ...known, [tranche]: { ...before, [platform]: sum } })
    return rest === undefined || rest === 'more' ? next : withTrancheGone(next, subject.lot!, tranche, rest)
  },
  postings: ({ payload: { platform, asset: of, units, ground }, subject }) =>
    move({
      from: ground === 'not-credited' ? missingAccount(platform, subject) : venueAccount(platform, subject),
      to: `expenses:${ground}:${platform}`,
      asset: of,
      units: BigInt(units),
    }),
  crosses: {
    to: 'onshore',
    fields: ['subject', 'payload.platform', 'payload.asset', 'payload.units', 'payload.ground', 'payload.rest'],
  },
})

function restAfter({ payload, state, subject }: Input): string {
  return payload.ground === 'not-credited' ? 'none' : restOnceGone(state(), subject.tranche, payload)
}
