import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Json } from '../../../src/core/record/jcs.ts'
import { tickerOf } from '../format/asset.ts'
import { isHash, isTime, maskNumber, shorten } from '../format/ids.ts'
import { isEntryKind } from '../record/kinds.ts'
import { isPersonal } from '../record/personal.ts'
import { unitOf } from '../record/unitOf.ts'
import { Amount } from './Amount.tsx'
import { At } from './At.tsx'
import { CopyButton, Id } from './Id.tsx'
import { useNames } from './names.tsx'

interface Props {
  readonly name: string
  readonly value: Json | undefined
  /** The object that the field stands in: it names asset or currency of amounts. */
  readonly among?: Readonly<Record<string, Json>>
  readonly asset?: string | undefined
}

/** Fields whose text comes from a closed list. */
const coded = new Set([
  'measure',
  'outcome',
  'answer',
  'route',
  'purpose',
  'state',
  'decision',
  'states',
  'method',
  'kind',
  'pot',
  'clientType',
  'reserveMethod',
  'use',
  'reason',
  'force',
  'binds',
  'duty',
])

const linksToEntry = new Set(['proposal', 'reserveEntry', 'id', 'prev', 'refers'])

/** One value of a payload as people read it. */
export function Value({ name, value, among = {}, asset }: Props) {
  const { t } = useTranslation('common')
  if (value === undefined || value === '') return <span className="muted">--</span>
  if (typeof value === 'boolean') return <>{t(value ? 'yes' : 'no')}</>
  if (typeof value === 'number') return <>{value}</>
  if (typeof value === 'string') return <Text name={name} text={value} among={among} asset={asset} />
  if (isList(value)) return <List name={name} items={value} among={among} asset={asset} />
  return <Fields fields={value} asset={asset} />
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

interface TextProps {
  readonly name: string
  readonly text: string
  readonly among: Readonly<Record<string, Json>>
  readonly asset: string | undefined
}

function Text({ name, text, among, asset }: TextProps) {
  const names = useNames()
  if (isPersonal(name, among)) return <Masked text={text} />
  const unit = /^-?\d+$/.test(text) ? unitOf(name, among, asset) : undefined
  if (unit !== undefined) return <Amount units={text} asset={unit} unit trim />
  if (name === 'asset' || name === 'assets' || name === 'feeAsset') return <span title={text}>{tickerOf(text)}</span>
  if (isTime(text)) return <At at={text} named />
  if (isHash(text)) return linksToEntry.has(name) ? <EntryLink id={text} /> : <Id id={text} />
  if (name === 'role' || name === 'roles') return <>{names.role(text)}</>
  if (isEntryKind(text)) return <>{names.kind(text)}</>
  if (name === 'address' || name === 'returnAddress') return <Address address={text} />
  if (text.length > 72 && !/\s/.test(text)) return <Id id={text} head={14} tail={8} />
  return <>{coded.has(name) ? names.value(text) : text}</>
}

/** Names and account numbers are masked. A value of the vault is shown by an entry of its own (`access/PersonalValues.tsx`), and nowhere else. */
function Masked({ text }: { readonly text: string }) {
  const { t } = useTranslation('common')
  return (
    <span className="mono" title={t('maskedNumber')}>
      {maskNumber(text)}
    </span>
  )
}

export function EntryLink({ id }: { readonly id: string }) {
  return (
    <span className="id" title={id}>
      <Link to={`/entries/${id}`} onClick={(event) => event.stopPropagation()}>
        {shorten(id)}
      </Link>
      <CopyButton text={id} />
    </span>
  )
}

/** Addresses are shown whole, in groups of four: shortening is what poisoned addresses live on. */
export function Address({ address }: { readonly address: string }) {
  return (
    <span className="id address" title={address}>
      {(address.match(/.{1,4}/g) ?? []).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed text
        <span key={index}>{part}</span>
      ))}
      <CopyButton text={address} />
    </span>
  )
}

function List({
  name,
  items,
  among,
  asset,
}: {
  readonly name: string
  readonly items: readonly Json[]
  readonly among: Readonly<Record<string, Json>>
  readonly asset: string | undefined
}) {
  const objects = items.filter(
    (item): item is { [key: string]: Json } => typeof item === 'object' && !Array.isArray(item),
  )
  if (items.length === 0) return <span className="muted">--</span>
  if (objects.length === items.length)
    return (
      <MiniTable
        rows={objects}
        asset={asset ?? (typeof among.asset === 'string' ? among.asset : undefined)}
        currency={among.currency}
      />
    )
  return (
    <span className="inline-list">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of an entry never changes
        <span key={index}>
          <Value name={name} value={item} among={among} asset={asset} />
        </span>
      ))}
    </span>
  )
}

/** Names that mean something else in the rows of a list than as a field of a payload. */
const inRows: Readonly<Record<string, string>> = { what: 'detail' }

function MiniTable({
  rows,
  asset,
  currency,
}: {
  readonly rows: readonly { [key: string]: Json }[]
  readonly asset: string | undefined
  readonly currency: Json | undefined
}) {
  const names = useNames()
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return (
    <div className="mini-scroll">
      <table className="mini">
        <thead>
          <tr>
            {keys.map((key) => (
              <th key={key}>{names.field(inRows[key] ?? key)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list of an entry never changes
            <tr key={index}>
              {keys.map((key) => (
                <td key={key} className={/^\d+$/.test(String(row[key] ?? '')) ? 'num' : ''}>
                  <Value
                    name={key}
                    value={row[key]}
                    among={currency === undefined ? row : { currency, ...row }}
                    asset={asset}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Labelled values of an object, one under the other. */
export function Fields({
  fields,
  asset,
}: {
  readonly fields: Readonly<Record<string, Json>>
  readonly asset?: string | undefined
}) {
  const names = useNames()
  return (
    <dl className="facts">
      {Object.entries(fields).map(([name, value]) => (
        <FieldRow key={name} label={names.field(name)}>
          <Value name={name} value={value} among={fields} asset={asset} />
        </FieldRow>
      ))}
    </dl>
  )
}

export function FieldRow({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  )
}
