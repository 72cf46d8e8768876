import { Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountPurposes, type Directory } from '../../../../src/core/case/directory.ts'
import { hashText } from '../../../../src/core/record/hash.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { organisationOptions } from '../../parts/names.tsx'
import { freshAct } from '../../signing/zoneAct.ts'

const ids = /^[a-z0-9][a-z0-9./:-]{0,119}$/

interface Props {
  readonly directory: Directory
  readonly close: () => void
}

/** Two administrators enter an account: whose it is, where it is kept, what for, and who may draw on it. Entered again, the new entry holds. */
export function RegisterAccount({ directory, close }: Props) {
  const { t } = useTranslation(['registers', 'fields', 'people'])
  const [form, setForm] = useState({ account: '', owner: '', bank: '', currency: 'CNY', number: '', purpose: '', document: '' }) // biome-ignore format: one form
  const [drawnBy, setDrawnBy] = useState<readonly string[]>([])
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change })
  const { account, owner, bank, currency, number, purpose } = form
  const document = form.document.trim()
  const good =
    ids.test(account) &&
    /^[A-Z]{3}$/.test(currency) &&
    number.length >= 4 &&
    ![owner, bank, purpose, document].includes('')
  const payload = {
    account,
    owner,
    bank,
    currency,
    number,
    purpose,
    drawnBy: [...drawnBy],
    document: hashText(document),
  }
  const orgs = organisationOptions(directory)
  const banks = orgs.filter(({ value }) => directory.organisations[value]?.role === 'bank')
  const known = directory.accounts[account] !== undefined
  return (
    <ActDialog
      open
      close={close}
      title={t('registers:account.enter')}
      lead={t('registers:account.lead')}
      by="administrators"
      testId="account"
      prepare={() =>
        good
          ? {
              act: freshAct({ kind: 'account.registered', payload, documents: [payload.document] }),
              texts: [document],
            }
          : undefined
      }
    >
      <FormRow label={t('fields:account')} hint={t(known ? 'people:enrol.again' : 'people:id.hint')}>
        <Input
          value={account}
          onChange={(event) => set({ account: event.target.value.trim() })}
          data-testid="account-id"
        />
      </FormRow>
      <FormRow label={t('fields:owner')}>
        <Select
          showSearch
          value={owner === '' ? null : owner}
          onChange={(value) => set({ owner: value })}
          options={orgs}
          data-testid="account-owner"
        />
      </FormRow>
      <FormRow label={t('fields:purpose')}>
        <Select
          value={purpose === '' ? null : purpose}
          onChange={(value) => set({ purpose: value })}
          options={accountPurposes.map((value) => ({ value, label: t(`registers:purpose.${value}`) }))}
          data-testid="account-purpose"
        />
      </FormRow>
      <FormRow label={t('fields:bank')} hint={t('registers:account.bank.hint')}>
        <Select
          showSearch
          value={bank === '' ? null : bank}
          onChange={(value) => set({ bank: value })}
          options={banks.length === 0 ? orgs : banks}
          data-testid="account-bank"
        />
      </FormRow>
      <FormRow label={t('fields:currency')}>
        <Input
          value={currency}
          maxLength={3}
          style={{ width: 90 }}
          onChange={(event) => set({ currency: event.target.value.trim().toUpperCase() })}
          data-testid="account-currency"
        />
      </FormRow>
      <FormRow label={t('fields:number')} hint={t('registers:account.number.hint')}>
        <Input
          className="mono"
          value={number}
          maxLength={34}
          autoComplete="off"
          onChange={(event) => set({ number: event.target.value.trim() })}
          data-testid="account-number"
        />
      </FormRow>
      <FormRow label={t('fields:drawnBy')} hint={t('registers:account.drawnBy.hint')}>
        <Select
          mode="multiple"
          maxCount={10}
          value={[...drawnBy]}
          onChange={(value: string[]) => setDrawnBy(value)}
          options={orgs}
          data-testid="account-drawn"
        />
      </FormRow>
      <FormRow label={t('people:enrol.document')} hint={t('people:enrol.document.hint')}>
        <Input.TextArea
          rows={3}
          value={form.document}
          onChange={(event) => set({ document: event.target.value })}
          data-testid="account-document"
        />
      </FormRow>
    </ActDialog>
  )
}
