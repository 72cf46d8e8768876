import { UploadOutlined } from '@ant-design/icons'
import { Alert, Button, Checkbox, Input, Select, Upload } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeptList } from '../../../../src/core/case/registers.ts'
import { SluiceError } from '../../../../src/core/errors.ts'
import { flawIn } from '../../../../src/core/flaws/flaw.ts'
import { bindsIn, listAct, type ReadList, readList } from '../../../../src/core/zone/listActs.ts'
import { useDocument, useZone } from '../../api/queries.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { formatTime } from '../../format/time.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { useNames } from '../../parts/names.tsx'
import { Flaws } from './ImportDiff.tsx'
import { ListDiff } from './ListDiff.tsx'
import { shippedLists } from './shippedLists.ts'

const forces = ['binding-onshore', 'binding-hong-kong', 'information'] as const
const ids = /^[a-z0-9][a-z0-9-]{0,39}$/
const days = /^\d{4}-\d\d-\d\d$/

interface Props {
  readonly kept: readonly KeptList[]
  readonly close: () => void
}

/** Takes in the snapshot of a list: its flaws by line, which rows begin and are gone, then the first of two signatures. Read by the code of the command line. */
export default function ImportList({ kept, close }: Props) {
  const { t } = useTranslation(['registers', 'fields', 'people'])
  const { language } = usePreferences()
  const names = useNames()
  // The day stays the one of the preview that is signed.
  const now = useZone().data?.now
  const [checked, setChecked] = useState(() => formatTime(now).slice(0, 10))
  const [text, setText] = useState('')
  const [name, setName] = useState('')
  const [form, setForm] = useState({ list: '', title: '', issuer: '', source: '', published: '' })
  const [force, setForce] = useState<(typeof forces)[number]>()
  const [leaveOut, setLeaveOut] = useState(false)
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change })
  const own = useMemo(() => readText(text, undefined), [text])
  const said = own === undefined || own instanceof SluiceError ? undefined : own.snapshot
  const list = said?.list ?? form.list
  const standing = kept.findLast((one) => one.list === list)
  const shipped = shippedLists.find(({ id }) => id === list)
  const before = useDocument(standing?.snapshot).data
  const waits = standing !== undefined && before === undefined
  const found = useMemo(() => (waits || before === null ? undefined : readText(text, before)), [text, before, waits])
  const read = found instanceof SluiceError ? undefined : found
  const about = {
    id: list,
    title: standing?.title ?? shipped?.title['zh-CN'] ?? form.title.trim(),
    issuer: standing?.issuer ?? shipped?.issuer ?? form.issuer.trim(),
    force: standing?.force ?? shipped?.force ?? force,
    source: form.source.trim() === '' ? (standing?.source ?? shipped?.source ?? '') : form.source.trim(),
  }
  const published = said?.publishedOn ?? form.published
  const inDoubt = read?.snapshot.faults.length ?? 0
  const whole = ids.test(list) && ![about.title, about.issuer, about.source].includes('')
  const dated = days.test(published) && days.test(checked)
  const known = shipped !== undefined || standing !== undefined
  return (
    <ActDialog
      open
      close={close}
      width={900}
      title={t('registers:lists.import')}
      lead={t('registers:lists.lead')}
      by="administrators"
      testId="list"
      prepare={() =>
        read !== undefined && whole && dated && about.force !== undefined && (inDoubt === 0 || leaveOut)
          ? {
              act: listAct({
                about: { ...about, force: about.force },
                read,
                kept: standing,
                publishedOn: published,
                checkedOn: checked,
              }),
              texts: [text],
            }
          : undefined
      }
    >
      <div className="ask-row">
        <Upload
          accept=".json,.jsonl,.txt"
          showUploadList={false}
          beforeUpload={(file) => {
            setName(file.name)
            void file.text().then(setText)
            return false
          }}
        >
          <Button icon={<UploadOutlined aria-hidden />}>{t('registers:import.file')}</Button>
        </Upload>
        <span className="muted">{name}</span>
      </div>
      <FormRow label={t('registers:lists.paste')} hint={t('registers:lists.forms')}>
        <Input.TextArea
          rows={4}
          className="mono"
          value={text.length > 20_000 ? `${text.slice(0, 20_000)}…` : text}
          readOnly={text.length > 20_000}
          onChange={(event) => {
            setName('')
            setText(event.target.value)
          }}
          data-testid="list-text"
        />
      </FormRow>
      {own instanceof SluiceError ? (
        <Alert type="error" showIcon title={flawIn(own.facts, language) ?? own.message} />
      ) : null}
      {before === null && standing !== undefined ? (
        <Alert type="error" showIcon title={t('registers:lists.textMissing')} />
      ) : null}
      {said === undefined ? null : (
        <>
          <p className="said">
            {t('registers:lists.read', { n: said.subjects.length, form: t(`registers:lists.form.${said.form}`) })}
          </p>
          <Flaws faults={said.faults} inDoubt={said.faults.length} />
          {inDoubt === 0 ? null : (
            <Checkbox
              checked={leaveOut}
              onChange={(event) => setLeaveOut(event.target.checked)}
              data-testid="list-leave-out"
            >
              {t('registers:lists.leaveOut', { n: inDoubt })}
            </Checkbox>
          )}
          <div className="ask-row">
            <FormRow label={t('fields:list')}>
              <Select
                showSearch
                style={{ minWidth: 320 }}
                disabled={said.list !== undefined}
                value={list === '' ? null : list}
                onChange={(value) => set({ list: value })}
                onSearch={(value) => (ids.test(value) ? set({ list: value }) : undefined)}
                options={listOptions(kept, form.list, language)}
                data-testid="list-id"
              />
            </FormRow>
            <FormRow label={t('fields:publishedOn')}>
              <Input
                style={{ width: 130 }}
                value={published}
                disabled={said.publishedOn !== undefined}
                placeholder="2026-03-02"
                onChange={(event) => set({ published: event.target.value.trim() })}
                data-testid="list-published"
              />
            </FormRow>
            <FormRow label={t('fields:checkedOn')}>
              <Input
                style={{ width: 130 }}
                value={checked}
                placeholder="2026-03-02"
                onChange={(event) => setChecked(event.target.value.trim())}
                data-testid="list-checked"
              />
            </FormRow>
          </div>
          {known ? (
            <p className="said">
              {shipped?.title[language] ?? about.title} <span className="muted">{about.issuer}</span>{' '}
              {names.value(about.force ?? '')} · {names.value(about.force === undefined ? '' : bindsIn[about.force])}
            </p>
          ) : list === '' ? null : (
            <>
              <FormRow label={t('fields:title')}>
                <Input value={form.title} maxLength={2000} onChange={(event) => set({ title: event.target.value })} />
              </FormRow>
              <FormRow label={t('fields:issuer')}>
                <Input value={form.issuer} maxLength={2000} onChange={(event) => set({ issuer: event.target.value })} />
              </FormRow>
              <FormRow label={t('fields:force')} hint={t('registers:lists.force.hint')}>
                <Select
                  value={force ?? null}
                  onChange={setForce}
                  options={forces.map((value) => ({ value, label: names.value(value) }))}
                />
              </FormRow>
            </>
          )}
          <FormRow label={t('fields:source')} hint={t('registers:lists.source.hint')}>
            <Input
              value={form.source}
              maxLength={400}
              placeholder={about.source}
              onChange={(event) => set({ source: event.target.value })}
              data-testid="list-source"
            />
          </FormRow>
          {read === undefined ? null : <ListDiff changes={read.changes} />}
        </>
      )}
    </ActDialog>
  )
}

/** Lists that ship, those that the zone keeps beside, and one that was typed. */
function listOptions(kept: readonly KeptList[], typed: string, language: 'en' | 'zh-CN' | 'zh-HK') {
  const shipped = shippedLists.map(({ id, title }) => ({ value: id, label: `${id} · ${title[language]}` }))
  const others = new Map<string, string>(kept.map(({ list, title }) => [list, `${list} · ${title}`]))
  if (typed !== '' && !others.has(typed)) others.set(typed, typed)
  for (const { value } of shipped) others.delete(value)
  return [...shipped, ...[...others].map(([value, label]) => ({ value, label }))]
}

/** What the text says, why it is no list, or nothing where there is no text. */
function readText(text: string, before: string | undefined): ReadList | SluiceError | undefined {
  if (text.trim() === '') return undefined
  try {
    return readList({ text, before })
  } catch (error) {
    if (error instanceof SluiceError) return error
    throw error
  }
}
