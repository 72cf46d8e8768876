import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCheckpointNote, useDirectory, useOutbox, useRest, useZone } from '../../api/queries.ts'
import { At } from '../../parts/At.tsx'
import { Id } from '../../parts/Id.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State, type Tone } from '../../parts/State.tsx'
import { EntryLink, FieldRow } from '../../parts/Value.tsx'
import { readNote } from '../../record/note.ts'
import { readSignatures } from '../../record/signatures.ts'

/** The log of the zone: its checkpoint with who signed it, and the effects that entries called for. */
export function LogPage() {
  const { t } = useTranslation('log')
  const note = useCheckpointNote()
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
        <span className="lead">{t('lead')}</span>
      </div>
      <Loaded query={note}>{(text) => <Checkpoint note={text} />}</Loaded>
      <Keys />
      <Effects />
    </>
  )
}

function Checkpoint({ note }: { readonly note: string }) {
  const { t } = useTranslation('log')
  const zone = useZone().data
  const directory = useDirectory().data?.state
  const read = readNote(note)
  if (read === undefined)
    return (
      <Panel>
        <Empty title={t('none')} />
      </Panel>
    )
  const signatures = readSignatures(read, zone?.verifierKey, directory)
  return (
    <Panel title={t('checkpoint')} padded testId="checkpoint">
      <dl className="facts">
        <FieldRow label={t('size')}>
          <b style={{ fontSize: 18, fontVariantNumeric: 'tabular-nums' }}>{read.size}</b>
        </FieldRow>
        <FieldRow label={t('root')}>
          <Id id={read.root} head={44} tail={0} />
        </FieldRow>
        <FieldRow label={t('origin')}>
          <span className="mono">{read.origin}</span>
        </FieldRow>
        <FieldRow label={t('signatures')}>
          {signatures.map(({ name, kind, valid, at }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one note
            <div key={index} className="chips">
              <span className="mono">{name}</span>
              <span>{t(`sig.${kind}`)}</span>
              <State tone={valid === undefined ? 'quiet' : valid ? 'good' : 'bad'}>
                {t(valid === undefined ? 'sig.unchecked' : valid ? 'sig.valid' : 'sig.invalid')}
              </State>
              {at === undefined ? null : (
                <span>
                  {t('sig.at')} <At at={at} named />
                </span>
              )}
            </div>
          ))}
        </FieldRow>
        <FieldRow label={t('note')}>
          <pre className="raw">{note}</pre>
        </FieldRow>
      </dl>
    </Panel>
  )
}

function Keys() {
  const { t } = useTranslation('log')
  const zone = useZone().data
  if (zone === undefined) return null
  return (
    <Panel title={t('keys')} padded>
      <dl className="facts">
        <FieldRow label={t('key.log')}>
          <Id id={zone.verifierKey} head={60} tail={12} />
        </FieldRow>
        <FieldRow label={t('key.witness')}>
          <Id id={zone.witnessKey} head={60} tail={12} />
        </FieldRow>
      </dl>
    </Panel>
  )
}

function Effects() {
  const { t } = useTranslation(['log', 'common'])
  const rest = useRest().data
  const outbox = useOutbox()
  const states: Readonly<Record<string, readonly [Tone, string]>> = {
    waiting: ['wait', t('log:effect.waiting')],
    attempted: ['wait', t('log:effect.attempted')],
    done: ['good', t('log:effect.done')],
    failed: ['bad', t('log:effect.failed')],
    unknown: ['bad', t('log:effect.unknown')],
  }
  const types: Readonly<Record<string, string>> = {
    broadcast: t('log:type.broadcast'),
    order: t('log:type.order'),
    cancel: t('log:type.cancel'),
    payment: t('log:type.payment'),
    cross: t('log:type.cross'),
  }
  return (
    <Panel
      title={t('log:effects')}
      extra={
        <span className="muted">
          {t('log:rest.outbox')} {rest?.outbox ?? '--'} · {t('log:rest.queue')} {rest?.queue ?? '--'} ·{' '}
          {t('log:rest.unknown')} {rest?.unknown ?? '--'}
        </span>
      }
    >
      <Loaded query={outbox}>
        {(rows) => (
          <Table
            size="small"
            dataSource={rows}
            rowKey={({ key }) => key}
            pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            scroll={{ x: 'max-content' }}
            locale={{ emptyText: <Empty title={t('log:effects.none')} /> }}
            columns={[
              { title: t('log:effect.type'), render: (_, row) => types[row.type] ?? row.type },
              { title: t('log:effect.key'), render: (_, row) => <Id id={row.key} head={22} tail={8} /> },
              {
                title: t('common:status'),
                render: (_, row) => (
                  <State tone={states[row.state]?.[0] ?? 'quiet'}>{states[row.state]?.[1] ?? row.state}</State>
                ),
              },
              { title: t('log:effect.attempts'), align: 'right', className: 'num', dataIndex: 'attempts' },
              { title: t('common:kind'), render: (_, row) => <EntryLink id={row.entry} /> },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  )
}
