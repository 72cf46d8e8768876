import type { Command } from '../command.ts'

export const bundle: Command = {
  path: ['bundle'],
  summary: 'write a case with all its proofs as one file',
  about: [
    'Fetches what each zone can show of a case and writes it as one file: entries, inclusion proofs, cosigned checkpoints, documents, rule packs, crossings. Anybody can check that file with sluice verify or with verifier.html, without a database and without a network. The same record gives the same bytes (docs/reference/bundle.md).',
    'With --for the bundle is cut for a reader by an allow-list (docs/reference/cuts.md): kinds of entries that the list does not name are hidden whole, fields that it does not name are withheld, and with them what would let them be guessed. A cut verifies against the same log heads. Reserve, plan and tranche sizes stay out until the last fill.',
    'A case that lives in two zones is whole only with both: name both. What is not in the file is listed in it as withheld.',
  ],
  operands: [{ name: 'CASE', text: 'official number or id of the case, in one of the zones named' }],
  options: {
    for: {
      value: 'READER',
      text: 'court, defence, victim, platform or public. A victim or platform is named with --of.',
      otherwise: 'the whole, as for the court',
    },
    of: { value: 'ID', text: 'Whose claim (victim) or which platform the cut is for.' },
    output: { value: 'FILE', text: 'Where to write it, - for standard output. An existing file is not overwritten.' },
    zone: {
      value: 'URL',
      many: true,
      text: 'A zone; once for each.',
      otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
    },
  },
  examples: [
    {
      line: 'npx sluice bundle SANDBOX-京公顺2026-0001 -o case.sluice --zone http://127.0.0.1:7310 --zone http://127.0.0.1:7320',
      text: 'The whole case of the rehearsal.',
    },
    {
      line: 'npx sluice bundle SANDBOX-京公顺2026-0001 --for victim --of victim -o claim.sluice --zone http://127.0.0.1:7310 --zone http://127.0.0.1:7320',
      text: 'What one victim may see of it: the own claim.',
    },
  ],
  exits: [
    'written',
    'a zone does not answer, or its parts do not fit together',
    'no such case, or something wrong with the call',
  ],
  load: async () => (await import('../bundle/saveBundle.ts')).saveBundle,
}
