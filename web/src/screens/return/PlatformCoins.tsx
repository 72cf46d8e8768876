import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SluiceError } from '../../../../src/core/errors.ts'
import type { CaseDetail } from '../../api/types.ts'
import { Amount } from '../../parts/Amount.tsx'
import { CaseActDialog } from '../../parts/CaseActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { Id } from '../../parts/Id.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PaperInput } from '../../parts/PaperInput.tsx'
import { FieldRow } from '../../parts/Value.tsx'
import {
  type Awaited,
  awaitedCredits,
  creditAct,
  type Rest,
  restAct,
  restsAt,
  sentTranches,
} from '../../record/arrivals.ts'
import { paperOf, type ReadPaperText } from '../../record/papers.ts'

/** What was sent to platforms and is not credited whole, and what of a tranche lies there: with the forms for a credit, short or not, and for what is given up. */
export function PlatformCoins({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation(['wayBack', 'common', 'fields'])
  const [crediting, setCrediting] = useState<Awaited>()
  const [giving, setGiving] = useState<string>()
  const { state } = detail
  const awaited = awaitedCredits(state)
  const tranches = sentTranches(state)
    .map((tranche) => ({ tranche, rests: restsAt(state, tranche) }))
    .filter(({ rests }) => rests.length > 0)
  return (
    <>
      {awaited.length === 0 ? null : (
        <Panel title={t('wayBack:awaited')} padded testId="awaited">
          <dl className="facts">
            {awaited.map((row) => {
              const { txid, platform, asset, sent, credited, tranche, lot } = row
              return (
                <FieldRow key={`${txid} ${platform}`} label={tranche ?? `${lot} · ${t('wayBack:awaited.test')}`}>
                  <div className="form-line">
                    <span>
                      <Amount units={sent} asset={asset} unit trim /> {platform} <Id id={txid} head={10} tail={6} />
                      {credited === undefined ? null : (
                        <>
                          {' · '}
                          {t('wayBack:awaited.credited')} <Amount units={credited} asset={asset} unit trim />
                        </>
                      )}
                    </span>
                    <Button
                      size="small"
                      onClick={() => setCrediting(row)}
                      aria-label={`${t('wayBack:credit')} · ${platform} · ${tranche ?? lot}`}
                      data-testid={`credit-${platform}`}
                    >
                      {t('wayBack:credit')}
                    </Button>
                  </div>
                </FieldRow>
              )
            })}
          </dl>
        </Panel>
      )}
      {tranches.map(({ tranche, rests }) => (
        <Panel
          key={tranche}
          padded
          testId={`at-platforms-${tranche}`}
          title={`${t('common:tranche')} ${tranche} · ${t('wayBack:there')}`}
          extra={
            <Button onClick={() => setGiving(tranche)} data-testid={`give-up-${tranche}`}>
              {t('wayBack:giveUp')}
            </Button>
          }
        >
          <dl className="facts">
            {rests.map((rest) => (
              <FieldRow key={`${rest.platform} ${rest.ground}`} label={rest.platform}>
                <Amount units={rest.units} asset={rest.asset} unit trim />{' '}
                <span className="muted">{t(`wayBack:there.${rest.ground}`)}</span>
              </FieldRow>
            ))}
          </dl>
        </Panel>
      ))}
      {crediting === undefined ? null : (
        <Credit detail={detail} row={crediting} close={() => setCrediting(undefined)} />
      )}
      {giving === undefined ? null : <GiveUp detail={detail} tranche={giving} close={() => setGiving(undefined)} />}
    </>
  )
}

const readOr = (paper: ReturnType<typeof paperOf>): ReadPaperText | undefined =>
  paper instanceof SluiceError ? undefined : paper

function Credit({
  detail,
  row,
  close,
}: {
  readonly detail: CaseDetail
  readonly row: Awaited
  readonly close: () => void
}) {
  const { t } = useTranslation(['wayBack', 'fields'])
  const [text, setText] = useState('')
  const paper = paperOf(text, 'venue-deposit')
  const read = readOr(paper)
  const act = read === undefined ? undefined : creditAct(row, read)
  const { lot, tranche, platform, asset, sent, txid } = row
  return (
    <CaseActDialog
      detail={detail}
      kind="coins.received"
      subject={tranche === undefined ? { lot } : { lot, tranche }}
      close={close}
      title={`${t('wayBack:credit')} · ${platform}`}
      lead={t('wayBack:credit.lead')}
      testId="credit"
      prepare={() => act}
    >
      <dl className="facts">
        <FieldRow label={t('wayBack:credit.sent')}>
          <Amount units={sent} asset={asset} unit trim />
        </FieldRow>
        <FieldRow label={t('fields:txid')}>
          <Id id={txid} head={10} tail={6} />
        </FieldRow>
      </dl>
      <PaperInput
        label={t('wayBack:credit.paper', { platform })}
        hint={t('wayBack:credit.hint')}
        value={text}
        change={setText}
        read={paper}
        testId="credit-paper"
      />
      {act === undefined ? null : (
        <dl className="facts" data-testid="credit-counts">
          <FieldRow label={t('wayBack:awaited.credited')}>
            <Amount units={String(act.payload.units)} asset={asset} unit trim />
          </FieldRow>
          <FieldRow label={t('fields:short')}>
            {typeof act.payload.short === 'string' ? (
              <>
                <Amount units={act.payload.short} asset={asset} unit trim />{' '}
                <span className="muted">{t('wayBack:credit.short')}</span>
              </>
            ) : (
              t('wayBack:nothingLeft')
            )}
          </FieldRow>
        </dl>
      )}
    </CaseActDialog>
  )
}

const keyOf = ({ platform, ground }: Rest): string => `${platform} ${ground}`

function GiveUp({
  detail,
  tranche,
  close,
}: {
  readonly detail: CaseDetail
  readonly tranche: string
  readonly close: () => void
}) {
  const { t } = useTranslation(['wayBack', 'fields'])
  const [form, setForm] = useState({ rest: '', statement: '', decision: '' })
  const rests = restsAt(detail.state, tranche)
  const rest = rests.find((one) => keyOf(one) === form.rest)
  const [statement, decision] = [paperOf(form.statement, 'rest-statement'), paperOf(form.decision, 'rest-decision')]
  const [says, decides] = [readOr(statement), readOr(decision)]
  const act =
    rest === undefined || says === undefined || decides === undefined
      ? undefined
      : restAct({ state: detail.state, tranche, rest, statement: says, decision: decides })
  const after = act?.payload.rest
  return (
    <CaseActDialog
      detail={detail}
      kind="rest.declared"
      subject={{ lot: tranche.split('/')[0]!, tranche }}
      close={close}
      title={`${t('wayBack:giveUp')} · ${tranche}`}
      lead={t('wayBack:giveUp.lead')}
      testId="give-up"
      prepare={() => act}
    >
      <FormRow label={t('wayBack:giveUp.what')}>
        <Select
          value={form.rest === '' ? null : form.rest}
          onChange={(value) => setForm({ ...form, rest: value })}
          options={rests.map((one) => ({
            value: keyOf(one),
            label: (
              <>
                {one.platform} · <Amount units={one.units} asset={one.asset} unit trim still /> ·{' '}
                {t(`wayBack:there.${one.ground}`)}
              </>
            ),
          }))}
          data-testid="give-up-rest"
        />
      </FormRow>
      <PaperInput
        label={t('wayBack:giveUp.statement', { platform: rest?.platform ?? '--' })}
        hint={t(rest?.ground === 'not-credited' ? 'wayBack:giveUp.lost.hint' : 'wayBack:giveUp.least.hint')}
        value={form.statement}
        change={(value) => setForm({ ...form, statement: value })}
        read={statement}
        testId="give-up-statement"
      />
      <PaperInput
        label={t('wayBack:giveUp.decision')}
        hint={t('wayBack:giveUp.decision.hint')}
        value={form.decision}
        change={(value) => setForm({ ...form, decision: value })}
        read={decision}
        testId="give-up-decision"
      />
      {typeof after !== 'string' ? null : (
        <dl className="facts">
          <FieldRow label={t('fields:rest')}>{t(`wayBack:rest.${after as 'more'}`)}</FieldRow>
        </dl>
      )}
    </CaseActDialog>
  )
}
