import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HeldKey } from './heldKey.ts'
import { byName, findPasskey, PasskeyFault, passkeyBar, passkeyHeld } from './passkey.ts'

interface Props {
  readonly known?: (publicKey: string) => boolean
  readonly use: (key: HeldKey) => void
}

/** Takes a passkey of this page in the place of a key file, or says why there can be none. */
export function UsePasskey({ known, use }: Props) {
  const { t } = useTranslation('shell')
  const [fault, setFault] = useState<PasskeyFault['reason']>()
  const [busy, setBusy] = useState(false)
  const bar = passkeyBar()
  const ask = async (): Promise<void> => {
    setBusy(true)
    setFault(undefined)
    try {
      use(passkeyHeld(await findPasskey(known)))
    } catch (error) {
      setFault(error instanceof PasskeyFault ? error.reason : 'cancelled')
    }
    setBusy(false)
  }
  return (
    <div style={{ marginTop: 12 }}>
      <Button
        icon={<SafetyCertificateOutlined aria-hidden />}
        disabled={bar !== undefined}
        loading={busy}
        onClick={() => void ask()}
        data-testid="use-passkey"
      >
        {t('passkey.use')}
      </Button>
      <PasskeyBarText />
      {fault === undefined ? null : (
        <Alert style={{ marginTop: 8 }} type="warning" showIcon title={t(`passkey.${fault}`)} />
      )}
    </div>
  )
}

export function PasskeyBarText() {
  const { t } = useTranslation('shell')
  const bar = passkeyBar()
  const named = byName()
  if (bar === undefined) return null
  return (
    <p className="muted" style={{ margin: '6px 0 0' }} data-testid="passkey-bar">
      {t(`passkey.${bar}`)} {bar === 'address' && named !== undefined ? <a href={named}>{named}</a> : null}
    </p>
  )
}
