import { stateTexts } from '../stateTexts.ts'
import type { stages as base } from '../zh-CN/stages.ts'

export const stages = {
  seized: '檢取',
  secured: '固定保管',
  inventoried: '清點',
  classified: '分類',
  basis: '處置依據',
  entrusted: '委託',
  bonded: '保證金',
  cleared: '准入審查',
  tested: '測試轉帳',
  transferred: '移交',
  priced: '保留價',
  selling: '出售中',
  sold: '已售',
  remitted: '匯回',
  fx: '外匯核准',
  settled: '結匯',
  credited: '回款',
  distributed: '分配',
  treasury: '上繳國庫',
  returned: '發還',
  closed: '結案',
  'state.none': '未開始',
  ...stateTexts('zh-HK'),
} satisfies Record<keyof typeof base, string>
