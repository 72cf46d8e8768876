import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select, Table } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../../src/core/access/parties.ts'
import type { Licence, Registers } from '../../../../src/core/case/registers.ts'
import { everyEntry, useZone } from '../../api/queries.ts'
import { tickerOf } from '../../format/asset.ts'
import { momentOf } from '../../format/moment.ts'
import { formatTime } from '../../format/time.ts'
import { At } from '../../parts/At.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { MomentInput } from '../../parts/MomentInput.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State, type Tone } from '../../parts/State.tsx'
import { licencesFound, valuesOf } from '../../record/licenceRows.ts'
import { useSigning } from '../../signing/signer.tsx'
import { InForce } from './tables.tsx'
import '../../styles/people.css'

// Reads registers as they are published: loaded where somebody imports one.
const ImportLicences = lazy(() => import('./ImportLicences.tsx'))

const confidenceTones: Readonly<Record<string, Tone>> = { H: 'good', M: 'warn', L: 'bad' }

/** The licence register as of any moment: which licences held then, and what the zone knew of them by another. */
export function Licences({
  registers,
  stream,
}: {
  readonly registers: Registers
  readonly stream: string | undefined
}) {
  const { t } = useTranslation(['registers', 'fields', 'common'])
  const names = useNames()
  const { signer } = useSigning()
  const now = useZone().data?.now ?? ''
  const [asked, setAsked] = useState<string>()
  const [knownBy, setKnownBy] = useState<string>()
  const [filter, setFilter] = useState<{ all: boolean; asset?: string; clientType?: string; text: string }>({
    all: false,
    text: '',
  })
  const [importing, setImporting] = useState(false)
  const local = asked ?? formatTime(now).slice(0, 16)
  const at = momentOf(local) ?? now
  const known = knownBy === undefined ? undefined : momentOf(knownBy)
  const then = useKnown(stream, known)
  const licences = known === undefined ? registers.licences : (then?.licences ?? [])
  const rows = licencesFound(licences, { ...filter, at })
  return (
    <>
      <Panel padded>
        <div className="ask-row">
          <FormRow label={`${t('registers:ask.at')} (UTC+8)`}>
            <MomentInput
              value={local}
              change={(value) => setAsked(value === '' ? undefined : value)}
              label={t('registers:ask.at')}
              testId="licences-at"
            />
          </FormRow>
          <FormRow label={`${t('registers:ask.known')} (UTC+8)`}>
            <MomentInput
              value={knownBy ?? ''}
              change={(value) => setKnownBy(value === '' ? undefined : value)}
              label={t('registers:ask.known.hint')}
              testId="licences-known"
            />
          </FormRow>
          <FormRow label={t('fields:asset')}>
            <Select
              allowClear
              style={{ minWidth: 130 }}
              value={filter.asset ?? null}
              placeholder={t('registers:ask.any')}
              onChange={(asset?: string) => setFilter(({ asset: _, ...rest }) => (asset ? { ...rest, asset } : rest))}
              options={valuesOf(licences, 'assets').map((value) => ({ value, label: tickerOf(value), title: value }))}
            />
          </FormRow>
          <FormRow label={t('fields:clientTypes')}>
            <Select
              allowClear
              style={{ minWidth: 170 }}
              value={filter.clientType ?? null}
              placeholder={t('registers:ask.any')}
              onChange={(clientType?: string) =>
                setFilter(({ clientType: _, ...rest }) => (clientType ? { ...rest, clientType } : rest))
              }
              options={valuesOf(licences, 'clientTypes').map((value) => ({ value, label: names.value(value) }))}
            />
          </FormRow>
          <FormRow label={t('registers:ask.text')}>
            <Input
              allowClear
              style={{ width: 180 }}
              value={filter.text}
              onChange={(event) => setFilter({ ...filter, text: event.target.value })}
              data-testid="licences-text"
            />
          </FormRow>
          <Checkbox checked={filter.all} onChange={(event) => setFilter({ ...filter, all: event.target.checked })}>
            {t('registers:ask.all')}
          </Checkbox>
        </div>
      </Panel>
      <Panel
        testId="licences"
        title={t(filter.all ? 'registers:found.all' : 'registers:found', {
          n: rows.length,
          of: licences.length,
          at: formatTime(at).slice(0, 16),
        })}
        extra={
          signer?.org === administration ? (
            <Button type="primary" onClick={() => setImporting(true)} data-testid="import-licences">
              {t('registers:import')}
            </Button>
          ) : (
            <span className="muted">{t('registers:import.who')}</span>
          )
        }
      >
        <Table<Licence>
          size="small"
          rowKey={({ entity, licence, regulator, assets, from, until }) =>
            [entity, regulator, licence, assets.join(), from, until].join(' ')
          }
          dataSource={[...rows]}
          pagination={rows.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty title={t('registers:found.none')} next={t('registers:found.none.next')} /> }}
          expandable={{
            expandedRowRender: (row) => <More row={row} />,
            rowExpandable: ({ conditions, assets, accountOwners }) =>
              (conditions?.length ?? 0) > 0 || assets.length > 6 || accountOwners !== undefined,
          }}
          columns={[
            {
              title: t('fields:entity'),
              render: (_, { entity, legalName, brand }) => (
                <div className="cell-wide">
                  <b>{entity}</b> {brand === undefined || brand === '' ? '' : brand}
                  <div className="muted">{legalName}</div>
                </div>
              ),
            },
            {
              title: t('fields:licence'),
              render: (_, { regulator, licence, publisher }) => (
                <div className="cell-wide">
                  {licence}
                  <div className="muted">{publisher === undefined ? regulator : `${regulator} · ${publisher}`}</div>
                </div>
              ),
            },
            { title: t('common:status'), render: (_, row) => <InForce from={row.from} until={row.until} at={at} /> },
            { title: `${t('common:from')} (UTC+8)`, render: (_, { from }) => <At at={from} /> },
            { title: `${t('common:until')} (UTC+8)`, render: (_, { until }) => <At at={until} /> },
            { title: t('fields:assets'), render: (_, { assets }) => <Assets assets={assets} /> },
            {
              title: t('fields:clientTypes'),
              render: (_, { clientTypes }) => names.list(clientTypes.map(names.value)) || '--',
            },
            {
              title: t('fields:hosts'),
              render: (_, { hosts }) => <span className="mono">{hosts.join(' ') || '--'}</span>,
            },
            {
              title: t('registers:confidence'),
              render: (_, { confidence }) =>
                confidence === undefined ? (
                  <span className="muted">--</span>
                ) : (
                  <State tone={confidenceTones[confidence] ?? 'quiet'}>
                    {t(`registers:confidence.${confidence as 'H'}`)}
                  </State>
                ),
            },
            {
              title: t('fields:source'),
              render: (_, { source, checkedOn }) => (
                <div className="cell-wide">
                  {source}
                  {checkedOn === undefined ? null : (
                    <div className="muted">{t('registers:checkedOn', { on: checkedOn })}</div>
                  )}
                </div>
              ),
            },
          ]}
        />
      </Panel>
      {importing ? (
        <Suspense>
          <ImportLicences standing={registers.licences} now={now} close={() => setImporting(false)} />
        </Suspense>
      ) : null}
    </>
  )
}

