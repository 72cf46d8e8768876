import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { crossedOf } from '../../../../src/core/case/state.ts'
import { SluiceError } from '../../../../src/core/errors.ts'
import { type WithdrawalLeg, withdrawalsOf } from '../../../../src/offshore/handover/withdrawals.ts'
import { type OrdersState, ordersOfRun, runOf, saleOf } from '../../../../src/offshore/sale/sale.ts'
import type { CaseDetail } from '../../api/types.ts'
import { Amount } from '../../parts/Amount.tsx'
import { CaseActDialog } from '../../parts/CaseActDialog.tsx'
import { CopyButton, Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { PaperInput } from '../../parts/PaperInput.tsx'
import { State, type Tone } from '../../parts/State.tsx'
import { Address, FieldRow } from '../../parts/Value.tsx'
import { paperOf } from '../../record/papers.ts'
import { type SaleOrders, toWithdraw, withdrawalOrder, withdrawalOutcome } from '../../record/wayBack.ts'
import { PlatformCoins } from './PlatformCoins.tsx'
import '../../styles/people.css'

const tones: Readonly<Record<WithdrawalLeg['state'], Tone>> = { ordered: 'wait', sent: 'good', failed: 'bad' }

/** The orders of the sale that a tranche is in; undefined where none began. */
export function ordersOfTranche({ state, children }: CaseDetail, tranche: string): SaleOrders | undefined {
  const sale = saleOf(state, tranche)
  if (sale === undefined) return undefined
  const child = children.find(
    ({ kind, state: of }) => kind === 'sale' && ordersOfRun(of as unknown as OrdersState, tranche, runOf(sale)),
  )
  return child === undefined ? undefined : { id: child.id, state: child.state as unknown as OrdersState }
}

/** The way back offshore: to which address each tranche goes, what was ordered of which platform under which key, and what the platforms said. */
export default function WithdrawalsPage({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation(['wayBack', 'common', 'fields'])
  const names = useNames()
  const [doing, setDoing] = useState<{ readonly act: 'order' | 'outcome'; readonly tranche: string }>()
  const { state } = detail
  const tranches = Object.entries(state.stages).flatMap(([key, stage]) => {
    const tranche = /^tranche (.+)$/.exec(key)?.[1]
    return tranche !== undefined && crossedOf(state, 'return.addressed', { tranche }) !== undefined
      ? [{ tranche, stage }]
      : []
  })
  return (
    <>
      <p className="said muted">{t('wayBack:explain.offshore')}</p>
      {tranches.length === 0 ? (
        <Panel>
          <Empty title={t('wayBack:none')} next={t('wayBack:none.offshore')} />
        </Panel>
      ) : null}
      {tranches.map(({ tranche, stage }) => {
        const what = toWithdraw(state, tranche, ordersOfTranche(detail, tranche))
        const legs = Object.entries(withdrawalsOf(state, tranche)?.legs ?? {})
        if (what === undefined) return null
        return (
          <Panel
            key={tranche}
            padded
            testId={`withdrawals-${tranche}`}
            title={`${t('common:tranche')} ${tranche}`}
            extra={
              <>
                <State tone={stage === 'withdrawing' ? 'wait' : 'quiet'}>{names.stage(stage)}</State>
                {what.left.size === 0 ? null : (
                  <Button
                    type="primary"
                    onClick={() => setDoing({ act: 'order', tranche })}
                    data-testid={`order-withdrawal-${tranche}`}
                  >
                    {t('wayBack:order')}
                  </Button>
                )}
                {legs.some(([, leg]) => leg.state === 'ordered') ? (
                  <Button
                    onClick={() => setDoing({ act: 'outcome', tranche })}
                    data-testid={`withdrawal-outcome-${tranche}`}
                  >
                    {t('wayBack:outcome')}
                  </Button>
                ) : null}
              </>
            }
          >
            <dl className="facts">
              <FieldRow label={t('fields:returnAddress')}>
                <Address address={what.address} />
              </FieldRow>
              <FieldRow label={t('fields:feeBearer')}>{what.feeBearer}</FieldRow>
              <FieldRow label={t('wayBack:left')}>
                {[...what.left].map(([platform, units]) => (
                  <div key={platform}>
                    <Amount units={units.toString()} asset={what.asset} unit trim /> {platform}
                  </div>
                ))}
                {what.left.size === 0 ? t('wayBack:nothingLeft') : null}
              </FieldRow>
            </dl>
            {legs.length === 0 ? null : (
              <div className="mini-scroll" style={{ marginTop: 10 }}>
                <table className="mini">
                  <thead>
                    <tr>
                      <th>{t('fields:platform')}</th>
                      <th>{t('fields:units')}</th>
                      <th>{t('fields:fee')}</th>
                      <th>{t('common:status')}</th>
                      <th>{t('wayBack:key')}</th>
                      <th>{t('fields:txid')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {legs.map(([key, leg]) => (
                      <tr key={key}>
                        <td>{leg.platform}</td>
                        <td>
                          <Amount units={leg.units} asset={what.asset} unit trim />
                        </td>
                        <td>
                          <Amount units={leg.fee} asset={what.asset} unit trim />
                        </td>
                        <td>
                          <State tone={tones[leg.state]}>{t(`wayBack:leg.${leg.state}`)}</State>
                        </td>
                        <td>
                          <span className="id mono">
                            {key}
                            <CopyButton text={key} />
                          </span>
                        </td>
                        <td>{leg.txid === undefined ? '--' : <Id id={leg.txid} head={10} tail={6} />}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Panel>
        )
      })}
      <PlatformCoins detail={detail} />
      {doing?.act === 'order' ? (
        <OrderWithdrawal detail={detail} tranche={doing.tranche} close={() => setDoing(undefined)} />
      ) : null}
      {doing?.act === 'outcome' ? (
        <Outcome detail={detail} tranche={doing.tranche} close={() => setDoing(undefined)} />
      ) : null}
    </>
  )
}

interface Dialog {
  readonly detail: CaseDetail
  readonly tranche: string
  readonly close: () => void
}

const subjectOf = (tranche: string) => ({ lot: tranche.split('/')[0]!, tranche })

function OrderWithdrawal({ detail, tranche, close }: Dialog) {
  const { t } = useTranslation(['wayBack', 'fields'])
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const orders = ordersOfTranche(detail, tranche)
  const what = toWithdraw(detail.state, tranche, orders)
  const papers = Object.entries(texts).map(([platform, text]) => [platform, paperOf(text, 'withdrawal-terms')] as const)
  const terms = Object.fromEntries(
    papers.flatMap(([platform, paper]) =>
      paper === undefined || paper instanceof SluiceError ? [] : [[platform, paper] as const],
    ),
  )
  if (what === undefined) return null
  return (
    <CaseActDialog
      detail={detail}
      kind="withdrawal.ordered"
      subject={subjectOf(tranche)}
      close={close}
      title={`${t('wayBack:order')} · ${tranche}`}
      lead={t('wayBack:order.lead')}
      testId="order-withdrawal"
      prepare={() => withdrawalOrder({ state: detail.state, tranche, orders, terms })}
    >
      <FieldsOf address={what.address} />
      {[...what.left].map(([platform, units]) => (
        <div key={platform}>
          <p className="said">
            <b>{platform}</b> <Amount units={units.toString()} asset={what.asset} unit trim />
          </p>
          <PaperInput
            label={t('wayBack:terms', { platform })}
            hint={t('wayBack:terms.hint')}
            value={texts[platform] ?? ''}
            change={(text) => setTexts({ ...texts, [platform]: text })}
            read={papers.find(([of]) => of === platform)?.[1]}
            testId={`terms-${platform}`}
          />
        </div>
      ))}
    </CaseActDialog>
  )
}

function FieldsOf({ address }: { readonly address: string }) {
  const { t } = useTranslation('fields')
  return (
    <dl className="facts">
      <FieldRow label={t('returnAddress')}>
        <Address address={address} />
      </FieldRow>
    </dl>
  )
}

function Outcome({ detail, tranche, close }: Dialog) {
  const { t } = useTranslation(['wayBack', 'fields'])
  const [text, setText] = useState('')
  const paper = paperOf(text, 'withdrawal-outcome')
  const read = paper === undefined || paper instanceof SluiceError ? undefined : paper
  const act = read === undefined ? undefined : withdrawalOutcome(detail.state, tranche, read)
  const rest = act?.payload.rest
  return (
    <CaseActDialog
      detail={detail}
      kind={act?.kind ?? 'coins.returned'}
      subject={subjectOf(tranche)}
      close={close}
      title={`${t('wayBack:outcome')} · ${tranche}`}
      lead={t('wayBack:outcome.lead')}
      testId="withdrawal-outcome"
      prepare={() => act}
    >
      <PaperInput
        label={t('wayBack:outcome.paper')}
        hint={t('wayBack:outcome.hint')}
        value={text}
        change={setText}
        read={paper}
        testId="withdrawal-outcome-paper"
      />
      {act === undefined ? null : (
        <dl className="facts">
          <FieldRow label={t('fields:platform')}>{String(act.payload.platform)}</FieldRow>
          <FieldRow label={t('fields:state')}>
            <State tone={act.kind === 'coins.returned' ? 'good' : 'bad'}>
              {t(act.kind === 'coins.returned' ? 'wayBack:leg.sent' : 'wayBack:leg.failed')}
            </State>
          </FieldRow>
          {typeof act.payload.units !== 'string' ? null : (
            <FieldRow label={t('fields:units')}>
              <Amount units={act.payload.units} asset={String(act.payload.asset)} unit trim />
            </FieldRow>
          )}
          {typeof rest !== 'string' ? null : (
            <FieldRow label={t('fields:rest')}>{t(`wayBack:rest.${rest as 'more'}`)}</FieldRow>
          )}
        </dl>
      )}
    </CaseActDialog>
  )
}
