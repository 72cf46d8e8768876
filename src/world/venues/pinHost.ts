import type { Licence } from '../../core/case/registers.ts'
import { SluiceError } from '../../core/errors.ts'
import type { VenueRegistration } from './venue.ts'

/**
 * What a client is built from, taken from the licence register: the host must be one that the licence binds to this entity.
 *
 * @example registrationOf({ licence, host: 'api-pro.hashkey.com', sandbox: false, legalName, accountOwner, idempotencyClass: 'never' }).apiOrigin // 'https://api-pro.hashkey.com'
 * @throws {CONFIG_INVALID}
 */
export function registrationOf(
  parameters: Omit<VenueRegistration, 'entity' | 'apiOrigin'> & {
    readonly licence: Pick<Licence, 'entity' | 'hosts'>
    /** As the register writes it: host, or host:port. */
    readonly host: string
    readonly sandbox: boolean
  },
): VenueRegistration {
  const { licence, host, sandbox, ...rest } = parameters
  if (!licence.hosts.includes(host)) {
    throw new SluiceError('CONFIG_INVALID', `${host} is no host that the register binds to ${licence.entity}.`, {
      facts: { entity: licence.entity, found: host, expected: licence.hosts },
    })
  }
  const registration = {
    ...rest,
    entity: licence.entity,
    apiOrigin: sandbox ? `http://${host}` : `https://${host.replace(/:443$/, '')}`,
  }
  pinHost({ registration, sandbox })
  return registration
}

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
