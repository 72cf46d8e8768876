import { Alert, Pagination } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Licence } from '../../../../src/core/case/registers.ts'
import { flawText } from '../../../../src/core/flaws/flaw.ts'
import type { ImportFault } from '../../../../src/core/rules/importRegister.ts'
import type { EntityChange } from '../../../../src/core/rules/licenceChanges.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { tickerOf } from '../../format/asset.ts'
import { formatTime } from '../../format/time.ts'
import { useNames } from '../../parts/names.tsx'
import { Empty } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'

const signs = { added: '+', changed: '~', ended: '−' } as const
const onPage = 20

/** What an import would change, entity by entity: who is added, who is changed and in what, who ends. */
export function ImportDiff({ entities }: { readonly entities: readonly EntityChange[] }) {
  const { t } = useTranslation('registers')
  const [page, setPage] = useState(1)
  const count = (change: EntityChange['change']): number => entities.filter((one) => one.change === change).length
  if (entities.length === 0) return <Empty title={t('diff.none')} />
  return (
    <div data-testid="import-diff">
      <p className="said">
        <State tone="good">{t('diff.added', { n: count('added') })}</State>{' '}
        <State tone="warn">{t('diff.changed', { n: count('changed') })}</State>{' '}
        <State tone="bad">{t('diff.ended', { n: count('ended') })}</State>
      </p>
      {entities.slice((page - 1) * onPage, page * onPage).map((one) => (
        <Entity key={one.entity} one={one} />
      ))}
      {entities.length > onPage ? (
        <Pagination
          size="small"
          style={{ marginTop: 8 }}
          current={page}
          pageSize={onPage}
          total={entities.length}
          showSizeChanger={false}
          onChange={setPage}
        />
      ) : null}
    </div>
  )
}

function Entity({ one }: { readonly one: EntityChange }) {
  const { t } = useTranslation('registers')
  const names = useNames()
  const { entity, legalName, change, fields, begins, ends } = one
  return (
    <div className="diff-row" data-change={change} data-testid={`diff-${change}`}>
      <span className="diff-sign">{signs[change]}</span>
      <b>{entity}</b> {legalName}{' '}
      <span className="muted">
        {t(`diff.is.${change}`)}
        {fields.length === 0 ? '' : `: ${names.list(fields.map(names.field))}`}
      </span>
      <ul>
        {ends.map(({ licence, until }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of one change, which have no name
          <li key={`ends ${index}`}>
            <span className="diff-sign">−</span>
            {t('diff.until', { at: formatTime(until).slice(0, 16) })} <LicenceLine row={licence} />
          </li>
        ))}
        {begins.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of one change, which have no name
          <li key={`begins ${index}`}>
            <span className="diff-sign">+</span>
            {t('diff.from', { at: formatTime(row.from).slice(0, 16) })} <LicenceLine row={row} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function LicenceLine({ row }: { readonly row: Licence }) {
  const { t } = useTranslation('registers')
  const names = useNames()
  const { regulator, licence, assets, clientTypes, hosts } = row
  const admits = assets.length === 0 ? t('admits.none') : `${[...new Set(assets.map(tickerOf))].join(' ')} · ${names.list(clientTypes.map(names.value))}` // biome-ignore format: one text
  return (
    <span>
      {regulator} {licence}{' '}
      <span className="muted">{[admits, hosts.join(' ')].filter((one) => one !== '').join(' · ')}</span>
    </span>
  )
}

/** Flaws of the file, line by line: what was found, what was expected, and whether the row was mended or left out. */
export function Flaws({ faults, inDoubt }: { readonly faults: readonly ImportFault[]; readonly inDoubt: number }) {
  const { t } = useTranslation('registers')
  const { language } = usePreferences()
  if (faults.length === 0) return <Alert type="success" showIcon title={t('flaws.none')} />
  return (
    <details open={faults.length <= 12} data-testid="import-flaws">
      <summary>
        <State tone={inDoubt > 0 ? 'bad' : 'warn'}>{t('flaws', { n: faults.length, out: inDoubt })}</State>
      </summary>
      <div className="flaws">
        <table className="mini">
          <thead>
            <tr>
              <th>{t('flaw.line')}</th>
              <th>{t('flaw.column')}</th>
              <th>{t('flaw.found')}</th>
              <th>{t('flaw.expected')}</th>
              <th>{t('flaw.so')}</th>
            </tr>
          </thead>
          <tbody>
            {faults.slice(0, 500).map(({ line, column, found, expected, leftOut }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: flaws of one text in its order
              <tr key={index}>
                <td className="num">{line}</td>
                <td className="mono">{column}</td>
                <td className="mono">{found.slice(0, 80)}</td>
                <td>{flawText(expected, language)}</td>
                <td>
                  <State tone={leftOut ? 'bad' : 'warn'}>{t(leftOut ? 'flaw.out' : 'flaw.mended')}</State>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
