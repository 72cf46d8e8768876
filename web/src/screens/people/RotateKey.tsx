import { Alert, Button, Input, Segmented, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fingerprintOf, publicKeyOf, signatureHolds, signText } from '../../../../src/core/record/publicKeys.ts'
import { type ProposedKey, proposedKeyOf, rotationPayload, zoneAct } from '../../../../src/core/zone/acts.ts'
import { keyStatement } from '../../../../src/core/zone/logKeyKinds.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { CopyButton } from '../../parts/Id.tsx'
import type { KeyRow } from '../../record/keyRows.ts'
import { KeyInput } from '../../signing/KeyInput.tsx'
import type { LoadedKey } from '../../signing/readKeys.ts'

interface Props {
  readonly row: KeyRow
  readonly open: boolean
  readonly close: () => void
}

/** An organisation goes on with another key: its own people sign the statement with both, two administrators append it. */
export function RotateKey({ row, open, close }: Props) {
  const { t } = useTranslation('people')
  const [way, setWay] = useState<'file' | 'keys'>('file')
  const [text, setText] = useState('')
  const proposed = proposedKeyOf(text)
  const fault = text.trim() === '' ? undefined : faultOf(proposed, row)
  const end = (): void => {
    setText('')
    close()
  }
  return (
    <ActDialog
      open={open}
      close={end}
      title={`${t('rotate')} · ${row.holder}`}
      lead={t('rotate.lead')}
      by="administrators"
      testId="rotate"
      prepare={() =>
        proposed === undefined || fault !== undefined
          ? undefined
          : { act: zoneAct('key', { kind: proposed.kind, payload: proposed.payload }) }
      }
    >
      <Segmented
        value={way}
        onChange={(value) => setWay(value as 'file' | 'keys')}
        options={(['file', 'keys'] as const).map((value) => ({ value, label: t(`rotate.by.${value}`) }))}
      />
      {way === 'keys' ? <SignWithBoth row={row} made={setText} /> : null}
      <FormRow label={t('rotate.statement')} hint={t('rotate.statement.hint')}>
        <Input.TextArea
          rows={4}
          className="mono"
          value={text}
          onChange={(event) => setText(event.target.value)}
          data-testid="rotate-text"
        />
      </FormRow>
      <div className="verbs">
        <Upload
          accept=".json,.txt"
          showUploadList={false}
          beforeUpload={(file) => {
            void file.text().then(setText)
            return false
          }}
        >
          <Button>{t('rotate.open')}</Button>
        </Upload>
        {text === '' ? null : (
          <span className="id">
            {t('rotate.copy')} <CopyButton text={text} />
          </span>
        )}
      </div>
      {fault === undefined ? null : <Alert type="error" showIcon title={t(`rotate.fault.${fault}`)} />}
      {proposed === undefined || fault !== undefined ? null : (
        <p className="said">
          {t('rotate.next')} <code className="mono">{fingerprintOf(proposed.payload.key ?? '')}</code>
        </p>
      )}
    </ActDialog>
  )
}

/** Whether the statement is one of a rotation of this key, signed with both keys: what the zone will ask again. */
function faultOf(proposed: ProposedKey | undefined, row: KeyRow): 'none' | 'other' | 'signatures' | undefined {
  if (proposed?.kind !== 'organisationKey.rotated') return 'none'
  const { holder, use, payload } = proposed
  const { old = '', key = '', oldSignature = '', newSignature = '' } = payload
  if (old !== row.key || holder !== row.holder || use !== row.use) return 'other'
  const message = keyStatement('rotation', { holder, use, old, key })
  const signed = [
    { key: old, signature: oldSignature },
    { key, signature: newSignature },
  ]
  return signed.every((one) => signatureHolds({ ...one, message })) ? undefined : 'signatures'
}

/** For the organisation's own people: both keys are read here, sign, and are dropped. */
function SignWithBoth({ row, made }: { readonly row: KeyRow; readonly made: (text: string) => void }) {
  const { t } = useTranslation('people')
  const [old, setOld] = useState<LoadedKey>()
  const [next, setNext] = useState<LoadedKey>()
  const isOld = old?.publicKey === row.key
  const sign = async (): Promise<void> => {
    if (old === undefined || next === undefined) return
    const stating = ({ publicKey, secret }: LoadedKey) => ({
      key: publicKey,
      sign: (message: Uint8Array) => signText(message, secret),
    })
    const { holder } = row
    const payload = await rotationPayload({ holder, use: 'organisation', old: stating(old), next: stating(next) })
    const proposed: ProposedKey = { kind: 'organisationKey.rotated', holder, use: 'organisation', payload }
    made(JSON.stringify(proposed, undefined, 2))
    for (const { secret } of [old, next]) (secret instanceof Uint8Array ? secret : secret.secretKey).fill(0)
    setOld(undefined)
    setNext(undefined)
  }
  return (
    <div className="form-rows">
      <FormRow label={t('rotate.old')}>
        <KeyInput known={(key) => key === row.key} found={(keys) => setOld(keys?.[0])} testId="rotate-old" />
      </FormRow>
      {old !== undefined && !isOld ? <Alert type="error" showIcon title={t('rotate.fault.other')} /> : null}
      <FormRow label={t('rotate.new')}>
        <KeyInput
          known={(key) => key === (next === undefined ? '' : publicKeyOf(next.secret))}
          found={(keys) => setNext(keys?.[0])}
          testId="rotate-new"
        />
      </FormRow>
      <Button disabled={!isOld || next === undefined} onClick={() => void sign()} data-testid="rotate-state">
        {t('rotate.state')}
      </Button>
    </div>
  )
}
