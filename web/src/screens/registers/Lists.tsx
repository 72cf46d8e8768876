import { Table } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeptList, Registers } from '../../../../src/core/case/registers.ts'
import { useZone } from '../../api/queries.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { At } from '../../parts/At.tsx'
import { Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { shippedLists } from './shippedLists.ts'
import { EnterButton } from './tables.tsx'

// Reads lists as they are published: loaded where somebody imports one.
const ImportList = lazy(() => import('./ImportList.tsx'))

/** Which snapshot of each sanctions or special-measures list stands, where it binds, and when somebody last looked it up; the one before stays for acts dated back. */
export function Lists({ registers }: { readonly registers: Registers | undefined }) {
  const { t } = useTranslation(['registers', 'fields', 'common'])
  const { language } = usePreferences()
  const names = useNames()
  const kind = useZone().data?.kind
  const [importing, setImporting] = useState(false)
  const rows = registers?.lists ?? []
  const stands = (row: KeptList): boolean => rows.findLast(({ list }) => list === row.list) === row
  const missing = shippedLists.filter(({ id, zone }) => zone === kind && !rows.some(({ list }) => list === id))
  return (
    <>
      <p className="said muted">{t('registers:lists.explain')}</p>
      <Panel
        title={`${t('registers:tab.lists')} ${new Set(rows.map(({ list }) => list)).size}`}
        extra={<EnterButton open={() => setImporting(true)} text={t('registers:lists.import')} testId="import-list" />}
        testId="lists"
      >
        <Table<KeptList>
          size="small"
          rowKey={({ list, snapshot, from }) => `${list} ${snapshot} ${from}`}
          dataSource={[...rows]}
          pagination={rows.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty title={t('registers:lists.none')} next={t('registers:lists.none.next')} /> }}
          columns={[
            {
              title: t('fields:list'),
              render: (_, { list, title, issuer }) => (
                <div className="cell-wide" style={{ maxWidth: 280 }}>
                  <b>{shippedLists.find(({ id }) => id === list)?.title[language] ?? title}</b>{' '}
                  <span className="mono muted">{list}</span>
                  <div className="muted">{issuer}</div>
                </div>
              ),
            },
            {
              title: t('fields:force'),
              render: (_, { force }) => (
                <State tone={force === 'information' ? 'quiet' : 'warn'}>{names.value(force)}</State>
              ),
            },
            {
              title: t('common:status'),
              render: (_, row) => (
                <State tone={stands(row) ? 'good' : 'quiet'}>
                  {t(stands(row) ? 'registers:inForce' : 'registers:lists.before')}
                </State>
              ),
            },
            {
              title: t('fields:publishedOn'),
              render: (_, { publishedOn, checkedOn }) => (
                <>
                  {publishedOn}
                  <div className="muted">{t('registers:checkedOn', { on: checkedOn })}</div>
                </>
              ),
            },
            { title: t('fields:subjects'), align: 'right', render: (_, { subjects }) => subjects },
            { title: `${t('common:from')} (UTC+8)`, render: (_, { from }) => <At at={from} /> },
            {
              title: `${t('fields:snapshot')} · ${t('fields:source')}`,
              render: (_, { snapshot, source }) => (
                <div className="cell-wide" style={{ maxWidth: 220 }}>
                  <Id id={snapshot} />
                  <div className="muted">{source}</div>
                </div>
              ),
            },
          ]}
        />
      </Panel>
      {missing.length === 0 ? null : (
        <Panel title={t('registers:lists.missing')} padded>
          {missing.map(({ id, title }) => (
            <div key={id}>
              {title[language]} <span className="mono muted">{id}</span>
            </div>
          ))}
        </Panel>
      )}
      {importing ? (
        <Suspense>
          <ImportList kept={rows} close={() => setImporting(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
