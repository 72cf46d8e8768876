import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RoundState } from '../../../../src/offshore/sale/auction/roundState.ts'
import type { SaleSlice } from '../../../../src/offshore/sale/sale.ts'
import type { SaleReport } from '../../../../src/offshore/sale/tca/saleReport.ts'
import { trancheWhole } from '../../../../src/offshore/sale/tca/trancheWhole.ts'
import { useDocuments } from '../../api/queries.ts'
import { group } from '../../format/amount.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import { Panel } from '../../parts/Panel.tsx'

interface WholeParameters {
  readonly tranche: string
  readonly sale: SaleSlice[string]
  readonly round: RoundState | undefined
}

/** All that a tranche was sold in, from the analyses of its sales and what its block brought; nothing where one sale says it all. */
export function WholePanel({ tranche, sale, round }: WholeParameters) {
  const { t } = useTranslation(['sale', 'common'])
  const hashes = [...(sale.past ?? []).map(({ report }) => report), sale.report].filter((hash) => hash !== undefined)
  const texts = useDocuments(hashes).flatMap(({ data }) => (typeof data === 'string' ? [data] : []))
  if (texts.length !== hashes.length) return null
  const whole = trancheWhole(
    texts.map((text) => JSON.parse(text) as SaleReport),
    blocksOf(round),
  )
  if (whole === undefined) return null
  const { asset, currency, parts, units, gross, average } = whole
  const rows = [
    ...parts.map((part, i) => ({
      ...part,
      key: String(i),
      label: part.kind === 'block' ? t('sale:whole.block') : t('sale:run', { run: i + 1 }),
    })),
    { key: 'all', label: t('sale:total'), units, gross, average },
  ]
  return (
    <Panel title={`${t('common:tranche')} ${tranche} · ${t('sale:whole')}`} testId="sale-whole">
      <Table
        size="small"
        pagination={false}
        dataSource={rows}
        columns={[
          { title: t('sale:whole.part'), dataIndex: 'label' },
          {
            title: t('sale:filled'),
            align: 'right',
            render: (_, row) => <Amount units={row.units} asset={asset} unit trim />,
          },
          { title: t('sale:gross'), align: 'right', render: (_, row) => <Rate value={row.gross} unit={currency} /> },
          {
            title: t('sale:average'),
            align: 'right',
            render: (_, row) => <Rate value={row.average} unit={currency} />,
          },
        ]}
      />
      <p className="panel-body muted" style={{ margin: 0 }}>
        {t('sale:whole.shortfall', {
          bps: whole.shortfallBps,
          fees: group(whole.fees),
          net: group(whole.net),
          currency,
        })}
      </p>
    </Panel>
  )
}

function blocksOf(round: RoundState | undefined) {
  const deals = Object.values(round?.deals ?? {})
  const lots = deals.reduce((sum, { deliveredLots }) => sum + deliveredLots, 0)
  const gross = deals.reduce((sum, { deliveredGross }) => sum + BigInt(deliveredGross), 0n)
  return lots === 0 ? [] : [{ units: (BigInt(lots) * BigInt(round!.lotUnits)).toString(), gross: gross.toString() }]
}
