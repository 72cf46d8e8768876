import { type AnyKind, defineKind, verdict } from '../../../core/case/kind.ts'
import { closed, count, documentHash, note, type Of, oneOf, optional, rate, time } from '../../../core/case/shapes.ts'
import { type CaseState, slice, stageOf, withSlice } from '../../../core/case/state.ts'
import { compareRates } from '../../../core/money/rate.ts'
import { compare, parseDecimal } from '../../../core/price/rational.ts'
import { routeOf } from '../../clearance/agreeRoute.ts'
import { wayBackOver } from '../../handover/wayBackOver.ts'
import { reserveOf } from '../../price/setReserve.ts'
import { readBooks } from '../books/loggedBooks.ts'
import { sheetFault } from '../currency/sheets.ts'
import { faultOfRates, floorIn } from '../currency/worth.ts'
import { readDisposalPlan } from '../plan/disposalPlan.ts'
import { type FloorSlice, floorOf, principals } from './floorState.ts'

const testedShape = closed({ floor: rate, books: documentHash })

/** One attempt: all platforms of the plan were looked at, and none bid the floor. */
const floorTested = defineKind<Of<typeof testedShape>>({
  name: 'floor.tested',
  stream: 'case',
  zones: ['offshore'],
  payload: testedShape,
  facts: {
    floorStands: ({ payload, state, subject, recordedAt }) => {
      const reserve = reserveOf(state(), subject.tranche)
      return verdict(
        reserve?.floor === payload.floor && recordedAt <= reserve.validUntil,
        payload.floor,
        reserve === undefined ? 'a reserve' : `${reserve.floor} until ${reserve.validUntil}`,
      )
    },
    belowFloor: ({ payload, document, state, subject, paper, recordedAt }) => {
      const look = readBooks(document(payload.books))
      const { books, rates = [] } = look
      const plan = routeOf(state(), subject.lot)?.plan
      const disposal = plan === undefined ? undefined : readDisposalPlan(document(plan))
      if (disposal?.fx !== undefined) {
        const { currency, fx } = disposal
        const floorCny = reserveOf(state(), subject.tranche)?.floorCny ?? '0'
        const priced = { currency, fx, floor: payload.floor, floorCny }
        const fault = faultOfRates(priced, look, recordedAt) ?? sheetFault({ fx, rates, paper })
        if (fault !== undefined) return verdict(false, fault, 'live rates of the currencies of the books')
        const over = books.find(
          ({ bids: [bid], quote }) =>
            bid !== undefined && compare(parseDecimal(bid[0]), floorIn(priced, look, quote)) >= 0,
        )
        return verdict(
          over === undefined,
          over === undefined ? `${books.length} books` : `${over.bids[0]![0]} ${over.quote} at ${over.platform}`,
          `below ${payload.floor} ${currency} and ${floorCny} CNY`,
        )
      }
      const best = books
        .flatMap(({ bids }) => bids.slice(0, 1).map(([price]) => price))
        .sort(compareRates)
        .at(-1)
      return verdict(
        best === undefined || compareRates(best, payload.floor) < 0,
        best === undefined ? 'no bid' : `best bid ${best}`,
        `below ${payload.floor}`,
      )
    },
    booksFresh: ({ payload, document, parameter, recordedAt }) => {
      const seconds = Number(parameter('bookAgeMaxSeconds'))
      const ages = readBooks(document(payload.books)).books.map(
        ({ fetchedAt }) => Date.parse(recordedAt) - Date.parse(fetchedAt),
      )
      const fresh = ages.length > 0 && ages.every((age) => age >= 0 && age <= seconds * 1000)
      return verdict(fresh, `${Math.max(0, ...ages)} ms`, `at most ${seconds} s`)
    },
    booksOfPlan: ({ payload, document, state, subject }) => {
      const { books } = readBooks(document(payload.books))
      const plan = routeOf(state(), subject.lot)?.plan
      const venues = plan === undefined ? [] : readDisposalPlan(document(plan)).venues
      const missing = venues.find(
        ({ platform, host }) => !books.some((book) => book.platform === platform && book.host === host),
      )
      return verdict(
        venues.length > 0 && missing === undefined,
        missing === undefined ? `${books.length} books` : `none of ${missing.platform}`,
        'the books of every platform of the plan',
      )
    },
    attemptSpaced: ({ state, subject, recordedAt, parameter, payload }) => {
      const before = floorOf(state(), subject.tranche)
      const minutes = Number(parameter('floorAttemptMinutes'))
      const last = before?.floor === payload.floor ? before.last : undefined
      const age = last === undefined ? undefined : Math.floor((Date.parse(recordedAt) - Date.parse(last)) / 60_000)
      return verdict(
        age === undefined || age >= minutes,
        age === undefined ? 'the first' : `${age} min`,
        `${minutes} min after the one before`,
      )
    },
  },
  apply: (state, { payload, subject, recordedAt }) => {
    const before = floorOf(state, subject.tranche)
    const attempts = before?.floor === payload.floor && before.decided === undefined ? before.attempts + 1 : 1
    return withFloor(state, subject.tranche!, { floor: payload.floor, attempts, last: recordedAt })
  },
})

