import { Button, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../../src/core/access/parties.ts'
import { countBy } from '../../../../src/core/rules/countOverrides.ts'
import type { GivenOverride } from '../../../../src/core/zone/packsState.ts'
import { useCases, usePacks, useZone } from '../../api/queries.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { At } from '../../parts/At.tsx'
import { DocumentText } from '../../parts/DocumentText.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import { caseName } from '../../record/caseNumber.ts'
import { usePackBook } from '../../record/packs.ts'
import { useSigning } from '../../signing/signer.tsx'
import { GiveOverride, WithdrawOverride } from './GiveOverride.tsx'
import '../../styles/people.css'

const yearMs = 365 * 86_400_000

/** Unverified rules that the zone lets pass: by whom, signed by whom, for whom, how often each person and organ in all and in a year; and how one is given or withdrawn. */
export function Overrides() {
  const { t } = useTranslation(['registers', 'common', 'people', 'fields'])
  const { language } = usePreferences()
  const book = usePackBook()
  const { signer } = useSigning()
  const cases = useCases().data ?? []
  const given = usePacks().data?.state?.overrides ?? []
  const [giving, setGiving] = useState(false)
  const [withdrawn, setWithdrawn] = useState<GivenOverride>()
  const person = signer !== undefined && signer.org !== administration
  return (
    <>
      <p className="said muted">{t('registers:overrides.explain')}</p>
      <Panel
        testId="overrides"
        title={`${t('registers:tab.overrides')} ${given.length}`}
        extra={
          person ? (
            <Button type="primary" onClick={() => setGiving(true)} data-testid="give-override">
              {t('registers:overrides.give')}
            </Button>
          ) : (
            <span className="muted">{t('registers:overrides.who')}</span>
          )
        }
      >
        <Table<GivenOverride>
          size="small"
          rowKey="entry"
          dataSource={given}
          pagination={given.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty title={t('registers:overrides.none')} /> }}
          columns={[
            {
              title: t('registers:rule'),
              render: (_, { rule }) => (
                <div style={{ maxWidth: 260, whiteSpace: 'normal' }}>
                  <b>{book.rule(rule)?.rule.title[language] ?? rule}</b>
                  <div className="mono muted">{rule}</div>
                </div>
              ),
            },
            {
              title: t('common:status'),
              render: (_, { until, kind }) => (
                <>
                  <State tone={until === undefined ? 'warn' : 'quiet'}>
                    {t(until === undefined ? 'registers:inForce' : 'registers:overrides.withdrawn')}
                  </State>
                  <div className="muted">{t(`registers:overrides.kind.${kind}`)}</div>
                </>
              ),
            },
            {
              title: `${t('registers:overrides.by')} · ${t('registers:overrides.signed')}`,
              render: (_, { by, approvedBy }) => (
                <>
                  {`${by.person} · ${by.org}`}
                  <div className="muted">{`${approvedBy.person} · ${approvedBy.org}`}</div>
                </>
              ),
            },
            { title: t('registers:overrides.for'), render: (_, { beneficiary }) => beneficiary },
            {
              title: t('fields:case'),
              render: (_, { case: id }) => {
                if (id === undefined) return <span className="muted">{t('registers:overrides.everyCase')}</span>
                const row = cases.find((one) => one.id === id)
                return row === undefined ? <span className="mono">{id.slice(0, 8)}</span> : caseName(row)
              },
            },
            {
              title: `${t('common:from')} (UTC+8)`,
              render: (_, { from, until }) => (
                <>
                  <At at={from} />
                  {until === undefined ? null : (
                    <div className="muted">
                      – <At at={until} />
                    </div>
                  )}
                </>
              ),
            },
            {
              title: t('registers:overrides.document'),
              render: (_, { document, entry }) => (
                <>
                  <DocumentText sha256={document} />
                  <EntryLink id={entry} />
                </>
              ),
            },
            {
              title: <span className="sr-only">{t('common:acts')}</span>,
              align: 'right',
              render: (_, row) =>
                person && row.until === undefined ? (
                  <Button danger onClick={() => setWithdrawn(row)} data-testid={`withdraw-${row.rule}`}>
                    {t('people:withdraw')}
                  </Button>
                ) : null,
            },
          ]}
        />
      </Panel>
      {given.length === 0 ? null : <Counts given={given} />}
      {giving ? <GiveOverride close={() => setGiving(false)} /> : null}
      {withdrawn === undefined ? null : (
        <WithdrawOverride override={withdrawn.entry} rule={withdrawn.rule} close={() => setWithdrawn(undefined)} />
      )}
    </>
  )
}

/** How many each person and each organ gave: in all, in the year up to now, and how many the house lets pass in a year. Those withdrawn count. */
function Counts({ given }: { readonly given: readonly GivenOverride[] }) {
  const { t } = useTranslation(['registers', 'common'])
  const { packs } = usePackBook()
  const now = useZone().data?.now ?? ''
  const parameters = packs.findLast(({ manifest }) => manifest.id === 'house')?.manifest.parameters
  const since = now === '' ? '' : new Date(Date.parse(now) - yearMs).toISOString()
  const year = given.filter(({ from }) => from > since)
  const rowsOf = (what: 'person' | 'organ', who: (one: GivenOverride) => string, cap: string | undefined) =>
    countBy(given, who).map((row) => ({
      what,
      ...row,
      inYear: year.filter((one) => who(one) === row.who).length,
      cap: cap === undefined ? undefined : Number(cap),
    }))
  const rows = [
    ...rowsOf('person', ({ by }) => by.person, parameters?.overridesPerPersonMax?.value),
    ...rowsOf('organ', ({ by }) => by.org, parameters?.overridesPerOrganMax?.value),
  ]
  type Row = (typeof rows)[number]
  return (
    <Panel title={t('registers:overrides.counts')} testId="override-counts">
      <Table<Row>
        size="small"
        rowKey={({ what, who }) => `${what} ${who}`}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('registers:overrides.of'), render: (_, { what }) => t(`registers:overrides.of.${what}`) },
          { title: t('registers:overrides.by'), render: (_, { who }) => <b>{who}</b> },
          { title: t('registers:overrides.inAll'), align: 'right', render: (_, { count }) => count },
          {
            title: t('registers:overrides.inYear'),
            align: 'right',
            render: (_, { inYear, cap }) => (
              <State tone={cap !== undefined && inYear >= cap ? 'bad' : 'quiet'}>{inYear}</State>
            ),
          },
          { title: t('registers:overrides.cap'), align: 'right', render: (_, { cap }) => cap ?? '--' },
        ]}
      />
    </Panel>
  )
}
