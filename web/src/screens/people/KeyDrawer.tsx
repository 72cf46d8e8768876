import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../../src/core/access/parties.ts'
import type { Directory } from '../../../../src/core/case/directory.ts'
import { useEveryEntry } from '../../api/queries.ts'
import type { EntryRow } from '../../api/types.ts'
import { At } from '../../parts/At.tsx'
import { DocumentText } from '../../parts/DocumentText.tsx'
import { Fingerprint } from '../../parts/Fingerprint.tsx'
import { Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { State } from '../../parts/State.tsx'
import { EntryLink, FieldRow } from '../../parts/Value.tsx'
import type { KeyRow } from '../../record/keyRows.ts'
import { readFields } from '../../record/read.ts'
import { useSigning } from '../../signing/signer.tsx'
import { ConfirmKey } from './ConfirmKey.tsx'
import { keyTones, Word } from './Keys.tsx'
import { RevokeKey } from './RevokeKey.tsx'
import { RotateKey } from './RotateKey.tsx'

interface Props {
  readonly row: KeyRow
  readonly directory: Directory
  readonly stream: string | undefined
  readonly close: () => void
}

/** Kinds of entries that say something of one key. */
const aboutKeys = [
  'key.enrolled',
  'key.confirmed',
  'key.revoked',
  'key.replaced',
  'organisationKey.rotated',
  'logKey.rotated',
  'logKey.replaced',
]

type Dialog = 'confirm' | 'revoke' | 'rotate'

/** One key with all that the record says of it, and what can be done about it. */
export function KeyDrawer({ row, directory, stream, close }: Props) {
  const { t } = useTranslation('people')
  const { signer } = useSigning()
  const [dialog, setDialog] = useState<Dialog>()
  const administers = signer?.org === administration
  const standing = row.state === 'inForce'
  const end = (): void => setDialog(undefined)
  return (
    <Drawer open onClose={close} size={640} title={`${row.holder} · ${t(`use.${row.use}`)}`}>
      <div data-testid="key-view">
        <Fingerprint of={row.key} />
        <div className="verbs" style={{ margin: '12px 0' }}>
          <Button
            type={administers ? 'default' : 'primary'}
            disabled={!standing || administers}
            onClick={() => setDialog('confirm')}
            data-testid="confirm-key"
          >
            {t('confirm')}
          </Button>
          {row.use === 'organisation' ? (
            <Button disabled={!standing} onClick={() => setDialog('rotate')} data-testid="rotate-key">
              {t('rotate')}
            </Button>
          ) : null}
          <Button
            danger
            disabled={row.state === 'revoked'}
            onClick={() => setDialog('revoke')}
            data-testid="revoke-key"
          >
            {t('revoke')}
          </Button>
        </div>
        <Facts row={row} directory={directory} />
        <h3 style={{ margin: '16px 0 6px' }}>{t('confirmations')}</h3>
        {row.confirmed === undefined ? (
          <p className="muted">{t('word.unconfirmed.long', { by: row.vouchedBy })}</p>
        ) : (
          <ul className="approval-line">
            {row.confirmed.map(({ person, org, how, at, entry }) => (
              <li key={entry} data-done="yes">
                <b>{person}</b> <span className="muted">{org}</span> {t(`how.${how as 'video'}`)} <At at={at} named />{' '}
                <EntryLink id={entry} />
              </li>
            ))}
          </ul>
        )}
        <h3 style={{ margin: '16px 0 6px' }}>{t('history')}</h3>
        <History of={row.key} directory={directory} stream={stream} />
      </div>
      <ConfirmKey row={row} open={dialog === 'confirm'} close={end} />
      <RevokeKey row={row} open={dialog === 'revoke'} close={end} />
      <RotateKey row={row} open={dialog === 'rotate'} close={end} />
    </Drawer>
  )
}

function Facts({ row, directory }: { readonly row: KeyRow; readonly directory: Directory }) {
  const { t } = useTranslation('people')
  const name = directory.organisations[row.org]?.name
  return (
    <dl className="facts">
      <FieldRow label={t('holder')}>
        <b>{row.holder}</b> {name ?? (row.org === row.holder ? '' : row.org)}
      </FieldRow>
      <FieldRow label={t('state')}>
        <State tone={keyTones[row.state]}>{t(`state.${row.state}`)}</State> <At at={row.from} named />
        {row.until === undefined ? null : (
          <>
            {' '}
            – <At at={row.until} named />
          </>
        )}
      </FieldRow>
      {row.revokedAt === undefined ? null : (
        <FieldRow label={t('revokedAt')}>
          <At at={row.revokedAt} named />
        </FieldRow>
      )}
      <FieldRow label={t('word')}>
        <Word row={row} />
      </FieldRow>
      <FieldRow label={t('key')}>
        <span className="mono">{row.algorithm}</span> <Id id={row.key} head={16} tail={8} />
      </FieldRow>
      {row.passkey === undefined ? null : (
        <FieldRow label={t('passkey')}>
          <span className="mono">{row.passkey.origin}</span>
        </FieldRow>
      )}
      <FieldRow label={t('vouchedBy')}>
        {row.vouchedBy}
        {row.confirmation === undefined
          ? ''
          : ` · ${row.confirmation.by}, ${t(`how.${row.confirmation.how as 'video'}`)}`}
      </FieldRow>
      <FieldRow label={t('document')}>
        <DocumentText sha256={row.document} />
      </FieldRow>
      <FieldRow label={t('certificate')}>
        {row.certificate === undefined ? (
          <span className="muted">{t('certificate.none')}</span>
        ) : (
          <>
            <DocumentText sha256={row.certificate} />
            <div className="muted">
              {t('certificate.root')} <Id id={row.certificateRoot} head={12} tail={6} />
            </div>
          </>
        )}
      </FieldRow>
      {row.follows === undefined && row.replaces === undefined ? null : (
        <FieldRow label={t('follows')}>
          <Id id={row.follows ?? row.replaces} head={10} tail={6} />
        </FieldRow>
      )}
      {row.next === undefined ? null : (
        <FieldRow label={t('next')}>
          <Id id={row.next} head={10} tail={6} />
        </FieldRow>
      )}
    </dl>
  )
}

/** The entries of the directory that name this key, with who signed each. */
function History({
  of,
  directory,
  stream,
}: {
  readonly of: string
  readonly directory: Directory
  readonly stream: string | undefined
}) {
  const names = useNames()
  const rows = (useEveryEntry(stream, aboutKeys).data ?? []).filter(({ entry }) => {
    const { key, old } = readFields(entry).payload
    return key === of || old === of
  })
  return (
    <ul className="approval-line">
      {rows.map((row) => (
        <li key={row.id} data-done="yes">
          <b>{names.kind(row.entry.header.kind)}</b>{' '}
          <span className="muted">{signersOf(row, directory).join(' + ')}</span>
          <At at={row.entry.header.recordedAt} named /> <EntryLink id={row.id} />
        </li>
      ))}
    </ul>
  )
}

/** Who acted, and the administrator who signed second. */
function signersOf({ entry }: EntryRow, directory: Directory): readonly string[] {
  const { actor } = readFields(entry)
  const action = entry.fields.action?.value as { readonly countersignature?: { readonly key?: string } } | undefined
  const second = action?.countersignature?.key
  const all = [
    ...Object.entries(directory.administrators),
    ...Object.entries(directory.formerAdministrators ?? {}).map(([key, { person }]) => [person, key] as const),
  ]
  const other = all.find(([, key]) => key === second)?.[0]
  return [...new Set([...(actor === undefined ? [] : [actor.person]), ...(other === undefined ? [] : [other])])]
}
