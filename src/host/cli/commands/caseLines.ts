import type { Command, Option } from '../command.ts'

const time = {
  value: 'TIME',
  pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  expected: 'a time such as 2026-03-02T01:00:00.000Z',
} as const

const shared: Readonly<Record<string, Option>> = {
  case: { value: 'NUMBER', text: 'Official number or id of the case. Required.' },
  key: {
    value: 'FILE',
    text: 'Key of who acts, a file of sluice key new --person, readable by its owner only. Required.',
  },
  zone: {
    value: 'URL',
    text: 'The zone onshore.',
    otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
  },
  'dry-run': { text: 'Hold the file to the case, say all faults at once and stop there.' },
}
const at: Option = {
  ...time,
  text: 'When it was done, RFC 3339 in UTC with milliseconds.',
  otherwise: 'the time of recording',
}
const file = 'CSV with headings or a JSON array of objects'
const exits = [
  'recorded, or a dry run without fault',
  'refused by a rule',
  'something wrong with the file or the call',
] as const

export const caseSecure: Command = {
  path: ['case', 'secure'],
  summary: 'record where each seized line stands now, from a table of moves',
  about: [
    `Reads a table of what was moved to addresses of the agency: ${file}, with the columns line (of the list), address, units (base units that came), txid and index (of the output). Each fault is said with line and column; a file with one is refused whole.`,
    'The zone proves each transaction from its own source of the chain. The entry custody.secured is signed on this machine. More than 80 lines go in as a document (sluice/lines/1), fewer stand in the entry. Batches follow each other with --more-follow on all but the last. The same file in the same case is recorded once.',
  ],
  operands: [{ name: 'FILE', text: 'the table, at most 16 MiB and 50,000 lines' }],
  options: {
    ...shared,
    recording: {
      value: 'SHA256',
      text: 'Hash of the recording of the sweep. Required but in a dry run.',
      pattern: /^[0-9a-f]{64}$/,
      expected: '64 hexadecimal digits',
    },
    swept: { value: 'TEXT', text: 'Which derived paths were looked at. Required but in a dry run.' },
    residuals: { value: 'TEXT', text: 'What remains where it was. Required but in a dry run.' },
    'more-follow': { text: 'Another batch follows.' },
    at,
  },
  examples: [
    {
      line: 'npx sluice case secure moves.csv --case 京公顺2026-0001 --key li.json --recording 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --swept "all derived paths" --residuals none',
      text: 'Record a sweep.',
    },
  ],
  exits: [...exits],
  load: async () => (await import('../case/secureLines.ts')).secureLines,
}

export const caseCount: Command = {
  path: ['case', 'count'],
  summary: 'record the inventory after the sweep, from a table of counts',
  about: [
    `Reads a table of what was counted: ${file}, with the columns line and units (base units), and reason where less was counted than listed. All lines in custody that no inventory counts yet must stand there, each once.`,
    'The entry inventory.recorded is signed on this machine by the property manager whose key acts. Differences, totals and the hash of the whole inventory, which the letter of entrustment names, are worked out here and held to the case by the zone.',
  ],
  operands: [{ name: 'FILE', text: 'the table, at most 16 MiB and 50,000 lines' }],
  options: {
    ...shared,
    'handed-over': {
      ...time,
      text: 'When the property manager got it, or its particulars. Required but in a dry run.',
    },
    at,
  },
  examples: [
    {
      line: 'npx sluice case count counted.csv --case 京公顺2026-0001 --key wang.json --handed-over 2026-03-02T03:00:00.000Z',
      text: 'Record what was counted.',
    },
  ],
  exits: [...exits],
  load: async () => (await import('../case/countLines.ts')).countLines,
}
