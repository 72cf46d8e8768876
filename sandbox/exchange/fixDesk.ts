import { compareDecimals, productDown, shortest } from '../../src/world/venues/decimal.ts'
import { type FixField, type FixMessage, fixTime, fixValue } from '../../src/world/venues/fix/message.ts'
import { type FixAcceptor, type FixGateway, startFixServer } from './fixAcceptor.ts'

/** What a desk answers a request for a quote with; nothing where it declines. */
export interface DeskAnswer {
  readonly quoteId: string
  /** For one coin, decimal text. */
  readonly price: string
  readonly validUntilMs: number
}

export interface FixDeskOptions {
  /** Register id of the desk. */
  readonly desk: string
  readonly customerCompId: string
  readonly password: string
  readonly clock: () => number
  readonly quote: (asked: { readonly symbol: string; readonly quantity: string }) => DeskAnswer | undefined
  readonly port?: number
}

/** A trade that the desk has booked. */
export interface DeskTrade {
  readonly clientOrderId: string
  readonly quoteId: string
  readonly quantity: string
  readonly price: string
}

/**
 * A SANDBOX desk that speaks FIX 4.4: it quotes a firm price when it is asked (R, S), trades a quote once and whole under the customer's id (D with
 * "previously quoted", 8), and answers the same id again with the same trade.
 *
 * @example const desk = await startFixDesk({ desk: 'desk-fix', customerCompId: 'TRUST', password, clock, quote: () => ({ … }) })
 */
export async function startFixDesk(options: FixDeskOptions): Promise<FixAcceptor & { trades(): readonly DeskTrade[] }> {
  const quotes = new Map<string, DeskAnswer & { readonly quantity: string; readonly symbol: string }>()
  const trades = new Map<string, DeskTrade>()
  const value = (message: FixMessage, tag: number): string => fixValue(message, tag) ?? ''

  const quote = (message: FixMessage): readonly [string, readonly FixField[]] => {
    const [symbol, quantity] = [value(message, 55), value(message, 38)]
    const answer = options.quote({ symbol, quantity })
    if (answer === undefined)
      return [
        'AG',
        [
          [131, value(message, 131)],
          [658, '1'],
          [146, '1'],
          [55, symbol],
          [58, 'SANDBOX: no quote'],
        ],
      ]
    quotes.set(answer.quoteId, { ...answer, quantity: shortest(quantity), symbol })
    return [
      'S',
      [
        [131, value(message, 131)],
        [117, answer.quoteId],
        [537, '1'],
        [55, symbol],
        [15, value(message, 15)],
        [132, answer.price],
        [134, shortest(quantity)],
        [62, fixTime(answer.validUntilMs)],
      ],
    ]
  }

  const report = (message: FixMessage, trade: DeskTrade | undefined, why: string): readonly FixField[] => [
    [37, trade === undefined ? 'NONE' : `O-${trade.quoteId.slice(0, 20)}`],
    [11, value(message, 11)],
    [17, trade === undefined ? `R-${value(message, 11)}` : `E-${trade.quoteId.slice(0, 20)}`],
    [150, trade === undefined ? '8' : 'F'],
    [39, trade === undefined ? '8' : '2'],
    ...(trade === undefined ? ([[103, '99']] as const) : []),
    [55, value(message, 55)],
    [54, '2'],
    ...(trade === undefined
      ? []
      : ([
          [38, trade.quantity],
          [40, 'D'],
          [44, trade.price],
          [32, trade.quantity],
          [31, trade.price],
          [12, '0'],
          [13, '3'],
          [479, 'USD'],
          [851, '2'],
        ] as const)),
    [151, '0'],
    [14, trade?.quantity ?? '0'],
    [6, trade?.price ?? '0'],
    ...(trade === undefined ? [] : ([[381, productDown(trade.quantity, trade.price, 2)]] as const)),
    [58, why],
  ]

  const order = (message: FixMessage): readonly FixField[] => {
    const clientOrderId = value(message, 11)
    const known = trades.get(clientOrderId)
    if (known !== undefined) return report(message, known, 'SANDBOX: traded before')
    const found = quotes.get(value(message, 117))
    const fits =
      found !== undefined &&
      found.validUntilMs >= options.clock() &&
      value(message, 40) === 'D' &&
      value(message, 54) === '2' &&
      compareDecimals(found.quantity, value(message, 38)) === 0 &&
      compareDecimals(found.price, value(message, 44)) === 0 &&
      ![...trades.values()].some(({ quoteId }) => quoteId === found.quoteId)
    if (!fits) return report(message, undefined, 'SANDBOX: no such quote to trade')
    const trade = { clientOrderId, quoteId: found.quoteId, quantity: found.quantity, price: shortest(found.price) }
    trades.set(clientOrderId, trade)
    return report(message, trade, 'SANDBOX')
  }

  const status = (message: FixMessage): readonly FixField[] => {
    const known = trades.get(value(message, 11))
    return report(message, known, known === undefined ? 'SANDBOX: Order not found' : 'SANDBOX').map(
      ([tag, text]): FixField => (tag === 150 ? [150, 'I'] : tag === 103 ? [103, '5'] : [tag, text]),
    )
  }

  const gateway: FixGateway = {
    flush: () => {},
    take: (message, send) => {
      if (message.type === 'R') send(...quote(message))
      else if (message.type === 'D') send('8', order(message))
      else if (message.type === 'H') send('8', status(message))
      else
        send('j', [
          [45, value(message, 34)],
          [372, message.type],
          [380, '3'],
          [58, 'SANDBOX: a desk quotes'],
        ])
    },
  }
  const { desk, ...rest } = options
  return { ...(await startFixServer({ ...rest, compId: desk, gateway })), trades: () => [...trades.values()] }
}
