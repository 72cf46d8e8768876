import type { Command } from '../command.ts'

export const witness: Command = {
  path: ['witness'],
  summary: 'run a witness: cosigns the heads of logs, and never two that contradict',
  about: [
    'Serves C2SP tlog-witness: a log posts its head with the proof that it continues the one cosigned before, and gets a cosignature back. What was seen is in the database before anybody hears of it; a fork, a rollback or a second first contact is refused, kept as an incident with both heads, and said on stderr.',
    'The key file holds one line, PRIVATE+KEY+name+id+base64, readable by its owner only; --new-key makes one. The public key printed at the start is what the operator of a log enrols.',
  ],
  operands: [],
  options: {
    key: { value: 'FILE', text: 'Key of the witness. Required.' },
    'new-key': {
      value: 'NAME',
      text: 'Make the key file first, under this name, and fail if it is there.',
      pattern: /^[^\s+]{3,120}$/,
      expected: 'a name without blanks and plus, such as procuratorate.example/witness',
    },
    log: {
      value: 'VERIFIERKEY',
      many: true,
      text: 'Key of a log to witness (name+id+base64), once for each. Required.',
    },
    'database-url': { value: 'URL', text: "The witness's own database.", otherwise: 'DATABASE_URL of the environment' },
    host: { value: 'ADDRESS', text: 'Address to listen on.', otherwise: '127.0.0.1' },
    port: {
      value: 'PORT',
      text: 'Port to listen on; 0 for any.',
      pattern: /^\d{1,5}$/,
      expected: 'a port',
      otherwise: '7330',
    },
  },
  examples: [
    {
      line: 'DATABASE_URL=postgres://witness@127.0.0.1:5432/witness npx sluice witness --key witness.key --new-key procuratorate.example/witness --log sandbox.sluice.invalid/onshore+0fd3b437+AeMCpMZU9JYLfnvc1eNiGN57G1wFpgibNte3sgCn/vFk',
      text: 'A witness of its own.',
    },
  ],
  exits: [
    'told to end',
    'the database does not answer, or the port is in use',
    'something wrong with a key or the call',
  ],
  load: async () => (await import('../record/runWitness.ts')).runWitness,
}
