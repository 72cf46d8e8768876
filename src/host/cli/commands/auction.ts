import type { Command } from '../command.ts'

export const auctionClear: Command = {
  path: ['auction', 'clear'],
  summary: 'clear a sealed round again from its envelopes: what any bidder may do',
  about: [
    'Reads a round and its envelopes (commitments, when they were recorded, and the bids that were opened) and clears it by the stated rule: ranking, allotments, the single price where there is one, and each envelope that does not count with its reason. The last line is the hash that stands in the record as the clearing.',
    'With --expect the exit code says whether it is that hash.',
  ],
  operands: [{ name: 'FILE', text: 'JSON: { "round": …, "envelopes": [ … ] }, as in examples/auctions' }],
  options: {
    expect: {
      value: 'HASH',
      text: 'Hash of the clearing in the record.',
      pattern: /^[0-9a-f]{64}$/,
      expected: '64 hexadecimal digits',
    },
  },
  examples: [
    {
      line: 'npx sluice auction clear examples/auctions/single-price.json',
      text: 'Ten lots, three bidders, one price.',
    },
  ],
  exits: [
    'cleared, and as expected',
    'another clearing than expected',
    'not a round, or something wrong with the call',
  ],
  load: async () => (await import('../auction/clearAuction.ts')).clearAuction,
}

export const auctionCommit: Command = {
  path: ['auction', 'commit'],
  summary: 'the commitment to a sealed bid, for its bidder to sign and hand in',
  about: [
    'Reads a bid (round, bidder, steps of price and lots, nonce), refuses one that would not count, and prints its commitment. The bid and its nonce stay with the bidder until the round is opened.',
  ],
  operands: [{ name: 'FILE', text: 'JSON: { "round": …, "bidder": …, "steps": [ … ], "nonce": … }' }],
  options: {},
  examples: [
    { line: 'npx sluice auction commit examples/auctions/bid.json', text: 'The hash to hand in before the deadline.' },
  ],
  exits: ['printed', 'the bid would not count', 'not a bid, or something wrong with the call'],
  load: async () => (await import('../auction/commitBid.ts')).commitBid,
}
