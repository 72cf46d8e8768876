import { UploadOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type KeyFile, openKey } from '../../../src/core/record/keyFile.ts'
import { browserMeans } from './means.ts'
import { type LoadedKey, readKeys, sealedKeyOf } from './readKeys.ts'

interface Props {
  readonly known: (publicKey: string) => boolean
  /** The keys found; undefined where nothing was given yet or a passphrase is missing. */
  readonly found: (keys: readonly LoadedKey[] | undefined) => void
  readonly testId: string
}

/** A file or a pasted text with a key in it. A sealed file asks for its passphrase and is opened here. The text is read and dropped. */
export function KeyInput({ known, found, testId }: Props) {
  const { t } = useTranslation('shell')
  const [sealed, setSealed] = useState<KeyFile>()
  const [empty, setEmpty] = useState(false)
  const take = (text: string): void => {
    const file = sealedKeyOf(text)
    const keys = file !== undefined || text.trim() === '' ? undefined : readKeys(text, known)
    setSealed(file)
    setEmpty(keys?.length === 0)
    found(keys)
  }
  return (
    <>
      <Upload
        accept=".json,.pem,.key,.txt"
        showUploadList={false}
        beforeUpload={(file) => {
          void file.text().then(take)
          return false
        }}
      >
        <Button icon={<UploadOutlined aria-hidden />}>{t('key.file')}</Button>
      </Upload>
      <Input.Password
        style={{ marginTop: 8 }}
        className="mono"
        autoComplete="off"
        aria-label={t('key.paste')}
        placeholder={t('key.paste')}
        onChange={(event) => take(event.target.value)}
        data-testid={testId}
      />
      {sealed === undefined ? null : <Passphrase key={sealed.sealed} file={sealed} opened={(key) => found([key])} />}
      {empty ? <Alert style={{ marginTop: 8 }} type="warning" showIcon title={t('key.malformed')} /> : null}
    </>
  )
}

function Passphrase({ file, opened }: { readonly file: KeyFile; readonly opened: (key: LoadedKey) => void }) {
  const { t } = useTranslation('shell')
  const [text, setText] = useState('')
  const [state, setState] = useState<'asked' | 'busy' | 'wrong' | 'open'>('asked')
  const open = async (): Promise<void> => {
    setState('busy')
    try {
      const { algorithm, publicKey } = file
      const secretKey = await openKey(file, text, browserMeans)
      opened({ publicKey, secret: algorithm === 'ed25519' ? secretKey : { algorithm, secretKey } })
      setState('open')
    } catch {
      setState('wrong')
    }
    setText('')
  }
  if (state === 'open')
    return <Alert style={{ marginTop: 8 }} type="success" showIcon title={t('key.opened', { person: file.person })} />
  return (
    <div style={{ marginTop: 8, display: 'flex', gap: 8 }}>
      <Input.Password
        autoComplete="off"
        value={text}
        status={state === 'wrong' ? 'error' : ''}
        aria-label={t('key.passphrase', { person: file.person })}
        placeholder={t(state === 'wrong' ? 'key.passphraseWrong' : 'key.passphrase', { person: file.person })}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={(event) => {
          event.preventDefault()
          void open()
        }}
        data-testid="key-passphrase"
      />
      <Button loading={state === 'busy'} disabled={text === ''} onClick={() => void open()} data-testid="key-open">
        {t('key.open')}
      </Button>
    </div>
  )
}
