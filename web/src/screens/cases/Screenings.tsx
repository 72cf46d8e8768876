import { Button, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SluiceError } from '../../../../src/core/errors.ts'
import { readSubjects, type ScreenedSubjects, type ScreeningHit } from '../../../../src/core/rules/screenSubjects.ts'
import { useDocument } from '../../api/queries.ts'
import type { CaseDetail } from '../../api/types.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { At } from '../../parts/At.tsx'
import { CaseActDialog } from '../../parts/CaseActDialog.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { PaperInput } from '../../parts/PaperInput.tsx'
import { State } from '../../parts/State.tsx'
import { Address, EntryLink, FieldRow } from '../../parts/Value.tsx'
import { paperOf } from '../../record/papers.ts'
import { resolutionAct, type ScreeningRow, screeningRows, subjectOfHit } from '../../record/screenings.ts'
import { shippedLists } from '../registers/shippedLists.ts'
import '../../styles/people.css'

interface Asked {
  readonly row: ScreeningRow
  readonly hit: ScreeningHit
}

/** The newest screening of each leg of the case: against how many lists, and which hits on lists that bind nobody has looked into yet, with the form for that. */
export function Screenings({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation(['screening', 'common', 'fields'])
  const names = useNames()
  const [asked, setAsked] = useState<Asked>()
  const rows = screeningRows(detail.state)
  return (
    <>
      <p className="said muted">{t('screening:explain')}</p>
      <Panel title={`${t('screening:title')} ${rows.length}`} testId="screenings">
        <Table<ScreeningRow>
          size="small"
          rowKey="key"
          dataSource={[...rows]}
          pagination={rows.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty title={t('screening:none')} next={t('screening:none.next')} /> }}
          columns={[
            {
              title: t('fields:purpose'),
              render: (_, { purpose, about, platform }) => (
                <>
                  {names.value(purpose)}
                  <div className="muted">{[about, platform].filter(Boolean).join(' · ')}</div>
                </>
              ),
            },
            {
              title: t('screening:open'),
              render: (_, row) =>
                row.open.length === 0 ? (
                  <State tone="good">{t('screening:open.none')}</State>
                ) : (
                  <Hits row={row} ask={(hit) => setAsked({ row, hit })} />
                ),
            },
            {
              title: t('screening:lists'),
              align: 'right',
              className: 'num',
              render: (_, { snapshots }) => (
                <span title={Object.keys(snapshots).join(' ')}>{Object.keys(snapshots).length}</span>
              ),
            },
            { title: `${t('screening:at')} (UTC+8)`, render: (_, { at }) => <At at={at} /> },
            { title: t('screening:by'), render: (_, { by }) => by },
            { title: t('screening:entry'), render: (_, { entry }) => <EntryLink id={entry} /> },
          ]}
        />
      </Panel>
      {asked === undefined ? null : <Resolve detail={detail} {...asked} close={() => setAsked(undefined)} />}
    </>
  )
}

function Hits({ row, ask }: { readonly row: ScreeningRow; readonly ask: (hit: ScreeningHit) => void }) {
  const { t } = useTranslation('screening')
  return (
    <div className="form-rows" style={{ gap: 6 }}>
      {row.open.map((hit) => (
        <div key={`${hit.list} ${hit.line} ${hit.subject}`} className="form-line" style={{ flexWrap: 'wrap' }}>
          <Hit row={row} hit={hit} />
          <Button
            size="small"
            type="primary"
            onClick={() => ask(hit)}
            aria-label={`${t('resolve')} · ${hit.list} · ${t('line', { line: hit.line })}`}
            data-testid={`resolve-${hit.list}-${hit.line}-${hit.subject}`}
          >
            {t('resolve')}
          </Button>
        </div>
      ))}
    </div>
  )
}

/** Which list says it on which line, with which force, and of whom. */
function Hit({ row, hit }: Asked) {
  const { t } = useTranslation('screening')
  const names = useNames()
  const { language } = usePreferences()
  const subjects = useSubjects(row)
  const whom = subjects === undefined ? undefined : subjectOfHit(subjects, hit)
  const list = shippedLists.find(({ id }) => id === hit.list)?.title[language]
  return (
    <div className="cell-wide" style={{ whiteSpace: 'normal', maxWidth: 460 }}>
      <State tone="bad">{names.value(hit.force)}</State> <b>{list ?? hit.list}</b>{' '}
      <span className="mono muted">{hit.list}</span> {t('line', { line: hit.line })}
      <div>
        {whom === undefined ? (
          <span className="muted">{t('subject', { n: hit.subject })}</span>
        ) : 'address' in whom ? (
          <Address address={whom.address} />
        ) : (
          whom.name
        )}
      </div>
    </div>
  )
}

/** Who and what was screened, where this zone holds it and shows it to who reads. */
function useSubjects({ subjects }: ScreeningRow): ScreenedSubjects | undefined {
  const text = useDocument(subjects).data
  if (typeof text !== 'string') return undefined
  try {
    return readSubjects(text)
  } catch (error) {
    if (error instanceof SluiceError) return undefined
    throw error
  }
}

function Resolve({ detail, row, hit, close }: Asked & { readonly detail: CaseDetail; readonly close: () => void }) {
  const { t } = useTranslation(['screening', 'fields'])
  const names = useNames()
  const [text, setText] = useState('')
  const paper = paperOf(text, 'screening-resolution')
  const read = paper instanceof SluiceError ? undefined : paper
  const act = read === undefined ? undefined : resolutionAct(row.entry, hit, read)
  return (
    <CaseActDialog
      detail={detail}
      kind="screening.resolved"
      subject={{}}
      byRulesAlone
      close={close}
      title={t('screening:resolve')}
      lead={t('screening:resolve.lead')}
      testId="resolve"
      prepare={() => act}
    >
      <Hit row={row} hit={hit} />
      <PaperInput
        label={t('screening:paper')}
        hint={t('screening:paper.hint')}
        value={text}
        change={setText}
        read={paper}
        testId="resolve-paper"
      />
      {read === undefined ? null : (
        <dl className="facts">
          <FieldRow label={t('fields:outcome')}>
            {act === undefined ? t('screening:outcome.none') : names.value(String(act.payload.outcome))}
          </FieldRow>
        </dl>
      )}
    </CaseActDialog>
  )
}
