import { type ApiRequest, authenticate, formOf, limited, type RateLimiter, rateLimitBody } from './auth.ts'
import { type FaultKind, type RouteName, takeFault } from './faults.ts'
import type { Form } from './orders.ts'
import { oslDepth, oslSymbols } from './oslPublic.ts'
import * as signed from './privateRoutes.ts'
import * as open from './publicRoutes.ts'
import { ApiRefusal, apiCodes, refuse } from './refuse.ts'
import type { Account, ExchangeState, Permission } from './state.ts'
import { statementOf } from './statement.ts'

/** What goes back: a reply, or the connection cut, or silence. */
export type Answer =
  | { readonly kind: 'reply'; readonly status: number; readonly headers: Record<string, string>; readonly body: string }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' }

interface Route {
  readonly name: RouteName
  readonly needs?: Permission
  readonly text?: (state: ExchangeState, account: Account, form: Form) => string
  readonly open?: (state: ExchangeState, form: Form) => unknown
  readonly signed?: signed.PrivateHandler
}

/**
 * Paths as in ccxt's `hashkey` (4.5.84) and docs.hashkey.com/hk/en. Those under /sandbox/v1 are extensions of this sandbox: a fiat
 * withdrawal and an account statement, which the real venue has in no API that is documented in full.
 */
const routes: Readonly<Record<string, Route>> = {
  'GET /api/v1/ping': { name: 'other', open: () => ({}) },
  'GET /api/v1/time': { name: 'time', open: (state) => ({ serverTime: state.clock() + state.clockOffMs }) },
  'GET /api/v1/exchangeInfo': { name: 'exchangeInfo', open: open.exchangeInfo },
  'GET /quote/v1/depth': { name: 'depth', open: open.depth },
  'GET /quote/v1/trades': { name: 'other', open: open.trades },
  'GET /quote/v1/ticker/bookTicker': { name: 'other', open: open.bookTicker },
  'POST /api/v1/spot/order': { name: 'placeOrder', needs: 'trade', signed: signed.newOrder },
  'POST /api/v1.1/spot/order': { name: 'placeOrder', needs: 'trade', signed: signed.newOrder11 },
  'POST /api/v1/spot/orderTest': { name: 'other', needs: 'trade', signed: signed.orderTest },
  'GET /api/v1/spot/order': { name: 'order', needs: 'read', signed: signed.getOrder },
  'DELETE /api/v1/spot/order': { name: 'cancelOrder', needs: 'trade', signed: signed.deleteOrder },
  'DELETE /api/v1/spot/openOrders': { name: 'cancelOrder', needs: 'trade', signed: signed.deleteOpenOrders },
  'DELETE /api/v1/spot/cancelOrderByIds': { name: 'cancelOrder', needs: 'trade', signed: signed.cancelByIds },
  'GET /api/v1/spot/openOrders': { name: 'openOrders', needs: 'read', signed: signed.openOrders },
  'GET /api/v1/spot/tradeOrders': { name: 'openOrders', needs: 'read', signed: signed.tradeOrders },
  'GET /api/v1/account': { name: 'account', needs: 'read', signed: signed.accountInformation },
  'GET /api/v1/account/trades': { name: 'fills', needs: 'read', signed: signed.accountTrades },
  'GET /api/v1/account/type': { name: 'account', needs: 'read', signed: signed.accountType },
  'GET /api/v1/account/vipInfo': { name: 'account', needs: 'read', signed: signed.vipInfo },
  'GET /api/v1/account/deposit/address': { name: 'depositAddress', needs: 'read', signed: signed.depositAddress },
  'GET /api/v1/account/depositOrders': { name: 'deposits', needs: 'read', signed: signed.depositOrders },
  'POST /api/v1/account/withdraw': { name: 'withdraw', needs: 'withdraw', signed: signed.withdraw },
  'GET /api/v1/account/withdrawOrders': { name: 'withdrawals', needs: 'read', signed: signed.withdrawOrders },
  'POST /sandbox/v1/fiatWithdraw': { name: 'fiatWithdraw', needs: 'withdraw', signed: signed.fiatWithdraw },
  'GET /sandbox/v1/fiatWithdrawOrders': { name: 'withdrawals', needs: 'read', signed: signed.fiatWithdrawOrders },
  'GET /sandbox/v1/statement': { name: 'statement', needs: 'read', text: statement },
}

