import Type from 'typebox'
import Value from 'typebox/value'
import type { SealedBid } from '../../../offshore/sale/auction/bid.ts'
import type { Default, Envelope, Round } from '../../../offshore/sale/auction/clear.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { readText } from '../files.ts'

const bytesMax = 4 * 1024 * 1024
const text = (maxLength = 120) => Type.String({ minLength: 1, maxLength })
const moment = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' })
const closed = <P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })

const bidShape = closed({
  round: text(),
  bidder: text(),
  nonce: text(),
  steps: Type.Array(closed({ price: text(40), lots: Type.Integer() }), { maxItems: 100 }),
})
const roundShape = closed({
  round: closed({
    round: text(),
    rule: Type.Union(['single-price', 'pay-as-bid', 'best-quote'].map((rule) => Type.Literal(rule))),
    lots: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    lotUnits: Type.String({ pattern: '^[1-9]\\d{0,40}$' }),
    reserve: Type.String({ pattern: '^(0|[1-9]\\d{0,15})(\\.\\d{1,9})?$' }),
    commitBy: moment,
    revealBy: moment,
    bidders: Type.Array(text(), { minItems: 1, maxItems: 50 }),
  }),
  envelopes: Type.Array(
    closed({
      bidder: text(),
      commitment: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      committedAt: moment,
      opened: Type.Optional(closed({ bid: bidShape, at: moment })),
    }),
    { maxItems: 500 },
  ),
  defaulted: Type.Optional(
    Type.Array(closed({ bidder: text(), taken: Type.Integer({ minimum: 0, maximum: 1_000_000 }) }), { maxItems: 50 }),
  ),
})

/** @throws {INPUT_INVALID} with every field that is not as it should be */
export async function readRound(call: Call): Promise<{
  readonly round: Round
  readonly envelopes: readonly Envelope[]
  readonly defaulted?: readonly Default[]
}> {
  return (await readJson(call, roundShape)) as { round: Round; envelopes: Envelope[]; defaulted?: Default[] }
}

/** @throws {INPUT_INVALID} */
export async function readBidFile(call: Call): Promise<SealedBid> {
  return (await readJson(call, bidShape)) as SealedBid
}

async function readJson({ io, words }: Call, shape: Type.TSchema): Promise<unknown> {
  const file = words.operand('FILE')
  const found = await readText(io, file, bytesMax)
  let value: unknown
  try {
    value = JSON.parse(found)
  } catch (cause) {
    throw callError('FILE_JSON', { path: file }, { cause })
  }
  if (Value.Check(shape, value)) return value
  const faults = [...Value.Errors(shape, value)]
    .slice(0, 10)
    .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
  throw callError('FILE_FAULTS', { path: file, faults: faults.join('; ') }, { facts: { faults } })
}
