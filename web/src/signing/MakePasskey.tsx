import { Alert, Button, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fingerprintOf } from '../../../src/core/record/publicKeys.ts'
import { ProblemError } from '../api/client.ts'
import { useZone } from '../api/queries.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { Refused } from '../screens/approvals/Refused.tsx'
import { useAct } from './act.ts'
import { enrolmentCard, type MadePasskey, makePasskey, PasskeyFault, passkeyBar, passkeyHeld } from './passkey.ts'
import type { Signer } from './signer.tsx'
import { PasskeyBarText } from './UsePasskey.tsx'

interface Props {
  readonly signer: Signer
  readonly open: boolean
  readonly close: () => void
}

/** A passkey beside the key at hand: the device makes it, both keys sign the entry that enrols it. Nobody else has to act. */
export function MakePasskey({ signer, open, close }: Props) {
  const { t } = useTranslation(['shell', 'common'])
  const zone = useZone().data
  const act = useAct()
  const [made, setMade] = useState<MadePasskey>()
  const [fault, setFault] = useState<PasskeyFault['reason']>()
  const end = (): void => {
    setMade(undefined)
    setFault(undefined)
    act.reset()
    close()
  }
  const make = async (): Promise<void> => {
    setFault(undefined)
    try {
      setMade(await makePasskey(signer.person, zone?.zone ?? ''))
    } catch (error) {
      setFault(error instanceof PasskeyFault ? error.reason : 'cancelled')
    }
  }
  const enrol = (passkey: MadePasskey): void => {
    const { publicKey, place } = passkey
    const payload = { old: signer.publicKey, key: publicKey, algorithm: 'webauthn', passkey: { ...place }, keepsOld: true, reason: t('shell:passkey.reason') } // biome-ignore format: one payload
    act.mutate({ signer, second: passkeyHeld(passkey), role: signer.roles[0] ?? '', action: { kind: 'key.replaced', payload } }) // biome-ignore format: one call
  }
  return (
    <Dialog open={open} title={t('shell:passkey.make')} onCancel={end} footer={null} destroyOnHidden>
      <p className="muted">{t('shell:passkey.explain')}</p>
      <PasskeyBarText />
      {made === undefined ? (
        <Button
          type="primary"
          disabled={passkeyBar() !== undefined}
          onClick={() => void make()}
          data-testid="make-passkey"
        >
          {t('shell:passkey.make')}
        </Button>
      ) : (
        <>
          <p>
            {t('shell:key.fingerprint')} <span className="mono">{fingerprintOf(made.publicKey)}</span>
          </p>
          <Button
            type="primary"
            loading={act.isPending}
            disabled={act.isSuccess}
            onClick={() => enrol(made)}
            data-testid="enrol-passkey"
          >
            {t('shell:passkey.enrol')}
          </Button>
          <p className="muted" style={{ marginTop: 12 }}>
            {t('shell:passkey.card')}
          </p>
          <Typography.Text className="mono" copyable style={{ whiteSpace: 'pre-wrap' }}>
            {enrolmentCard(signer.person, made)}
          </Typography.Text>
        </>
      )}
      {act.isSuccess ? (
        <Alert
          style={{ marginTop: 8 }}
          type="success"
          showIcon
          title={t('shell:passkey.enrolled')}
          data-testid="passkey-enrolled"
        />
      ) : null}
      {fault === undefined ? null : (
        <Alert style={{ marginTop: 8 }} type="warning" showIcon title={t(`shell:passkey.${fault}`)} />
      )}
      {act.error === null ? null : act.error instanceof PasskeyFault ? (
        <Alert style={{ marginTop: 8 }} type="warning" showIcon title={t(`shell:passkey.${act.error.reason}`)} />
      ) : (
        <Refused error={act.error instanceof ProblemError ? act.error.problem : undefined} text={act.error.message} />
      )}
    </Dialog>
  )
}
