/** A licence as of an interval, as the register stream records it. Asked as of a moment, never "now". */
export interface Licence {
  readonly entity: string
  readonly legalName?: string
  readonly brand?: string
  readonly regulator: string
  /** Publication that lists it, where one speaks for many regulators. */
  readonly publisher?: string
  readonly licence: string
  readonly conditions?: readonly string[]
  /** CAIP-19 ids of the assets admitted for the client types. None: licensed, and nothing is admitted yet. */
  readonly assets: readonly string[]
  readonly clientTypes: readonly string[]
  /** API hosts bound to the entity, host:port. */
  readonly hosts: readonly string[]
  /** Who may hold an account there for a principal; absent where the register does not say. */
  readonly accountOwners?: readonly string[]
  readonly from: string
  readonly until?: string
  readonly source: string
  /** Day on which somebody last looked. */
  readonly checkedOn?: string
  readonly confidence?: string
}

export interface Provider {
  readonly org: string
  readonly qualification: string
  readonly from: string
  readonly until?: string
  readonly source: string
}

/** A list of persons or addresses as the register keeps it: whose it is, where it binds, and which snapshot stands for it from when on. */
export interface KeptList {
  readonly list: string
  readonly title: string
  readonly issuer: string
  readonly binds: 'onshore' | 'offshore' | 'both'
  readonly force: 'binding-onshore' | 'binding-hong-kong' | 'information'
  /** SHA-256 of the snapshot. */
  readonly snapshot: string
  readonly publishedOn: string
  readonly checkedOn: string
  readonly source: string
  readonly subjects: number
  readonly from: string
}

export interface Registers {
  readonly licences: readonly Licence[]
  readonly providers: readonly Provider[]
  /** Absent until a list is taken in. */
  readonly lists?: readonly KeptList[]
}

/** The snapshot that stands for a list at a moment: the last taken in by then. @example listKept(registers, 'hk-unso', at)?.snapshot */
export function listKept(registers: Registers, list: string, at: string): KeptList | undefined {
  return registers.lists?.filter((each) => each.list === list && each.from <= at).at(-1)
}

export interface LicenceQuestion {
  readonly registers: Registers
  readonly entity: string
  readonly asset: string
  readonly clientType: string
  readonly host?: string
  readonly accountOwner?: string | undefined
  readonly at: string
}

/**
 * Whether a legal entity may take this asset from this client type, at this host and for this account, at this moment. A sister company of the same brand
 * is another entity. The answer says which condition fails.
 *
 * @example licenceAt({ registers, entity: 'hash-blockchain', asset, clientType: 'professional-investor', at }).ok
 */
export function licenceAt(question: LicenceQuestion): {
  readonly ok: boolean
  readonly found: string
  readonly required: string
} {
  const { registers, entity, asset, clientType, host, accountOwner, at } = question
  const where = `${host === undefined ? '' : `, at ${host}`}${accountOwner === undefined ? '' : `, for the account of ${accountOwner}`}`
  const required = `licence of ${entity} for ${asset}, ${clientType}${where} in force at the time of the act`
  const no = (found: string) => ({ ok: false, found, required })
  const ofEntity = registers.licences.filter((licence) => licence.entity === entity)
  if (ofEntity.length === 0) return no(`no licence of ${entity} in the register`)
  const inForce = ofEntity.filter((licence) => holds(licence, at))
  if (inForce.length === 0) {
    const spans = ofEntity.map((licence) => `${licence.licence} ${licence.from} to ${licence.until ?? 'open'}`)
    return no(`not in force: ${[...new Set(spans)].join('; ')}`)
  }
  const admitted = inForce.filter(
    (licence) => licence.assets.includes(asset) && licence.clientTypes.includes(clientType),
  )
  if (admitted.length === 0) return no('licence in force does not admit this asset for this client type')
  const bound = admitted.filter((licence) => host === undefined || licence.hosts.includes(host))
  if (bound.length === 0) {
    const other = registers.licences.find((licence) => licence.hosts.includes(host!) && licence.entity !== entity)
    return no(`host ${host} is not bound to ${entity}${other === undefined ? '' : `, but to ${other.entity}`}`)
  }
  const owned = bound.find((licence) => accountOwner === undefined || ownsAccount(licence, accountOwner))
  if (owned === undefined) return no(`${accountOwner} is no owner of an account that the register names`)
  return { ok: true, found: `${owned.licence} from ${owned.from}`, required }
}

function holds({ from, until }: { readonly from: string; readonly until?: string }, at: string): boolean {
  return from <= at && (until === undefined || at < until)
}

function ownsAccount({ accountOwners }: Licence, owner: string): boolean {
  return accountOwners === undefined || accountOwners.includes(owner)
}

/** The licences that hold at a moment, as the register stands. @example licencesAt(registers.licences, '2026-03-02T01:00:00.000Z') */
export function licencesAt(licences: readonly Licence[], at: string): readonly Licence[] {
  return licences.filter((licence) => holds(licence, at))
}

export function providerAt(
  registers: Registers,
  org: string,
  at: string,
): { readonly ok: boolean; readonly found: string; readonly required: string } {
  const required = `qualification of ${org} in force at the time of the act`
  const row = registers.providers.find((p) => p.org === org && holds(p, at))
  return row === undefined
    ? { ok: false, found: 'none in the register', required }
    : { ok: true, found: `${row.qualification} from ${row.from}`, required }
}
