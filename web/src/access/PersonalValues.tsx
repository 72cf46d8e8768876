import { EyeOutlined, LockOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { postJson } from '../api/client.ts'
import { useZone } from '../api/queries.ts'
import type { EntryRow } from '../api/types.ts'
import { Deleted } from '../parts/Deleted.tsx'
import { useNames } from '../parts/names.tsx'
import { useDeletions } from '../record/deletions.ts'
import { readFields } from '../record/read.ts'
import { signed } from '../signing/act.ts'
import { useSigning } from '../signing/signer.tsx'
import { saidOf } from './SignInPage.tsx'

/** What of an entry is there and not shown: sealed until the last fill, or a personal value, which is shown for a reason that the record keeps. */
export function NotShown({ row }: { readonly row: EntryRow }) {
  const { t } = useTranslation('access')
  const names = useNames()
  const personal = readFields(row.entry).withheld.filter((field) => field.startsWith('payload.personal'))
  const sealed = (row.sealed ?? []).filter((field) => field.startsWith('payload.'))
  return (
    <>
      {sealed.length === 0 ? null : (
        <p data-testid="sealed">
          <LockOutlined aria-hidden /> {t('sealed')}:{' '}
          {names.list(sealed.map((field) => names.field(field.slice('payload.'.length))))}
        </p>
      )}
      {personal.map((field) => (
        <PersonalValue key={field} row={row} field={field} />
      ))}
    </>
  )
}

function PersonalValue({ row, field }: { readonly row: EntryRow; readonly field: string }) {
  const { t } = useTranslation('access')
  const names = useNames()
  const { signer } = useSigning()
  const [reason, setReason] = useState<string>()
  const show = useShow(row, field)
  const deletion = useDeletions().ofValue(row.id, field)
  if (deletion !== undefined)
    return (
      <div data-testid="personal-value">
        <span className="muted">{names.field(field.slice('payload.'.length))} </span>
        <Deleted deletion={deletion} />
      </div>
    )
  return (
    <div data-testid="personal-value">
      <span className="muted">{names.field(field.slice('payload.'.length))} </span>
      {show.data === undefined ? (
        <>
          <span className="mono">****</span>{' '}
          <Button icon={<EyeOutlined aria-hidden />} onClick={() => setReason('')} disabled={reason !== undefined}>
            {t('personal.show')}
          </Button>
        </>
      ) : (
        <b data-testid="shown-value">{show.data.value}</b>
      )}
      {reason === undefined || show.data !== undefined ? null : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            show.mutate(reason)
          }}
        >
          <p className="muted">{t('personal.recorded')}</p>
          <Input
            value={reason}
            maxLength={400}
            aria-label={t('personal.reason')}
            placeholder={t('personal.reason')}
            onChange={(event) => setReason(event.target.value)}
            data-testid="show-reason"
          />
          {signer === undefined ? <Alert type="info" showIcon title={t('personal.key')} /> : null}
          {show.error === null ? null : <Alert type="error" showIcon title={saidOf(show.error)} />}
          <Button
            type="primary"
            htmlType="submit"
            disabled={signer === undefined || [...reason.trim()].length < 4}
            loading={show.isPending}
            data-testid="show-sign"
          >
            {t('personal.sign')}
          </Button>
        </form>
      )}
    </div>
  )
}

/** The entry comes first, then the value; it stays in this page's memory and in no cache. */
function useShow(row: EntryRow, field: string) {
  const client = useQueryClient()
  const zone = useZone().data?.zone
  const { signer } = useSigning()
  return useMutation({
    gcTime: 0,
    mutationFn: async (reason: string) => {
      if (signer === undefined) throw new TypeError('nobody signs')
      const { person } = readFields(row.entry).payload
      const payload = {
        entry: row.id,
        field,
        commitment: row.entry.header.commitments[field]!,
        person: String(person),
        reason: reason.trim(),
      }
      const action = await signed({ signer, role: signer.roles[0]!, action: { kind: 'vault.shown', payload } }, zone)
      return postJson<{ readonly value: string }>('/api/vault/shown', JSON.stringify({ action }))
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['entries'] }),
  })
}
