import { startOf } from './interval.ts'

/** A platform admits an asset for some kinds of client from a day on. */
export interface Admission {
  /** CAIP-19. */
  readonly asset: string
  readonly clientTypes: readonly string[]
  readonly from: string
  readonly until?: string
  readonly source: string
}

/** One licence of one legal entity over one interval. Days at +08:00; `until` is the first day without it. */
export interface LicenceRow {
  readonly entity: string
  readonly legalName: string
  readonly brand: string
  readonly regulator: string
  readonly regime: string
  readonly number?: { readonly value: string; readonly status: 'verified' | 'unverified' }
  readonly conditions: readonly string[]
  readonly admits: readonly Admission[]
  readonly hosts: readonly { readonly host: string; readonly source: string }[]
  /** Who may hold an account there for a principal; absent where that is not known. */
  readonly accountOwners?: readonly string[]
  readonly from: string
  readonly until?: string
  readonly confidence: 'H' | 'M' | 'L'
  readonly source: string
  readonly checkedOn: string
  readonly note?: string
}

export interface LicenceRegister {
  readonly format: 'sluice/licences/1'
  readonly title: string
  readonly note: string
  /** Who publishes it, where it speaks for many regulators: rows of this publication end when it no longer has them. Absent: it speaks for the regulators that it names. */
  readonly publisher?: string
  readonly rows: readonly LicenceRow[]
}

export interface LicenceVerdict {
  readonly ok: boolean
  /** Which condition fails first; `in-force` when none does. */
  readonly reason:
    | 'in-force'
    | 'not-in-register'
    | 'not-in-force'
    | 'asset-not-admitted'
    | 'host-of-another'
    | 'host-not-bound'
    | 'account-of-another'
  readonly found: string
  readonly required: string
}

/**
 * Whether a legal entity may take this asset from this client type, at this host and for this account, at this moment. A sister company of the same brand is another entity.
 *
 * @example licenceInForce({ register, entity: 'hash-blockchain', asset, clientType: 'professional-investor', at }).ok
 */
export function licenceInForce(question: {
  readonly register: LicenceRegister
  readonly entity: string
  readonly asset: string
  readonly clientType: string
  readonly host?: string
  readonly accountOwner?: string
  readonly at: string
}): LicenceVerdict {
  const { register, entity, asset, clientType, host, accountOwner, at } = question
  const where = host === undefined ? '' : `, at ${host}`
  const required = `licence of ${entity} for ${asset}, ${clientType}${where}, in force at ${at}`
  const no = (reason: LicenceVerdict['reason'], found: string): LicenceVerdict => ({
    ok: false,
    reason,
    found,
    required,
  })
  const rows = register.rows.filter((row) => row.entity === entity)
  if (rows.length === 0) return no('not-in-register', `no licence of ${entity} in the register`)
  const inForce = rows.filter((row) => holds(row, at))
  if (inForce.length === 0)
    return no('not-in-force', rows.map((row) => `${row.regime} from ${row.from} to ${row.until ?? 'open'}`).join('; '))
  const admitting = inForce.find((row) => row.admits.some((admission) => admits(admission, asset, clientType, at)))
  if (admitting === undefined)
    return no('asset-not-admitted', 'the register does not show that the asset is admitted for this client type')
  if (host !== undefined && !admitting.hosts.some((bound) => bound.host === host)) {
    const other = register.rows.find((row) => row.entity !== entity && row.hosts.some((bound) => bound.host === host))
    if (other !== undefined) return no('host-of-another', `${host} is bound to ${other.entity}`)
    return no('host-not-bound', `${host} is bound to no entity of the register`)
  }
  const { accountOwners } = admitting
  if (accountOwner !== undefined && accountOwners?.includes(accountOwner) === false)
    return no('account-of-another', `${accountOwner} is no owner of an account that the register names`)
  return { ok: true, reason: 'in-force', found: `${admitting.regime} from ${admitting.from}`, required }
}

function admits(admission: Admission, asset: string, clientType: string, at: string): boolean {
  return admission.asset === asset && admission.clientTypes.includes(clientType) && holds(admission, at)
}

function holds(interval: { readonly from: string; readonly until?: string }, at: string): boolean {
  return startOf(interval.from) <= at && (interval.until === undefined || at < startOf(interval.until))
}
