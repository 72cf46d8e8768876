export const screening = {
  title: '筛查',
  explain:
    '每一环节（币或款）最近一次名单筛查。命中在本地有约束力的名单而无人了结的，该环节不得办理。由筛查人以外的人凭已签署的文书了结；此处不写怀疑或报告。',
  none: '本案尚无筛查',
  'none.next': '筛查随其环节的条目进入案卷。',
  open: '未了结的命中',
  'open.none': '没有',
  lists: '名单',
  at: '时间',
  by: '筛查人',
  entry: '条目',
  line: '第 {{line}} 行',
  subject: '第 {{n}} 个对象',
  resolve: '登记命中结果',
  'resolve.lead':
    '由筛查人以外的人登记。文书写明筛查条目、名单、行、对象和结果：并非同一人，或经名单所依法律指定的主管机关准许。',
  paper: '文书',
  'paper.hint': '已签署的文书（screening-resolution），原样贴上。准许须由主管机关签署。',
  'outcome.none': '文书没有写明可登记的结果',
}
