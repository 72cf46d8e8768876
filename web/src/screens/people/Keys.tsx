import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Button, Input, Segmented, Table } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../../src/core/access/parties.ts'
import type { Directory } from '../../../../src/core/case/directory.ts'
import { useZone } from '../../api/queries.ts'
import { At } from '../../parts/At.tsx'
import { Id } from '../../parts/Id.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State, type Tone } from '../../parts/State.tsx'
import { isOpen, type KeyRow, type KeyState, keyRows } from '../../record/keyRows.ts'
import { useSigning } from '../../signing/signer.tsx'
import { EnrolKey } from './EnrolKey.tsx'
import { KeyDrawer } from './KeyDrawer.tsx'

export const keyTones: Readonly<Record<KeyState, Tone>> = {
  inForce: 'good',
  notYet: 'quiet',
  over: 'quiet',
  revoked: 'bad',
}

const filters = ['all', 'open', 'organisation', 'person', 'log', 'ended'] as const
type Filter = (typeof filters)[number]

const passes: Readonly<Record<Filter, (row: KeyRow) => boolean>> = {
  all: () => true,
  open: isOpen,
  organisation: ({ use }) => use === 'organisation',
  person: ({ use }) => use === 'person',
  log: ({ use }) => use === 'log' || use === 'witness',
  ended: ({ state }) => state === 'over' || state === 'revoked',
}

/** Every key of the directory, whose it is, from when to when, and on whose word. */
export function Keys({ directory, stream }: { readonly directory: Directory; readonly stream: string | undefined }) {
  const { t } = useTranslation('people')
  const now = useZone().data?.now ?? ''
  const { signer } = useSigning()
  const [filter, setFilter] = useState<Filter>('all')
  const [text, setText] = useState('')
  const [opened, setOpened] = useState<string>()
  const [enrolling, setEnrolling] = useState(false)
  const rows = useMemo(() => keyRows(directory, now), [directory, now])
  const nameOf = (org: string): string => directory.organisations[org]?.name ?? ''
  const wanted = text.trim().toLowerCase()
  const shown = rows.filter(
    (row) => passes[filter](row) && `${row.holder} ${row.key} ${nameOf(row.org)}`.toLowerCase().includes(wanted),
  )
  const row = rows.find(({ key }) => key === opened)
  return (
    <>
      <p className="said muted">{t('keys.explain')}</p>
      <Panel
        title={
          <Segmented<Filter>
            value={filter}
            onChange={setFilter}
            options={filters.map((value) => ({
              value,
              label: (
                <span data-testid={`keys-${value}`}>
                  {t(`keys.filter.${value}`)} <span className="muted">{rows.filter(passes[value]).length}</span>
                </span>
              ),
            }))}
          />
        }
        extra={
          <>
            <Input
              allowClear
              size="small"
              style={{ width: 220 }}
              value={text}
              onChange={(event) => setText(event.target.value)}
              placeholder={t('keys.search')}
              aria-label={t('keys.search')}
            />
            {signer?.org === administration ? (
              <Button type="primary" onClick={() => setEnrolling(true)} data-testid="enrol-key">
                {t('enrol.key')}
              </Button>
            ) : null}
          </>
        }
      >
        <Table<KeyRow>
          size="small"
          rowKey="key"
          dataSource={shown}
          pagination={shown.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty title={t(filter === 'open' ? 'keys.noneOpen' : 'keys.none')} /> }}
          rowClassName="row-link"
          onRow={({ key, holder }) =>
            ({ onClick: () => setOpened(key), 'data-testid': 'key-row', 'data-holder': holder }) as object
          }
          columns={[
            {
              title: t('holder'),
              render: (_, one) => (
                <div className="cell-wide">
                  <b>{one.holder}</b>{' '}
                  <span className="muted">{nameOf(one.org) || (one.org === one.holder ? '' : one.org)}</span>
                </div>
              ),
            },
            { title: t('use'), render: (_, { use }) => t(`use.${use}`) },
            { title: t('key'), render: (_, { key }) => <Id id={key} head={10} tail={6} /> },
            {
              title: t('state'),
              render: (_, { state }) => <State tone={keyTones[state]}>{t(`state.${state}`)}</State>,
            },
            { title: `${t('from')} (UTC+8)`, render: (_, { from }) => <At at={from} /> },
            { title: `${t('until')} (UTC+8)`, render: (_, { until }) => <At at={until} /> },
            { title: t('word'), render: (_, one) => <Word row={one} /> },
            {
              title: t('certificate'),
              render: (_, { certificate }) =>
                certificate === undefined ? (
                  <span className="muted">--</span>
                ) : (
                  <span className="state" data-tone="good">
                    <SafetyCertificateOutlined aria-hidden /> X.509
                  </span>
                ),
            },
          ]}
        />
      </Panel>
      {row === undefined ? null : (
        <KeyDrawer row={row} directory={directory} stream={stream} close={() => setOpened(undefined)} />
      )}
      <EnrolKey directory={directory} open={enrolling} close={() => setEnrolling(false)} />
    </>
  )
}

/** On whose word a key rests: of people who rely on it and signed that, or of who enrolled it alone. */
export function Word({ row }: { readonly row: KeyRow }) {
  const { t } = useTranslation('people')
  const last = row.confirmed?.at(-1)
  if (last !== undefined) {
    const more = row.confirmed!.length - 1
    return (
      <State tone="good">
        {t('word.confirmed', { person: last.person, org: last.org })}
        {more > 0 ? ` +${more}` : ''}
      </State>
    )
  }
  return (
    <State tone={isOpen(row) ? 'warn' : 'quiet'} title={t('word.unconfirmed.long', { by: row.vouchedBy })}>
      {t('word.unconfirmed')}
    </State>
  )
}
