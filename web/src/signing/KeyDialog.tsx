import { Alert, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDirectory, useZone } from '../api/queries.ts'
import { shorten } from '../format/ids.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { useNames } from '../parts/names.tsx'
import { fileKey } from './heldKey.ts'
import { KeyInput } from './KeyInput.tsx'
import type { LoadedKey } from './readKeys.ts'
import { holderOf, useSigning } from './signer.tsx'
import { UsePasskey } from './UsePasskey.tsx'

/** Loads a person's key for this visit. The text is read here and dropped; nothing of it is sent or kept. */
export function KeyDialog({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useTranslation(['shell', 'common'])
  const { load } = useSigning()
  const [keys, setKeys] = useState<readonly LoadedKey[]>()
  const [chosen, setChosen] = useState(0)
  const end = (): void => {
    setKeys(undefined)
    setChosen(0)
    close()
  }
  const directory = useDirectory().data?.state
  const take = (found: readonly LoadedKey[] | undefined): void => {
    setKeys(found)
    setChosen(0)
  }
  const key = keys?.[chosen]
  const holder = useHolder(key)
  return (
    <Dialog
      open={open}
      onCancel={end}
      title={t('shell:key.title')}
      okText={t('shell:key.use')}
      cancelText={t('common:cancel')}
      okButtonProps={{ disabled: key === undefined || holder?.state !== 'in-force' }}
      onOk={() => {
        if (key !== undefined) load(fileKey(key))
        end()
      }}
      destroyOnHidden
    >
      <p className="muted">{t('shell:key.explain')}</p>
      <KeyInput
        known={(key) => directory !== undefined && holderOf(directory, key, undefined).state === 'in-force'}
        found={take}
        testId="key-input"
      />
      {keys === undefined || keys.length === 0 ? null : <Choice keys={keys} chosen={chosen} choose={setChosen} />}
      {holder === undefined || holder.state === 'in-force' ? null : (
        <Alert
          style={{ marginTop: 8 }}
          type="error"
          showIcon
          title={t(holder.state === 'expired' ? 'shell:key.expired' : 'shell:key.unknown')}
        />
      )}
      <UsePasskey
        known={(one) => directory?.keys[one]?.algorithm === 'webauthn'}
        use={(passkey) => {
          load(passkey)
          end()
        }}
      />
    </Dialog>
  )
}

function useHolder(key: LoadedKey | undefined) {
  const directory = useDirectory().data?.state
  const now = useZone().data?.now
  return key === undefined || directory === undefined ? undefined : holderOf(directory, key.publicKey, now)
}

function Choice({
  keys,
  chosen,
  choose,
}: {
  readonly keys: readonly LoadedKey[]
  readonly chosen: number
  readonly choose: (index: number) => void
}) {
  const { t } = useTranslation('shell')
  const names = useNames()
  const directory = useDirectory().data?.state
  return (
    <div style={{ marginTop: 10 }}>
      {keys.length > 1 ? <p>{t('key.pick')}</p> : null}
      <Radio.Group
        value={chosen}
        onChange={(event) => choose(event.target.value as number)}
        style={{ display: 'grid', gap: 4, maxHeight: 260, overflow: 'auto' }}
      >
        {keys.map(({ publicKey }, index) => {
          const holder = directory === undefined ? undefined : holderOf(directory, publicKey, undefined)
          const person = holder?.state === 'in-force' ? holder.person : undefined
          return (
            <Radio key={publicKey} value={index}>
              <b>{person?.person ?? '--'}</b> {names.list((person?.roles ?? []).map(names.role))}{' '}
              <span className="mono muted">{shorten(publicKey)}</span>
            </Radio>
          )
        })}
      </Radio.Group>
    </div>
  )
}
