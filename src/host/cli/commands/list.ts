import type { Command, Option } from '../command.ts'

const zone: Option = {
  value: 'URL',
  text: 'The zone.',
  otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
}
const day = { pattern: /^\d{4}-\d\d-\d\d$/, expected: 'a day such as 2026-03-02' }

export const listImport: Command = {
  path: ['list', 'import'],
  summary: 'take in the snapshot of a sanctions or special-measures list: what would change, then by two',
  about: [
    'Reads a list as it was published (addresses of OFAC by ticker, tags as JSON a line) or in our form (sluice/list/1: docs/reference/lists.md), tells every row that cannot be read with its line, and shows which addresses and names begin and which are gone against the snapshot that the zone keeps. Without a key nothing is sent.',
    'With one, the import is signed: by both administrators here, or by the first into a file that the second signs with sluice countersign. The zone keeps the snapshot by its hash and counts the changes again. The same snapshot once more says that it was looked up and is the list still: a list that nobody looked up lately lets no clearance pass offshore.',
    'Issuer, zone and force of a list come from packs/registers/lists.json by its id, or are named here.',
  ],
  operands: [{ name: 'FILE', text: 'the list as it came' }],
  options: {
    list: { value: 'ID', text: 'Which list, such as hk-unso.', otherwise: 'what the file says of itself' },
    published: { value: 'DAY', text: 'Day of the publication.', otherwise: 'what the file says of itself', ...day },
    checked: {
      value: 'DAY',
      text: 'Day on which somebody looked it up.',
      otherwise: 'today, by the zone’s clock',
      ...day,
    },
    source: { value: 'TEXT', text: 'Where it was taken from.', otherwise: 'the source of packs/registers/lists.json' },
    issuer: { value: 'TEXT', text: 'Who issues it, where it is not a list that ships.' },
    force: {
      value: 'FORCE',
      text: 'Where it binds, where it is not a list that ships.',
      choices: ['binding-onshore', 'binding-hong-kong', 'information'],
    },
    against: {
      value: 'FILE',
      text: 'Compare with another snapshot and not with a zone; nothing can be sent.',
      otherwise: 'the zone is asked',
    },
    key: { value: 'FILE', text: 'Key of the first administrator.', otherwise: 'only the changes are shown' },
    'second-key': { value: 'FILE', text: 'Key of the second administrator.' },
    output: { value: 'FILE', text: 'Keep it, signed by one, for the second to countersign.' },
    zone,
  },
  examples: [
    {
      line: 'npx sluice list import unso.jsonl --zone http://127.0.0.1:7320',
      text: 'What this snapshot would change in the zone offshore.',
    },
    {
      line: 'npx sluice list import sdn.json --list us-sdn --published 2026-03-01 --key first.json --second-key second.json',
      text: 'A list that only informs, taken in by two.',
    },
  ],
  exits: [
    'shown, kept for the second, or recorded',
    'refused: a rule or a signature',
    'no list, or something wrong with the call',
  ],
  load: async () => (await import('../list/importSnapshot.ts')).importSnapshot,
}

export const listScreen: Command = {
  path: ['list', 'screen'],
  summary: 'screen addresses and persons against snapshots, or repeat a screening that is on record',
  about: [
    'Screens every address and name of a file (sluice/screened/1) against each snapshot exactly, and tells hits by list, force, line and subject as screening.recorded does. With the documents of a record the same hits must come out: that is how a screening is checked without us.',
    'With --labels it also asks a file of labels, millions of them (an address and what is said of it, a tab between, a line each): these inform and stop nothing. The index is made beside it on the first call.',
  ],
  operands: [
    { name: 'SUBJECTS', text: 'who and what is screened' },
    { name: 'SNAPSHOT', text: 'LIST=FILE, such as hk-unso=unso.jsonl', many: true, optional: true },
  ],
  options: { labels: { value: 'FILE', text: 'A file of labels, asked beside the lists.', otherwise: 'none is asked' } },
  examples: [
    { line: 'npx sluice list screen subjects.json hk-unso=unso.jsonl hk-unatmo=unatmo.jsonl', text: 'Two lists.' },
    { line: 'npx sluice list screen subjects.json --labels labels.txt --json', text: 'Only labels, as JSON.' },
  ],
  exits: ['no hit', 'hits', 'no list, no subjects, or something wrong with the call'],
  load: async () => (await import('../list/screenFiles.ts')).screenFiles,
}
