import { Alert, Button, Checkbox, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SluiceError } from '../../../../src/core/errors.ts'
import { homewardOf } from '../../../../src/onshore/custody/homeward.ts'
import { postJson } from '../../api/client.ts'
import type { CaseDetail } from '../../api/types.ts'
import { Amount } from '../../parts/Amount.tsx'
import { CaseActDialog } from '../../parts/CaseActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { PaperInput } from '../../parts/PaperInput.tsx'
import { State } from '../../parts/State.tsx'
import { Address, FieldRow } from '../../parts/Value.tsx'
import { lotsOf } from '../../record/lots.ts'
import { paperOf } from '../../record/papers.ts'
import { addressedReturn, type Expected, expectedAt } from '../../record/wayBack.ts'
import '../../styles/people.css'

/** The way back onshore: which tranches are out, to which address each comes back, what platforms said that they sent, and what the chain showed. */
export default function HomewardPage({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation(['wayBack', 'common', 'fields'])
  const names = useNames()
  const [addressed, setAddressed] = useState<string>()
  const [arriving, setArriving] = useState<{ readonly tranche: string; readonly one: Expected }>()
  const { state } = detail
  const homeward = homewardOf(state)
  const tranches = Object.entries(state.stages).flatMap(([key, stage]) => {
    const tranche = /^tranche (.+)$/.exec(key)?.[1]
    const out = stage === 'transferred' || stage === 'back'
    return tranche !== undefined && (out || homeward[tranche] !== undefined) ? [{ tranche, stage }] : []
  })
  return (
    <>
      <p className="said muted">{t('wayBack:explain.onshore')}</p>
      {tranches.length === 0 ? (
        <Panel>
          <Empty title={t('wayBack:none')} next={t('wayBack:none.onshore')} />
        </Panel>
      ) : null}
      {tranches.map(({ tranche, stage }) => {
        const row = homeward[tranche]
        const expected = expectedAt(state, tranche)
        return (
          <Panel
            key={tranche}
            padded
            testId={`homeward-${tranche}`}
            title={`${t('common:tranche')} ${tranche}`}
            extra={
              <>
                <State tone={stage === 'back' ? 'good' : 'wait'}>{names.stage(stage)}</State>
                {stage === 'transferred' ? (
                  <Button onClick={() => setAddressed(tranche)} data-testid={`address-return-${tranche}`}>
                    {t(row === undefined ? 'wayBack:address' : 'wayBack:address.again')}
                  </Button>
                ) : null}
              </>
            }
          >
            {row === undefined ? (
              <Empty title={t('wayBack:notAddressed')} />
            ) : (
              <dl className="facts">
                <FieldRow label={t('fields:ground')}>{t(`wayBack:ground.${row.ground as 'floor'}`)}</FieldRow>
                <FieldRow label={t('fields:feeBearer')}>{row.feeBearer}</FieldRow>
                <FieldRow label={t('fields:address')}>
                  {row.addresses.map((address) => (
                    <div key={address}>
                      <Address address={address} />
                    </div>
                  ))}
                </FieldRow>
                <FieldRow label={t('wayBack:arrived')}>
                  {Object.entries(row.arrived).map(([output, { platform, units }]) => (
                    <div key={output}>
                      <Amount units={units} asset={row.asset} unit trim /> {platform}{' '}
                      <Id id={output.split(' ')[0]!} head={10} tail={6} />
                    </div>
                  ))}
                  {Object.keys(row.arrived).length === 0 ? <span className="muted">--</span> : null}
                </FieldRow>
                {expected.length === 0 ? null : (
                  <FieldRow label={t('wayBack:expected')}>
                    {expected.map((one) => (
                      <div key={one.txid} className="form-line">
                        <span>
                          <Amount units={one.units} asset={one.asset} unit trim /> {one.platform}{' '}
                          <Id id={one.txid} head={10} tail={6} />
                        </span>
                        <Button
                          size="small"
                          type="primary"
                          onClick={() => setArriving({ tranche, one })}
                          data-testid={`arrive-${one.platform}`}
                        >
                          {t('wayBack:arrive')}
                        </Button>
                      </div>
                    ))}
                  </FieldRow>
                )}
              </dl>
            )}
          </Panel>
        )
      })}
      {addressed === undefined ? null : (
        <AddressReturn detail={detail} tranche={addressed} close={() => setAddressed(undefined)} />
      )}
      {arriving === undefined ? null : <Arrive detail={detail} {...arriving} close={() => setArriving(undefined)} />}
    </>
  )
}

interface Dialog {
  readonly detail: CaseDetail
  readonly tranche: string
  readonly close: () => void
}

const lotOf = (tranche: string): string => tranche.split('/')[0]!

function AddressReturn({ detail, tranche, close }: Dialog) {
  const { t } = useTranslation(['wayBack', 'fields'])
  const [form, setForm] = useState({ decision: '', address: '' })
  const [readBack, setReadBack] = useState(false)
  const lot = lotOf(tranche)
  const asset = lotsOf(detail.state)[lot]?.asset
  const decision = paperOf(form.decision, 'return-decision')
  const read = decision instanceof SluiceError ? undefined : decision
  const address = form.address.trim()
  return (
    <CaseActDialog
      detail={detail}
      kind="return.addressed"
      subject={{ lot, tranche }}
      close={close}
      title={`${t('wayBack:address')} · ${tranche}`}
      lead={t('wayBack:address.lead')}
      testId="address-return"
      prepare={() =>
        read !== undefined && asset !== undefined && address.length >= 20 && readBack
          ? addressedReturn({ decision: read, asset, address })
          : undefined
      }
    >
      <PaperInput
        label={t('wayBack:decision')}
        hint={t('wayBack:decision.hint')}
        value={form.decision}
        change={(value) => setForm({ ...form, decision: value })}
        read={decision}
        testId="return-decision"
      />
      {read === undefined ? null : (
        <dl className="facts">
          <FieldRow label={t('fields:tranche')}>{String(read.body.tranche ?? '--')}</FieldRow>
          <FieldRow label={t('fields:ground')}>{t(`wayBack:ground.${String(read.body.ground) as 'floor'}`)}</FieldRow>
          <FieldRow label={t('fields:feeBearer')}>{String(read.body.feeBearer ?? '--')}</FieldRow>
        </dl>
      )}
      <FormRow label={t('fields:address')} hint={t('wayBack:address.hint')}>
        <Input
          className="mono"
          value={form.address}
          maxLength={120}
          onChange={(event) => setForm({ ...form, address: event.target.value })}
          data-testid="return-address"
        />
      </FormRow>
      {address === '' ? null : <Address address={address} />}
      <Checkbox
        checked={readBack}
        onChange={(event) => setReadBack(event.target.checked)}
        data-testid="return-read-back"
      >
        {t('wayBack:readBack')}
      </Checkbox>
    </CaseActDialog>
  )
}

function Arrive({ detail, tranche, one, close }: Dialog & { readonly one: Expected }) {
  const { t } = useTranslation(['wayBack', 'fields'])
  const [index, setIndex] = useState(0)
  const { platform, asset, units, address, txid } = one
  const network = asset.split('/')[0]!
  return (
    <CaseActDialog
      detail={detail}
      kind="coins.arrived"
      subject={{ lot: lotOf(tranche), tranche }}
      close={close}
      title={`${t('wayBack:arrive')} · ${tranche}`}
      lead={t('wayBack:arrive.lead')}
      testId="arrive"
      prepare={() => async () => {
        const { sha256 } = await postJson<{ sha256: string }>('/api/chain/proofs', JSON.stringify({ network, txid }))
        const payload = { platform, asset, units, address, txid, index, proof: sha256 }
        return { kind: 'coins.arrived', payload, texts: [], documents: [sha256] }
      }}
    >
      <dl className="facts">
        <FieldRow label={t('fields:platform')}>{platform}</FieldRow>
        <FieldRow label={t('fields:units')}>
          <Amount units={units} asset={asset} unit trim />
        </FieldRow>
        <FieldRow label={t('fields:address')}>
          <Address address={address} />
        </FieldRow>
        <FieldRow label={t('fields:txid')}>
          <Id id={txid} head={10} tail={6} />
        </FieldRow>
      </dl>
      <FormRow label={t('fields:vout')} hint={t('wayBack:index.hint')}>
        <InputNumber
          min={0}
          max={1_000_000}
          precision={0}
          value={index}
          onChange={(value) => setIndex(value ?? 0)}
          data-testid="arrive-index"
        />
      </FormRow>
      <Alert type="info" showIcon title={t('wayBack:arrive.proof')} />
    </CaseActDialog>
  )
}
