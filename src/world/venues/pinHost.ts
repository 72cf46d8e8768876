import { SluiceError } from '../../core/errors.ts'
import type { VenueRegistration } from './venue.ts'

/**
 * The one origin that a client of this registration may talk to. In the sandbox it must be a loopback address written as a number (a
 * name could be resolved to anywhere); for real it must be https on its default port, and never loopback.
 *
 * @example pinHost({ registration, sandbox: false }).origin // 'https://api-pro.hashkey.com'
 * @throws {CONFIG_INVALID} naming what was found and expected
 */
export function pinHost(parameters: { registration: VenueRegistration; sandbox: boolean }): URL {
  const { registration, sandbox } = parameters
  const found = registration.apiOrigin
  const url = URL.parse(found)
  if (!url || url.origin !== found) refuse(registration, 'a bare origin, as https://host')
  const loopback = /^127(\.[0-9]{1,3}){3}$/.test(url.hostname) || url.hostname === '[::1]'
  if (sandbox) {
    if (!loopback) refuse(registration, 'a loopback address: the sandbox talks to nothing else')
    if (url.protocol !== 'http:') refuse(registration, 'http on loopback')
    return url
  }
  if (loopback || url.hostname === 'localhost') refuse(registration, 'a host of the venue, not loopback')
  if (url.protocol !== 'https:' || url.port !== '') refuse(registration, 'https on its default port')
  return url
}

/** @throws {CONFIG_INVALID} if a request would leave the pinned origin */
export function urlAt(origin: URL, path: string): URL {
  const url = new URL(path, origin)
  if (url.origin !== origin.origin) {
    throw new SluiceError('CONFIG_INVALID', `${url.origin} is not the pinned origin ${origin.origin}.`, {
      facts: { found: url.origin, expected: origin.origin },
    })
  }
  return url
}

function refuse(registration: VenueRegistration, expected: string): never {
  throw new SluiceError('CONFIG_INVALID', `${registration.entity}: ${registration.apiOrigin} is not ${expected}.`, {
    facts: { entity: registration.entity, found: registration.apiOrigin, expected },
  })
}
