import { bytesToHex, equalBytes, hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import { apiCodes, refuse } from './refuse.ts'
import type { Account, ExchangeState, Permission } from './state.ts'

/** An HTTP request as far as the exchange looks at it. */
export interface ApiRequest {
  readonly method: string
  readonly path: string
  /** As sent, without '?'. */
  readonly query: string
  readonly body: string
  readonly apiKey?: string
}

const recvWindowDefaultMs = 5_000

export function formOf(request: ApiRequest): ReadonlyMap<string, string> {
  const form = new Map<string, string>()
  for (const part of [request.query, request.body]) {
    for (const [name, value] of new URLSearchParams(part)) form.set(name, value)
  }
  return form
}

/**
 * Who asks: key, signature over query and body as they came (without the signature itself), time within the window, permission.
 * Source: docs.hashkey.com/hk/en, "Signature" and "Time-base security requirement".
 */
export function authenticate(
  state: ExchangeState,
  request: ApiRequest,
  needs: Permission,
): { account: Account; form: ReadonlyMap<string, string> } {
  const key = state.keys.get(request.apiKey ?? '')
  if (!key) return refuse('apiKey', 'Invalid APIKey', 401)
  const form = formOf(request)
  const signature = form.get('signature')
  const text = withoutSignature(request.query) + withoutSignature(request.body)
  const expected = bytesToHex(hmacSha256(utf8ToBytes(key.secret), utf8ToBytes(text)))
  if (!signature || !equalBytes(utf8ToBytes(signature.toLowerCase()), utf8ToBytes(expected))) {
    refuse('signature', 'Incorrect signature', 401)
  }
  checkTime(state, form)
  if (!key.permissions.includes(needs)) {
    refuse(needs === 'withdraw' ? 'noWithdrawPermission' : 'permission', `No ${needs} permission`, 403)
  }
  const account = state.accounts.get(key.account)!
  if (account.frozen && needs !== 'read') refuse('frozen', 'The account is frozen', 403)
  return { account, form }
}

function withoutSignature(text: string): string {
  return text
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('signature='))
    .join('&')
}

function checkTime(state: ExchangeState, form: ReadonlyMap<string, string>): void {
  const stamp = form.get('timestamp')
  const window = form.get('recvWindow') ?? String(recvWindowDefaultMs)
  if (stamp === undefined || !/^[0-9]{13}$/.test(stamp) || !/^[0-9]{1,6}$/.test(window)) {
    refuse('parameter', "Required field 'timestamp' missing or invalid.")
  }
  const nowMs = state.clock() + state.clockOffMs
  const stampMs = Number(stamp)
  if (stampMs >= nowMs + 1_000 || nowMs - stampMs > Number(window)) {
    refuse('timestamp', 'Timestamp for this request is outside of the recvWindow')
  }
}

export interface RateLimiter {
  readonly hits: Map<string, { second: number; count: number }>
  readonly rejections: Map<string, { minute: number; count: number; bannedUntilMs: number }>
}

export function newRateLimiter(): RateLimiter {
  return { hits: new Map(), rejections: new Map() }
}

/** 429 above the limit of a second, 418 for a while after too many of those within a minute. Returns the status to refuse with, or nothing. */
export function limited(
  state: ExchangeState,
  limiter: RateLimiter,
  request: { who: string; isOrder: boolean },
): 429 | 418 | undefined {
  const { limits } = state.profile
  const nowMs = state.clock()
  const bucket = `${request.who}|${request.isOrder ? 'order' : 'query'}`
  const second = Math.floor(nowMs / 1_000)
  const minute = Math.floor(nowMs / 60_000)
  const rejections = limiter.rejections.get(request.who) ?? { minute, count: 0, bannedUntilMs: 0 }
  if (nowMs < rejections.bannedUntilMs) return 418
  const hit = limiter.hits.get(bucket)
  const count = hit?.second === second ? hit.count + 1 : 1
  limiter.hits.set(bucket, { second, count })
  if (count <= (request.isOrder ? limits.ordersPerSecond : limits.queriesPerSecond)) return undefined
  const again = rejections.minute === minute ? rejections.count + 1 : 1
  const banned = again > limits.bannedAfter
  limiter.rejections.set(request.who, { minute, count: again, bannedUntilMs: banned ? nowMs + limits.banMs : 0 })
  return banned ? 418 : 429
}

export const rateLimitBody = { code: apiCodes.rateLimit, msg: 'SANDBOX: Rate limit exceeded' }
