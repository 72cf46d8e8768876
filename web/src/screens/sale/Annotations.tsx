import { Table } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { readCrossed } from '../../../../src/core/case/commonKinds.ts'
import type { CaseState, Crossed } from '../../../../src/core/case/state.ts'
import { useEntries } from '../../api/queries.ts'
import { Rate } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { useNames } from '../../parts/names.tsx'
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
  const entries = useEntries(stream).data
  const notes = useMemo(() => notesOf(entries ?? []), [entries])
  return (
    <Panel title={t('annotations.title')}>
      <p className="muted" style={{ margin: 0, padding: '8px 12px' }}>
        {t('annotations.explain')}
      </p>
      <NoteTable notes={notes} />
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

const shown = new Set(['cover.stated', 'reserve.set'])

function notesOf(
  entries: readonly { readonly id: string; readonly entry: Parameters<typeof readFields>[0] }[],
): readonly Note[] {
  return entries
    .filter(({ entry }) => entry.header.kind === 'crossing.received' && entry.fields['payload.entry'] !== undefined)
    .map(({ id, entry }) => ({ id, ...readCrossed(readFields(entry).payload as never) }))
    .filter(({ kind }) => shown.has(kind))
    .reverse()
}
