import { Alert, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SluiceError } from '../../../../src/core/errors.ts'
import type { Clearing } from '../../../../src/offshore/sale/auction/clear.ts'
import type { RoundState } from '../../../../src/offshore/sale/auction/roundState.ts'
import { useDirectory } from '../../api/queries.ts'
import type { CaseDetail } from '../../api/types.ts'
import { Amount } from '../../parts/Amount.tsx'
import { CaseActDialog } from '../../parts/CaseActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { useNames } from '../../parts/names.tsx'
import { PaperInput } from '../../parts/PaperInput.tsx'
import { FieldRow } from '../../parts/Value.tsx'
import { type LineAct, lineAct, lineActs, linesOf, type NamedLine, ownAccount } from '../../record/bankLines.ts'
import { paperOf } from '../../record/papers.ts'

interface Props {
  readonly detail: CaseDetail
  readonly tranche: string
  readonly round: RoundState
  readonly cleared: Clearing | undefined
}

/** A line of the trust account's statement becomes a deposit, its way back, or the price of a block. The id of the entry follows from the line. */
export function BankLine({ detail, tranche, round, cleared }: Props) {
  const { t } = useTranslation('sale')
  const [open, setOpen] = useState(false)
  const acts = lineActs({ state: detail.state, tranche, round, cleared })
  if (acts.length === 0) return null
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid={`bank-line-${tranche}`}>
        {t('line')}
      </Button>
      {open ? (
        <LineForm detail={detail} tranche={tranche} round={round} acts={acts} close={() => setOpen(false)} />
      ) : null}
    </>
  )
}

const keyOf = ({ kind, bidder }: LineAct): string => `${kind} ${bidder}`

function LineForm({
  detail,
  tranche,
  round,
  acts,
  close,
}: Pick<Props, 'detail' | 'tranche' | 'round'> & { readonly acts: readonly LineAct[]; readonly close: () => void }) {
  const { t } = useTranslation(['sale', 'fields'])
  const names = useNames()
  const accounts = useDirectory().data?.state?.accounts ?? {}
  const [text, setText] = useState('')
  const [chosen, choose] = useState<string>()
  const [stands, setStands] = useState<string>()
  const paper = paperOf(text, 'camt.053')
  const statement = paper instanceof SluiceError ? undefined : paper
  const found = statement === undefined ? [] : linesOf(statement, accounts)
  const lines = found instanceof SluiceError ? [] : found
  const line = lines.find(({ name }) => name === chosen)
  const fitting = line === undefined ? [] : acts.filter(({ credit }) => credit === line.credit)
  // The amount says which it is, mostly; who enters it has the last word.
  const likely = fitting.filter(
    (one) => line !== undefined && one.amount === line.amount.toString() && isOther(accounts, one, line),
  )
  const act = fitting.find((one) => keyOf(one) === stands) ?? (likely.length === 1 ? likely[0] : undefined)
  const bidderAccount = act === undefined || line === undefined ? undefined : ownAccount(accounts, act, line)
  return (
    <CaseActDialog
      detail={detail}
      kind={act?.kind ?? fitting[0]?.kind ?? acts[0]!.kind}
      subject={{ lot: tranche.split('/')[0]!, tranche }}
      close={close}
      title={`${t('sale:line')} · ${tranche}`}
      lead={t('sale:line.lead')}
      testId="bank-line"
      prepare={() =>
        act === undefined || line === undefined || statement === undefined || bidderAccount === undefined
          ? undefined
          : lineAct({ act, line, round, bidderAccount, statement })
      }
    >
      <PaperInput
        label={t('sale:line.statement')}
        hint={t('sale:line.statement.hint')}
        value={text}
        change={setText}
        read={found instanceof SluiceError ? found : paper}
        testId="bank-line-statement"
      />
      {statement === undefined ? null : lines.length === 0 ? (
        <Alert type="info" showIcon title={t('sale:line.none')} />
      ) : (
        <FormRow label={t('fields:line')}>
          <Select
            showSearch={{ optionFilterProp: 'search' }}
            value={chosen ?? null}
            onChange={(value) => {
              choose(value)
              setStands(undefined)
            }}
            options={lines.map((one) => ({
              value: one.name,
              search: `${one.reference} ${one.other?.name ?? ''}`,
              label: (
                <>
                  {t(one.credit ? 'sale:line.credit' : 'sale:line.debit')}{' '}
                  <Amount units={one.amount.toString()} asset={one.currency} unit still /> · {one.reference}
                  {one.other?.name === undefined ? '' : ` · ${one.other.name}`}
                </>
              ),
            }))}
            data-testid="bank-line-line"
          />
        </FormRow>
      )}
      {line === undefined ? null : (
        <FormRow label={t('sale:line.stands')}>
          <Select
            value={act === undefined ? null : keyOf(act)}
            onChange={setStands}
            options={fitting.map((one) => ({
              value: keyOf(one),
              label: (
                <>
                  {names.kind(one.kind)} · {one.bidder} ·{' '}
                  <Amount units={one.amount} asset={round.currency} unit still />
                </>
              ),
            }))}
            notFoundContent={t('sale:line.stands.none')}
            data-testid="bank-line-stands"
          />
        </FormRow>
      )}
      {line === undefined || act === undefined ? null : (
        <dl className="facts">
          <FieldRow label={t('sale:line.name')}>
            <span className="mono">{line.name}</span>
          </FieldRow>
          <FieldRow label={t('sale:line.other')}>{line.other?.name ?? '--'}</FieldRow>
          <FieldRow label={t('fields:bidderAccount')}>{bidderAccount ?? t('sale:line.noAccount')}</FieldRow>
        </dl>
      )}
    </CaseActDialog>
  )
}

/** Whether the other side of a line is an account that the bidder has registered. */
function isOther(accounts: Parameters<typeof ownAccount>[0], act: LineAct, line: NamedLine): boolean {
  const own = ownAccount(accounts, act, line)
  return own !== undefined && accounts[own]?.number === line.other?.account
}
