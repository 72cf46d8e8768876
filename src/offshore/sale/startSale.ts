import { sameFamily } from '../../core/case/directory.ts'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { licenceAt } from '../../core/case/registers.ts'
import { closed, documentHash, id, list, note, type Of, oneOf, optional, rate } from '../../core/case/shapes.ts'
import { crossedOf, slice, withSlice } from '../../core/case/state.ts'
import { compareRates } from '../../core/money/rate.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { routeOf } from '../clearance/agreeRoute.ts'
import { clearanceOf } from '../clearance/clear.ts'
import { heldAt } from '../handover/atPlatforms.ts'
import { reserveOf } from '../price/setReserve.ts'
import { roundUnderway } from './auction/roundState.ts'
import { proceedsComeHome, quotesAdmitted } from './currency/admitted.ts'
import { quoteOf } from './currency/planFx.ts'
import { goneOf } from './goneOf.ts'
import { readDisposalPlan } from './plan/disposalPlan.ts'
import { restSale } from './plan/restSale.ts'
import { statedVolume, volumePaper } from './plan/statedVolume.ts'
import { pastSales, readSalePlan, type SalePlan, type SaleSlice, saleOf } from './sale.ts'

const shape = closed({
  plan: documentHash,
  floor: rate,
  deadline: note,
  participationCapPpm: note,
  method: oneOf(['拍卖', '变卖']),
  consequence: note,
  /** Best bids seen when the plan was made, by platform, in the plan's currency: whether the floor is within reach. */
  bestBids: list(closed({ platform: id, price: rate }), 20),
  /** Of each platform whose fee follows the volume of thirty days: its statement of what the account traded there. */
  volumes: optional(list(closed({ platform: id, statement: documentHash }), 20)),
})
type Payload = Of<typeof shape>

function planOf({ payload, document }: FactInput<Payload>): SalePlan {
  return readSalePlan(document(payload.plan))
}

/** What each platform states of the volume, by platform, in the currency of its book: tiers count in it. One that states something else is left out. */
function volumesOf({ payload, paper, state, subject }: FactInput<Payload>, plan: SalePlan) {
  return Object.fromEntries(
    (payload.volumes ?? []).flatMap(({ platform, statement }) => {
      const owner = clearanceOf(state(), subject.lot, platform)?.accountHolder ?? 'none'
      const currency = quoteOf(plan, plan.venues.find((venue) => venue.platform === platform) ?? {})
      const stated = statedVolume(paper(statement, volumePaper), { platform, owner, currency })
      return stated === undefined ? [] : [[platform, stated] as const]
    }),
  )
}

/**
 * Row 12: the sale of a tranche begins under an approved plan, inside the reserve's validity and the mandate, at platforms licensed now. What is left of a
 * tranche after a sale or a block begins so too, under a plan of its own, once everything before is settled.
 */
