import { SluiceError } from '../../errors.ts'
import { type Chain, chainById, chains } from '../chains.ts'
import { type AddressAnswer, type AddressReason, type CheckedAddress, isRefused } from './addressForm.ts'
import { checkBitcoin } from './bitcoin.ts'
import { checkEvm } from './evm.ts'
import { checkFilecoin } from './filecoin.ts'
import { checkTron } from './tron.ts'
import { checkXrpl } from './xrpl.ts'

export interface CheckAddressParameters {
  /** CAIP-2 id. */
  readonly chain: string
  readonly address: string
  /** Where it was written, for the message. */
  readonly at?: string
}

/** What is wrong with an address; `belongsTo` names chains on which the same text is one. */
export interface AddressFault {
  readonly reason: AddressReason
  readonly belongsTo: readonly string[]
}

/**
 * Judges an address on a chain without throwing: its canonical text and form, or why it is none.
 *
 * @example judgeAddress({ chain: 'eip155:1', address: 'TR7N…' }) // { reason: 'wrong-chain', belongsTo: ['Tron'] }
 */
export function judgeAddress({ chain, address }: CheckAddressParameters): CheckedAddress | AddressFault {
  const known = chainById(chain)
  if (!known) return { reason: 'unknown-chain', belongsTo: [] }
  if (address === '') return { reason: 'empty', belongsTo: [] }
  // Blanks are refused, never trimmed: what was copied with the address may not be the address.
  if (/[\s\p{Z}\p{C}]/u.test(address)) return { reason: 'blank', belongsTo: [] }
  const answer = judge(address, known)
  if (!isRefused(answer)) return answer
  const belongsTo = chainsOf(address).filter((name) => name !== known.name)
  return belongsTo.length > 0 ? { reason: 'wrong-chain', belongsTo } : { reason: answer.reason, belongsTo: [] }
}

/**
 * Checks an address on a chain: base58check, bech32 and bech32m, EIP-55, Tron, CashAddr, Filecoin, XRP Ledger.
 *
 * @example checkAddress({ chain: 'eip155:1', address: '0xdac17f958d2ee523a2206206994597c13d831ec7' }).canonical // '0xdAC17F958D2ee523a2206206994597C13D831ec7'
 * @throws {ADDRESS_INVALID} with facts `reason`, `belongsTo`, `chain`, `found`, `at`
 */
export function checkAddress(parameters: CheckAddressParameters): CheckedAddress {
  const answer = judgeAddress(parameters)
  if (!('reason' in answer)) return answer
  const { chain, address, at } = parameters
  const name = chainById(chain)?.name ?? chain
  const found = address.length > 100 ? `${address.slice(0, 97)}...` : address
  const prefix = at === undefined ? '' : `${at}: `
  throw new SluiceError(
    'ADDRESS_INVALID',
    `${prefix}expected an address of ${name}, found "${found}": ${explain(answer)}.`,
    {
      facts: { ...answer, chain, found, at: at ?? '', expected: `an address of ${name}` },
    },
  )
}

/** Names of the chains on which a text is an address: the real ones if any, else those for trials. Forks and EVM chains share theirs. */
export function chainsOf(address: string): string[] {
  const all = chains.filter((chain) => !isRefused(judge(address, chain)))
  const real = all.filter(({ world }) => world === 'real')
  return (real.length > 0 ? real : all).map(({ name }) => name)
}

function judge(address: string, chain: Chain): AddressAnswer {
  switch (chain.family) {
    case 'bitcoin':
      return checkBitcoin(address, chain.forms!)
    case 'evm':
      return checkEvm(address)
    case 'tron':
      return checkTron(address)
    case 'filecoin':
      return checkFilecoin(address)
    case 'xrpl':
      return checkXrpl(address)
  }
}

const explanations: Record<Exclude<AddressReason, 'wrong-chain'>, string> = {
  empty: 'it is empty',
  blank: 'it holds a blank or an invisible character',
  alphabet: 'it holds a character that no such address has',
  length: 'its length is not that of an address',
  checksum: 'its checksum does not fit, so a character was changed',
  'mixed-case': 'upper and lower case are mixed',
  prefix: 'its beginning is not that of this chain',
  witness: 'its witness version or program length is not allowed',
  zero: 'nobody holds the zero address',
  'unknown-chain': 'the chain is not known',
}

function explain({ reason, belongsTo }: AddressFault): string {
  if (reason === 'wrong-chain') return `it is an address of ${belongsTo.join(' or ')}`
  return explanations[reason]
}
