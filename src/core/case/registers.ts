/** A licence as of an interval, as the register stream records it. Asked as of a moment, never "now". */
export interface Licence {
  readonly entity: string
  readonly regulator: string
  readonly licence: string
  /** CAIP-19 ids of the assets admitted for the client types. */
  readonly assets: readonly string[]
  readonly clientTypes: readonly string[]
  /** API hosts bound to the entity, host:port. */
  readonly hosts: readonly string[]
  readonly from: string
  readonly until?: string
  readonly source: string
}

export interface Provider {
  readonly org: string
  readonly qualification: string
  readonly from: string
  readonly until?: string
  readonly source: string
}

export interface Registers {
  readonly licences: readonly Licence[]
  readonly providers: readonly Provider[]
}

export interface LicenceQuestion {
  readonly registers: Registers
  readonly entity: string
  readonly asset: string
  readonly clientType: string
  readonly host?: string
  readonly at: string
}

/**
 * Whether a legal entity may take this asset from this client type, at this host, at this moment. The answer says which condition fails.
 *
 * @example licenceAt({ registers, entity: 'hash-blockchain', asset, clientType: 'professional-investor', at }).ok
 */
export function licenceAt(question: LicenceQuestion): {
  readonly ok: boolean
  readonly found: string
  readonly required: string
} {
  const { registers, entity, asset, clientType, host, at } = question
  const required = `licence of ${entity} for ${asset}, ${clientType}${host === undefined ? '' : `, at ${host}`} in force at the time of the act`
  const ofEntity = registers.licences.filter((licence) => licence.entity === entity)
  if (ofEntity.length === 0) return { ok: false, found: `no licence of ${entity} in the register`, required }
  const inForce = ofEntity.filter(
    (licence) => licence.from <= at && (licence.until === undefined || at < licence.until),
  )
  if (inForce.length === 0) {
    const spans = ofEntity.map((licence) => `${licence.licence} ${licence.from} to ${licence.until ?? 'open'}`)
    return { ok: false, found: `not in force: ${spans.join('; ')}`, required }
  }
  const admitted = inForce.filter(
    (licence) => licence.assets.includes(asset) && licence.clientTypes.includes(clientType),
  )
  if (admitted.length === 0) {
    return { ok: false, found: 'licence in force does not admit this asset for this client type', required }
  }
  if (host !== undefined && !admitted.some((licence) => licence.hosts.includes(host))) {
    return { ok: false, found: `host ${host} is not bound to ${entity}`, required }
  }
  return { ok: true, found: `${admitted[0]!.licence} from ${admitted[0]!.from}`, required }
}

export function providerAt(
  registers: Registers,
  org: string,
  at: string,
): { readonly ok: boolean; readonly found: string; readonly required: string } {
  const required = `qualification of ${org} in force at the time of the act`
  const row = registers.providers.find((p) => p.org === org && p.from <= at && (p.until === undefined || at < p.until))
  return row === undefined
    ? { ok: false, found: 'none in the register', required }
    : { ok: true, found: `${row.qualification} from ${row.from}`, required }
}