export const saleStarted = defineKind<Payload>({
  name: 'sale.started',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    reserveValid: ({ state, subject, recordedAt }) => {
      const reserve = reserveOf(state(), subject.tranche)
      const confirmed = crossedOf(state(), 'reserve.confirmed', subject)
      const agreed = confirmed?.fields.answer === 'confirm' && confirmed.fields.reserveEntry === reserve?.entry
      const valid = reserve !== undefined && recordedAt <= reserve.validUntil
      return verdict(
        agreed && valid,
        `${reserve?.floor ?? 'none'} until ${reserve?.validUntil ?? '-'}, ${agreed ? 'confirmed' : 'not confirmed'} onshore`,
        'a reserve confirmed onshore and valid now',
      )
    },
    planApproved: (input) => planOf(input).tranche === input.subject.tranche,
    asAgreed: (input) => {
      const plan = planOf(input)
      const agreed = routeOf(input.state(), input.subject.lot)?.plan
      if (agreed === undefined) return verdict(false, plan.agreed, 'a plan agreed with the route')
      const { tranche, floor, floorCny, deadline, method } = plan
      const startAt = plan.slices[0]?.notBefore ?? ''
      const before = pastSales(saleOf(input.state(), tranche))
      const gone = goneOf(input.state(), tranche)
      if (gone === undefined || before === undefined)
        return verdict(false, 'a sale of it that is not settled', 'every sale of the tranche before settled')
      const disposal = readDisposalPlan(input.document(agreed))
      const stated = Object.entries(volumesOf(input, plan))
      const volumes = Object.fromEntries(stated.map(([platform, { hours }]) => [platform, hours]))
      const wanted = restSale({
        disposal,
        agreed,
        tranche,
        floor,
        ...(floorCny === undefined ? {} : { floorCny }),
        deadline,
        method,
        startAt,
        gone,
        volumes,
      })
      const same = canonical(wanted as unknown as Json) === canonical(plan as unknown as Json)
      return verdict(
        same && !before.some((sale) => sale.plan === input.payload.plan),
        `${plan.slices.length} slices from ${startAt}`,
        `a new plan, of what is left of ${tranche}, by the plan ${agreed} that was agreed with the route`,
      )
    },
    venuesLicensed: (input) => {
      const { venues, asset } = planOf(input)
      const registers = input.registers()
      for (const { platform, host } of venues) {
        const cleared = clearanceOf(input.state(), input.subject.lot, platform)
        const answer = licenceAt({
          registers,
          entity: platform,
          asset,
          clientType: cleared?.clientType ?? 'none',
          host,
          accountOwner: cleared?.accountHolder,
          at: input.recordedAt,
        })
        if (!answer.ok) return { ...answer }
      }
      return verdict(
        venues.length > 0,
        `${venues.length} platforms licensed`,
        'each platform licensed for asset, client and host, now',
      )
    },
    volumesStated: (input) => {
      const plan = planOf(input)
      const stated = volumesOf(input, plan)
      const minutes = Number(input.parameter('volumeAgeMaxMinutes'))
      const off = plan.venues.find(({ platform, fees }) => {
        const asOf = stated[platform]?.asOf
        const age = asOf === undefined ? -1 : Date.parse(input.recordedAt) - Date.parse(asOf)
        return fees !== undefined && (age < 0 || age > minutes * 60_000)
      })
      return verdict(
        off === undefined,
        off === undefined ? `${Object.keys(stated).length} statements` : `none of ${off.platform}`,
        `of each platform whose fee follows the volume, its statement of the thirty days before, at most ${minutes} min old`,
      )
    },
    floorInPlan: (input) => {
      const reserve = reserveOf(input.state(), input.subject.tranche)
      const { floor, floorCny, fx, currency } = planOf(input)
      const wanted = reserve?.floor ?? 'none'
      // Where books of several currencies are compared, the floor in yuan that was confirmed is part of the plan, in the floor's own currency.
      const yuan = fx === undefined ? undefined : (reserve?.floorCny ?? 'none')
      const said = (price: string, cny: string | undefined) => (cny === undefined ? price : `${price}, ${cny} CNY`)
      return verdict(
        floor === input.payload.floor &&
          floor === wanted &&
          floorCny === yuan &&
          (fx === undefined || currency === reserve?.currency),
        said(floor, floorCny),
        said(wanted, yuan),
      )
    },
    capInPlan: (input) => {
      const cap = input.parameter('participationCapPpm')
      const { participationCapPpm } = planOf(input)
      return verdict(
        /^\d{1,7}$/.test(participationCapPpm) && BigInt(participationCapPpm) <= BigInt(cap),
        participationCapPpm,
        `at most ${cap} ppm`,
      )
    },
    deadlineInMandate: (input) => {
      const until = String(
        crossedOf(input.state(), 'entrustment.accepted', input.subject)?.fields.mandateUntil ?? 'no mandate',
      )
      const { deadline } = planOf(input)
      return verdict(
        deadline === input.payload.deadline && deadline <= until && deadline > input.recordedAt,
        deadline,
        `to come, by ${until}`,
      )
    },
    floorReachable: (input) => {
      const best =
        input.payload.bestBids
          .map(({ price }) => price)
          .sort(compareRates)
          .at(-1) ?? '0'
      return verdict(compareRates(best, input.payload.floor) >= 0, `best bid ${best}`, `floor ${input.payload.floor}`)
    },
    unitsAtVenues: (input) => {
      const { venues, asset } = planOf(input)
      const promised = roundUnderway(input.state(), input.subject)
      const off = venues.find(
        ({ platform, units }) => heldAt(input.state(), platform, asset, input.subject) !== BigInt(units),
      )
      return verdict(
        off === undefined && !promised,
        promised
          ? 'coins that a round has promised'
          : off === undefined
            ? 'all that was received'
            : `${off.units} planned at ${off.platform}`,
        'the units that each platform received, less what is gone',
      )
    },
    buyerUnrelated: (input) => {
      const provider = String(crossedOf(input.state(), 'deposit.received', input.subject)?.fields.provider ?? 'none')
      const directory = input.directory()
      const related = planOf(input).venues.find(
        ({ platform }) =>
          directory.organisations[provider] !== undefined &&
          sameFamily(directory, platform, provider, input.recordedAt),
      )
      return verdict(
        related === undefined,
        related === undefined ? "no platform of the provider's family" : related.platform,
        `nobody related to ${provider}`,
      )
    },
    quotesAdmitted: (input) => quotesAdmitted(planOf(input), input),
    proceedsComeHome: (input) => proceedsComeHome(planOf(input), input),
    methodRecorded: ({ payload }) => payload.method,
  },
  apply: (state, { payload, subject }) => {
    const reserve = reserveOf(state, subject.tranche)!
    const before = saleOf(state, subject.tranche)
    const past = pastSales(before) ?? []
    const row = {
      plan: payload.plan,
      floor: payload.floor,
      currency: reserve.currency,
      deadline: payload.deadline,
      validUntil: reserve.validUntil,
      slices: [],
      stopped: false,
      closed: false,
      ...(past.length === 0 ? {} : { past }),
      ...(before?.proceeds === undefined ? {} : { proceeds: before.proceeds }),
    }
    return withSlice(state, 'sale', { ...slice<SaleSlice>(state, 'sale'), [subject.tranche!]: row })
  },
})

const stoppedShape = closed({ reason: note })

/** The kill switch: one step, any approver. What is open is cancelled; nothing more is placed. */
export const saleStopped = defineKind<Of<typeof stoppedShape>>({
  name: 'sale.stopped',
  stream: 'case',
  zones: ['offshore'],
  payload: stoppedShape,
  facts: {
    saleRuns: ({ state, subject }) => {
      const sale = saleOf(state(), subject.tranche)
      return verdict(
        sale !== undefined && sale.settled === undefined,
        sale === undefined ? 'no sale' : sale.settled === undefined ? 'a sale' : 'a sale that is over',
        'a sale',
      )
    },
  },
  apply: (state, { id: entry, recordedAt, subject }) => {
    const sales = slice<SaleSlice>(state, 'sale')!
    const sale = sales[subject.tranche!]!
    // Pressed twice, the first press counts.
    const stop = sale.stop ?? { entry, at: recordedAt }
    return withSlice(state, 'sale', { ...sales, [subject.tranche!]: { ...sale, stopped: true, stop } })
  },
})
