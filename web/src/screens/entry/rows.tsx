import type { FC } from 'react'
import { useTranslation } from 'react-i18next'
import { aboutOf } from '../../../../src/core/case/about.ts'
import { readCrossed } from '../../../../src/core/case/commonKinds.ts'
import { rmbInWords } from '../../../../src/core/money/uppercase.ts'
import type { Entry } from '../../../../src/core/record/entry.ts'
import type { Json } from '../../../../src/core/record/jcs.ts'
import type { LineTable } from '../../../../src/onshore/seizure/lineRows.ts'
import { sizeOf } from '../../../../src/onshore/seizure/lineSet.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import { useNames } from '../../parts/names.tsx'
import { Address, Value } from '../../parts/Value.tsx'
import { type EntryKind, isEntryKind } from '../../record/kinds.ts'
import { type EntryRead, readFields } from '../../record/read.ts'

export interface RowProps {
  readonly entry: Entry
  readonly read: EntryRead
  /** Asset of the lot, for amounts whose entry does not name it. */
  readonly asset?: string | undefined
}

/** A row that shows some fields of the payload with their names. */
function shows(...fields: readonly string[]): FC<RowProps> {
  return function Shown({ read, asset }) {
    const names = useNames()
    const present = fields.filter((field) => read.payload[field] !== undefined)
    return (
      <span className="row-fields">
        {present.map((field) => (
          <span key={field}>
            <span className="muted">{names.field(field)} </span>
            <Value name={field} value={read.payload[field]} among={read.payload} asset={asset} />
          </span>
        ))}
      </span>
    )
  }
}

const Pays: FC<RowProps> = ({ read, asset }) => {
  const pays = (read.payload.pays ?? []) as readonly {
    readonly address: string
    readonly units: string
    readonly platform?: string
  }[]
  const of = (read.payload.asset as string | undefined) ?? asset ?? ''
  return (
    <span className="row-fields">
      {pays.map(({ address, units, platform }) => (
        <span key={address}>
          <Amount units={units} asset={of} unit trim /> → {platform === undefined ? null : <b>{platform} </b>}
          <Address address={address} />
        </span>
      ))}
    </span>
  )
}

/** What each platform is told to send, and where to. */
const Withdrawn: FC<RowProps> = ({ read }) => {
  const legs = (read.payload.legs ?? []) as readonly { readonly platform: string; readonly units: string }[]
  const { address = '', asset = '' } = read.payload as { readonly address?: string; readonly asset?: string }
  return (
    <span className="row-fields">
      {legs.map(({ platform, units }) => (
        <span key={platform}>
          <b>{platform} </b>
          <Amount units={units} asset={asset} unit trim /> → <Address address={address} />
        </span>
      ))}
    </span>
  )
}

/** RMB that a payment document names: in figures and in words. */
function rmb(field: 'amount' | 'rmb'): FC<RowProps> {
  return function Rmb({ read }) {
    const { t } = useTranslation('entry')
    const units = read.payload[field]
    if (typeof units !== 'string') return null
    const currency = field === 'rmb' ? 'CNY' : ((read.payload.currency as string | undefined) ?? 'CNY')
    return (
      <span className="row-fields">
        <Amount units={units} asset={currency} unit />
        {currency === 'CNY' ? (
          <span>
            <span className="muted">{t('uppercase')} </span>
            {rmbInWords(BigInt(units))}
          </span>
        ) : null}
        {typeof read.payload.rate === 'string' ? (
          <Rate value={read.payload.rate} unit={`CNY/${String(read.payload.currency)}`} />
        ) : null}
      </span>
    )
  }
}

const Lines: FC<RowProps> = ({ read }) => {
  const { t } = useTranslation('entry')
  const { lines, moves, table } = read.payload as {
    readonly lines?: readonly Json[]
    readonly moves?: readonly Json[]
    readonly table?: LineTable
  }
  const n = table === undefined ? (lines ?? moves ?? []).length : sizeOf(table.lines)
  return <>{t('lines', { n: n.toLocaleString('en') })}</>
}

