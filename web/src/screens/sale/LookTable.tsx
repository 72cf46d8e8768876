import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { LoggedBook, LoggedBooks } from '../../../../src/offshore/sale/books/loggedBooks.ts'
import { useDocument } from '../../api/queries.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State, type Tone } from '../../parts/State.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import type { LookSeen } from '../../record/looks.ts'

/** Each look at the books: what it offered, what was sold of it, how far the sale is from its schedule, and where the books came from. */
export function LookTable({ looks, asset }: { readonly looks: readonly LookSeen[]; readonly asset: string }) {
  const { t } = useTranslation(['desk', 'sale', 'common'])
  const unit = tickerOf(asset)
  const amount = (units: string) => <Amount units={units} asset={asset} />
  const number = { align: 'right', className: 'num' } as const
  return (
    <Panel title={`${t('desk:looks')} ${looks.length}`} testId="look-table">
      <Table
        size="small"
        dataSource={[...looks]}
        rowKey="entry"
        pagination={looks.length > 10 ? { pageSize: 10, showSizeChanger: false } : false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty title={t('desk:looks.none')} /> }}
        columns={[
          { title: `${t('common:time')} (UTC+8)`, render: (_, row) => <At at={row.at} /> },
          { title: t('sale:slice'), ...number, dataIndex: 'slice' },
          { title: t('sale:orders'), ...number, dataIndex: 'orders' },
          { title: `${t('desk:offered')} (${unit})`, ...number, render: (_, row) => amount(row.offered) },
          { title: `${t('sale:filled')} (${unit})`, ...number, render: (_, row) => amount(row.sold) },
          { title: `${t('desk:soldSoFar')} (${unit})`, ...number, render: (_, row) => amount(row.soldSoFar) },
          {
            title: `${t('desk:ahead')} (${unit})`,
            ...number,
            render: (_, row) => (
              <span data-tone={row.ahead.startsWith('-') ? 'behind' : 'ahead'}>{amount(row.ahead)}</span>
            ),
          },
          { title: t('desk:sources'), render: (_, row) => <Sources books={row.books} /> },
          { title: t('common:hash'), render: (_, row) => <EntryLink id={row.entry} /> },
        ]}
      />
    </Panel>
  )
}

/** Of each book of a look: followed, asked for and why, or checked. */
function Sources({ books: hash }: { readonly books: string }) {
  const { t } = useTranslation('desk')
  const text = useDocument(hash).data
  if (text === undefined || text === null) return <span className="muted">--</span>
  const { books } = JSON.parse(text) as LoggedBooks
  const said = ({ source, check }: LoggedBook): { readonly tone: Tone; readonly words: string } => {
    if (check !== undefined)
      return { tone: check.agreed ? 'good' : 'bad', words: t(check.agreed ? 'checked' : 'checked.not') }
    if (source === undefined) return { tone: 'quiet', words: t('by.rest') }
    if (source.by === 'stream') return { tone: 'good', words: t('by.stream') }
    const why = t(`doubt.${source.why as 'gap'}`, { defaultValue: source.why })
    return { tone: source.why === 'disagreed' ? 'bad' : 'warn', words: `${t('by.rest')} · ${why}` }
  }
  return (
    <span className="look-sources">
      {books.map((book) => {
        const { tone, words } = said(book)
        const title = book.source?.by === 'stream' ? t('sequence', { sequence: book.source.sequence }) : ''
        return (
          <State key={book.platform} tone={tone} title={title}>
            {`${book.platform}: ${words}`}
          </State>
        )
      })}
    </span>
  )
}
