import type { Command, Option } from '../command.ts'

const zone: Option = {
  value: 'URL',
  text: 'The zone.',
  otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
}

export const registerImport: Command = {
  path: ['register', 'import'],
  summary: 'take in a published licence register: what would change, then by two',
  about: [
    'Reads a register as JSON (sluice/licences/1), as our table (docs/reference/licence-register.md) or as the table of crypto-asset service providers that ESMA publishes. Every flaw is told with line, column, what was found and what was expected: odd blanks are mended, a row whose identity or dates are in doubt is left out, and of whom a row is in doubt nothing ends.',
    'Then it shows entity by entity what begins, changes and ends against the zone’s register. Without a key nothing is sent. With one, the import is signed: by both administrators here, or by the first into a file that the second reads and signs with sluice countersign. The zone computes the changes again from the file, and refuses any other.',
  ],
  operands: [{ name: 'FILE', text: 'the register' }],
  options: {
    at: {
      value: 'TIME',
      text: 'Moment from which what is no longer published ends: a day of the law (from 00:00 at UTC+8) or a time with its offset.',
      otherwise: 'the zone’s now',
    },
    against: {
      value: 'FILE',
      text: 'Compare with another register file and not with a zone; nothing can be sent.',
      otherwise: 'the zone is asked',
    },
    'leave-out': { text: 'Import although rows in doubt are left out.' },
    key: {
      value: 'FILE',
      text: 'Key of the first administrator: JSON {"person", "org", "role", "secretKey"}, readable by its owner only.',
      otherwise: 'only the changes are shown',
    },
    'second-key': { value: 'FILE', text: 'Key of the second administrator.' },
    output: { value: 'FILE', text: 'Keep it, signed by one, for the second to countersign.' },
    zone,
  },
  examples: [
    {
      line: 'npx sluice register import packs/registers/licences.json --zone http://127.0.0.1:7320',
      text: 'What the register that ships would change in the zone offshore.',
    },
    {
      line: 'npx sluice register import list.csv --zone http://127.0.0.1:7320 --key first.json -o import.json',
      text: 'The first administrator proposes it; the second runs sluice countersign import.json --key second.json.',
    },
    {
      line: 'npx sluice register import january.csv --against december.csv',
      text: 'Two publications compared, without a zone.',
    },
  ],
  exits: [
    'shown, kept for the second, or recorded',
    'refused: a rule, a signature, or rows in doubt without --leave-out',
    'no register, or something wrong with the call',
  ],
  load: async () => (await import('../register/importLicences.ts')).importLicences,
}

export const registerShow: Command = {
  path: ['register', 'show'],
  summary: 'the licence register of a zone, as of any moment',
  about: [
    'Lists the licences that hold at a moment: entity, licence and regulator, admitted assets and client types, hosts, owners of accounts, from when and until when, source, and when it was last looked up. With --known it answers as the zone knew the register then, whatever was entered since.',
  ],
  operands: [],
  options: {
    at: {
      value: 'TIME',
      text: 'The moment asked about: a day of the law or a time with its offset.',
      otherwise: 'the zone’s now',
    },
    known: { value: 'TIME', text: 'As the zone had recorded it by then.', otherwise: 'as it stands' },
    entity: { value: 'ID', text: 'Only this entity.', otherwise: 'all' },
    file: { value: 'FILE', text: 'A register file instead of a zone.', otherwise: 'the zone is asked' },
    zone,
  },
  examples: [
    {
      line: 'npx sluice register show --at 2026-03-02 --zone http://127.0.0.1:7320',
      text: 'Who was licensed on that day, by what stands now.',
    },
    {
      line: 'npx sluice register show --at 2026-02-12 --file packs/registers/licences.json',
      text: 'The register that ships, the day before the twelfth platform.',
    },
  ],
  exits: ['shown', 'a zone does not answer', 'something wrong with the call or the file'],
  load: async () => (await import('../register/showRegister.ts')).showRegister,
}

export const registerConvert: Command = {
  path: ['register', 'convert'],
  summary: 'a licence register as our table or as JSON',
  about: [
    'Reads any form that sluice register import reads and writes the table (a name that ends in .csv, or -) or JSON (.json). Read again, it is the same register; title, note and publisher stand in JSON only.',
  ],
  operands: [
    { name: 'FILE', text: 'the register' },
    { name: 'OUT', text: 'where to write; - for standard output' },
  ],
  options: { 'leave-out': { text: 'Convert although rows in doubt are left out.' } },
  examples: [
    {
      line: 'npx sluice register convert packs/registers/licences.json licences.csv',
      text: 'The register that ships, for a spreadsheet.',
    },
  ],
  exits: ['written', 'rows in doubt, without --leave-out', 'no register, or something wrong with the call'],
  load: async () => (await import('../register/convertRegister.ts')).convertRegister,
}
