import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { countBy } from '../../../../src/core/rules/countOverrides.ts'
import type { GivenOverride } from '../../../../src/core/zone/packsState.ts'
import { usePacks } from '../../api/queries.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { At } from '../../parts/At.tsx'
import { Id } from '../../parts/Id.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { usePackBook } from '../../record/packs.ts'

/** Unverified rules that the zone lets pass: by whom, signed by whom, for whom, and how often in all. */
export function Overrides() {
  const { t } = useTranslation(['registers', 'common'])
  const { language } = usePreferences()
  const book = usePackBook()
  const given = usePacks().data?.state?.overrides ?? []
  if (given.length === 0)
    return (
      <Panel>
        <Empty title={t('registers:overrides.none')} />
      </Panel>
    )
  const organs = countBy(given, ({ by }) => by.org)
  return (
    <Panel title={organs.map(({ who, count }) => `${who} ${count}`).join(' · ')}>
      <Table<GivenOverride>
        size="small"
        rowKey="entry"
        dataSource={given}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          {
            title: t('registers:rule'),
            render: (_, { rule }) => (
              <div style={{ maxWidth: 340, whiteSpace: 'normal' }}>
                <b>{book.rule(rule)?.rule.title[language] ?? rule}</b>
                <div className="mono muted">{rule}</div>
              </div>
            ),
          },
          { title: t('registers:overrides.how'), render: (_, { kind }) => t(`registers:overrides.kind.${kind}`) },
          { title: t('registers:overrides.by'), render: (_, { by }) => `${by.person} · ${by.org}` },
          {
            title: t('registers:overrides.signed'),
            render: (_, { approvedBy }) => `${approvedBy.person} · ${approvedBy.org}`,
          },
          { title: t('registers:overrides.for'), render: (_, { beneficiary }) => beneficiary },
          { title: `${t('common:from')} (UTC+8)`, render: (_, { from }) => <At at={from} /> },
          { title: `${t('common:until')} (UTC+8)`, render: (_, { until }) => <At at={until} /> },
          { title: t('registers:overrides.document'), render: (_, { document }) => <Id id={document} /> },
        ]}
      />
    </Panel>
  )
}
