import { Table } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { readCrossed } from '../../../../src/core/case/commonKinds.ts'
import type { CaseState, Crossed } from '../../../../src/core/case/state.ts'
import { useEntryPage } from '../../api/queries.ts'
import type { EntryRow } from '../../api/types.ts'
import { Rate } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { useNames } from '../../parts/names.tsx'
import { Pager, usePages } from '../../parts/Pager.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import { readFields, subjectText } from '../../record/read.ts'

interface Note {
  readonly id: string
  readonly kind: string
  readonly crossed: Crossed
}

/** Onshore sees dated statements that crossed: cover and reserve. No quote, no depth, no order. */
export function Annotations({ stream }: { readonly state: CaseState; readonly stream: string }) {
  const { t } = useTranslation('sale')
  const pages = usePages(stream)
  const page = useEntryPage(stream, { about: 'cover.stated,reserve.set', order: 'newest', after: pages.after }).data
  const notes = useMemo(() => notesOf(page?.rows ?? []), [page])
  return (
    <Panel title={t('annotations.title')}>
      <p className="muted" style={{ margin: 0, padding: '8px 12px' }}>
        {t('annotations.explain')}
      </p>
      <NoteTable notes={notes} />
      <Pager pages={pages} next={page?.next} />
    </Panel>
  )
}

function NoteTable({ notes }: { readonly notes: readonly Note[] }) {
  const { t } = useTranslation(['sale', 'common', 'fields', 'entry'])
  const names = useNames()
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
  return (
    <Table
      size="small"
      dataSource={[...notes]}
      rowKey={({ id }) => id}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Empty title={t('sale:annotations.none')} /> }}
      columns={[
        { title: `${t('sale:statedAt')} (UTC+8)`, render: (_, { crossed }) => <At at={crossed.at} /> },
        { title: t('common:subject'), render: (_, { crossed }) => subjectText(crossed.subject) || '--' },
        { title: t('common:kind'), render: (_, { kind }) => names.kind(kind) },
        {
          title: t('sale:cover'),
          align: 'right',
          className: 'num',
          render: (_, { crossed }) => <Rate value={text(crossed.fields.ratio)} />,
        },
        {
          title: t('sale:reserve'),
          align: 'right',
          className: 'num',
          render: (_, { crossed }) => (
            <Rate
              value={text(crossed.fields.floor)}
              {...(text(crossed.fields.floor) === undefined ? {} : { unit: text(crossed.fields.currency) ?? '' })}
            />
          ),
        },
        {
          title: `${t('fields:validUntil')} (UTC+8)`,
          render: (_, { crossed }) => <At at={text(crossed.fields.validUntil)} />,
        },
        { title: t('common:source'), render: (_, { crossed }) => crossed.zone },
        { title: t('common:hash'), render: (_, { id }) => <EntryLink id={id} /> },
      ]}
    />
  )
}

/** Newest first, as the page is. */
function notesOf(rows: readonly EntryRow[]): readonly Note[] {
  return rows
    .filter(({ entry }) => entry.header.kind === 'crossing.received' && entry.fields['payload.entry'] !== undefined)
    .map(({ id, entry }) => ({ id, ...readCrossed(readFields(entry).payload as never) }))
}
