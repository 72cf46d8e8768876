import type { Command } from '../command.ts'

export const verify: Command = {
  path: ['verify'],
  summary: 'check a bundle offline: every hash, signature, rule, posting and price',
  about: [
    'Replays a case from its bundle without a database and without a network: each entry is decided again from what it names, and must come out the same, byte for byte. The report begins with the answer; where something is wrong, its first line names the first thing wrong. It says who vouches for each key, which packs decided and who published them, who ran each log and witness, and what it does not prove.',
    'Who signed is known only by keys had from outside: a trust file with the keys on printed papers. Without one the answer is "consistent in itself, signers not identified".',
  ],
  operands: [{ name: 'FILE', text: 'the bundle' }],
  options: {
    trust: {
      value: 'FILE',
      text: 'Keys from outside: JSON {"format": "sluice/trust/1", "world", "logs", "keys", "roots"}.',
    },
  },
  examples: [
    { line: 'npx sluice verify case.sluice', text: 'Does it hold?' },
    {
      line: 'npx sluice verify case.sluice --trust keys.json --lang zh-CN',
      text: 'And are these the right signers? In Chinese.',
    },
  ],
  exits: ['all holds', 'something is wrong', 'no such file, or a trust file that cannot be read'],
  load: async () => (await import('../bundle/verifyFile.ts')).verifyFile,
}
