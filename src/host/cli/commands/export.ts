import type { Command } from '../command.ts'

export const exportCaseUco: Command = {
  path: ['export', 'case-uco'],
  summary: 'the chain of custody of a case as CASE/UCO, for forensic tools',
  about: [
    'Verifies a bundle and writes its chain of custody as JSON-LD in the terms of CASE 1.4 and UCO 1.4: one investigative action an entry, with who performed it, the papers by their hash, and provenance records of the property. Each action names the entry that proves it. People are their ids in the directory; nothing is shown that the bundle withholds.',
    'A bundle that does not hold is not exported. The same bundle gives the same file.',
  ],
  operands: [{ name: 'BUNDLE', text: 'the bundle of the case' }],
  options: {
    output: {
      value: 'FILE',
      text: 'Where to write it. An existing file is not overwritten.',
      otherwise: 'standard output',
    },
    trust: { value: 'FILE', text: 'Keys from outside, as sluice verify takes them.' },
  },
  examples: [{ line: 'npx sluice export case-uco case.sluice -o custody.jsonld', text: 'For a tool that reads CASE.' }],
  exits: ['written', 'the bundle does not hold', 'no such file, or nothing of custody is in it'],
  load: async () => (await import('../export/exportCaseUco.ts')).exportCaseUco,
}
