import { stateTexts } from '../stateTexts.ts'
import type { stages as base } from '../zh-CN/stages.ts'

export const stages = {
  seized: 'Seized',
  secured: 'Secured',
  inventoried: 'Inventory',
  classified: 'Classified',
  basis: 'Basis',
  entrusted: 'Entrusted',
  bonded: 'Deposit',
  cleared: 'Cleared',
  tested: 'Tested',
  transferred: 'Handed over',
  priced: 'Reserve',
  selling: 'Selling',
  sold: 'Sold',
  remitted: 'Remitted',
  fx: 'FX route',
  settled: 'Settled',
  credited: 'Credited',
  distributed: 'Distributed',
  treasury: 'Treasury',
  returned: 'Returned',
  closed: 'Closed',
  'state.none': 'not begun',
  ...stateTexts('en'),
} satisfies Record<keyof typeof base, string>
