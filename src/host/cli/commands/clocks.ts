import type { Command } from '../command.ts'

export const clocks: Command = {
  path: ['clocks'],
  summary: 'what falls due, in all open cases: by which law, on whom, and what is late',
  about: [
    'Lists the clocks of the law that run in the open cases of a zone, soonest first: the last day as the mainland counts it (CPL 105, SPC 202), the article, the role on whom it is, and how it stands. A freeze shows its own last day, and warns from thirty days before. What was met is left out unless --all is given.',
    'A clock blocks nobody whom it does not bind. What is late waits for the reason of the party bound (clock.answered); what ran out is gone by itself.',
  ],
  operands: [],
  options: {
    zone: {
      value: 'URL',
      many: true,
      text: 'A zone; once for each.',
      otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
    },
    all: { text: 'What was met too.' },
  },
  examples: [{ line: 'npx sluice clocks', text: 'All open cases of the zone onshore.' }],
  exits: [
    'nothing is late',
    'something is late or has lapsed',
    'a zone does not answer, or something wrong with the call',
  ],
  load: async () => (await import('../clocks/printClocks.ts')).printClocks,
}
