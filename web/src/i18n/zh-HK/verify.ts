import type { verify as base } from '../zh-CN/verify.ts'

export const verify = {
  title: '驗證',
  explain: '在本頁瀏覽器中重放本案：校驗值、簽名、日誌證明、每條規則、每筆分錄。不經伺服器。',
  button: '驗證本案',
  running: '正在驗證',
  'step.download': '正在取出案卷',
  'step.replay': '正在重放',
  other: '對區案卷（可選）',
  'other.add': '加入檔案',
  'other.explain': '可加入對區案卷、案卷包檔案或外部密鑰檔案。只有本區案卷時，只驗證本區。',
  holds: '全部成立，簽署者已由外部密鑰核實',
  consistent: '自身一致，簽署者未經核實',
  fails: '不成立',
  first: '首個不符之處',
  proved: '已驗證',
  attested: '據陳述',
  withheld: '未提供',
  report: '報告',
  download: '下載案卷包',
  unavailable: '本構建不含驗證器',
  failed: '驗證未能進行',
} satisfies Record<keyof typeof base, string>
