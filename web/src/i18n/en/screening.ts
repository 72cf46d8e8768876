import type { screening as base } from '../zh-CN/screening.ts'

export const screening = {
  title: 'Screenings',
  explain:
    'The newest screening of each leg, of coins or money. While a hit on a list that binds here is open, its leg does not go on. Somebody other than who screened resolves it, on a signed paper; what anybody suspects or reports is not written here.',
  none: 'Nobody was screened in this case yet',
  'none.next': 'A screening comes with the entries of the leg that it is for.',
  open: 'Open hits',
  'open.none': 'none',
  lists: 'Lists',
  at: 'At',
  by: 'Screened by',
  entry: 'Entry',
  line: 'line {{line}}',
  subject: 'subject {{n}}',
  resolve: 'Enter what became of it',
  'resolve.lead':
    'By somebody other than who screened. The paper names the screening, list, line, subject and outcome: not the same, or licensed by the authority that the list’s law names.',
  paper: 'Paper',
  'paper.hint': 'The signed paper (screening-resolution), pasted as it came. A licence is signed by the authority.',
  'outcome.none': 'the paper names no outcome that can be entered',
} satisfies Record<keyof typeof base, string>
