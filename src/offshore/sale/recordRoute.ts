import Type from 'typebox'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { licencesAt } from '../../core/case/registers.ts'
import {
  closed,
  count,
  documentHash,
  id,
  note,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  rate,
} from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { SluiceError } from '../../core/errors.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { faultOfSources } from './books/bookSource.ts'
import { type LoggedBooks, readBooks, routeQuestion } from './books/loggedBooks.ts'
import { faultOfRoute, feesNamed, legsOf, readRoute, tiersOf } from './books/routeDocument.ts'
import { faultOfTape, readTape } from './books/tradeTape.ts'
import { quoteOf } from './currency/planFx.ts'
import { rateText, sheetFault } from './currency/sheets.ts'
import { faultOfRates } from './currency/worth.ts'
import { readBookHistory } from './plan/bookHistory.ts'
import { evidenceAfter, type OrdersState, ordersOfRun, readSalePlan, runOf, type SalePlan, saleOf } from './sale.ts'
import { restingLegs } from './step/restingLegs.ts'
import { allowanceOf, saleStep } from './step/saleStep.ts'
import { isFormer, readStep, type StepDocument } from './step/stepDocument.ts'

const shape = closed({
  slice: count,
  /** How many routes of the sale stood before it. */
  attempt: count,
  plan: documentHash,
  books: documentHash,
  /** What was decided to be offered now, with what it was decided on. */
  step: documentHash,
  route: documentHash,
  /** The trades that the platforms showed since the look before. */
  tape: optional(documentHash),
  /** The orders that the route calls for, in the order in which they are placed; none where the step waits. */
  legs: Type.Array(
    closed({
      platform: id,
      host: note,
      symbol: note,
      units: positiveUnits,
      price: rate,
      type: oneOf(['IOC', 'LIMIT_MAKER']),
    }),
    {
      maxItems: 80,
    },
  ),
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload, OrdersState>

interface Read {
  readonly plan: SalePlan
  readonly books: LoggedBooks
  readonly step: StepDocument
}

function read({ payload, document }: Input): Read {
  return {
    plan: readSalePlan(document(payload.plan)),
    books: readBooks(document(payload.books)),
    step: readStep(document(payload.step)),
  }
}

/** A moment of the sale: the books as they were shown, and the best split over them with its proof. The orders that follow are its legs and no others. */
export const sliceRouted = defineKind<Payload, OrdersState>({
  name: 'slice.routed',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: shape,
  facts: {
    booksFresh: (input) => {
      const { books } = read(input)
      const maxSeconds = Number(input.parameter('bookAgeMaxSeconds'))
      const now = Date.parse(input.recordedAt)
      const ages = books.books.flatMap(({ changedAt, fetchedAt }) => [
        now - Date.parse(fetchedAt),
        now - Date.parse(changedAt),
      ])
      const oldest = Math.max(...ages)
      const fresh = books.books.length > 0 && ages.every((age) => age >= -2_000) && oldest <= maxSeconds * 1000
      return verdict(fresh, `${Math.floor(oldest / 1000)} s`, `at most ${maxSeconds} s, none from the future`)
    },
    booksOfPlan: (input) => {
      const { plan, books } = read(input)
      const off = books.books.find((book) => {
        const venue = plan.venues.find(({ platform }) => platform === book.platform)
        return venue?.host !== book.host || venue.symbol !== book.symbol || book.quote !== quoteOf(plan, venue)
      })
      const tape = tapeFault(input, plan)
      if (tape !== undefined) return verdict(false, tape, 'trades of the plan, each stretch after the one before')
      const twice = new Set(books.books.map(({ platform }) => platform)).size !== books.books.length
      return verdict(
        off === undefined && !twice && books.asset === plan.asset && books.currency === plan.currency,
        off === undefined
          ? `${books.books.length} books in ${[...new Set(books.books.map(({ quote }) => quote))].join(', ')}`
          : `${off.symbol} in ${off.quote} at ${off.host}`,
        'platforms, hosts and symbols of the plan, each in the currency that the plan names for it',
      )
    },
    ratesLive: (input) => {
      const { plan, books } = read(input)
      const { fx } = plan
      const { rates = [] } = books
      const fault = faultOfRates(plan, books, input.recordedAt) ?? sheetFault({ fx, rates, paper: input.paper })
      return verdict(
        fault === undefined,
        fault ?? (fx === undefined ? `all in ${plan.currency}` : rates.map(rateText).join(', ')),
        fx === undefined
          ? 'one currency, and no rate'
          : `${[fx.yuan, ...fx.quotes].map(({ pair, source, ageSecondsMax }) => `${pair} of ${source} within ${ageSecondsMax} s`).join(', ')}; a stablecoin near its peg`,
      )
    },
    booksSourced: (input) => {
      const { books } = read(input)
      const { route } = input.state()
      const fault =
        strangeHost(input, books) ??
        faultOfSources({
          books,
          before: route && readBooks(input.document(route.books)),
          limits: () => ({
            ageMaxMs: Number(input.parameter('streamAgeMaxMs')),
            checkSeconds: Number(input.parameter('streamCheckSeconds')),
            apartPpm: Number(input.parameter('streamApartPpm')),
          }),
        })
      const streams = books.books.filter(({ source }) => source?.by === 'stream').length
      return verdict(
        fault === undefined,
        fault ?? `${streams} of ${books.books.length} from a stream`,
        'streams heard just now, checked against what the platform answers, at a host of the register',
      )
    },
    routeInPlan: (input) => {
      const { payload, related, subject } = input
      const orders = input.state()
      const sale = saleOf(related<CaseState>('case'), subject.tranche)
      const { slice } = read(input).step
      const fits =
        sale?.plan === payload.plan &&
        ordersOfRun(orders, subject.tranche!, runOf(sale)) &&
        slice === payload.slice &&
        slice > 0 &&
        payload.attempt === (orders.routes ?? 0)
      return verdict(
        fits,
        `slice ${payload.slice}, route ${payload.attempt}`,
        `slice ${slice === 0 ? 'none' : slice}, route ${orders.routes ?? 0}`,
      )
    },
    stepRecomputes: (input) => {
      const again = stepAgain(input)
      return verdict(again === input.payload.step, input.payload.step, again)
    },
    routeProved: (input) => {
      const { plan, books, step } = read(input)
      const text = input.document(input.payload.route)
      const route = readRoute(text)
      const named = canonical(feesNamed(text) as unknown as Json)
      const tiers = canonical(tiersOf(step) as unknown as Json)
      if (named !== tiers)
        return verdict(false, named.slice(0, 200), `the fee tiers of its step: ${tiers.slice(0, 200)}`)
      try {
        const allowance = allowanceOf(plan, step)
        const legs = canonical([
          ...legsOf(route, books, plan),
          ...restingLegs({ plan, books, step }),
        ] as unknown as Json)
        const fault =
          faultOfRoute(routeQuestion({ plan, books, allowance }), route) ??
          (legs === canonical(input.payload.legs as unknown as Json)
            ? undefined
            : 'the orders are not the legs of the route')
        return verdict(
          fault === undefined && route.optimal,
          fault ?? (route.optimal ? `${route.sold} in ${route.legs.length} legs` : 'a gap to the bound is left'),
          'the best split of these books, proved by its certificate',
        )
      } catch (error) {
        if (!(error instanceof SluiceError)) throw error
        return verdict(false, error.message, 'the best split of these books, proved by its certificate')
      }
    },
  },
  apply: (state, { id: entry, payload, recordedAt }) => ({
    ...state,
    routes: (state.routes ?? 0) + 1,
    route: {
      entry,
      slice: payload.slice,
      at: recordedAt,
      books: payload.books,
      legs: payload.legs,
      next: 0,
      step: payload.step,
      ...(payload.tape === undefined ? {} : { tape: payload.tape }),
    },
    evidence: evidenceAfter(state.evidence, 'slice.routed', payload),
  }),
})

function strangeHost({ registers, recordedAt }: Input, { books }: LoggedBooks): string | undefined {
  const licences = licencesAt(registers().licences, recordedAt)
  const strange = books.find(
    ({ platform, source }) =>
      source?.by === 'stream' &&
      !licences.some(({ entity, hosts }) => entity === platform && hosts.includes(source.host)),
  )
  return strange?.source?.by === 'stream' ? `a stream of ${strange.platform} at ${strange.source.host}` : undefined
}

function tapeFault({ payload, document, state, recordedAt }: Input, plan: SalePlan): string | undefined {
  if (payload.tape === undefined) return undefined
  const last = state().route?.tape
  const before = last === undefined ? undefined : readTape(document(last))
  return faultOfTape({ plan, tape: readTape(document(payload.tape)), before, recordedAt })
}

/** The step once more, from the record and what was logged: the hash that it should have. */
function stepAgain(input: Input): string {
  const { payload, document } = input
  const { plan, books } = read(input)
  const state = input.state()
  const last = state.route?.step
  try {
    const { format } = readStep(document(payload.step))
    const step = saleStep({
      ...(isFormer(format) ? { format } : {}),
      plan,
      planHash: payload.plan,
      history: readBookHistory(document(plan.history)),
      books,
      booksHash: payload.books,
      orders: state,
      ...(last === undefined ? {} : { before: { hash: last, step: readStep(document(last)) } }),
    })
    return hashText(canonical(step as unknown as Json))
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    return error.message
  }
}
