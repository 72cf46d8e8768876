import { Alert, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Directory } from '../../../../src/core/case/directory.ts'
import { hashText } from '../../../../src/core/record/hash.ts'
import type { Json } from '../../../../src/core/record/jcs.ts'
import { zoneAct } from '../../../../src/core/zone/acts.ts'
import { confirmationWays } from '../../../../src/core/zone/keyKinds.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { Fingerprint } from '../../parts/Fingerprint.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { type ReadCard, readCard } from '../../record/keyCard.ts'
import type { PreparedAct } from '../../signing/zoneAct.ts'

interface Props {
  readonly directory: Directory
  readonly open: boolean
  readonly close: () => void
}

const empty = { card: '', holder: '', document: '', vouchedBy: '', by: '', how: 'in-person', note: '', certificate: '', root: '' } // biome-ignore format: one form
type Form = typeof empty

/** Two administrators enrol a key of somebody: what was handed over as a card, the paper that it rests on, and who asked the holder on another way. */
export function EnrolKey({ directory, open, close }: Props) {
  const { t } = useTranslation('people')
  const [form, setForm] = useState<Form>(empty)
  const set = (field: keyof Form) => (value: string) => setForm((before) => ({ ...before, [field]: value }))
  const card = readCard(form.card)
  const holder = form.holder || (card?.person ?? '')
  const known = directory.keys[card?.key ?? '']?.holder
  const org = directory.people[holder]?.org ?? holder
  const others = Object.keys(directory.organisations).filter((one) => one !== holder)
  const orgs = others.map((value) => ({ value, label: `${value} · ${directory.organisations[value]?.name}` }))
  const end = (): void => {
    setForm(empty)
    close()
  }
  return (
    <ActDialog
      open={open}
      close={end}
      width={640}
      title={t('enrol.key')}
      lead={t('enrol.lead')}
      by="administrators"
      testId="enrol"
      prepare={() => (known === undefined ? enrolment(form, card, holder, directory) : undefined)}
    >
      <FormRow label={t('enrol.card')} hint={t('enrol.card.hint')}>
        <Input.TextArea
          rows={3}
          className="mono"
          value={form.card}
          onChange={(event) => set('card')(event.target.value)}
          data-testid="enrol-card"
        />
      </FormRow>
      {form.card.trim() !== '' && card === undefined ? (
        <Alert type="error" showIcon title={t('enrol.card.fault')} />
      ) : null}
      {known === undefined ? null : <Alert type="error" showIcon title={t('enrol.card.known', { holder: known })} />}
      {card === undefined ? null : <Fingerprint of={card.key} />}
      <FormRow label={t('holder')}>
        <Select
          showSearch
          value={holder === '' ? null : holder}
          onChange={set('holder')}
          options={[
            { label: t('people'), options: Object.entries(directory.people).map(([value, one]) => ({ value, label: `${value} · ${one.org}` })) }, // biome-ignore format: one group
            { label: t('tab.organisations'), options: Object.entries(directory.organisations).map(([value, { name }]) => ({ value, label: `${value} · ${name}` })) }, // biome-ignore format: one group
          ]}
          data-testid="enrol-holder"
        />
      </FormRow>
      <FormRow label={t('enrol.document')} hint={t('enrol.document.hint')}>
        <Input.TextArea
          rows={2}
          value={form.document}
          onChange={(event) => set('document')(event.target.value)}
          data-testid="enrol-document"
        />
      </FormRow>
      <FormRow label={t('vouchedBy')}>
        <Select
          showSearch
          value={form.vouchedBy === '' ? (org === holder ? null : org) : form.vouchedBy}
          onChange={set('vouchedBy')}
          options={orgs}
        />
      </FormRow>
      <FormRow label={t('enrol.by')} hint={t('enrol.by.hint')}>
        <Select
          showSearch
          value={form.by === '' ? (org === holder ? null : org) : form.by}
          onChange={set('by')}
          options={orgs}
        />
      </FormRow>
      <FormRow label={t('how')}>
        <Radio.Group
          value={form.how}
          onChange={(event) => set('how')(event.target.value)}
          options={confirmationWays.map((value) => ({ value, label: t(`how.${value}`) }))}
        />
      </FormRow>
      <FormRow label={t('confirm.note')}>
        <Input.TextArea
          rows={2}
          value={form.note}
          onChange={(event) => set('note')(event.target.value)}
          data-testid="enrol-note"
        />
      </FormRow>
      {directory.organisations[holder] === undefined ? null : (
        <>
          <FormRow label={t('enrol.certificate')} hint={t('enrol.certificate.hint')}>
            <Input.TextArea
              rows={2}
              className="mono"
              value={form.certificate}
              onChange={(event) => set('certificate')(event.target.value)}
            />
          </FormRow>
          <FormRow label={t('certificate.root')}>
            <Input className="mono" value={form.root} onChange={(event) => set('root')(event.target.value.trim())} />
          </FormRow>
        </>
      )}
    </ActDialog>
  )
}

/** The act, once nothing of it is missing. */
function enrolment(
  form: Form,
  card: ReadCard | undefined,
  holder: string,
  directory: Directory,
): PreparedAct | undefined {
  const org = directory.people[holder]?.org
  const [vouchedBy, by] = [form.vouchedBy || (org ?? ''), form.by || (org ?? '')]
  const texts = [form.document.trim(), form.note.trim()]
  if (card === undefined || holder === '' || vouchedBy === '' || by === '' || texts.includes('')) return undefined
  const pem = form.certificate.trim()
  if ((pem === '') !== (form.root === '')) return undefined
  const all = [...texts, ...(pem === '' ? [] : [`${pem}\n`])]
  const hashes = all.map(hashText)
  const payload: { [name: string]: Json } = {
    key: card.key,
    holder,
    use: org === undefined ? 'organisation' : 'person',
    algorithm: card.algorithm,
    ...(card.passkey === undefined ? {} : { passkey: { ...card.passkey } }),
    vouchedBy,
    document: hashes[0]!,
    confirmation: { by, how: form.how, document: hashes[1]! },
    ...(pem === '' ? {} : { certificate: hashes[2]!, certificateRoot: form.root.toLowerCase() }),
  }
  return { act: zoneAct('enrol', { kind: 'key.enrolled', payload, documents: [...new Set(hashes)] }), texts: all }
}
