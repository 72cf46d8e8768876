import { Pagination } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedSubject } from '../../../../src/core/rules/listSnapshot.ts'
import type { ReadList } from '../../../../src/core/zone/listActs.ts'
import { Empty } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'

const onPage = 50

/** What a snapshot brings and what it no longer has, each with the line that it stands or stood on. */
export function ListDiff({ changes }: Pick<ReadList, 'changes'>) {
  const { t } = useTranslation('registers')
  const [page, setPage] = useState(1)
  const rows: readonly (readonly ['begun' | 'gone', ListedSubject])[] = [
    ...changes.begun.map((one) => ['begun', one] as const),
    ...changes.gone.map((one) => ['gone', one] as const),
  ]
  if (rows.length === 0) return <Empty title={t('lists.same')} next={t('lists.same.next')} />
  const at = (page - 1) * onPage
  return (
    <div data-testid="list-diff">
      <p className="said">
        <State tone="good">{t('lists.begun', { n: changes.begun.length })}</State>{' '}
        <State tone="bad">{t('lists.gone', { n: changes.gone.length })}</State>
      </p>
      <div className="flaws">
        <table className="mini">
          <thead>
            <tr>
              <th aria-label={t('lists.change')} />
              <th>{t('flaw.line')}</th>
              <th>{t('lists.sort')}</th>
              <th>{t('lists.value')}</th>
              <th>{t('lists.says')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(at, at + onPage).map(([change, { line, sort, value, says }]) => (
              <tr key={`${change} ${line} ${value}`} data-change={change}>
                <td className="mono" title={t(`lists.is.${change}`)}>
                  {change === 'begun' ? '+' : '−'}
                </td>
                <td className="num">{line}</td>
                <td>{t(`lists.sort.${sort}`)}</td>
                <td className={sort === 'address' ? 'mono wrap' : 'wrap'}>{value}</td>
                <td className="wrap muted">{says}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > onPage ? (
        <Pagination
          size="small"
          style={{ marginTop: 8 }}
          current={page}
          pageSize={onPage}
          total={rows.length}
          showSizeChanger={false}
          onChange={setPage}
        />
      ) : null}
    </div>
  )
}