const Classified: FC<RowProps> = ({ read, asset }) => (
  <span className="row-fields">
    <Value name="outcome" value={read.payload.outcome} />
    {asset === undefined ? null : <Value name="asset" value={asset} />}
  </span>
)

const Proposed: FC<RowProps> = ({ read }) => {
  const names = useNames()
  return <b>{names.kind(String(read.payload.proposes))}</b>
}

/** What arrived is shown as the row of what was sent, with whom it came from. */
const Arrived: FC<RowProps> = ({ entry, read, asset }) => {
  const { t } = useTranslation('entry')
  const names = useNames()
  if (read.payload.entry === undefined) return <>--</>
  const { crossed, kind } = readCrossed(read.payload as never)
  const inner = read.payload.entry as unknown as Entry
  const Row = isEntryKind(kind) ? rowOf[kind] : Plain
  return (
    <span className="row-fields">
      <b>{names.kind(aboutOf(entry).kind)}</b>
      <span className="muted">{t('crossedFrom', { zone: crossed.zone })}</span>
      <Row entry={inner} read={readFields(inner)} asset={asset} />
    </span>
  )
}

const Filled: FC<RowProps> = ({ read, asset }) => (
  <span className="row-fields">
    <Amount
      units={read.payload.units as string}
      asset={(read.payload.asset as string | undefined) ?? asset ?? ''}
      unit
      trim
    />
    <span className="mono">{String(read.payload.clientOrderId ?? '').slice(0, 8)}</span>
    <Value name="state" value={read.payload.state} />
  </span>
)

const SoldRows: FC<RowProps> = ({ read }) => {
  const rows = (read.payload.rows ?? []) as readonly {
    readonly platform: string
    readonly units: string
    readonly gross: string
    readonly fee: string
    /** Where it is another than the sale's. */
    readonly currency?: string
  }[]
  const { asset, currency } = read.payload as { readonly asset?: string; readonly currency?: string }
  return (
    <span className="row-fields">
      {rows.map(({ platform, units, gross, currency: own }) => (
        <span key={platform}>
          <b>{platform}</b> <Amount units={units} asset={asset ?? ''} unit trim /> →{' '}
          <Amount units={gross} asset={own ?? currency ?? ''} unit />
        </span>
      ))}
    </span>
  )
}

const Plain: FC<RowProps> = () => null

