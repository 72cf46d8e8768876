import type { Command } from '../command.ts'

const key = {
  value: 'FILE',
  text: 'Key of the first administrator, a file of sluice key new --person, readable by its owner only.',
} as const
const zone = {
  value: 'URL',
  text: 'The zone.',
  otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
} as const

export const deleteCommand: Command = {
  path: ['delete'],
  summary: 'destroy personal values and documents under a duty, and record that',
  about: [
    'Two administrators name what goes and under which case of PIPL 47. Values and documents are destroyed in the transaction of the entry that says so, with their salts: entry, hash, commitment, state, ledger and roots stay, and the verifier says deleted, when, under which duty. What the rules do not let go (a retention that runs, a pack of rules) is refused whole.',
    'This reaches the zone’s database. It does not reach backups, archived write-ahead logs, standbys that lag, and bundles that were handed out: see docs/operation.md.',
  ],
  operands: [],
  options: {
    value: { value: 'ENTRY:FIELD', many: true, text: 'A personal value, by its entry: 4f…:personalName.' },
    document: {
      value: 'HASH',
      many: true,
      text: 'A document, by its SHA-256.',
      pattern: /^[0-9a-f]{64}$/,
      expected: '64 hex digits',
    },
    duty: { value: 'DUTY', text: 'Which case of PIPL 47, such as pipl-47-2-retention-ended.' },
    source: { value: 'TEXT', text: 'The provision, order or request that it follows from.' },
    'retention-ended': {
      value: 'DATE',
      text: 'Last day of the retention.',
      pattern: /^\d{4}-\d\d-\d\d$/,
      expected: 'a date such as 2036-03-02',
    },
    key,
    'second-key': { value: 'FILE', text: 'Key of the second administrator.' },
    output: { value: 'FILE', text: 'Keep it, signed by one, for the second to countersign.' },
    zone,
  },
  examples: [
    {
      line: 'npx sluice delete --value 4f0c…:personalName --duty pipl-47-1-purpose-achieved --source "request 2036-7 of the person" --key first.json -o deletion.json',
      text: 'The first administrator asks for it; the second runs sluice countersign deletion.json --key second.json.',
    },
  ],
  exits: [
    'deleted, or kept for the second',
    'refused by a rule, or nothing there to delete',
    'something wrong with the call',
  ],
  load: async () => (await import('../sign/deleteValue.ts')).deleteValue,
}

export const countersignCommand: Command = {
  path: ['countersign'],
  summary: 'sign as the second administrator what a first one signed, and send it',
  about: ['Shows what was signed, signs the same bytes with a second key and sends both to the zone.'],
  operands: [{ name: 'FILE', text: 'what the first administrator kept with -o' }],
  options: { key: { ...key, text: key.text.replace('first', 'second') }, zone },
  examples: [{ line: 'npx sluice countersign deletion.json --key second.json', text: 'The second pair of eyes.' }],
  exits: ['recorded', 'refused by a rule', 'something wrong with the call'],
  load: async () => (await import('../sign/countersign.ts')).countersign,
}
