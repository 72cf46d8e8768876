import { Input, Table } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../app/preferences.tsx'
import { Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { usePackBook } from '../../record/packs.ts'

/** The packs in force and every rule of theirs with its source. */
export function RuleList() {
  const { t } = useTranslation(['registers', 'entry', 'common'])
  const { language } = usePreferences()
  const names = useNames()
  const { packs } = usePackBook()
  const [text, setText] = useState('')
  const rules = useMemo(
    () =>
      packs.flatMap(({ hash, manifest }) =>
        manifest.rules.map((rule) => ({
          key: `${hash} ${rule.id}`,
          rule,
          pack: manifest,
          instrument: manifest.instruments.find(({ id }) => id === rule.instrument),
        })),
      ),
    [packs],
  )
  const wanted = text.trim().toLowerCase()
  const shown = rules.filter(({ rule }) => `${rule.id} ${rule.title[language]}`.toLowerCase().includes(wanted))
  return (
    <>
      <Panel title={t('registers:packs')} padded>
        {packs.map(({ hash, manifest }) => (
          <div key={hash}>
            <b>{manifest.title[language]}</b>{' '}
            <span className="muted">{`${manifest.id} ${manifest.version} · ${manifest.publisher}`}</span>{' '}
            <Id id={hash} />
          </div>
        ))}
      </Panel>
      <Panel
        title={`${t('registers:tab.rules')} ${shown.length}`}
        extra={
          <Input
            allowClear
            size="small"
            style={{ width: 260 }}
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={t('registers:search')}
            aria-label={t('registers:search')}
          />
        }
      >
        <Table
          size="small"
          dataSource={shown}
          pagination={{ pageSize: 50, showSizeChanger: false }}
          scroll={{ x: 'max-content' }}
          columns={[
            {
              title: t('registers:rule'),
              width: 300,
              render: (_, { rule }) => (
                <div style={{ maxWidth: 340, whiteSpace: 'normal' }}>
                  <b>{rule.title[language]}</b>
                  <div className="mono muted">{rule.id}</div>
                </div>
              ),
            },
            {
              title: t('registers:instrument'),
              render: (_, { rule, instrument }) => (
                <div style={{ maxWidth: 320, whiteSpace: 'normal' }}>
                  {language === 'en' ? instrument?.titleEn : instrument?.title} {instrument?.number}{' '}
                  <span className="muted">{`${t('entry:article')} ${rule.article}`}</span>
                </div>
              ),
            },
            {
              title: t('registers:effect'),
              render: (_, { rule }) => (
                <State tone={rule.force === 'unverified' ? 'warn' : rule.force === 'law' ? 'good' : 'quiet'}>
                  {t(`entry:rule.force.${rule.force}`)}
                </State>
              ),
            },
            {
              title: t('registers:actions'),
              render: (_, { rule }) => (
                <div style={{ maxWidth: 240, whiteSpace: 'normal' }}>{names.list(rule.actions.map(names.kind))}</div>
              ),
            },
          ]}
        />
      </Panel>
    </>
  )
}
