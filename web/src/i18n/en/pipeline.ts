import type { pipeline as base } from '../zh-CN/pipeline.ts'

export const pipeline = {
  title: 'Pipeline',
  lead: 'Where each lot and tranche stands, what it waits for, and for how long',
  passed: 'passed',
  here: 'here',
  ahead: 'ahead',
  across: 'reported by the other zone {{at}}',
  'legend.passed': 'Done',
  'legend.here': 'Waiting',
  'legend.across': 'Done in the other zone',
  'legend.ahead': 'Ahead',
  empty: 'No case here is opened to your organisation',
  held: 'on hold',
} satisfies Record<keyof typeof base, string>
