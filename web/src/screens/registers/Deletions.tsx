import { Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEveryEntry } from '../../api/queries.ts'
import type { EntryRow } from '../../api/types.ts'
import { At } from '../../parts/At.tsx'
import { Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import { readFields } from '../../record/read.ts'
import { DeleteValues } from './DeleteValues.tsx'
import { EnterButton } from './tables.tsx'

interface Deleted {
  readonly values?: readonly { readonly entry: string; readonly field: string }[]
  readonly documents?: readonly string[]
  readonly duty: string
  readonly source: string
  readonly retentionEndedOn?: string
}

const payloadOf = (row: EntryRow): Deleted => readFields(row.entry).payload as unknown as Deleted

/** What was destroyed here, when and under which duty; and how two administrators destroy more. The values themselves are nowhere any more. */
export function Deletions({ stream }: { readonly stream: string | undefined }) {
  const { t } = useTranslation(['registers', 'fields', 'people'])
  const names = useNames()
  const [asking, setAsking] = useState(false)
  const rows = useEveryEntry(stream, ['value.deleted']).data ?? []
  return (
    <>
      <p className="said muted">{t('registers:deletions.explain')}</p>
      <Panel
        testId="deletions"
        title={`${t('registers:tab.deletions')} ${rows.length}`}
        extra={<EnterButton open={() => setAsking(true)} text={t('registers:deletions.ask')} testId="delete-values" />}
      >
        <Table<EntryRow>
          size="small"
          rowKey="id"
          dataSource={[...rows].reverse()}
          pagination={rows.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty title={t('registers:deletions.none')} /> }}
          columns={[
            {
              title: `${t('registers:deletions.at')} (UTC+8)`,
              render: (_, { entry }) => <At at={entry.header.recordedAt} />,
            },
            {
              title: t('registers:deletions.what'),
              render: (_, row) => {
                const { values = [], documents = [] } = payloadOf(row)
                return (
                  <div className="cell-wide">
                    {values.map(({ entry, field }) => (
                      <div key={`${entry} ${field}`}>
                        {names.field(field.slice('payload.'.length))} <EntryLink id={entry} />
                      </div>
                    ))}
                    {documents.map((sha256) => (
                      <div key={sha256}>
                        {t('fields:document')} <Id id={sha256} />
                      </div>
                    ))}
                  </div>
                )
              },
            },
            {
              title: t('fields:duty'),
              render: (_, row) => <div className="cell-wide">{names.value(payloadOf(row).duty)}</div>,
            },
            {
              title: t('fields:source'),
              render: (_, row) => <div className="cell-wide">{payloadOf(row).source}</div>,
            },
            { title: t('fields:retentionEndedOn'), render: (_, row) => payloadOf(row).retentionEndedOn ?? '--' },
            { title: t('people:entry'), render: (_, { id }) => <EntryLink id={id} /> },
          ]}
        />
      </Panel>
      {asking ? <DeleteValues close={() => setAsking(false)} /> : null}
    </>
  )
}
