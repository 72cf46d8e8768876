import { Alert, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hashText } from '../../../../src/core/record/hash.ts'
import { lawOf } from '../../../../src/core/zone/packsState.ts'
import { useCases, useDirectory, usePacks } from '../../api/queries.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { organisationOptions } from '../../parts/names.tsx'
import { caseName } from '../../record/caseNumber.ts'
import { usePackBook } from '../../record/packs.ts'
import { freshAct } from '../../signing/zoneAct.ts'
import { RuleHead } from '../entry/Rules.tsx'

/** An unverified rule is let pass on a source or an opinion: signed by who gives it, then by somebody outside the beneficiary's family. A verified rule is never offered. */
export function GiveOverride({ close }: { readonly close: () => void }) {
  const { t } = useTranslation(['registers', 'fields', 'people'])
  const { language } = usePreferences()
  const book = usePackBook()
  const published = usePacks().data?.state
  const directory = useDirectory().data?.state
  const cases = useCases().data ?? []
  const [form, setForm] = useState({ rule: '', beneficiary: '', case: '', reason: '', document: '' })
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change })
  const decides = lawOf(published)
  const rules = book.packs
    .filter(({ hash, manifest }) => manifest.kind === 'model' || decides.includes(hash))
    .flatMap((pack) => pack.manifest.rules.map((rule) => ({ rule, pack })))
    .filter(({ rule }) => rule.force === 'unverified')
  const chosen = rules.find(({ rule, pack }) => `${pack.hash} ${rule.id}` === form.rule)
  const kind = chosen?.rule.effect === 'permits' ? 'legal-opinion' : 'lifted-with-source'
  const [reason, document] = [form.reason.trim(), form.document.trim()]
  const whole = chosen !== undefined && ![form.beneficiary, reason, document].includes('')
  return (
    <ActDialog
      open
      close={close}
      width={640}
      title={t('registers:overrides.give')}
      lead={t('registers:overrides.lead')}
      by="people"
      role={kind === 'lifted-with-source' ? 'legal-affairs' : undefined}
      testId="override"
      prepare={() =>
        whole
          ? {
              act: freshAct({
                kind: 'override.given',
                payload: {
                  rule: chosen.rule.id,
                  pack: chosen.pack.hash,
                  kind,
                  document: hashText(document),
                  ...(form.case === '' ? {} : { case: form.case }),
                  beneficiary: form.beneficiary,
                  reason,
                },
                documents: [hashText(document)],
              }),
              texts: [document],
            }
          : undefined
      }
    >
      {book.ready && rules.length === 0 ? <Alert type="info" showIcon title={t('registers:overrides.noRule')} /> : null}
      <FormRow label={t('registers:rule')} hint={t('registers:overrides.rule.hint')}>
        <Select
          showSearch
          optionFilterProp="label"
          value={form.rule === '' ? null : form.rule}
          onChange={(value) => set({ rule: value })}
          options={rules.map(({ rule, pack }) => ({
            value: `${pack.hash} ${rule.id}`,
            label: `${rule.id} · ${rule.title[language]}`,
          }))}
          data-testid="override-rule"
        />
      </FormRow>
      {chosen === undefined ? null : (
        <div>
          <RuleHead id={chosen.rule.id} found={book.rule(chosen.rule.id, [chosen.pack.hash])} warning={false} />
          <p className="said">
            <span className="muted">{t('registers:overrides.how')} </span>
            {t(`registers:overrides.kind.${kind}`)}
            {' · '}
            {t(`registers:overrides.who.${kind}`)}
          </p>
        </div>
      )}
      <FormRow label={t('registers:overrides.for')} hint={t('registers:overrides.for.hint')}>
        <Select
          showSearch
          value={form.beneficiary === '' ? null : form.beneficiary}
          onChange={(value) => set({ beneficiary: value })}
          options={directory === undefined ? [] : organisationOptions(directory)}
          data-testid="override-beneficiary"
        />
      </FormRow>
      <FormRow label={t('fields:case')} hint={t('registers:overrides.case.hint')}>
        <Select
          allowClear
          value={form.case === '' ? null : form.case}
          onChange={(value?: string) => set({ case: value ?? '' })}
          options={cases.map((row) => ({ value: row.id, label: caseName(row) }))}
          data-testid="override-case"
        />
      </FormRow>
      <FormRow label={t(`registers:overrides.text.${kind}`)} hint={t('people:enrol.document.hint')}>
        <Input.TextArea
          rows={3}
          value={form.document}
          onChange={(event) => set({ document: event.target.value })}
          data-testid="override-document"
        />
      </FormRow>
      <FormRow label={t('people:reason')}>
        <Input.TextArea
          rows={2}
          maxLength={400}
          value={form.reason}
          onChange={(event) => set({ reason: event.target.value })}
          data-testid="override-reason"
        />
      </FormRow>
    </ActDialog>
  )
}

/** Who lets the rule bind again: any person of the directory, alone. */
export function WithdrawOverride({
  override,
  rule,
  close,
}: {
  readonly override: string
  readonly rule: string
  readonly close: () => void
}) {
  const { t } = useTranslation(['registers', 'people'])
  const [reason, setReason] = useState('')
  return (
    <ActDialog
      open
      close={close}
      title={`${t('registers:overrides.withdraw')} · ${rule}`}
      lead={t('registers:overrides.withdraw.lead')}
      by="person"
      testId="override-withdraw"
      prepare={() =>
        reason.trim() === ''
          ? undefined
          : { act: freshAct({ kind: 'override.withdrawn', payload: { override, reason: reason.trim() } }) }
      }
    >
      <FormRow label={t('people:reason')}>
        <Input.TextArea
          rows={2}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          data-testid="override-withdraw-reason"
        />
      </FormRow>
    </ActDialog>
  )
}
