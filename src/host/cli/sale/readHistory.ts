import Type from 'typebox'
import Value from 'typebox/value'
import { type BookHistory, historyFormat } from '../../../offshore/sale/plan/bookHistory.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Io } from '../command.ts'
import { readText } from '../files.ts'

const bytesMax = 64 * 1024 * 1024
const decimal = Type.String({ pattern: '^(0|[1-9]\\d{0,17})(\\.\\d{1,18})?$' })
const positive = Type.String({ pattern: '^(?!0(\\.0+)?$)(0|[1-9]\\d{0,17})(\\.\\d{1,18})?$' })
const moment = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z$' })
const name = Type.String({ minLength: 1, maxLength: 120 })
const closed = <P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })
const side = Type.Array(Type.Tuple([positive, positive]), { maxItems: 1_000 })

const shape = closed({
  format: Type.Literal(historyFormat),
  asset: name,
  ticker: Type.String({ pattern: '^[A-Z0-9]{2,12}$' }),
  currency: Type.String({ pattern: '^[A-Z]{3,4}$' }),
  sigmaDayBps: Type.Integer({ minimum: 1, maximum: 5_000 }),
  sigmaSource: name,
  venues: Type.Array(
    closed({
      platform: name,
      host: name,
      symbol: Type.String({ pattern: '^[A-Z0-9]{4,20}$' }),
      tick: positive,
      lot: positive,
      takerPpm: Type.String({ pattern: '^(0|[1-9]\\d{0,5})$' }),
      minFee: Type.Optional(decimal),
      dayVolume: positive,
      unitsMax: Type.Optional(positive),
      books: Type.Array(closed({ at: moment, bids: side, asks: side }), { minItems: 1, maxItems: 2_000 }),
    }),
    { minItems: 1, maxItems: 20 },
  ),
  quotes: Type.Array(
    closed({ desk: name, price: positive, units: Type.String({ pattern: '^[1-9]\\d{0,40}$' }), at: moment }),
    {
      maxItems: 50,
    },
  ),
})

/** @throws {INPUT_INVALID} with every field that is not as it should be, and with books that fall the wrong way */
export async function readHistory(io: Io, file: string): Promise<BookHistory> {
  const text = await readText(io, file, bytesMax)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw callError('FILE_JSON', { path: file }, { cause })
  }
  const faults = Value.Check(shape, value)
    ? faultsOf(value as BookHistory)
    : [...Value.Errors(shape, value)]
        .slice(0, 10)
        .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
  if (faults.length > 0)
    throw callError('FILE_FAULTS', { path: file, faults: faults.slice(0, 10).join('; ') }, { facts: { faults } })
  return value as BookHistory
}

/** A bid that does not fall would be read as a better book than there was. */
function faultsOf({ venues }: BookHistory): readonly string[] {
  return venues.flatMap(({ platform, books }, v) => [
    ...(venues.findIndex((venue) => venue.platform === platform) === v
      ? []
      : [`/venues/${v}: ${platform} stands twice`]),
    ...books.flatMap(({ bids, asks }, b) => [
      ...(falls(bids, -1) ? [] : [`/venues/${v}/books/${b}/bids: expected prices that fall`]),
      ...(falls(asks, 1) ? [] : [`/venues/${v}/books/${b}/asks: expected prices that rise`]),
    ]),
  ])
}

function falls(levels: readonly (readonly [string, string])[], sign: 1 | -1): boolean {
  return levels.every(([price], i) => i === 0 || Math.sign(Number(price) - Number(levels[i - 1]![0])) === sign)
}
