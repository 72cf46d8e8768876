import type { Command } from '../command.ts'

const address = /^0x[0-9a-fA-F]{40}$/
const isAddress = 'an address, 0x and 40 hex digits'

export const chainState: Command = {
  path: ['chain', 'state'],
  summary: 'prove what accounts of an EVM chain hold, as a document for the record',
  about: [
    'Asks a node for the proof of EIP-1186 and writes it as sluice/evm-state/1: the coin of each account, owners, threshold and nonce of each Safe, and what these have of a token whose balances stand where we know. The proof is checked before it is written. Attach the document to an act; the verifier checks it again, offline.',
    'It shows that this stands under a block of that hash, not that the block is the chain’s: since proof of stake a header holds no work. Compare the hash with another node.',
  ],
  operands: [{ name: 'FILE', text: 'where to write; must not be there yet' }],
  options: {
    network: { value: 'CAIP2', text: 'The chain, such as eip155:1. Required.', pattern: /^eip155:[1-9]\d{0,14}$/, expected: 'such as eip155:1' }, // biome-ignore format: one option
    source: { value: 'URL', text: 'A node that answers eth_getProof. Required.', pattern: /^https?:\/\/\S+$/, expected: 'a URL' }, // biome-ignore format: one option
    account: { value: 'ADDRESS', many: true, text: 'An account.', pattern: address, expected: isAddress },
    safe: { value: 'ADDRESS', many: true, text: 'A Safe.', pattern: address, expected: isAddress },
    token: {
      value: 'CONTRACT[@SLOT]',
      many: true,
      text: 'A token; with the slot of its mapping of balances, where it is not one that we know.',
      pattern: /^0x[0-9a-fA-F]{40}(@\d{1,6})?$/,
      expected: 'an address, and perhaps @ and a number',
    },
  },
  examples: [
    {
      line: 'npx sluice chain state state.json --network eip155:1 --source https://node.example --safe 0x5a0b54d5dc17e0aadc383d2db43b0a0d3e029c4c --token 0xdac17f958d2ee523a2206206994597c13d831ec7',
      text: 'A Safe, and what it has of USDT.',
    },
  ],
  exits: ['written', 'no answer, or one that does not hold', 'something wrong with the call'],
  load: async () => (await import('../chain/proveState.ts')).proveState,
}