/** What can happen can be shown: a kind without a row does not compile. */
export const rowOf = {
  'zone.opened': shows('zone', 'kind', 'name'),
  'machine.begun': shows('machine'),
  'organisation.enrolled': shows('org', 'name', 'role'),
  'person.enrolled': shows('person', 'org', 'roles'),
  'key.enrolled': shows('holder', 'use', 'key'),
  'key.revoked': shows('key', 'reason'),
  'key.replaced': shows('old', 'key'),
  'value.deleted': shows('duty', 'source'),
  'key.confirmed': shows('key', 'how'),
  'administrators.changed': shows('administrators', 'reason'),
  'organisationKey.rotated': shows('old', 'key'),
  'logKey.rotated': shows('old', 'key'),
  'logKey.replaced': shows('old', 'key', 'reason'),
  'incident.witnessed': shows('log', 'incident', 'held', 'offered'),
  'account.registered': shows('account', 'owner', 'bank', 'currency'),
  'licence.registered': shows('entity', 'licence', 'from', 'until'),
  'provider.registered': shows('org', 'qualification', 'from', 'until'),
  'pack.published': shows('pack', 'kind', 'hash'),
  'override.given': shows('rule', 'kind', 'beneficiary', 'reason'),
  'override.withdrawn': shows('override', 'reason'),
  'licences.imported': shows('register', 'at'),
  'list.imported': shows('list', 'issuer', 'binds', 'force', 'publishedOn', 'checkedOn', 'subjects', 'begun', 'gone'),
  'notice.heard': shows('notice', 'kind', 'claimedIssuer', 'heardOn'),
  'notice.moved': shows('notice', 'status', 'on'),
  'proposal.made': Proposed,
  'approval.given': shows('proposal'),
  'approval.withdrawn': shows('proposal', 'reason'),
  'crossing.received': Arrived,
  'case.accepted': Arrived,
  'tie.declared': shows('tie', 'owner', 'owned', 'kind', 'sharePercent', 'from'),
  'tie.changed': shows('tie', 'kind', 'sharePercent', 'from'),
  'tie.ended': shows('tie', 'until'),
  'supervision.granted': shows('org', 'reason'),
  'supervision.withdrawn': shows('org', 'reason'),
  'vault.shown': shows('person', 'field', 'reason'),
  'access.granted': shows('org', 'reason'),
  'access.withdrawn': shows('org', 'reason'),
  'conflict.declared': shows('person', 'with', 'reason'),
  'conflict.decided': shows('person', 'stands', 'reason'),
  'screening.recorded': shows('purpose', 'about', 'platform', 'snapshots', 'hits'),
  'screening.resolved': shows('list', 'line', 'subject', 'outcome'),
  'hold.placed': shows('kind', 'reason', 'lots', 'units', 'reviewOn', 'mayLift'),
  'hold.lifted': shows('hold', 'reason'),
  'incident.raised': shows('kind', 'detail', 'clock', 'key'),
  'incident.answered': shows('incident', 'answer'),
  'event.recorded': shows('event', 'on', 'reason'),
  'clock.answered': shows('clock', 'key', 'reason'),
  'case.opened': shows('caseNumber', 'organ', 'filedOn', 'model'),
  'seizure.decided': shows('measure', 'officers', 'expiresOn'),
  'seizure.listed': Lines,
  'custody.prepared': shows('network', 'custodians'),
  'custody.secured': Lines,
  'inventory.recorded': Lines,
  'lot.classified': Classified,
  'yield.recorded': shows('what', 'line', 'units', 'principals'),
  'issuer.frozen': shows('line', 'units', 'address'),
  'issuer.burned': shows('line', 'txid'),
  'issuer.reissued': shows('line', 'address', 'txid'),
  'gas.lent': shows('lender', 'units', 'txid'),
  'gas.settled': shows('returned', 'expensed'),
  'lot.split': shows('into', 'units', 'ground'),
  'measure.taken': shows('measure', 'kind', 'lines', 'expiresOn'),
  'measure.renewed': shows('measure', 'expiresOn'),
  'measure.queued': shows('measure', 'organ', 'months'),
  'measure.lapsed': shows('measure', 'endedOn'),
  'measure.lifted': shows('measure', 'ground', 'recipient'),
  'concerned.told': shows('about', 'parties'),
  'objection.filed': shows('objection', 'party', 'units', 'ground'),
  'objection.decided': shows('objection', 'decision', 'reasons'),
  'objection.withdrawn': shows('objection'),
  'title.found': shows('rightHolder', 'holder', 'undisputed', 'grounds'),
  'consent.given': shows('consent', 'rightHolder', 'form', 'units'),
  'consent.withdrawn': shows('consent'),
  'notice.published': shows('notice', 'kind', 'publishedOn', 'where'),
  'release.decided': shows('ground', 'claimant', 'address'),
  'earlyReturn.decided': shows('claimant', 'address', 'valuation'),
  'handover.decided': shows('organ', 'address'),
  'lot.handedOver': shows('transfer', 'counts'),
  'basis.consentedInvestigation': shows('consent', 'propertyClass', 'account'),
  'basis.consentedProsecution': shows('consent', 'propertyClass', 'account'),
  'basis.consentedTrial': shows('consent', 'propertyClass', 'account'),
  'basis.unclaimed': shows('ground', 'notice'),
  'basis.ruled': shows('outcome', 'ruling'),
  'basis.judged': shows('outcome', 'serviceOn', 'judgment'),
  'entrustment.made': shows('scope', 'feeAuthority'),
  'entrustment.accepted': shows('units', 'mandateUntil', 'zone'),
  'deposit.received': shows('provider', 'amount', 'account'),
  'transfer.approved': Pays,
  'transfer.signed': shows('transfer', 'txid'),
  'transfer.confirmed': Pays,
  'transfer.failed': shows('transfer', 'txid'),
  'reserve.confirmed': shows('answer', 'floor', 'currency'),
  'ranking.confirmed': shows('round', 'answer'),
  'fx.approved': shows('number', 'ceiling', 'payee', 'from', 'until'),
  'fx.settled': rmb('rmb'),
  'money.credited': rmb('amount'),
  'money.held': rmb('amount'),
  'claims.opened': shows('notice'),
  'claims.registered': shows('purpose', 'inFile', 'count'),
  'claim.objected': shows('number', 'on'),
  'claim.decided': shows('number', 'decision'),
  'claims.counted': shows('files', 'count', 'noticedOn'),
  'claim.answered': shows('class', 'route'),
  'distribution.decided': shows('pot', 'method', 'total'),
  'payout.ordered': shows('order', 'count', 'total'),
  'victim.paid': shows('order', 'paidCount', 'returned'),
  'convict.paid': rmb('amount'),
  'treasury.paid': rmb('amount'),
  'treasury.refunded': rmb('amount'),
  'distribution.completed': shows('remark'),
  'owner.compensated': rmb('amount'),
  'return.decided': shows('claimant', 'address'),
  'lot.returned': shows('transfer', 'receipt'),
  'lot.destroyed': shows('method', 'ground'),
  'lot.sealed': shows('reason', 'custodian', 'reviewOn'),
  'seal.reviewed': shows('finding', 'reviewOn'),
  'deposit.released': shows('reference'),
  'case.closed': shows('retentionYears', 'retentionBasis'),
  'clearance.given': shows('platform', 'clientType', 'states'),
  'route.agreed': shows('tranches', 'reserveMethod'),
  'address.issued': shows('platform', 'address', 'testUnits'),
  'cover.stated': shows('ratio', 'currency'),
  'coins.received': shows('platform', 'units', 'short', 'txid'),
  'reserve.set': shows('floor', 'currency', 'validUntil'),
  'sale.started': shows('floor', 'method', 'deadline'),
  'orders.opened': shows('lot', 'tranche'),
  'slice.routed': shows('slice', 'attempt'),
  'order.placed': shows('platform', 'symbol', 'units', 'price'),
  'order.reported': Filled,
  'sale.stopped': shows('reason'),
  'order.rested': shows('platform'),
  'cancel.ordered': shows('platform', 'symbol', 'why'),
  'orders.cleared': shows('elapsedMs'),
  'sale.settled': SoldRows,
  'sale.closed': SoldRows,
  'sale.analysed': shows('report'),
  'floor.tested': shows('floor'),
  'bids.invited': shows('rule', 'lots', 'commitBy'),
  'bid.committed': shows('bidder', 'commitment'),
  'bid.opened': shows('bidder'),
  'bids.cleared': shows('sold', 'unsold'),
  'bid.secured': shows('bidder', 'amount', 'currency'),
  'bid.released': shows('bidder', 'amount', 'currency'),
  'bid.defaulted': shows('bidder', 'reason', 'forfeited'),
  'buyer.cleared': shows('bidder', 'platform', 'to'),
  'block.paid': shows('bidder', 'lots', 'amount'),
  'delivery.ordered': shows('bidder', 'to'),
  'block.delivered': shows('bidder', 'gross'),
  'block.refunded': shows('bidder', 'lots', 'amount'),
  'block.closed': shows('units', 'gross'),
  'floor.unreachable': shows('floor', 'attempts'),
  'floor.decided': shows('decision', 'reason'),
  'return.addressed': shows('ground', 'address', 'feeBearer'),
  'withdrawal.ordered': Withdrawn,
  'withdrawal.failed': shows('platform', 'withdrawal'),
  'coins.returned': shows('platform', 'units', 'fee', 'txid'),
  'rest.declared': shows('platform', 'units', 'ground'),
  'coins.arrived': shows('platform', 'units', 'address'),
  'proceeds.booked': shows('account', 'currency', 'withdrawalFee'),
  'remittance.ordered': shows('amount', 'payee', 'endToEndId'),
  'remittance.reported': shows('amount', 'endToEndId'),
} satisfies Record<EntryKind, FC<RowProps>>

export function EntryRowText(props: RowProps) {
  const { kind } = props.read
  const Row: FC<RowProps> = isEntryKind(kind) ? rowOf[kind] : Plain
  return <Row {...props} />
}
