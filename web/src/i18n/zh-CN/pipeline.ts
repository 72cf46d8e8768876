export const pipeline = {
  title: '流程',
  lead: '每一批次、分笔所在的环节，以及等待的事项和时长',
  passed: '已过',
  here: '当前',
  ahead: '未到',
  across: '对区报来 {{at}}',
  'legend.passed': '已完成',
  'legend.here': '等待办理',
  'legend.across': '对区已完成',
  'legend.ahead': '未到',
  empty: '本区没有向您单位开放的案件',
  held: '暂停处置',
}
