/** What a checked address is: its one canonical text and its form. */
export interface CheckedAddress {
  /** bech32 in lower case, EVM with its EIP-55 checksum, Tron in base58check: equal addresses are equal texts. */
  readonly canonical: string
  readonly form: AddressForm
  /** What the reader should know though the address stands. */
  readonly note?: 'no-checksum' | 'future-witness-version'
}

export type AddressForm =
  | 'p2pkh'
  | 'p2sh'
  | 'p2wpkh'
  | 'p2wsh'
  | 'p2tr'
  | 'witness'
  | 'cashaddr-p2pkh'
  | 'cashaddr-p2sh'
  | 'evm'
  | 'tron-base58'
  | 'tron-hex'
  | 'filecoin-id'
  | 'filecoin-secp256k1'
  | 'filecoin-actor'
  | 'filecoin-bls'
  | 'filecoin-delegated'
  | 'xrpl'

/** Why an address is none. `wrong-chain` carries the chains on which the same text is an address. */
export type AddressReason =
  | 'empty'
  | 'blank'
  | 'alphabet'
  | 'length'
  | 'checksum'
  | 'mixed-case'
  | 'prefix'
  | 'witness'
  | 'zero'
  | 'wrong-chain'
  | 'unknown-chain'

export type AddressAnswer = CheckedAddress | { readonly reason: AddressReason }

export function isRefused(answer: AddressAnswer): answer is { readonly reason: AddressReason } {
  return 'reason' in answer
}
