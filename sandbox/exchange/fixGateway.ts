import { sumDecimals, textOf, unitsOf } from '../../src/world/venues/decimal.ts'
import { type FixField, type FixMessage, fixValue } from '../../src/world/venues/fix/message.ts'
import { signedText, type WireParameters } from '../../src/world/venues/hashkey/sign.ts'
import type { Exchange } from './createExchange.ts'

/** The exchange gave no answer, by a scripted fault. */
export class Unanswered extends Error {
  readonly how: 'cut' | 'silence'

  constructor(how: 'cut' | 'silence') {
    super(`SANDBOX: ${how}`)
    this.name = 'Unanswered'
    this.how = how
  }
}

type Send = (type: string, fields: readonly FixField[]) => void
type Row = Readonly<Record<string, unknown>>

const rejectReasons: ReadonlyMap<string, string> = new Map([
  ['-100010', '1'],
  ['-1151', '2'],
  ['-1135', '3'],
  ['-1206', '3'],
  ['-1141', '6'],
  ['-1136', '13'],
  ['-1137', '13'],
])
const statuses: ReadonlyMap<string, string> = new Map([
  ['NEW', '0'],
  ['PARTIALLY_FILLED', '1'],
  ['FILLED', '2'],
  ['CANCELED', '4'],
  ['PARTIALLY_CANCELED', '4'],
])

/** Turns FIX order messages into signed requests of the same exchange, and what comes of them into reports. */
export function fixGateway(options: { exchange: Exchange; account: string; clock: () => number }) {
  const { exchange, account, clock } = options
  const keys = exchange.credentials(account, 'trade')
  const reported = new Set<string>()
  let execCount = 0

  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, parameters: WireParameters): unknown => {
    const text = signedText({ parameters, timestampMs: clock(), secret: keys.secret })
    const request = { method, path, apiKey: keys.apiKey }
    const answered = exchange.handle(
      method === 'GET' ? { ...request, query: text, body: '' } : { ...request, query: '', body: text },
    )
    if (answered.kind !== 'reply') throw new Unanswered(answered.kind)
    return JSON.parse(answered.body)
  }
  const execId = () => `E${++execCount}`

  /** Reports of fills that were not reported yet, each with what its order had by then. */
  const flush = (send: Send): void => {
    const fills = call('GET', '/api/v1/account/trades', []) as readonly Row[]
    const done = new Map<string, string>()
    const seen = new Set<unknown>()
    for (const fill of fills) {
      if (seen.has(fill.id)) continue
      seen.add(fill.id)
      const orderId = String(fill.orderId)
      const executed = sumDecimals([done.get(orderId) ?? '0', String(fill.qty)])
      done.set(orderId, executed)
      const id = String(fill.id)
      if (reported.has(id)) continue
      reported.add(id)
      const order = find(String(fill.clientOrderId))
      if (order) send('8', tradeFields(order, fill, executed))
    }
  }

  const find = (clientOrderId: string): Row | undefined => {
    const found = call('GET', '/api/v1/spot/order', [['origClientOrderId', clientOrderId]]) as Row
    return 'code' in found ? undefined : found
  }

  const newOrder = (message: FixMessage, send: Send): void => {
    const value = (tag: number) => fixValue(message, tag) ?? ''
    const maker = value(18).split(' ').includes('6')
    const wire: [string, string][] = [
      ['symbol', value(55)],
      ['side', value(54) === '1' ? 'BUY' : 'SELL'],
      ['type', value(40) === '1' ? 'MARKET' : maker ? 'LIMIT_MAKER' : 'LIMIT'],
      ['quantity', value(38)],
    ]
    if (value(40) !== '1') wire.push(['price', value(44)])
    if (value(59) === '3') wire.push(['timeInForce', 'IOC'])
    wire.push(['newClientOrderId', value(11)])
    const answered = call('POST', '/api/v1/spot/order', wire) as Row
    if ('code' in answered) {
      send('8', rejectFields(message, String(answered.code), String(answered.msg)))
      return
    }
    send('8', [...orderFields({ ...answered, executedQty: '0' }, '0', '0'), [17, execId()]])
    flush(send)
    const status = String(answered.status)
    if (status === 'CANCELED' || status === 'PARTIALLY_CANCELED') {
      send('8', [...orderFields(answered, '4', '4'), [17, execId()]])
    }
  }

  const rejectFields = (message: FixMessage, code: string, text: string): readonly FixField[] => [
    [37, 'NONE'],
    [11, fixValue(message, 11) ?? 'NONE'],
    [17, execId()],
    [150, '8'],
    [39, '8'],
    [103, rejectReasons.get(code) ?? '99'],
    [55, fixValue(message, 55) ?? 'NONE'],
    [54, fixValue(message, 54) ?? '2'],
    [151, '0'],
    [14, '0'],
    [6, '0'],
    [58, `${text} (${code})`],
  ]

  const status = (message: FixMessage, send: Send): void => {
    flush(send)
    const order = find(fixValue(message, 11) ?? '')
    if (!order) {
      const unknown = rejectFields(message, '', 'SANDBOX: Order not found')
      send(
        '8',
        unknown.map(([tag, value]): FixField => (tag === 150 ? [150, 'I'] : tag === 103 ? [103, '5'] : [tag, value])),
      )
      return
    }
    const gross: FixField = [381, String(order.cumulativeQuoteQty)]
    send('8', [...orderFields(order, 'I', statuses.get(String(order.status)) ?? '8'), [17, execId()], gross])
  }

  const cancel = (message: FixMessage, send: Send): void => {
    const original = fixValue(message, 41) ?? ''
    const answered = call('DELETE', '/api/v1/spot/order', [['clientOrderId', original]]) as Row
    if ('code' in answered) {
      const unknown = answered.code === '-1143'
      send('9', [
        [37, 'NONE'],
        [11, fixValue(message, 11) ?? 'NONE'],
        [41, original],
        [39, unknown ? '8' : '4'],
        [434, '1'],
        [102, unknown ? '1' : '0'],
        [58, String(answered.msg)],
      ])
      return
    }
    // In the report of a cancel ClOrdID is that of the request and OrigClOrdID that of the order.
    const fields = orderFields(answered, '4', '4').filter(([tag]) => tag !== 11)
    send('8', [...fields, [11, fixValue(message, 11) ?? 'NONE'], [41, original], [17, execId()]])
    flush(send)
  }

  return {
    flush,
    take(message: FixMessage, send: Send): void {
      if (message.type === 'D') newOrder(message, send)
      else if (message.type === 'F') cancel(message, send)
      else if (message.type === 'H') status(message, send)
      else
        send('j', [
          [45, fixValue(message, 34) ?? '0'],
          [372, message.type],
          [380, '3'],
        ])
    },
  }
}

