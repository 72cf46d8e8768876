import type { Command, Option } from '../command.ts'

const holder: Option = {
  value: 'ID',
  text: 'Whose key it is, as the directory names it: the zone, or the zone with -witness behind it. Required.',
}
const isWitness: Option = { text: 'It is the key of a witness; otherwise of a log.' }
const ids = /^[a-z0-9][a-z0-9./:-]{0,119}$/
const newFile: Option = { value: 'FILE', text: 'The new key, a file of sluice key new. Required.' }

export const keyNew: Command = {
  path: ['key', 'new'],
  summary: 'make a key for a person, a log or a witness',
  about: [
    'With --person: the key that somebody acts and approves with. It is made here, outside of any zone, and sealed under a passphrase (scrypt, AES-256-GCM); the file says in the clear whose it is and what its public key is. The passphrase is asked at the terminal, or read from the file that SLUICE_PASSPHRASES names (JSON, person to passphrase). What the zone enrols is the public key: hand that over with its fingerprint, and let the zone’s people compare the fingerprint on another way.',
    'With --name: the key of a log or a witness, one line, PRIVATE+KEY+name+id+base64, in a file that only its owner can read. It belongs into the zone’s secrets file (logKey, witnessKey, or nextLogKey and nextWitnessKey before a rotation) and nowhere else.',
  ],
  operands: [{ name: 'FILE', text: 'where to write; must not be there yet' }],
  options: {
    person: { value: 'ID', text: 'Whose key, as the directory names or will name them.', pattern: ids, expected: 'an id such as p-zhang' }, // biome-ignore format: one option
    org: { value: 'ID', text: 'Their organisation. Required with --person.', pattern: ids, expected: 'an id such as psb' }, // biome-ignore format: one option
    role: { value: 'ROLE', text: 'What they act as: case-officer, administrator. Required with --person.', pattern: ids, expected: 'a role such as case-officer' }, // biome-ignore format: one option
    name: {
      value: 'NAME',
      text: 'Name of a key of log or witness: of a log its origin.',
      pattern: /^[^\s+]{3,120}$/,
      expected: 'a name without blanks and plus, such as beijing.example/log',
    },
    sm2: { text: 'A key of SM2: of a person, or of a log whose origin ends in /sm3.' },
    p256: { text: 'A key of a person on P-256. Otherwise it is Ed25519.' },
  },
  examples: [
    {
      line: 'npx sluice key new zhang.key --person p-zhang --org psb --role case-officer',
      text: 'A person’s key; the passphrase is asked.',
    },
    { line: 'npx sluice key new next.key --name beijing.example/log', text: 'The next key of a log.' },
  ],
  exits: ['written', 'no answer', 'the file is there already, or something wrong with the call'],
  load: async () => (await import('../key/newKey.ts')).newKey,
}

export const keyShow: Command = {
  path: ['key', 'show'],
  summary: 'show whose a key file is, its public key and its fingerprint',
  about: [
    'Needs no passphrase: what is shown stands in the clear. The fingerprint is SHA-256 of the public key as the record spells it; it is what people compare on paper or over the telephone before a key is enrolled. --check asks the passphrase and makes sure that the file opens and that its public key is that of its secret key.',
  ],
  operands: [{ name: 'FILE', text: 'a key file of sluice key new' }],
  options: { check: { text: 'Open it, too.' } },
  examples: [{ line: 'npx sluice key show zhang.key', text: 'What to hand over for enrolment.' }],
  exits: ['shown', 'the passphrase does not open it', 'no key file, or others can read it'],
  load: async () => (await import('../key/showKey.ts')).showKey,
}

export const keyRotate: Command = {
  path: ['key', 'rotate'],
  summary: 'let a new key of log or witness take the place of the old, under the old',
  about: [
    'Signs one statement with both keys and writes the payload of logKey.rotated. Two administrators of this zone append it, then two of each other zone that enrolled the old key. Before that the zone signs with both (nextLogKey, nextWitnessKey in its secrets); after it with the new one alone. A checkpoint that covers the entry and is signed by the old key only does not verify.',
  ],
  operands: [{ name: 'FILE', text: 'where the payload goes' }],
  options: {
    old: { value: 'FILE', text: 'The old key. Required.' },
    new: newFile,
    holder,
    witness: isWitness,
    organisation: {
      text: 'It is a key with which an organisation signs papers; both are files of sluice key new --person.',
    },
  },
  examples: [
    {
      line: 'npx sluice key rotate rotation.json --old log.key --new next.key --holder beijing',
      text: 'The key of a log.',
    },
  ],
  exits: ['written', 'no answer', 'something wrong with a key or the call'],
  load: async () => (await import('../key/keys.ts')).rotateKey,
}

