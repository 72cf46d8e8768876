import type { Command, Option } from '../command.ts'

const zone: Option = {
  value: 'URL',
  text: 'The zone.',
  otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
}

export const crossingExport: Command = {
  path: ['crossing', 'export'],
  summary: 'what waits for another zone, as a file for an air gap',
  about: [
    'Writes the crossing documents of all entries that the other zone has not acknowledged, one a line, in the order in which they must be handed in. Exporting again is harmless: the other zone applies each once.',
  ],
  operands: [{ name: 'FILE', text: 'where to write' }],
  options: {
    zone,
    to: { value: 'ZONE', text: 'The zone that the file goes to; may be left out where this one has one peer.' },
    from: {
      value: 'SIZE',
      text: 'Prove from this size of our log, where an acknowledgement was lost and the other zone says that it holds it.',
      pattern: /^\d{1,15}$/,
      expected: 'the size of a log',
    },
  },
  examples: [{ line: 'npx sluice crossing export monday.crossings', text: 'Onto the medium that crosses.' }],
  exits: ['written', 'no answer', 'something wrong with the call'],
  load: async () => (await import('../crossing/files.ts')).exportCrossings,
}

export const crossingImport: Command = {
  path: ['crossing', 'import'],
  summary: 'hand in a file of crossings, and write the acknowledgements',
  about: [
    'Sends each document of the file to this zone, which verifies it, applies it once and cosigns the head of the sender. The answers go into a file that is taken back to the sender. Nothing is sent where a line of the file is no document.',
  ],
  operands: [{ name: 'FILE', text: 'a file of sluice crossing export' }],
  options: { zone, answers: { value: 'FILE', text: 'Where the answers go.', otherwise: 'FILE.answers' } },
  examples: [
    { line: 'npx sluice crossing import monday.crossings --zone http://127.0.0.1:7320', text: 'In the other zone.' },
  ],
  exits: ['all applied', 'one or more not applied, or no answer', 'something wrong with the file or the call'],
  load: async () => (await import('../crossing/files.ts')).importCrossings,
}

export const crossingAcknowledge: Command = {
  path: ['crossing', 'acknowledge'],
  summary: 'take the answers of the other zone back to the sender',
  about: [
    'Hands the answers to the zone that sent. Each cosignature is checked; what is acknowledged does not wait any more. What was not applied is said with what to do.',
  ],
  operands: [{ name: 'FILE', text: 'a file of answers of sluice crossing import' }],
  options: { zone },
  examples: [{ line: 'npx sluice crossing acknowledge monday.crossings.answers', text: 'Back in the first zone.' }],
  exits: [
    'all acknowledged',
    'one or more still wait, or a cosignature does not hold',
    'something wrong with the file or the call',
  ],
  load: async () => (await import('../crossing/files.ts')).acknowledgeCrossings,
}