function orderFields(order: Row, execType: string, ordStatus: string): readonly FixField[] {
  const left = minus(String(order.origQty), String(order.executedQty))
  const open = ordStatus === '0' || ordStatus === '1'
  const limit = order.type !== 'MARKET'
  const price: FixField[] = limit ? [[44, String(order.price)]] : []
  const maker: FixField[] = order.type === 'LIMIT_MAKER' ? [[18, '6']] : []
  return [
    [37, String(order.orderId)],
    [11, String(order.clientOrderId)],
    [150, execType],
    [39, ordStatus],
    [55, String(order.symbol)],
    [54, order.side === 'BUY' ? '1' : '2'],
    [38, String(order.origQty)],
    [40, limit ? '2' : '1'],
    ...price,
    [59, order.timeInForce === 'IOC' ? '3' : '1'],
    ...maker,
    [151, open ? left : '0'],
    [14, String(order.executedQty)],
    [6, String(order.avgPrice ?? '0')],
  ]
}

function tradeFields(order: Row, fill: Row, executed: string): readonly FixField[] {
  const filled = minus(String(order.origQty), executed) === '0'
  return [
    ...orderFields({ ...order, executedQty: executed }, 'F', filled ? '2' : '1'),
    [17, String(fill.id)],
    [32, String(fill.qty)],
    [31, String(fill.price)],
    [12, String(fill.commission)],
    [13, '3'],
    [479, String(fill.commissionAsset)],
    [851, fill.isMaker === true ? '1' : '2'],
  ]
}

function minus(a: string, b: string): string {
  const scale = 18
  const rest = unitsOf(a, scale) - unitsOf(b, scale)
  return rest > 0n ? textOf(rest, scale) : '0'
}