export const keyVouch: Command = {
  path: ['key', 'vouch'],
  summary: 'confirm, as a person of a body that relies on it, that a key is its holder’s',
  about: [
    'Ask the holder on another way than the one by which the key came: compare the fingerprint in person, at a telephone number known from elsewhere, by registered post or by video. Write down who said what when; that note is attached. The entry (key.confirmed) is signed by you alone, and the verifier’s report names you.',
  ],
  operands: [{ name: 'KEY', text: 'the public key, as the directory and sluice key show spell it' }],
  options: {
    how: {
      value: 'HOW',
      choices: ['in-person', 'call-back', 'registered-post', 'video'],
      text: 'On which way. Required.',
    },
    note: { value: 'FILE', text: 'What was said, as a text. Required.' },
    key: { value: 'FILE', text: 'Your key file. Required.' },
    zone: { value: 'URL', text: 'The zone.', otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310' },
  },
  examples: [
    {
      line: 'npx sluice key vouch 3d40…af0c --how call-back --note call.txt --key zhang.key',
      text: 'After the bank was called at the number on its letterhead.',
    },
  ],
  exits: ['recorded', 'refused by a rule', 'something wrong with a file, a key or the call'],
  load: async () => (await import('../key/vouch.ts')).vouch,
}

export const keyReplace: Command = {
  path: ['key', 'replace'],
  summary: 'propose a new key of log or witness where the old one is lost',
  about: [
    'Signs the statement with the new key. It becomes an entry (logKey.replaced) only with the signature of another zone under it, and of two administrators: nobody alone can say that a key is lost.',
  ],
  operands: [{ name: 'FILE', text: 'where the proposal goes' }],
  options: {
    lost: { value: 'VERIFIERKEY', text: 'The lost key in public (name+id+base64). Required.' },
    new: newFile,
    holder,
    witness: isWitness,
    reason: { value: 'TEXT', text: 'How it was lost. Required.' },
  },
  examples: [
    {
      line: 'npx sluice key replace lost.json --lost beijing.example/log+12ab34cd+AbCd… --new next.key --holder beijing --reason "store burnt"',
      text: 'Then sluice key confirm in the other zone.',
    },
  ],
  exits: ['written', 'no answer', 'something wrong with a key or the call'],
  load: async () => (await import('../key/keys.ts')).replaceKey,
}

export const keyConfirm: Command = {
  path: ['key', 'confirm'],
  summary: 'confirm that another zone’s key is lost and replaced',
  about: [
    'Signs the proposal with the log or witness key of this zone, which the other zone has enrolled. Ask by another way first: whoever has this signature and two administrators of the other zone can sign as its log.',
  ],
  operands: [{ name: 'FILE', text: 'a proposal of sluice key replace' }],
  options: {
    key: { value: 'FILE', text: 'Log or witness key of this zone. Required.' },
    out: { value: 'FILE', text: 'Where the confirmed proposal goes.', otherwise: 'FILE itself' },
  },
  examples: [{ line: 'npx sluice key confirm lost.json --key witness.key', text: 'In the other zone.' }],
  exits: ['written', 'the new key has not signed the statement', 'something wrong with a key, the file or the call'],
  load: async () => (await import('../key/keys.ts')).confirmKey,
}

export const keyRecord: Command = {
  path: ['key', 'record'],
  summary: 'let two administrators record a rotation or a replacement',
  about: [
    'Sends what sluice key rotate, or sluice key confirm, wrote as the entry logKey.rotated or logKey.replaced. First in the zone whose key it is, then in each other zone that enrolled the old one.',
  ],
  operands: [{ name: 'FILE', text: 'of sluice key rotate or sluice key confirm' }],
  options: {
    key: { value: 'FILE', text: 'Key of the first administrator. Required.' },
    'second-key': { value: 'FILE', text: 'Key of the second administrator.' },
    output: { value: 'FILE', text: 'Keep it, signed by one, for the second to countersign.' },
    zone: { value: 'URL', text: 'The zone.', otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310' },
  },
  examples: [
    {
      line: 'npx sluice key record lost.json --key first.key -o act.json',
      text: 'The second administrator runs sluice countersign act.json --key second.key.',
    },
  ],
  exits: ['recorded, or kept for the second', 'refused by a rule', 'something wrong with the call'],
  load: async () => (await import('../key/recordKey.ts')).recordKey,
}
