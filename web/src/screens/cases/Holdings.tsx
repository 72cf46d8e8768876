import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { type CaseState, stageOf } from '../../../../src/core/case/state.ts'
import { heldLines, heldRows } from '../../../../src/onshore/custody/custody.ts'
import type { Transfer } from '../../../../src/onshore/custody/transfer.ts'
import { sizeOf } from '../../../../src/onshore/seizure/lineSet.ts'
import { type ListLine, listedLines, listedRows } from '../../../../src/onshore/seizure/seizure.ts'
import { useDocuments } from '../../api/queries.ts'
import type { CaseDetail } from '../../api/types.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount } from '../../parts/Amount.tsx'
import { Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { Address } from '../../parts/Value.tsx'
import { lineTablesOf, lotsOf } from '../../record/lots.ts'
import { subjectsOf } from '../../record/stages.ts'
import { Balances } from '../ledger/Balances.tsx'

/** What the case holds, where it stands, and what it is owed: derived from the record. */
export function Holdings({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('ledger')
  return (
    <>
      <Lots detail={detail} />
      <Panel title={t('balances')}>
        <Balances balances={detail.state.balances} />
      </Panel>
      <Held detail={detail} />
      <Transfers detail={detail} />
    </>
  )
}

function Lots({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation(['cases', 'common'])
  const names = useNames()
  const lots = lotsOf(detail.state)
  const rows = subjectsOf(detail.state).filter(({ lot }) => lot !== undefined)
  return (
    <Panel title={t('cases:lots')}>
      <Table
        size="small"
        pagination={false}
        rowKey="key"
        dataSource={rows.map((row) => ({ ...row, ...(row.tranche === undefined ? lots[row.lot!] : undefined) }))}
        locale={{ emptyText: <Empty title={t('common:empty')} /> }}
        columns={[
          {
            title: `${t('common:lot')} / ${t('common:tranche')}`,
            render: (_, row) => (
              <b style={{ paddingLeft: row.tranche === undefined ? 0 : 18 }}>{row.tranche ?? row.lot}</b>
            ),
          },
          {
            title: t('cases:lotAsset'),
            render: (_, row) => (row.asset === undefined ? '' : <span title={row.asset}>{tickerOf(row.asset)}</span>),
          },
          {
            title: t('cases:lotUnits'),
            align: 'right',
            className: 'num',
            render: (_, row) => (row.units === undefined ? '' : <Amount units={row.units} asset={row.asset ?? ''} />),
          },
          {
            title: t('cases:lotOutcome'),
            render: (_, row) => (row.outcome === undefined ? '' : names.value(row.outcome)),
          },
          { title: t('cases:lotStage'), render: (_, row) => names.stage(stageOf(detail.state, subjectOf(row))) },
        ]}
      />
    </Panel>
  )
}

function subjectOf({ lot, tranche }: { readonly lot?: string; readonly tranche?: string }) {
  return { ...(lot === undefined ? {} : { lot }), ...(tranche === undefined ? {} : { tranche }) }
}

function Held({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation(['common', 'fields', 'cases'])
  const tables = lineTablesOf(detail.state)
  const texts = useDocuments(tables)
  const ready = texts.every(({ data }) => typeof data === 'string')
  const held = ready ? rowsOf(detail.state, new Map(tables.map((hash, i) => [hash, texts[i]!.data!]))) : []
  const [inCustody, listed] = [sizeOf(heldLines(detail.state)), sizeOf(listedLines(detail.state))]
  if (listed === 0 && inCustody === 0) return null
  return (
    <Panel title={t('cases:linesInCustody', { n: inCustody.toLocaleString('en'), of: listed.toLocaleString('en') })}>
      <Table
        size="small"
        rowKey={({ line }) => line}
        loading={!ready}
        dataSource={[...held]}
        pagination={
          held.length > 20
            ? {
                pageSize: 20,
                showSizeChanger: false,
                showQuickJumper: held.length > 200,
                style: { marginInlineEnd: 16 },
              }
            : false
        }
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('fields:line'), dataIndex: 'line', align: 'right', className: 'num' },
          { title: t('common:asset'), render: (_, row) => <span title={row.asset}>{tickerOf(row.asset)}</span> },
          {
            title: t('common:units'),
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.units} asset={row.asset} />,
          },
          { title: t('fields:address'), render: (_, row) => <Address address={row.address} /> },
          { title: t('fields:txid'), render: (_, row) => (row.txid === undefined ? '--' : <Id id={row.txid} />) },
        ]}
      />
    </Panel>
  )
}

/** What is in custody; before anything is, what was listed. */
function rowsOf(state: CaseState, texts: ReadonlyMap<string, string>): readonly Row[] {
  const read = (hash: string): string => texts.get(hash)!
  const held = heldRows(state, read)
  return held.length > 0 ? held : listedRows(state, read)
}

type Row = Pick<ListLine, 'line' | 'asset' | 'address' | 'units' | 'txid'>

function Transfers({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation(['cases', 'fields', 'common'])
  const names = useNames()
  const transfers = Object.entries(
    (detail.state.slices.transfers ?? {}) as unknown as Readonly<Record<string, Transfer>>,
  )
  if (transfers.length === 0) return null
  return (
    <Panel title={t('cases:transfers')}>
      <Table
        size="small"
        rowKey={([id]) => id}
        dataSource={transfers}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('fields:transfer'), render: (_, [id]) => <span className="mono">{id}</span> },
          { title: t('fields:purpose'), render: (_, [, row]) => names.value(row.purpose) },
          { title: t('common:subject'), render: (_, [, row]) => row.tranche ?? row.lot },
          {
            title: t('fields:pays'),
            render: (_, [, row]) =>
              row.pays.map((pay) => (
                <div key={pay.address}>
                  <Amount units={pay.units} asset={row.asset} unit trim /> → {pay.platform ?? ''}{' '}
                  <Address address={pay.address} />
                </div>
              )),
          },
          {
            title: t('fields:fee'),
            align: 'right',
            className: 'num',
            render: (_, [, row]) => <Amount units={row.fee} asset={row.feeAsset} unit trim />,
          },
          { title: t('fields:txid'), render: (_, [, row]) => <Id id={row.txid} /> },
        ]}
      />
    </Panel>
  )
}
