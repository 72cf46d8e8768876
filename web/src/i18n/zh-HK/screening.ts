import type { screening as base } from '../zh-CN/screening.ts'

export const screening = {
  title: '篩查',
  explain:
    '每一環節（幣或款）最近一次名單篩查。命中在本地具約束力的名單而無人了結的，該環節不得辦理。由篩查人以外的人憑已簽署的文書了結；此處不寫懷疑或報告。',
  none: '本案尚無篩查',
  'none.next': '篩查隨其環節的條目進入案卷。',
  open: '未了結的命中',
  'open.none': '沒有',
  lists: '名單',
  at: '時間',
  by: '篩查人',
  entry: '條目',
  line: '第 {{line}} 行',
  subject: '第 {{n}} 個對象',
  resolve: '登記命中結果',
  'resolve.lead':
    '由篩查人以外的人登記。文書寫明篩查條目、名單、行、對象和結果：並非同一人，或經名單所依法律指定的主管機關准許。',
  paper: '文書',
  'paper.hint': '已簽署的文書（screening-resolution），原樣貼上。准許須由主管機關簽署。',
  'outcome.none': '文書沒有寫明可登記的結果',
} satisfies Record<keyof typeof base, string>
