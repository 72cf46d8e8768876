import type { FastifyInstance, FastifyRequest } from 'fastify'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import type { Session, Sessions } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; absent where nobody signed in. */
    reader?: Session
  }
}

/** What anybody may ask. Everything else needs a session: a route that is added is closed until it stands here. */
const openRoutes: ReadonlySet<string> = new Set([
  'GET /health',
  'GET /api/zone',
  // Who signs in has no session yet; who has none may ask for it.
  'POST /api/sign-in/challenge',
  'POST /api/sign-in',
  'GET /api/me',
  // Its own signature opens it, see `actions.ts`.
  'POST /api/actions',
  // Their proof is in them, or in the certificate beside them.
  'POST /crossings',
  'GET /log/checkpoint',
  'POST /witness/add-checkpoint',
  'GET /witness/:originHash/checkpoint',
  // Tiles ask themselves who may have them; judgments that are effective are public.
  'GET /log/tile/*',
  'GET /api/public/judgments',
  // The console itself: pages, not what they show.
  'GET /*',
])

/** Routes of a rehearsal: its director tells the time, and its people are in the sandbox's hands. */
const rehearsalPrefix = '/rehearsal/'

export interface Gate {
  readonly sessions: Sessions
  /** False until the zone is founded: before there is nothing to read, and nobody who could sign. */
  readonly founded: () => Promise<boolean>
  readonly cookie: string
}

/** Of a real zone the browser holds it for this host alone; the two zones of a rehearsal share a host, for cookies know no port. */
export function cookieNameOf({ id, world }: { readonly id: string; readonly world: string }): string {
  return world === 'real' ? '__Host-sluice' : `sluice-${id}`
}

/** Lets nobody past who is not signed in, but to what is open. Put it on before the routes. */
export function closeToOutsiders(server: FastifyInstance, { sessions, founded, cookie }: Gate): void {
  server.decorateRequest('reader', undefined)
  server.addHook('onRequest', async (request) => {
    const token = tokenOf(request, cookie)
    const session = token === undefined ? undefined : await sessions.find(token)
    if (session !== undefined) request.reader = session
    if (session !== undefined || isOpen(request) || !(await founded())) return
    throw flawError('SIGN_IN_REQUIRED', flaw(token === undefined ? 'ZONE_SIGN_IN' : 'ZONE_SESSION_ENDED'))
  })
}

function isOpen(request: FastifyRequest): boolean {
  const { url } = request.routeOptions
  // Nothing is there: the answer says so to everybody.
  if (url === undefined) return true
  // A page is asked for with HEAD too.
  const method = request.method === 'HEAD' ? 'GET' : request.method
  return openRoutes.has(`${method} ${url}`) || url.startsWith(rehearsalPrefix)
}

/** The token that a request carries: in the header, or in the cookie of a page of this zone's own. */
export function tokenOf(request: FastifyRequest, cookie: string): string | undefined {
  const { authorization } = request.headers
  if (authorization !== undefined) return /^Bearer ([A-Za-z0-9_-]{43})$/.exec(authorization)?.[1]
  const held = cookiesOf(request.headers.cookie ?? '').get(cookie)
  return held !== undefined && isOwnPage(request) ? held : undefined
}

/** `SameSite=Strict` takes any port of this host for the same site; what another page sends does not carry our cookie. */
function isOwnPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = request.headers
  return origin === undefined || URL.parse(origin)?.host === request.host
}

function cookiesOf(header: string): ReadonlyMap<string, string> {
  return new Map(
    header.split(';').flatMap((part) => {
      const [name, value] = part.trim().split('=')
      return name !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value ?? '') ? [[name, value!]] : []
    }),
  )
}

/** The header that hands a token to a browser, or takes it away. */
export function cookieHeader(parameters: {
  readonly name: string
  readonly token: string | undefined
  readonly secondsMax: number
}): string {
  const { name, token, secondsMax } = parameters
  const secure = name.startsWith('__Host-') ? '; Secure' : ''
  return `${name}=${token ?? ''}; Path=/; Max-Age=${token === undefined ? 0 : secondsMax}; HttpOnly; SameSite=Strict${secure}`
}
