import type { Exchange } from './createExchange.ts'

/**
 * A `fetch` that ends in an exchange of the same process: the production client runs as it is, only the wire is short. For simulations,
 * where thousands of sales a second leave no time for sockets. A cut connection and silence are both an error at once.
 *
 * @example openHashKey({ registration: exchange.registrationAt('agent', 'http://127.0.0.1:1'), fetch: inProcessFetch(exchange), … })
 */
export function inProcessFetch(exchange: Exchange): typeof globalThis.fetch {
  return (input, init) => {
    const url = new URL(String(input))
    const key = new Headers(init?.headers).get('x-hk-apikey')
    const answered = exchange.handle({
      method: init?.method ?? 'GET',
      path: url.pathname,
      query: url.search.slice(1),
      body: typeof init?.body === 'string' ? init.body : '',
      ...(key === null ? {} : { apiKey: key }),
    })
    if (answered.kind !== 'reply')
      return Promise.reject(new TypeError('SANDBOX: the connection ended without an answer'))
    const { status, headers, body } = answered
    return Promise.resolve(new Response(body, { status, headers }))
  }
}