function Assets({ assets }: { readonly assets: readonly string[] }) {
  const { t } = useTranslation('registers')
  const tickers = [...new Set(assets.map(tickerOf))]
  if (tickers.length === 0) return <span className="muted">{t('admits.none')}</span>
  return (
    <span title={assets.join('\n')}>
      {tickers.slice(0, 6).join(' ')}
      {tickers.length > 6 ? <span className="muted"> +{tickers.length - 6}</span> : null}
    </span>
  )
}

function More({ row }: { readonly row: Licence }) {
  const { t } = useTranslation('registers')
  const names = useNames()
  return (
    <div style={{ maxWidth: '80ch', whiteSpace: 'normal' }}>
      {(row.conditions ?? []).map((condition) => (
        <div key={condition}>{condition}</div>
      ))}
      {row.accountOwners === undefined ? null : (
        <div>
          <span className="muted">{t('accountOwners')} </span>
          {names.list(row.accountOwners)}
        </div>
      )}
      <div className="mono muted" style={{ overflowWrap: 'anywhere' }}>
        {row.assets.join(' ')}
      </div>
    </div>
  )
}

/** The register as the entries recorded up to a moment give it, made again here from those entries. */
function useKnown(stream: string | undefined, known: string | undefined): Registers | undefined {
  return useQuery({
    queryKey: ['registers-known', stream, known],
    enabled: stream !== undefined && known !== undefined,
    queryFn: async () => {
      const [{ registersKnown }, entries] = await Promise.all([
        import('../../../../src/core/zone/registersKnown.ts'),
        everyEntry(stream ?? ''),
      ])
      return registersKnown(entries, known ?? '')
    },
  }).data
}