const unreachableShape = closed({ floor: note, attempts: count, evidence: documentHash })

/** Row 13x: a normal state, not an error: the floor cannot be reached; a named person decides what next. */
const floorUnreachable = defineKind<Of<typeof unreachableShape>>({
  name: 'floor.unreachable',
  stream: 'case',
  zones: ['offshore'],
  payload: unreachableShape,
  facts: {
    attempts: ({ payload, parameter, state, subject }) => {
      const min = Number(parameter('floorAttemptsMin'))
      const found = floorOf(state(), subject.tranche)
      const made = found?.decided === undefined && found?.floor === payload.floor ? found.attempts : 0
      return verdict(
        made >= min && payload.attempts === made,
        `${payload.attempts} said, ${made} in the record`,
        `at least ${min} in the record, and as many said`,
      )
    },
  },
  apply: (state) => state,
  crosses: { to: 'onshore', fields: ['subject', 'payload.attempts'] },
})

const decidedShape = closed({
  decision: oneOf(['wait', 'lower', 'no-reserve', 'return']),
  reason: note,
  paper: documentHash,
  until: optional(time),
  ratioPpm: optional(note),
})

/**
 * What next, by name: wait, lower (and approve a reserve again), no reserve, or the coins back. The decision file is the principal's own signed paper. So it is
 * too where the coins were to go back and no platform sends them: what is left is then sold on, if the way back was begun for the floor or after a stop.
 */
const floorDecided = defineKind<Of<typeof decidedShape>>({
  name: 'floor.decided',
  stream: 'case',
  zones: ['offshore'],
  payload: decidedShape,
  facts: {
    decision: ({ payload }) => payload.decision,
    decisionFile: ({ payload, paper, directory, subject }) => {
      const file = paper(payload.paper, 'floor-decision')
      const body = file.body as { decision?: string; tranche?: string; until?: string; ratioPpm?: string }
      const role = directory().organisations[file.issuer]?.role ?? 'nobody'
      const same =
        body.decision === payload.decision &&
        body.tranche === subject.tranche &&
        body.until === payload.until &&
        body.ratioPpm === payload.ratioPpm
      return verdict(
        same && principals.includes(role),
        `${String(body.decision)} for ${String(body.tranche)} by ${file.issuer}, ${role}`,
        `${payload.decision} for ${subject.tranche}, signed by the principal`,
      )
    },
    decisionComplete: ({ payload, recordedAt, parameter }) => {
      const { decision, until, ratioPpm } = payload
      const waits = decision === 'wait' ? until !== undefined && until > recordedAt : until === undefined
      const standing = BigInt(parameter('reserveRatioPpm'))
      const lowered =
        decision === 'lower'
          ? ratioPpm !== undefined && /^[1-9]\d{0,6}$/.test(ratioPpm) && BigInt(ratioPpm) < standing
          : ratioPpm === undefined
      return verdict(
        waits && lowered,
        `${decision}${until === undefined ? '' : ` until ${until}`}${ratioPpm === undefined ? '' : ` to ${ratioPpm} ppm`}`,
        `wait until a moment to come; lower to a share below ${standing} ppm; neither with another decision`,
      )
    },
    returnFree: ({ payload, state, subject }) => {
      const hold = Object.values(state().holds).find(
        ({ kind, lots }) => kind === 'venue-hold' && (lots.length === 0 || lots.includes(subject.lot ?? '')),
      )
      return verdict(
        payload.decision !== 'return' || hold === undefined,
        hold === undefined ? 'no hold of a platform' : 'a hold of a platform, reason restricted',
        'coins go back only while no platform holds them',
      )
    },
    wayBackOver: ({ payload, state, subject }) =>
      stageOf(state(), subject) === 'withdrawing'
        ? wayBackOver(state(), subject, payload.decision)
        : verdict(true, 'none was begun', 'no way back that is under way'),
  },
  apply: (state, { payload, subject }) => {
    const before = floorOf(state, subject.tranche)
    const { decision, until, ratioPpm } = payload
    return withFloor(state, subject.tranche!, {
      floor: before?.floor ?? '0',
      attempts: before?.attempts ?? 0,
      decided: {
        decision,
        ...(until === undefined ? {} : { until }),
        ...(ratioPpm === undefined ? {} : { ratioPpm }),
      },
    })
  },
  crosses: { to: 'onshore', fields: ['subject', 'payload.decision'] },
})

function withFloor(state: CaseState, tranche: string, row: FloorSlice[string]): CaseState {
  return withSlice(state, 'floor', { ...slice<FloorSlice>(state, 'floor'), [tranche]: row })
}

export const floorKinds: readonly AnyKind[] = [floorTested, floorUnreachable, floorDecided]
