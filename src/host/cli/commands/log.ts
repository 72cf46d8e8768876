import type { Command, Option } from '../command.ts'

const sources: Readonly<Record<string, Option>> = {
  zone: {
    value: 'URL',
    text: 'The zone whose log it is, or any server of C2SP tlog-tiles under /log.',
    otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
  },
  'database-url': { value: 'URL', text: "Read the zone's database instead." },
  key: {
    value: 'VERIFIERKEY',
    text: 'Key of the log had from outside (name+id+base64). Without it the signature is checked against the key that the zone itself names.',
  },
}

export const logRoot: Command = {
  path: ['log', 'root'],
  summary: 'the newest signed head of a log',
  about: [
    'Prints origin, size and root hash of the newest checkpoint, and whose signatures stand on it. The note itself goes with --note, for other tools.',
  ],
  operands: [],
  options: { ...sources, note: { text: 'Print the signed note and nothing else.' } },
  examples: [
    { line: 'npx sluice log root', text: 'Where does the log stand?' },
    { line: 'npx sluice log root --note > yesterday.note', text: 'Keep a head, to hold the log to it later.' },
  ],
  exits: ['printed', 'no answer, or a signature that does not hold', 'something wrong with the call'],
  load: async () => (await import('../log/root.ts')).printRoot,
}

export const logProve: Command = {
  path: ['log', 'prove'],
  summary: 'the proof that an entry stands in the log',
  about: [
    'Prints a proof of the form c2sp.org/tlog-proof@v1: index, audit path and signed checkpoint. Whoever has the entry and the key of the log checks it offline. It is checked here before it is printed.',
  ],
  operands: [{ name: 'ENTRY', text: 'id of the entry (64 hex digits), or its index in the log' }],
  options: { ...sources },
  examples: [{ line: 'npx sluice log prove 0 > first.tlog-proof', text: 'The first entry of the zone.' }],
  exits: ['printed', 'no answer, or a proof that does not hold', 'no such entry, or something wrong with the call'],
  load: async () => (await import('../log/prove.ts')).printProof,
}

export const logConsistency: Command = {
  path: ['log', 'consistency'],
  summary: 'does the log still begin with what it was?',
  about: [
    'Proves that the tree of an earlier size begins the tree of the newest checkpoint, and prints the hashes of the proof in base64. With a kept note the proof is checked against its root: exit code 1 says that the log was rewritten, and both heads show it.',
  ],
  operands: [{ name: 'EARLIER', text: 'file with a signed note of this log, or a size' }],
  options: { ...sources },
  examples: [
    { line: 'npx sluice log consistency yesterday.note', text: 'Was anything rewritten since?' },
    { line: 'npx sluice log consistency 1', text: 'The proof from the first entry on.' },
  ],
  exits: ['it does', 'it does not, or no answer', 'something wrong with the note or the call'],
  load: async () => (await import('../log/consistency.ts')).printConsistency,
}

export const logExport: Command = {
  path: ['log', 'export'],
  summary: 'write a log as C2SP tlog-tiles into a folder or a bucket',
  about: [
    'Writes tiles, entry bundles and, last, the checkpoint, as any tile server serves them. The root is computed again from the leaves before the checkpoint is written. Full tiles that stand there already are left alone, so an export that was cut short goes on; a tile is never written over with other bytes. A store that speaks S3 is addressed with the bucket in the path, signed with Signature Version 4, and written under If-None-Match.',
  ],
  operands: [
    {
      name: 'PLACE',
      text: 'a folder, or https://STORE/BUCKET/PREFIX; it may hold an earlier export of the same log',
    },
  ],
  options: {
    ...sources,
    'store-key': {
      value: 'FILE',
      text: 'Key of the store, {"accessKeyId", "secretAccessKey"}, readable by its owner only. Required for a bucket.',
    },
    region: { value: 'NAME', text: 'Region of the store.', otherwise: 'us-east-1' },
  },
  examples: [
    { line: 'npx sluice log export ./log', text: 'The whole log of the rehearsal onshore.' },
    {
      line: 'npx sluice log export https://s3.example/bucket/onshore --store-key store.json',
      text: 'Into a bucket, for any client to read.',
    },
  ],
  exits: ['written', 'no answer, tiles that are closed, or hashes that do not fit', 'something wrong with the call'],
  load: async () => (await import('../log/exportTiles.ts')).exportTiles,
}
