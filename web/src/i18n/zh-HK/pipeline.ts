import type { pipeline as base } from '../zh-CN/pipeline.ts'

export const pipeline = {
  title: '流程',
  lead: '每一批次、分筆所在的環節，以及等待的事項和時長',
  passed: '已過',
  here: '目前',
  ahead: '未到',
  across: '對區報來 {{at}}',
  'legend.passed': '已完成',
  'legend.here': '等待辦理',
  'legend.across': '對區已完成',
  'legend.ahead': '未到',
  empty: '本區沒有向貴單位開放的案件',
  held: '暫停處置',
} satisfies Record<keyof typeof base, string>
