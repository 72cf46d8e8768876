import { runDue } from './execute.ts'
import { type Fault, type RouteName, takeFault } from './faults.ts'
import { settle } from './fx.ts'
import { adviceOf, confirmationOf, notificationsOf, payoutReceiptOf, rateSheetOf, statementsOf } from './papers.ts'
import { isSigned, sign, submit } from './payments.ts'
import { BankRefusal } from './refusal.ts'
import { tokenOf } from './sign.ts'
import { type Account, type BankState, institutionOf, type Message, type Payment, titleOf } from './state.ts'

export interface BankRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Uint8Array
  readonly authorization: string | undefined
}

export type BankAnswer =
  | { readonly kind: 'reply'; readonly status: number; readonly type: string; readonly body: string }
  | { readonly kind: 'cut' }

interface Call {
  readonly state: BankState
  readonly institution: string
  readonly customer: string
  readonly parts: readonly string[]
  readonly query: URLSearchParams
  readonly body: Uint8Array
}

type Handler = (call: Call) => object

const routes: readonly {
  readonly name: RouteName
  readonly method: string
  readonly path: RegExp
  readonly handle: Handler
}[] = [
  { name: 'submit', method: 'POST', path: /^payments$/, handle: submitted },
  { name: 'sign', method: 'POST', path: /^payments\/([^/]+)\/signatures$/, handle: signed },
  { name: 'status', method: 'GET', path: /^payments\/([^/]+)$/, handle: statusOf },
  { name: 'statements', method: 'GET', path: /^accounts\/([^/]+)\/statements$/, handle: statements },
  { name: 'notifications', method: 'GET', path: /^accounts\/([^/]+)\/notifications$/, handle: notifications },
  { name: 'advice', method: 'GET', path: /^accounts\/([^/]+)\/advices\/([^/]+)$/, handle: advice },
  { name: 'receipt', method: 'GET', path: /^accounts\/([^/]+)\/batches\/([^/]+)$/, handle: receipt },
  { name: 'confirm', method: 'GET', path: /^accounts\/([^/]+)\/balance-confirmation$/, handle: confirm },
  {
    name: 'rates',
    method: 'GET',
    path: /^rates$/,
    handle: ({ state, institution }) => ({ paper: rateSheetOf(state, institution) }),
  },
  { name: 'settle', method: 'POST', path: /^fx\/settlements$/, handle: settled },
]

/** Answers one request. Runs first what is due by the told clock. */
export function answer(state: BankState, request: BankRequest): BankAnswer {
  const [, institution = '', ...rest] = request.path.split('/')
  const path = rest.join('/').replace(/^v1\//, '')
  const route = routes.find((one) => one.method === request.method && one.path.test(path))
  if (!route || !state.institutions.has(institution)) return reply(404, errorBody('NOTF', 'no such call'))
  const before = lineFault(state, route.name, ['cut-before-accept', 'server-error', 'html'])
  if (before) return before
  const answered = perform({ state, institution, route, path, request })
  return lineFault(state, route.name, ['cut-after-accept']) ?? answered
}

interface PerformParameters {
  readonly state: BankState
  readonly institution: string
  readonly route: (typeof routes)[number]
  readonly path: string
  readonly request: BankRequest
}

function perform({ state, institution, route, path, request }: PerformParameters): BankAnswer {
  try {
    runDue(state)
    const customer = customerOf(state, institution, request.authorization)
    const parts = (route.path.exec(path) ?? []).slice(1).map((part) => decodeURIComponent(part))
    const body = route.handle({ state, institution, customer, parts, query: request.query, body: request.body })
    runDue(state)
    return reply(200, { mark: 'SANDBOX', institution: titleOf(institutionOf(state, institution)), ...body })
  } catch (error) {
    if (error instanceof BankRefusal) return reply(error.status, errorBody(error.code, error.message))
    throw error
  }
}

function lineFault(
  state: BankState,
  route: RouteName,
  kinds: readonly (Fault & { on: unknown })['kind'][],
): BankAnswer | undefined {
  for (const kind of kinds) {
    const fault = takeFault(state.faults, kind, route)
    if (!fault) continue
    if (kind === 'server-error') return reply(500, errorBody('ERR', 'SANDBOX fault'))
    if (kind === 'html')
      return { kind: 'reply', status: 200, type: 'text/html', body: '<html>SANDBOX maintenance</html>' }
    return { kind: 'cut' }
  }
  return undefined
}

function submitted({ state, institution, customer, body }: Call): object {
  const message = submit(state, { institution, customer, file: Uint8Array.from(body) })
  runDue(state)
  return messageBody(state, message)
}

function signed({ state, institution, customer, parts, body }: Call): object {
  const { key, signature } = readJson(body)
  const message = sign(state, {
    institution,
    customer,
    messageId: parts[0]!,
    key: textOf(key),
    signature: textOf(signature),
  })
  runDue(state)
  return messageBody(state, message)
}

function messageBody(state: BankState, message: Message): object {
  return {
    messageId: message.payments[0]!.messageId,
    sha256: message.sha256,
    signed: isSigned(state, message),
    payments: message.payments.map(({ transfer, state: now }) => ({ endToEndId: transfer.endToEndId, state: now })),
  }
}

function statusOf({ state, institution, customer, parts }: Call): object {
  const id = `${institution} ${parts[0]}`
  const payment = state.payments.get(id) ?? slowestOf(state.batches.get(id) ?? [])
  if (!payment || payment.customer !== customer) throw new BankRefusal(404, 'NOTF', `no payment ${parts[0]}`)
  const { state: now, reason, changedAtMs } = payment
  return {
    endToEndId: parts[0],
    state: now,
    ...(reason === undefined ? {} : { reason }),
    at: new Date(changedAtMs).toISOString(),
  }
}

/** An instruction booked as one is as far as the transfer that is furthest behind; come back only where every transfer did. */
function slowestOf(payments: readonly Payment[]): Payment | undefined {
  const order = ['waiting', 'queued', 'debited', 'booked', 'returned']
  return [...payments].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0]
}

