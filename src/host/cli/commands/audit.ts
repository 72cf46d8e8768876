import type { Command } from '../command.ts'

export const auditPopulation: Command = {
  path: ['audit', 'population'],
  summary: 'hold the record against what others say that there is, and list its exceptions',
  about: [
    'Reads bundles of cases, verifies each, and holds them against lists that others keep: the numbers of the case system, the addresses under watch, the fills on the platforms’ statements, the lines of the banks’. It lists what each list has and the record has not, what the record has and the list has not, and where the two say different things. A list that is not given is named as not asked: nothing is said of it.',
    'Then it lists what was not the usual way: rules that warned and were passed over, floors that were lowered, holds, clocks that ran out, incidents, views of a log that went back (as after a restored backup), and what the administrators did after the zone was founded.',
    'Lists are CSV (RFC 4180, UTF-8) with a line of headings, in English or Chinese: cases have "case"; addresses "address"; fills "platform", "fill", "units", "gross", "fee" in base and minor units. Bank statements are camt.053.',
  ],
  operands: [{ name: 'BUNDLE', text: 'bundles of the cases that are audited', many: true }],
  options: {
    cases: { value: 'FILE', text: 'Numbers of the case system.' },
    addresses: { value: 'FILE', text: 'Addresses under watch.' },
    fills: { value: 'FILE', many: true, text: 'Fills of a platform’s statement; once for each.' },
    bank: { value: 'FILE', many: true, text: 'A bank statement, camt.053; once for each.' },
    trust: { value: 'FILE', text: 'Keys from outside, as sluice verify takes them.' },
  },
  examples: [
    {
      line: 'npx sluice audit population case-1.sluice case-2.sluice --cases numbers.csv --bank august.xml',
      text: 'Is every case of the case system in the record, and every line of the bank?',
    },
  ],
  exits: [
    'nothing missing on either side, and every bundle holds',
    'something is missing or differs, or a bundle does not hold',
    'no such file, or a list that cannot be read',
  ],
  load: async () => (await import('../audit/auditPopulation.ts')).auditPopulation,
}
