import type { Command, Option } from '../command.ts'

const folder = { name: 'FOLDER', text: 'the zone’s folder, as sluice zone new made it' }
const port = (text: string, otherwise?: string): Option => ({ value: 'PORT', text, pattern: /^\d{1,5}$/, expected: 'a port', ...(otherwise === undefined ? {} : { otherwise }) }) // biome-ignore format: one option

export const zoneDatabase: Command = {
  path: ['zone', 'database'],
  summary: 'run the PostgreSQL that comes along, for zones of one machine',
  about: [
    'Makes FOLDER, a server in it on loopback, and a database with a role of its own for each zone named; prints their URLs and runs until it is told to end. For trying, and for one machine; a zone in earnest points DATABASE_URL at a cluster of its own.',
  ],
  operands: [{ name: 'FOLDER', text: 'where data and passwords go; made when absent' }],
  options: {
    zone: { value: 'NAME', many: true, text: 'Name of a database: lower-case letters, digits and _. Required.' },
    port: port('Port of 127.0.0.1.', 'any that is free'),
  },
  examples: [
    {
      line: 'npx sluice zone database zones/database --zone onshore --zone offshore',
      text: 'Two databases, two roles.',
    },
  ],
  exits: ['told to end', 'the server does not start', 'something wrong with the call'],
  load: async () => (await import('../zone/runDatabase.ts')).runDatabase,
}

export const zoneNew: Command = {
  path: ['zone', 'new'],
  summary: 'write configuration, secrets and founding plan of a new zone',
  about: [
    'Makes FOLDER with zone.json (the configuration), secrets.json (log and witness key, fresh; readable by its owner only), card.json (what other zones need to know of this one) and founding.json (the plan that the founders sign). Nothing is started and nothing sent.',
    'Founders are its first administrators, two at least: name for each what sluice key show --json printed of their key, or their key file, of which only what stands in the clear is read. Keys of founders are Ed25519 or SM2.',
  ],
  operands: [{ name: 'FOLDER', text: 'must not be there yet' }],
  options: {
    zone: { value: 'ID', text: 'Id of the zone. Required.', pattern: /^[a-z0-9][a-z0-9.-]{0,60}$/, expected: 'an id such as beijing' }, // biome-ignore format: one option
    kind: { value: 'KIND', choices: ['onshore', 'offshore'], text: 'Which of the two it is. Required.' },
    world: { value: 'WORLD', choices: ['real', 'rehearsal'], text: 'Chosen once.', otherwise: 'real' },
    origin: { value: 'ORIGIN', text: 'Origin line of its log, chosen once; with /sm3 at the end, SM3 and SM2. Required.', pattern: /^[^\s+]{3,120}$/, expected: 'an origin such as beijing.example/log' }, // biome-ignore format: one option
    name: { value: 'TEXT', text: 'What people read.', otherwise: 'the id' },
    port: port('Port of 127.0.0.1 that it serves at. Required.'),
    founder: { value: 'FILE', many: true, text: 'A founder’s public key. Twice at least.' },
    pack: { value: 'FOLDER', many: true, text: 'Packs to publish, the guards of administration first.', otherwise: 'house, the law of its side, and the Beijing model' }, // biome-ignore format: one option
    'tls-port': port('Port at which other zones reach it over TLS.'),
    'tls-host': { value: 'ADDRESS', text: 'Address of that port.', otherwise: '127.0.0.1' },
    'tls-certificate': { value: 'FILE', text: 'PEM of its certificate towards other zones.' },
    'tls-key': { value: 'FILE', text: 'PEM of the key of that certificate.' },
  },
  examples: [
    {
      line: 'npx sluice zone new zones/beijing --zone beijing --kind onshore --origin beijing.example/log --port 7410 --founder ada.json --founder bai.json',
      text: 'Then zone peer, then start it, then zone found.',
    },
  ],
  exits: ['written', 'no answer', 'the folder is there already, or something wrong with the call'],
  load: async () => (await import('../zone/newZone.ts')).newZone,
}

export const zonePeer: Command = {
  path: ['zone', 'peer'],
  summary: 'make another zone known to one that is not founded yet',
  about: [
    'Writes what the other zone’s card says into zone.json (peers) and into founding.json, with the body that relies on the keys and how it made sure that they are the other zone’s: by telephone or letter, fingerprint by fingerprint, never by the way on which the card came.',
  ],
  operands: [folder, { name: 'CARD', text: 'card.json of the other zone' }],
  options: {
    url: { value: 'URL', text: 'Where it is reached over TLS; absent: across an air gap, by files.' },
    by: { value: 'ORG', text: 'Who confirmed its keys. Required.' },
    how: { value: 'HOW', choices: ['in-person', 'call-back', 'registered-post', 'video'], text: 'On which way. Required.' }, // biome-ignore format: one option
  },
  examples: [
    {
      line: 'npx sluice zone peer zones/beijing zones/hongkong/card.json --url https://127.0.0.1:7421 --by psb --how call-back',
      text: 'Either zone is told of the other.',
    },
  ],
  exits: ['written', 'no answer', 'something wrong with a file or the call'],
  load: async () => (await import('../zone/addPeer.ts')).addPeer,
}

export const zoneFound: Command = {
  path: ['zone', 'found'],
  summary: 'open a zone: the founding entries, signed by two founders',
  about: [
    'Reads founding.json, makes the entries that a zone begins with (opening with its administrators, packs, organisations, people and keys, other zones, registers), shows them, signs each with the key of one founder and of another, and sends them. The zone must be the one of the plan: id, kind, world, origin and log key are compared before anything is signed.',
    'Founders need not sit together: with -o FILE the first keeps what they signed, and the second runs sluice zone found FILE --key. Run again after an interruption, it goes on where it stopped; more of the plan may be added until then and after.',
  ],
  operands: [{ name: 'FILE', text: 'founding.json, or what the first founder kept with -o' }],
  options: {
    key: { value: 'FILE', text: 'Key file of a founder. Required.' },
    'second-key': { value: 'FILE', text: 'Key file of another founder, who sits here too.' },
    output: { value: 'FILE', text: 'Keep it, signed by one, for the other.' },
    zone: { value: 'URL', text: 'The zone.', otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310' },
  },
  examples: [
    {
      line: 'npx sluice zone found zones/beijing/founding.json --key ada.key --second-key bai.key --zone http://127.0.0.1:7410',
      text: 'Two founders at one machine.',
    },
  ],
  exits: ['founded, or kept for the other', 'refused, or another zone than the plan’s', 'something wrong with a file, a key or the call'], // biome-ignore format: three exits
  load: async () => (await import('../zone/foundZone.ts')).foundZone,
}