const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/

function statements(call: Call): object {
  const account = readable(call)
  const from = call.query.get('from') ?? ''
  const to = call.query.get('to') ?? ''
  if (!day.test(from) || !day.test(to)) throw new BankRefusal(400, 'DT01', 'from and to are days such as 2026-05-18')
  return { account: account.number, papers: statementsOf(call.state, { account, from, to }) }
}

function notifications(call: Call): object {
  const account = readable(call)
  const after = call.query.get('after') ?? '0'
  if (!/^[0-9]{1,9}$/.test(after)) throw new BankRefusal(400, 'FF01', 'after is a whole number')
  return { account: account.number, papers: notificationsOf(call.state, { account, after: Number(after) }) }
}

function advice(call: Call): object {
  const account = readable(call)
  const endToEndId = call.parts[1]
  const remittance = call.state.remittances.find(
    (one) => one.account === account.number && one.endToEndId === endToEndId,
  )
  if (!remittance) throw new BankRefusal(404, 'NOTF', `no remittance ${endToEndId} on ${account.number}`)
  return { paper: adviceOf(call.state, remittance) }
}

function receipt(call: Call): object {
  const paper = payoutReceiptOf(call.state, readable(call), call.parts[1]!)
  if (paper === undefined) throw new BankRefusal(404, 'NOTF', `nothing to receipt under ${call.parts[1]}`)
  return { paper }
}

function confirm(call: Call): object {
  return { paper: confirmationOf(call.state, readable(call)) }
}

function settled({ state, institution, customer, body }: Call): object {
  const { key, account, endToEndId, approval } = readJson(body)
  return {
    paper: settle(state, {
      institution,
      customer,
      key: textOf(key),
      account: textOf(account),
      endToEndId: textOf(endToEndId),
      ...(approval === undefined ? {} : { approval: textOf(approval) }),
    }),
  }
}

function readable({ state, institution, customer, parts }: Call): Account {
  const account = state.accounts.get(parts[0]!)
  const allowed = account && [account.owner, ...account.drawnBy, ...(account.readBy ?? [])].includes(customer)
  if (!account || account.institution !== institution || !allowed)
    throw new BankRefusal(404, 'AC01', `no account ${parts[0]} of yours here`)
  return account
}

function customerOf(state: BankState, institution: string, authorization: string | undefined): string {
  const customers = new Set(
    [...state.accounts.values()].flatMap(({ owner, drawnBy, readBy = [] }) => [owner, ...drawnBy, ...readBy]),
  )
  for (const customer of customers) {
    if (authorization === `Bearer ${tokenOf({ seed: state.seed, institution, customer })}`) return customer
  }
  throw new BankRefusal(401, 'AUTH', 'no customer has this token here')
}

function readJson(body: Uint8Array): { readonly [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    if (typeof value === 'object' && value !== null) return value as { readonly [key: string]: unknown }
  } catch {
    // told below
  }
  throw new BankRefusal(400, 'FF01', 'expected a JSON object')
}

function textOf(value: unknown): string {
  if (typeof value === 'string' && value.length > 0) return value
  throw new BankRefusal(400, 'FF01', 'expected text')
}

function reply(status: number, body: object): BankAnswer {
  return { kind: 'reply', status, type: 'application/json', body: JSON.stringify(body) }
}

function errorBody(code: string, message: string): object {
  return { mark: 'SANDBOX', error: { code, message } }
}
