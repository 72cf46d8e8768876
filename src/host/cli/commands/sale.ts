import type { Command } from '../command.ts'

export const saleStop: Command = {
  path: ['sale', 'stop'],
  summary: 'the kill switch: stop the sale of a tranche now',
  about: [
    'One step by any of trader, trust officer and compliance officer, signed on this machine; no approval is waited for. From then on no order is placed, what is open is cancelled, and orders.cleared in the record proves by each platform’s own word that nothing stands there, with the time it took.',
    'What is sold stays sold. A stopped tranche is closed, or priced and started again.',
  ],
  operands: [
    { name: 'CASE', text: 'official number or id of the case' },
    { name: 'TRANCHE', text: 'such as A/1' },
  ],
  options: {
    key: { value: 'FILE', text: 'Key file of who stops it; readable by its owner only. Required.' },
    reason: { value: 'TEXT', text: 'Why.', otherwise: 'stopped from the command line' },
    zone: {
      value: 'URL',
      text: 'The zone offshore.',
      otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
    },
  },
  examples: [
    {
      line: 'npx sluice sale stop SANDBOX-京公顺2026-0001 A/1 --key ng.json --zone http://127.0.0.1:7320',
      text: 'Stop it.',
    },
  ],
  exits: [
    'stopped',
    'refused by a rule, or the zone does not answer',
    'no such case, or something wrong with the call',
  ],
  load: async () => (await import('../sale/stopSale.ts')).stopSale,
}
