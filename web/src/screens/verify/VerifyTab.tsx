import { DownloadOutlined, PlusOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { Button, Progress, Tag, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseDetail } from '../../api/types.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { caseName } from '../../record/caseNumber.ts'
import type { VerifySummary } from '../../verify/messages.ts'
import { type Added, readAdded, useVerify, type Verifying } from '../../verify/useVerify.ts'

/** Replays the case in this browser. */
export function VerifyTab({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('verify')
  const { state, run } = useVerify(detail.id)
  const [added, setAdded] = useState<readonly Added[]>([])
  const busy = state.state === 'download' || state.state === 'replay'
  return (
    <>
      <Panel title={t('title')} padded>
        <p style={{ marginTop: 0, maxWidth: '70ch' }}>{t('explain')}</p>
        <div className="verbs">
          <Button
            type="primary"
            size="middle"
            icon={<SafetyCertificateOutlined aria-hidden />}
            loading={busy}
            onClick={() => void run(added)}
            data-testid="verify-button"
          >
            {t('button')}
          </Button>
          <Upload
            showUploadList={false}
            multiple
            beforeUpload={(file) => {
              void file.text().then((text) => setAdded((files) => [...files, readAdded(file.name, text)]))
              return false
            }}
          >
            <Button size="middle" icon={<PlusOutlined aria-hidden />} data-testid="verify-add">
              {t('other.add')}
            </Button>
          </Upload>
          {added.map((file, index) => (
            <Tag key={file.name} closable onClose={() => setAdded(added.filter((_, at) => at !== index))}>
              {file.name}
            </Tag>
          ))}
        </div>
        <p className="muted" style={{ margin: '8px 0 0', maxWidth: '70ch' }}>
          {t('other.explain')}
        </p>
      </Panel>
      <Outcome state={state} name={caseName(detail)} />
    </>
  )
}

function Outcome({ state, name }: { readonly state: Verifying; readonly name: string }) {
  const { t } = useTranslation('verify')
  const { language } = usePreferences()
  if (state.state === 'idle') return null
  if (state.state === 'download') return <Panel padded>{t('step.download')}</Panel>
  if (state.state === 'replay') {
    return (
      <Panel padded>
        {t('step.replay')} {state.done} / {state.total || '--'}
        <Progress percent={state.total === 0 ? 0 : Math.floor((state.done / state.total) * 100)} showInfo={false} />
      </Panel>
    )
  }
  if (state.state === 'failed') {
    return (
      <div className="refusal" role="alert" data-testid="verify-result" data-holds="false">
        <h3>{t('failed')}</h3>
        {state.said[language]}
      </div>
    )
  }
  return <Result summary={state.summary} name={name} />
}

function Result({ summary, name }: { readonly summary: VerifySummary; readonly name: string }) {
  const { t } = useTranslation('verify')
  const { language } = usePreferences()
  const answer = !summary.holds ? 'fails' : summary.signersIdentified ? 'holds' : 'consistent'
  return (
    <div data-testid="verify-result" data-holds={summary.holds}>
      <Panel
        title={<State tone={summary.holds ? 'good' : 'bad'}>{t(answer)}</State>}
        extra={
          <Button icon={<DownloadOutlined aria-hidden />} onClick={() => download(`${name}.bundle`, summary.bundle)}>
            {t('download')}
          </Button>
        }
      >
        {summary.sections[language].map(({ title, lines }) => (
          <section key={title} className="report-section">
            <h3>{title}</h3>
            <ul>
              {lines.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of one report
                <li key={index}>{line}</li>
              ))}
            </ul>
          </section>
        ))}
      </Panel>
    </div>
  )
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
