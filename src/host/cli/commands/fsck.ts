import type { Command } from '../command.ts'

export const fsck: Command = {
  path: ['fsck'],
  summary: "rebuild a zone's database from its entries alone and name what differs",
  about: [
    'Reads one snapshot of the database and changes nothing; servers may go on meanwhile. Hashes every entry and every document again, checks each value against its commitment, each personal value in the vault, each action with its signature, each effect in the outbox, each crossing; rebuilds the state of every stream from nothing and compares it with the state kept; and holds the log to it: every entry one leaf, every tile and every checkpoint as the leaves make them.',
    'With --decide every entry is also decided again under the packs that decided it, as a court does with a bundle.',
  ],
  operands: [],
  options: {
    'database-url': {
      value: 'URL',
      text: "The zone's database.",
      otherwise: 'DATABASE_URL of the environment, where a password is not seen by others',
    },
    embedded: {
      value: 'FOLDER',
      text: 'Folder of an embedded server that has the database; it is started where it does not run. With --kind.',
    },
    kind: {
      value: 'KIND',
      choices: ['onshore', 'offshore'],
      text: 'Kind of the zone.',
      otherwise: 'what its first entry says',
    },
    decide: { text: 'Decide every entry again too.' },
  },
  examples: [
    {
      line: 'npx sluice fsck --embedded .sluice/rehearsal/postgres --kind onshore',
      text: 'The rehearsal, while it runs or after.',
    },
    {
      line: 'DATABASE_URL=postgres://onshore@127.0.0.1:5432/onshore npx sluice fsck',
      text: 'Is the state kept the state of the record?',
    },
  ],
  exits: ['nothing differs', 'something differs, or the database does not answer', 'something wrong with the call'],
  load: async () => (await import('../record/runFsck.ts')).runFsck,
}
