import { Drawer } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { aboutOf } from '../../../../src/core/case/about.ts'
import { useEntryPage, useFacets } from '../../api/queries.ts'
import type { CaseDetail, EntryPage, EntryRow } from '../../api/types.ts'
import { At } from '../../parts/At.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useNames } from '../../parts/names.tsx'
import { Pager, type Pages, usePages } from '../../parts/Pager.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { useListKeys } from '../../parts/useListKeys.ts'
import { lotsOf } from '../../record/lots.ts'
import { readFields, subjectText } from '../../record/read.ts'
import { EntryView } from '../entry/EntryView.tsx'
import { ProofState } from '../entry/ProofState.tsx'
import { EntryRowText } from '../entry/rows.tsx'
import { type Looking, lookingAtAll, TimelineFilters } from './TimelineFilters.tsx'

/** The case as a timeline of its entries, a page at a time; each opens. */
export function Timeline({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('cases')
  const [looking, look] = useState<Looking>(lookingAtAll)
  const facets = useFacets(detail.id).data
  const pages = usePages(JSON.stringify(looking))
  const query = useEntryPage(detail.id, { ...looking, after: pages.after })
  return (
    <Panel
      title={`${t('entries')} ${(facets?.count ?? detail.position + 1).toLocaleString('en')}`}
      extra={<TimelineFilters looking={looking} facets={facets} look={look} />}
    >
      <Loaded query={query}>
        {(page) => <List page={page} pages={pages} detail={detail} wanted={looking.from} />}
      </Loaded>
    </Panel>
  )
}

interface ListParameters {
  readonly page: EntryPage
  readonly pages: Pages
  readonly detail: CaseDetail
  /** What was gone to: a position or an id. */
  readonly wanted: string
}

function List({ page, pages, detail, wanted }: ListParameters) {
  const { t } = useTranslation('entry')
  const names = useNames()
  const [opened, setOpened] = useState<EntryRow>()
  const lots = lotsOf(detail.state)
  const { rows } = page
  const open = useCallback((index: number) => setOpened(rows[index]), [rows])
  const current = useListKeys(rows.length, open)
  const assetOf = (row: EntryRow): string | undefined => lots[aboutOf(row.entry).subject.lot ?? '']?.asset
  const isWanted = ({ id, entry }: EntryRow): boolean =>
    wanted !== '' && (id === wanted || String(entry.header.position) === wanted)
  return (
    <>
      {rows.length === 0 ? <Empty title={t('filter.none')} /> : null}
      <ol className="timeline" data-testid="timeline">
        {rows.map((row, index) => (
          <Row
            key={row.id}
            row={row}
            asset={assetOf(row)}
            current={index === current || isWanted(row)}
            open={() => setOpened(row)}
          />
        ))}
      </ol>
      <Pager pages={pages} next={page.next} />
      <Drawer
        open={opened !== undefined}
        onClose={() => setOpened(undefined)}
        size={Math.min(1080, window.innerWidth - 40)}
        title={opened === undefined ? '' : names.kind(opened.entry.header.kind)}
        destroyOnHidden
      >
        {opened === undefined ? null : <EntryView row={opened} asset={assetOf(opened)} />}
      </Drawer>
    </>
  )
}

interface RowParameters {
  readonly row: EntryRow
  readonly asset: string | undefined
  readonly current: boolean
  readonly open: () => void
}

function Row({ row, asset, current, open }: RowParameters) {
  const names = useNames()
  const { entry } = row
  const read = readFields(entry)
  const about = aboutOf(entry)
  const tone = toneOf(entry.header.kind, read.decision?.warnings.length ?? 0)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: J, K and Enter work on the list as a whole, and the title is a button
    <li
      className={current ? 'is-current' : ''}
      data-tone={tone}
      data-kind={entry.header.kind}
      data-testid="entry-row"
      onClick={open}
    >
      <span className="when" title={String(entry.header.position + 1)}>
        <At at={entry.header.effectiveAt} />
      </span>
      <span className="about">{subjectText(about.subject) || '·'}</span>
      <span className="what">
        <button type="button" className="link" onClick={open}>
          {names.kind(entry.header.kind)}
        </button>
        <span className="detail">
          <EntryRowText entry={entry} read={read} asset={asset} />
        </span>
      </span>
      <span className="who">
        {read.actor === undefined ? '--' : read.actor.person}
        <span className="muted"> {read.actor === undefined ? '' : names.role(read.actor.role)}</span>
      </span>
      <span className="step">{read.decision?.to === undefined ? '' : names.stage(read.decision.to)}</span>
      <span className="leaf">
        <ProofState index={row.index} short />
      </span>
    </li>
  )
}

function toneOf(kind: string, warnings: number): string {
  if (kind.startsWith('incident.') || kind === 'hold.placed' || kind === 'sale.stopped' || kind === 'floor.unreachable')
    return 'bad'
  if (kind.startsWith('approval.') || kind === 'proposal.made') return 'approval'
  if (kind === 'crossing.received' || kind === 'case.accepted') return 'crossing'
  return warnings > 0 ? 'warn' : 'plain'
}
