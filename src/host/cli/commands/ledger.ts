import type { Command } from '../command.ts'

export const ledger: Command = {
  path: ['ledger'],
  summary: 'print the books of a case as a journal that hledger reads',
  about: [
    "Prints every posting of a case as one transaction for each entry, dated by when the act took place (UTC+8), with the entry's id as its code. Assets are named by their CAIP-19 id and money by its ISO 4217 code, each with all its decimals, so that a program that we did not write balances the books to the last unit.",
    'Each zone keeps its own books. With several zones the journal holds all of them, each account with its zone after the first word (assets:sandbox-onshore:custody), and what left one zone and has not arrived in the other stands under crossing:.',
  ],
  operands: [{ name: 'CASE', text: 'official number or id of the case' }],
  options: {
    zone: {
      value: 'URL',
      many: true,
      text: 'A zone; once for each.',
      otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
    },
  },
  examples: [
    { line: 'npx sluice ledger SANDBOX-京公顺2026-0001 > case.journal', text: 'The books of the zone onshore.' },
    {
      line: 'npx sluice ledger SANDBOX-京公顺2026-0001 --zone http://127.0.0.1:7310 --zone http://127.0.0.1:7320 | hledger -f - balance',
      text: 'Both zones, balanced by hledger.',
    },
  ],
  exits: ['printed', 'a zone does not answer', 'no such case, or something wrong with the call'],
  load: async () => (await import('../ledger/printLedger.ts')).printLedger,
}
