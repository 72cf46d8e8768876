import { Button, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../../src/core/access/parties.ts'
import type { Directory } from '../../../../src/core/case/directory.ts'
import { enrolledTie, type Tie, tieKinds } from '../../../../src/core/case/ties.ts'
import { hashText } from '../../../../src/core/record/hash.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { useSigning } from '../../signing/signer.tsx'
import { freshAct } from '../../signing/zoneAct.ts'

type Doing = { readonly act: 'declare' } | { readonly act: 'change' | 'end'; readonly row: Row }
type Row = Omit<Tie, 'kind' | 'document'> & { readonly kind: string; readonly key: string }

const ids = /^[a-z0-9][a-z0-9./:-]{0,119}$/
const days = /^\d{4}-\d\d-\d\d$/
const shares = /^(100|[1-9]?[0-9])(\.[0-9]{1,4})?$/

/** Ties between companies with their days: who owns or controls whom. Two administrators declare, change and end them, each on a paper. */
export function Ties({ directory }: { readonly directory: Directory }) {
  const { t } = useTranslation(['people', 'fields', 'values', 'common'])
  const { signer } = useSigning()
  const [doing, setDoing] = useState<Doing>()
  const administers = signer?.org === administration
  const rows = rowsOf(directory)
  const open = ({ tie, until }: Row): boolean =>
    until === undefined && rows.findLast((row) => row.tie === tie)?.until === undefined
  return (
    <>
      <Panel
        title={`${t('ties')} ${rows.length}`}
        extra={
          administers ? (
            <Button onClick={() => setDoing({ act: 'declare' })} data-testid="declare-tie">
              {t('ties.declare')}
            </Button>
          ) : null
        }
      >
        <p className="panel-body said muted">{t('ties.explain')}</p>
        <Table<Row>
          size="small"
          rowKey="key"
          dataSource={rows}
          pagination={rows.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty title={t('ties.none')} /> }}
          columns={[
            { title: t('fields:tie'), render: (_, { tie }) => <span className="mono">{tie}</span> },
            { title: t('ties.owner'), render: (_, { owner }) => owner },
            { title: t('fields:kind'), render: (_, { kind }) => t(`values:${kind}` as 'values:owns') },
            { title: t('fields:owned'), render: (_, { owned }) => owned },
            { title: t('fields:sharePercent'), align: 'right', render: (_, row) => row.sharePercent ?? '--' },
            { title: t('from'), render: (_, { from }) => from },
            { title: t('until'), render: (_, { until }) => until ?? '--' },
            {
              title: <span className="sr-only">{t('common:acts')}</span>,
              align: 'right',
              render: (_, row) =>
                administers && open(row) ? (
                  <>
                    {row.from === '' ? null : (
                      <Button onClick={() => setDoing({ act: 'change', row })} data-testid={`change-${row.tie}`}>
                        {t('ties.change')}
                      </Button>
                    )}{' '}
                    <Button danger onClick={() => setDoing({ act: 'end', row })} data-testid={`end-${row.tie}`}>
                      {t('ties.end')}
                    </Button>
                  </>
                ) : null,
            },
          ]}
        />
      </Panel>
      {doing === undefined ? null : <TieDialog doing={doing} close={() => setDoing(undefined)} />}
    </>
  )
}

/** Families of enrolment that join two or that have ended, then what was declared. */
function rowsOf({ organisations, ties = [], endedFamilies = {} }: Directory): readonly Row[] {
  const members = Object.entries(organisations)
  const families = members
    .filter(
      ([org, { family }]) =>
        endedFamilies[org] !== undefined || members.filter(([, other]) => other.family === family).length > 1,
    )
    .map(([org, { family }]) => ({
      key: enrolledTie(org),
      tie: enrolledTie(org),
      owner: family,
      owned: org,
      kind: 'enrolled',
      from: '',
      ...(endedFamilies[org] === undefined ? {} : { until: endedFamilies[org] }),
    }))
  return [...families, ...ties.map((row, i) => ({ ...row, key: `${i}` }))]
}

function TieDialog({ doing, close }: { readonly doing: Doing; readonly close: () => void }) {
  const { t } = useTranslation(['people', 'fields', 'values'])
  const row = doing.act === 'declare' ? undefined : doing.row
  const [form, setForm] = useState({
    tie: row?.tie ?? '',
    owner: row?.owner ?? '',
    owned: row?.owned ?? '',
    kind: row === undefined || row.kind === 'enrolled' ? 'owns' : row.kind,
    share: row?.sharePercent ?? '',
    day: '',
    document: '',
  })
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change })
  const { tie, owner, owned, kind, share, day } = form
  const text = form.document.trim()
  const named = doing.act !== 'declare' || [tie, owner, owned].every((one) => ids.test(one))
  const good = named && days.test(day) && text !== '' && (share === '' || shares.test(share))
  const document = hashText(text)
  const said = { kind, ...(share === '' ? {} : { sharePercent: share }), from: day, document }
  const payload = {
    declare: { tie, owner, owned, ...said },
    change: { tie, ...said },
    end: { tie, until: day, document },
  }[doing.act]
  const name = { declare: 'tie.declared', change: 'tie.changed', end: 'tie.ended' }[doing.act]
  return (
    <ActDialog
      open
      close={close}
      title={row === undefined ? t('ties.declare') : `${t(`ties.${doing.act}`)} · ${row.tie}`}
      lead={t(`ties.${doing.act}.lead`)}
      by="administrators"
      testId="tie"
      prepare={() =>
        good ? { act: freshAct({ kind: name, payload, documents: [document] }), texts: [text] } : undefined
      }
    >
      {doing.act === 'declare' ? (
        <>
          <FormRow label={t('fields:tie')} hint={t('id.hint')}>
            <Input value={tie} onChange={(event) => set({ tie: event.target.value.trim() })} />
          </FormRow>
          <FormRow label={t('ties.owner')} hint={t('ties.outside')}>
            <Input value={owner} onChange={(event) => set({ owner: event.target.value.trim() })} />
          </FormRow>
          <FormRow label={t('fields:owned')}>
            <Input value={owned} onChange={(event) => set({ owned: event.target.value.trim() })} />
          </FormRow>
        </>
      ) : null}
      {doing.act === 'end' ? null : (
        <>
          <FormRow label={t('fields:kind')}>
            <Select
              value={kind}
              onChange={(value) => set({ kind: value })}
              options={tieKinds.map((value) => ({ value, label: t(`values:${value}`) }))}
            />
          </FormRow>
          <FormRow label={t('fields:sharePercent')}>
            <Input value={share} onChange={(event) => set({ share: event.target.value.trim() })} />
          </FormRow>
        </>
      )}
      <FormRow label={doing.act === 'end' ? t('ties.until') : t('ties.from')}>
        <Input
          value={day}
          placeholder="2026-03-02"
          onChange={(event) => set({ day: event.target.value.trim() })}
          data-testid="tie-day"
        />
      </FormRow>
      <FormRow label={t('ties.document')} hint={t('ties.document.hint')}>
        <Input.TextArea rows={3} value={form.document} onChange={(event) => set({ document: event.target.value })} />
      </FormRow>
    </ActDialog>
  )
}
