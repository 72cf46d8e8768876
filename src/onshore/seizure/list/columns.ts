/** The columns of a seizure list: what each means, and what lists call it. */
export type Field =
  | 'number'
  | 'asset'
  | 'chain'
  | 'contract'
  | 'address'
  | 'amount'
  | 'baseUnits'
  | 'txid'
  | 'index'
  | 'acquiredAt'
  | 'zone'
  | 'seizedOn'
  | 'value'
  | 'currency'
  | 'valuedOn'
  | 'valueSource'
  | 'evidence'
  | 'note'

export type Language = 'zh-CN' | 'zh-HK' | 'en'

interface Column {
  /** The heading that Sluice writes. */
  readonly heading: Readonly<Record<Language, string>>
  /** Others that it reads. */
  readonly also: readonly string[]
}

export const columns: Readonly<Record<Field, Column>> = {
  number: { heading: { en: 'no', 'zh-CN': '序号', 'zh-HK': '序號' }, also: ['#', 'line', 'no.', '编号', '編號'] },
  asset: {
    heading: { en: 'asset', 'zh-CN': '资产', 'zh-HK': '資產' },
    also: [
      'ticker',
      'coin',
      'token',
      'currency code',
      '币种',
      '幣種',
      '资产名称',
      '資產名稱',
      '虚拟货币种类',
      '虛擬貨幣種類',
      '虚拟货币名称',
      '虛擬資產',
      '代币',
      '代幣',
    ],
  },
  chain: {
    heading: { en: 'chain', 'zh-CN': '链', 'zh-HK': '鏈' },
    also: [
      'network',
      'blockchain',
      '公链',
      '公鏈',
      '网络',
      '網絡',
      '所在链',
      '所在鏈',
      '主网',
      '主網',
      '区块链',
      '區塊鏈',
    ],
  },
  contract: {
    heading: { en: 'contract', 'zh-CN': '合约地址', 'zh-HK': '合約地址' },
    also: ['contract address', 'token contract', '合约', '合約', '代币合约', '代幣合約', '代币合约地址'],
  },
  address: {
    heading: { en: 'address', 'zh-CN': '地址', 'zh-HK': '地址' },
    also: ['wallet address', 'holding address', '钱包地址', '錢包地址', '持币地址', '持幣地址', '链上地址', '鏈上地址'],
  },
  amount: {
    heading: { en: 'amount', 'zh-CN': '数量', 'zh-HK': '數量' },
    also: ['quantity', 'units', '数额', '數額', '数量(枚)', '數量(枚)', '持有数量', '持有數量', '扣押数量', '檢取數量'],
  },
  baseUnits: {
    heading: { en: 'base_units', 'zh-CN': '最小单位数量', 'zh-HK': '最小單位數量' },
    also: ['smallest units', 'raw amount', '最小单位', '最小單位', '链上原始数量'],
  },
  txid: {
    heading: { en: 'txid', 'zh-CN': '交易哈希', 'zh-HK': '交易雜湊值' },
    also: [
      'tx',
      'tx hash',
      'txhash',
      'transaction',
      'transaction id',
      'transaction hash',
      '交易id',
      '交易哈希值',
      '交易雜湊',
      '交易编号',
      '交易編號',
    ],
  },
  index: {
    heading: { en: 'index', 'zh-CN': '输出序号', 'zh-HK': '輸出序號' },
    also: ['output index', 'vout', 'n', 'log index', '日志序号', '日誌序號', '索引', '输出索引', '輸出索引'],
  },
  acquiredAt: {
    heading: { en: 'acquired_at', 'zh-CN': '取得时间', 'zh-HK': '取得時間' },
    also: [
      'time',
      'block time',
      'timestamp',
      '时间',
      '時間',
      '上链时间',
      '上鏈時間',
      '交易时间',
      '交易時間',
      '区块时间',
      '區塊時間',
    ],
  },
  zone: { heading: { en: 'zone', 'zh-CN': '时区', 'zh-HK': '時區' }, also: ['time zone', 'timezone', 'tz'] },
  seizedOn: {
    heading: { en: 'seized_on', 'zh-CN': '扣押日期', 'zh-HK': '檢取日期' },
    also: ['seizure date', 'date seized', '查扣日期', '冻结日期', '凍結日期', '扣押時間'],
  },
  value: {
    heading: { en: 'value', 'zh-CN': '估值金额', 'zh-HK': '估值金額' },
    also: ['valuation', 'valuation amount', '估值', '价值', '價值', '认定价格', '認定價格'],
  },
  currency: {
    heading: { en: 'currency', 'zh-CN': '估值币种', 'zh-HK': '估值貨幣' },
    also: ['value currency', 'valuation currency', '货币', '貨幣', '计价货币', '計價貨幣'],
  },
  valuedOn: {
    heading: { en: 'valued_on', 'zh-CN': '估值日期', 'zh-HK': '估值日期' },
    also: ['valuation date', 'value date', '基准日', '基準日', '估值基准日', '估值基準日'],
  },
  valueSource: {
    heading: { en: 'value_source', 'zh-CN': '估值来源', 'zh-HK': '估值來源' },
    also: ['valuation source', '价格来源', '價格來源', '估值依据', '估值依據'],
  },
  evidence: {
    heading: { en: 'evidence_no', 'zh-CN': '证据编号', 'zh-HK': '證物編號' },
    also: [
      'evidence',
      'evidence number',
      'device',
      'device no',
      'exhibit',
      'exhibit no',
      '检材编号',
      '檢材編號',
      '设备编号',
      '設備編號',
      '物证编号',
      '涉案设备',
    ],
  },
  note: {
    heading: { en: 'note', 'zh-CN': '备注', 'zh-HK': '備註' },
    also: ['notes', 'remark', 'remarks', 'comment', '说明', '說明'],
  },
}

export const fields = Object.keys(columns) as readonly Field[]

/** Fields without which a list is none; `amount` may stand as `baseUnits`. */
export const requiredFields: readonly Field[] = ['asset', 'chain', 'address', 'amount']

const byHeading = new Map(
  fields.flatMap((field) => {
    const { heading, also } = columns[field]
    return [...Object.values(heading), ...also].map((text) => [plain(text), field] as const)
  }),
)

/** The field that a heading means, whatever its case, width and blanks. @example fieldOf('Tx Hash') // 'txid' */
export function fieldOf(heading: string): Field | undefined {
  return byHeading.get(plain(heading))
}

function plain(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
}