function statement(state: ExchangeState, account: Account, form: Form): string {
  const [from, to] = ['startTime', 'endTime'].map((name) => form.get(name) ?? '')
  if (!/^[0-9]{1,13}$/.test(from!) || !/^[0-9]{1,13}$/.test(to!)) {
    return refuse('parameter', "Required field 'startTime' missing or invalid.")
  }
  return statementOf(state, account, { fromMs: Number(from), toMs: Number(to) })
}

const before = [
  'timeout-before-accept',
  'no-answer',
  'server-error',
  'rate-limit',
  'html',
  'redirect',
  'refuse',
] as const
const silent = new Map<FaultKind, Answer>([
  ['timeout-before-accept', { kind: 'cut' }],
  ['no-answer', { kind: 'silence' }],
])

/** One request in, one answer out, nothing in between: requests are taken one after the other, so the same ones give the same bytes. */
export function answer(state: ExchangeState, limiter: RateLimiter, request: ApiRequest): Answer {
  const route = routes[`${request.method} ${request.path}`]
  if (!route) return oslAnswer(state, request) ?? notFound(state)
  if (state.rateLimited) {
    const who = request.apiKey ?? 'public'
    const status = limited(state, limiter, {
      who,
      isOrder: route.name === 'placeOrder' || route.name === 'cancelOrder',
    })
    if (status) return json(state, status, rateLimitBody)
  }
  const fault = takeFault(state.faults, before, route.name)
  if (fault) return faulty(state, fault)
  const result = run(state, route, request)
  if (takeFault(state.faults, ['timeout-after-accept'], route.name)) return { kind: 'cut' }
  return result
}

function oslAnswer(state: ExchangeState, request: ApiRequest): Answer | undefined {
  if (state.profile.quirks.oslPublic !== true || request.method !== 'GET') return undefined
  if (request.path === '/api/v5/time') return json(state, 200, { serverTime: state.clock() + state.clockOffMs })
  if (request.path === '/api/v5/symbols') return json(state, 200, oslSymbols(state))
  if (request.path !== '/api/v5/order/depth') return undefined
  const { status, body } = oslDepth(state, formOf(request))
  return json(state, status, body)
}

function run(state: ExchangeState, route: Route, request: ApiRequest): Answer {
  try {
    if (route.open) return json(state, 200, route.open(state, formOf(request)))
    const { account, form } = authenticate(state, request, route.needs ?? 'read')
    if (route.text) {
      const headers = { ...sandboxHeaders, 'content-type': 'application/jsonl; charset=utf-8' }
      return { kind: 'reply', status: 200, headers, body: route.text(state, account, form) }
    }
    return json(state, 200, route.signed!(state, account, form))
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error
    const status = state.profile.quirks.errorsInside200 ? 200 : error.status
    return json(state, status, { code: error.apiCode, msg: error.message })
  }
}

function faulty(
  state: ExchangeState,
  fault: { kind: (typeof before)[number]; code?: string; message?: string },
): Answer {
  switch (fault.kind) {
    case 'server-error':
      return json(state, 500, { code: '-1001', msg: 'SANDBOX: Internal error' })
    case 'rate-limit':
      return json(state, 429, rateLimitBody)
    case 'html':
      return page(200, '<html><body>SANDBOX maintenance</body></html>')
    case 'redirect':
      return {
        kind: 'reply',
        status: 302,
        headers: { ...sandboxHeaders, location: 'https://elsewhere.invalid/' },
        body: '',
      }
    case 'refuse':
      return json(state, 400, { code: fault.code ?? apiCodes.parameter, msg: `SANDBOX: ${fault.message ?? ''}` })
    default:
      return silent.get(fault.kind)!
  }
}

const sandboxHeaders = { server: 'SANDBOX', 'x-sluice-sandbox': 'SANDBOX' }

function json(state: ExchangeState, status: number, value: unknown): Answer {
  const type = state.profile.quirks.noContentType ? {} : { 'content-type': 'application/json' }
  return { kind: 'reply', status, headers: { ...sandboxHeaders, ...type }, body: JSON.stringify(value) }
}

function page(status: number, body: string): Answer {
  return { kind: 'reply', status, headers: { ...sandboxHeaders, 'content-type': 'application/json' }, body }
}

function notFound(state: ExchangeState): Answer {
  if (state.profile.quirks.htmlCalledJson) return page(404, '<html><body>SANDBOX 404 Not Found</body></html>')
  return json(state, 404, { code: '-1130', msg: 'SANDBOX: Not found' })
}
