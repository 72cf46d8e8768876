import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { Button, Drawer, Select } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEntries } from '../../api/queries.ts'
import type { CaseDetail, EntryRow } from '../../api/types.ts'
import { At } from '../../parts/At.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useNames } from '../../parts/names.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useListKeys } from '../../parts/useListKeys.ts'
import { lotsOf } from '../../record/lots.ts'
import { aboutOf, readFields, subjectText } from '../../record/read.ts'
import { EntryView } from '../entry/EntryView.tsx'
import { ProofState } from '../entry/ProofState.tsx'
import { EntryRowText } from '../entry/rows.tsx'

/** The case as a timeline of its entries; each opens. */
export function Timeline({ detail }: { readonly detail: CaseDetail }) {
  const query = useEntries(detail.id)
  return <Loaded query={query}>{(entries) => <List entries={entries} detail={detail} />}</Loaded>
}

/** A long case is drawn in parts. */
const rowsAtOnce = 300

function List({ entries, detail }: { readonly entries: readonly EntryRow[]; readonly detail: CaseDetail }) {
  const { t } = useTranslation(['entry', 'cases'])
  const names = useNames()
  const [subject, setSubject] = useState('')
  const [newest, setNewest] = useState(true)
  const [opened, setOpened] = useState<string>()
  const [limit, setLimit] = useState(rowsAtOnce)
  const lots = lotsOf(detail.state)
  const subjects = useMemo(
    () => [...new Set(entries.map(({ entry }) => subjectText(aboutOf(entry).subject)))].filter(Boolean).sort(),
    [entries],
  )
  const rows = useMemo(() => {
    const wanted = entries.filter(
      ({ entry }) =>
        subject === '' ||
        subjectText(aboutOf(entry).subject).split('/')[0] === subject ||
        subjectText(aboutOf(entry).subject) === subject,
    )
    return newest ? [...wanted].reverse() : wanted
  }, [entries, subject, newest])
  const open = useCallback((index: number) => setOpened(rows[index]?.id), [rows])
  const current = useListKeys(Math.min(rows.length, limit), open)
  const found = entries.find(({ id }) => id === opened)
  const assetOf = (row: EntryRow): string | undefined => lots[aboutOf(row.entry).subject.lot ?? '']?.asset
  return (
    <Panel
      title={`${t('cases:entries')} ${rows.length}`}
      extra={
        <>
          <Select
            size="small"
            value={subject}
            onChange={setSubject}
            aria-label={t('entry:filter.subject')}
            style={{ minWidth: 110 }}
            options={[
              { value: '', label: t('entry:filter.all') },
              ...subjects.map((value) => ({ value, label: value })),
            ]}
          />
          <Button
            size="small"
            icon={newest ? <ArrowDownOutlined /> : <ArrowUpOutlined />}
            onClick={() => setNewest(!newest)}
          >
            {t(newest ? 'entry:newest' : 'entry:oldest')}
          </Button>
        </>
      }
    >
      <ol className="timeline" data-testid="timeline">
        {rows.slice(0, limit).map((row, index) => (
          <Row key={row.id} row={row} asset={assetOf(row)} current={index === current} open={() => setOpened(row.id)} />
        ))}
      </ol>
      {rows.length > limit ? (
        <div className="empty">
          <Button onClick={() => setLimit(limit + rowsAtOnce)}>{t('entry:more', { n: rows.length - limit })}</Button>
        </div>
      ) : null}
      <Drawer
        open={found !== undefined}
        onClose={() => setOpened(undefined)}
        size={Math.min(1080, window.innerWidth - 40)}
        title={found === undefined ? '' : names.kind(found.entry.header.kind)}
        destroyOnHidden
      >
        {found === undefined ? null : <EntryView row={found} asset={assetOf(found)} />}
      </Drawer>
    </Panel>
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
      <span className="when">
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
