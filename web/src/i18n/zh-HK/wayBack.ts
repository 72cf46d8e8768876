import type { wayBack as base } from '../zh-CN/wayBack.ts'

export const wayBack = {
  'explain.onshore':
    '已移交而退回的幣：由機關決定，保管方給出自己錢包中從未用過的地址，由平台發出；只有鏈上在該地址顯示的數量才重新入帳。',
  'explain.offshore':
    '退回的幣只退往跨區送達的地址，餘下的全部退回。任何一區都沒有可提幣的密鑰：由帳戶持有人以此處所列的指令號向平台下達指令，結果以平台簽署的文書為準。',
  none: '沒有正在退回的批次',
  'none.onshore': '自機關就已移交的批次作出決定時開始。',
  'none.offshore': '自另一區給出地址時開始。',
  notAddressed: '已移交；尚無退回決定',
  address: '給出退回地址',
  'address.again': '另給地址',
  'address.lead':
    '機關簽署的決定寫明退回原因和平台費用由誰承擔。地址須為保管機構已登記錢包中從未用過的地址。須經他人審批。',
  'address.hint': '逐段與錢包核對；須為未用過的地址，且與在用地址不相近似。',
  readBack: '雙方已逐字回讀該地址',
  decision: '機關的決定',
  'decision.hint': '已簽署的文書（return-decision），原樣貼上。',
  'ground.floor': '達不到保留價',
  'ground.stopped': '出售已停止',
  'ground.outcome': '處置結果不是出售',
  'ground.entrustment-ended': '委託已終止',
  arrived: '已退回',
  expected: '平台稱已發出',
  arrive: '登記到帳',
  'arrive.lead': '本區向節點查詢該筆交易並保存證明。鏈上在所給地址顯示的數量分毫不差地入帳。',
  'arrive.proof': '簽署時取得證明。確認區塊不足時記錄會拒絕：請稍後再簽。',
  'index.hint': '付往該地址的是交易的第幾個輸出，從 0 數起。',
  left: '尚在平台',
  nothingLeft: '沒有',
  order: '下達退幣指令',
  'order.lead':
    '該批次餘下的全部，或平台一次可發出的上限。數量與指令號由記錄和平台條件算出；經他人審批後，由帳戶持有人以這些指令號下達。',
  terms: '{{platform}} 的條件',
  'terms.hint': '平台簽署的文書（withdrawal-terms）：地址已為該帳戶登記、費用與限額。',
  key: '平台指令號',
  outcome: '登記平台答覆',
  'outcome.lead':
    '平台就一筆退幣簽署的答覆：已發出並附交易，或未發出且不再發出。只有後者之後，才可就同一批幣再次下達指令。',
  'outcome.paper': '平台的文書',
  'outcome.hint': '已簽署的文書（withdrawal-outcome），原樣貼上。',
  'leg.ordered': '已下達',
  'leg.sent': '已發出',
  'leg.failed': '未成',
  'rest.more': '尚有餘下',
  'rest.whole': '無餘下，未曾出售',
  'rest.part': '無餘下，其餘已出售',
} satisfies Record<keyof typeof base, string>
