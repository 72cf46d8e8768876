import type { wayBack as base } from '../zh-CN/wayBack.ts'

export const wayBack = {
  'explain.onshore':
    'Coins that were handed over and come back: the organ decides it, custody gives an address of its own where nothing stood before, platforms send, and only what the chain shows there is in the books again.',
  'explain.offshore':
    'Coins that go back: to the address that crossed and to no other, all that is left. No zone holds a key that withdraws: the account’s owner gives the order to the platform under the key that stands here, and the platform’s signed word says what became of it.',
  none: 'No tranche is on its way back',
  'none.onshore': 'It begins with the organ’s decision about a tranche that was handed over.',
  'none.offshore': 'It begins with an address that the other zone gives.',
  notAddressed: 'Handed over; nobody decided that it comes back',
  address: 'Give a return address',
  'address.again': 'Give another address',
  'address.lead':
    'The organ’s signed decision says why the tranche comes back and who bears the platforms’ fees. The address is one of the agency’s enrolled wallet, never used before. Others approve.',
  'address.hint': 'Compare it with the wallet group by group; it must be fresh, and like none in use.',
  readBack: 'Both sides read the address back, character by character',
  decision: 'Decision of the organ',
  'decision.hint': 'The signed paper (return-decision), pasted as it came.',
  'ground.floor': 'floor out of reach',
  'ground.stopped': 'sale stopped',
  'ground.outcome': 'another outcome than a sale',
  'ground.entrustment-ended': 'entrustment ended',
  arrived: 'Came back',
  expected: 'Sent, by the platform’s word',
  arrive: 'Record the arrival',
  'arrive.lead':
    'The zone asks its node for the transaction and keeps the proof. What it shows at the address that was given goes into the books, to the unit.',
  'arrive.proof':
    'The proof is fetched when you sign. Too few blocks above it, and the record refuses: sign again later.',
  'index.hint': 'Which output of the transaction pays the address, from 0.',
  left: 'Left at the platforms',
  nothingLeft: 'nothing',
  order: 'Order the withdrawal',
  'order.lead':
    'All that is left of the tranche, or as much as a platform sends at once. Units and keys follow from the record and the platforms’ terms; another approves, then the account’s owner gives the order under these keys.',
  terms: 'Terms of {{platform}}',
  'terms.hint': 'Its signed paper (withdrawal-terms): that the address is listed for this account, fee and limits.',
  key: 'Key at the platform',
  outcome: 'Enter a platform’s word',
  'outcome.lead':
    'The platform’s signed word about one withdrawal: sent, with the transaction, or that it sent nothing and will not. Only then may the same coins be asked for again.',
  'outcome.paper': 'The platform’s paper',
  'outcome.hint': 'The signed paper (withdrawal-outcome), pasted as it came.',
  'leg.ordered': 'ordered',
  'leg.sent': 'sent',
  'leg.failed': 'failed',
  'rest.more': 'more follows',
  'rest.whole': 'nothing left, nothing was sold',
  'rest.part': 'nothing left, the rest was sold',
  awaited: 'Sent and not credited whole',
  'awaited.test': 'test',
  'awaited.credited': 'credited',
  credit: 'Enter a credit',
  'credit.lead':
    'The platform’s signed word of what it credited. Where it is less than was sent, the difference stands apart as missing, the other zone is told, and an incident waits for a person; the tranche is sold with what came. What is credited later is entered here again.',
  'credit.sent': 'Sent by the other zone',
  'credit.paper': 'Word of {{platform}}',
  'credit.hint': 'The signed paper (venue-deposit), pasted as it came.',
  'credit.short': 'stands as missing; an incident waits for a person',
  there: 'at the platforms',
  'there.below-minimum': 'there, by the books',
  'there.not-credited': 'sent, not credited',
  giveUp: 'Give up a rest',
  'giveUp.lead':
    'What is less than the platform takes an order for or sends, or was never credited, is given up by name and to the unit: by the platform’s word and the principal’s decision. Another approves.',
  'giveUp.what': 'What is given up',
  'giveUp.statement': 'Word of {{platform}}',
  'giveUp.least.hint':
    'Its signed paper (rest-statement): that its least order and least withdrawal are both above these units.',
  'giveUp.lost.hint': 'Its signed paper (rest-statement): that it did not credit these units and will not.',
  'giveUp.decision': 'Decision of the principal',
  'giveUp.decision.hint': 'The signed paper (rest-decision): tranche, platform, ground and units.',
} satisfies Record<keyof typeof base, string>
