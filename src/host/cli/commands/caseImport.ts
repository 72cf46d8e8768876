import type { Command } from '../command.ts'

export const caseImport: Command = {
  path: ['case', 'import'],
  summary: 'read a seizure list, say everything that is wrong with it, record it in a case',
  about: [
    'Reads a seizure list as an officer has it: CSV or JSON, columns in Chinese or English, one line a holding (examples/seizure-lists/README.md). Each fault is said with file, line, column, what was found and what was expected; a list with one fault is refused whole, and nothing of it is kept. Anything that looks like a recovery phrase or private key is refused before it touches disk or log, and is not repeated.',
    'With --case and --key the list is recorded at the zone as seizure.listed, signed on this machine with the key of the person who acts; the key is read and kept nowhere. What the law asks of a list (on the spot, copies, investigators, witness, holder) is stated by the options below and by nobody else: what is not stated is not claimed, and the zone refuses with each rule that is not met. The same list in the same case is recorded once, however often it is sent.',
    'Without a case, or with --offline, the list is imported and checked on this machine: form, addresses, amounts, duplicates. That is as far as it goes without a node: for each chain the answer is "no source configured for …", and the exit code is 1, because no holding was seen on its chain.',
  ],
  operands: [{ name: 'FILE', text: 'the seizure list, at most 8 MiB and 10,000 lines' }],
  options: {
    'dry-run': { text: 'Say all faults at once and stop there.' },
    offline: { text: 'Check on this machine only.' },
    case: { value: 'NUMBER', text: 'Official number or id of the case to record it in.' },
    key: {
      value: 'FILE',
      text: 'Key of who acts, a file of sluice key new --person, readable by its owner only.',
    },
    zone: {
      value: 'URL',
      text: 'The zone onshore.',
      otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
    },
    'on-spot': { text: 'The list was made on the spot.' },
    copies: { value: 'N', text: 'Copies made.', pattern: /^\d{1,3}$/, expected: 'a whole number', otherwise: '0' },
    investigator: {
      value: 'ID',
      many: true,
      text: 'An investigator who signed it; once for each.',
      pattern: /^[a-z0-9][a-z0-9./:-]{0,119}$/,
      expected: 'an id of the directory',
    },
    'witness-signed': { text: 'The attesting witness signed.' },
    'holder-signed': { text: 'The holder signed.' },
    'holder-absence': { value: 'TEXT', text: 'Why the holder did not sign, as noted on the list.' },
    at: {
      value: 'TIME',
      text: 'When it was listed, RFC 3339 in UTC with milliseconds.',
      pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
      expected: 'a time such as 2026-03-02T01:00:00.000Z',
      otherwise: 'the time of recording',
    },
  },
  examples: [
    { line: 'npx sluice case import examples/seizure-lists/silk-road.en.csv --dry-run', text: 'Is this list good?' },
    {
      line: 'npx sluice case import examples/seizure-lists/silk-road.en.csv --offline',
      text: 'Import it without a zone: stops at the chains.',
    },
    {
      line: 'npx sluice case import list.csv --case 京公顺2026-0001 --key me.json --on-spot --copies 3 --investigator p-li --investigator p-liu --witness-signed --holder-signed',
      text: 'Record it.',
    },
  ],
  exits: [
    'recorded, or a dry run without fault',
    'refused by a rule, or no source for a chain',
    'something wrong with the list or the call',
  ],
  load: async () => (await import('../case/importList.ts')).importList,
}
