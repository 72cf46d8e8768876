import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Notice, type NoticeStatus, statusOf } from '../../../../src/core/rules/notices.ts'
import { usePacks, useZone } from '../../api/queries.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State, type Tone } from '../../parts/State.tsx'

export const noticeTones: Readonly<Record<NoticeStatus, Tone>> = {
  unconfirmed: 'warn',
  reported: 'wait',
  confirmed: 'good',
  superseded: 'quiet',
  refuted: 'bad',
}

/** What is heard about policy, with its status: a rumour stands beside the notice that its issuer did publish, and never looks like one. */
export function Notices() {
  const { t } = useTranslation('registers')
  const { language } = usePreferences()
  const now = useZone().data?.now ?? ''
  const notices = usePacks().data?.state?.notices ?? []
  const titleOf = (id: string) => notices.find((notice) => notice.id === id)?.title[language] ?? id
  if (notices.length === 0)
    return (
      <Panel>
        <Empty title={t('notices.none')} />
      </Panel>
    )
  return (
    <Panel title={t('notices.changeNothing')}>
      <Table<Notice>
        size="small"
        rowKey="id"
        dataSource={notices}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          {
            title: t('notices.status'),
            render: (_, notice) => {
              const status = statusOf(notice, now.slice(0, 10))
              return <State tone={noticeTones[status]}>{t(`notices.is.${status}`)}</State>
            },
          },
          {
            title: t('notices.notice'),
            render: (_, { title, claims, kind }) => (
              <div style={{ maxWidth: 420, whiteSpace: 'normal' }}>
                <b>{title[language]}</b> <span className="muted">{t(`notices.kind.${kind}`)}</span>
                {claims.map((claim) => (
                  <div key={claim.id}>{claim[language]}</div>
                ))}
              </div>
            ),
          },
          {
            title: t('notices.heard'),
            render: (_, { heardOn, claimedIssuer, sources }) => (
              <div style={{ maxWidth: 320, whiteSpace: 'normal' }}>
                {`${heardOn} · ${claimedIssuer}`}
                {sources.map((source) => (
                  <div key={source.what} className="muted">{`${source.what} (${source.on}, ${source.confidence})`}</div>
                ))}
              </div>
            ),
          },
          {
            title: t('notices.links'),
            render: (_, { links }) => (
              <div style={{ maxWidth: 260, whiteSpace: 'normal' }}>
                {links.map(({ to }) => titleOf(to)).join('; ') || '--'}
              </div>
            ),
          },
        ]}
      />
    </Panel>
  )
}
