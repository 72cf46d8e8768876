import { Alert, Button, Input, QRCode, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useZone } from '../api/queries.ts'
import { Fingerprint } from '../parts/Fingerprint.tsx'
import { FormRow } from '../parts/FormRow.tsx'
import { enrolmentCard, type MadePasskey, makePasskey, PasskeyFault, passkeyBar } from '../signing/passkey.ts'

const ids = /^[a-z0-9][a-z0-9./:-]{0,119}$/

/**
 * A first key for somebody who has none: their own device makes a passkey, and its card goes to two administrators. Nothing is sent from here: what makes
 * it theirs is the enrolment, after the fingerprint was compared on another way.
 */
export function FirstPasskey() {
  const { t } = useTranslation(['people', 'shell'])
  const zone = useZone().data?.zone ?? ''
  const [person, setPerson] = useState('')
  const [made, setMade] = useState<MadePasskey>()
  const [fault, setFault] = useState<PasskeyFault['reason']>()
  const make = async (): Promise<void> => {
    setFault(undefined)
    try {
      setMade(await makePasskey(person, zone))
    } catch (error) {
      setFault(error instanceof PasskeyFault ? error.reason : 'cancelled')
    }
  }
  const card = made === undefined ? '' : enrolmentCard(person, made)
  return (
    <details className="first-passkey" data-testid="first-passkey">
      <summary>{t('people:first.title')}</summary>
      <p>{t('people:first.lead')}</p>
      <div className="form-rows">
        <FormRow label={t('people:first.person')}>
          <Input
            value={person}
            disabled={made !== undefined}
            onChange={(event) => setPerson(event.target.value.trim())}
            data-testid="first-person"
          />
        </FormRow>
        {made === undefined ? (
          <Button
            disabled={!ids.test(person) || passkeyBar() !== undefined}
            onClick={() => void make()}
            data-testid="first-make"
          >
            {t('people:first.make')}
          </Button>
        ) : (
          <>
            <Fingerprint of={made.publicKey} />
            <FormRow label={t('people:first.card')}>
              <div className="first-card">
                <QRCode value={card} size={168} errorLevel="L" bgColor="#fff" color="#000" />
                <Typography.Text className="mono" copyable data-testid="first-card">
                  {card}
                </Typography.Text>
              </div>
            </FormRow>
            <p className="muted">{t('people:first.then')}</p>
          </>
        )}
        {fault === undefined ? null : <Alert type="warning" showIcon title={t(`shell:passkey.${fault}`)} />}
      </div>
    </details>
  )
}
