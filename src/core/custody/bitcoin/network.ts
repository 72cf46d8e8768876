/**
 * A Bitcoin network as far as addresses and keys show it. The id is CAIP-2 (`bip122:` and the first 32 digits of the genesis hash),
 * so that regtest coins and mainnet coins are never one asset.
 */
export interface BitcoinNetwork {
  readonly id: string
  readonly name: string
  /** Human-readable part of segwit addresses (BIP-173). */
  readonly bech32: string
  /** Version bytes of base58check addresses. */
  readonly pubKeyHash: number
  readonly scriptHash: number
  /** Version words of extended public and private keys (BIP-32). */
  readonly bip32: { readonly public: number; readonly private: number }
  /** Display-order hash of block 0. */
  readonly genesis: string
  /** The easiest target that a block may claim, compact form. */
  readonly powLimitBits: number
}

const xpub = { public: 0x0488b21e, private: 0x0488ade4 } as const
const tpub = { public: 0x043587cf, private: 0x04358394 } as const
const regtestGenesis = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'

export const bitcoinMainnet: BitcoinNetwork = {
  id: 'bip122:000000000019d6689c085ae165831e93',
  name: 'Bitcoin',
  bech32: 'bc',
  pubKeyHash: 0x00,
  scriptHash: 0x05,
  bip32: xpub,
  genesis: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  powLimitBits: 0x1d00ffff,
}

export const bitcoinTestnet: BitcoinNetwork = {
  id: 'bip122:000000000933ea01ad0ee984209779ba',
  name: 'Bitcoin testnet',
  bech32: 'tb',
  pubKeyHash: 0x6f,
  scriptHash: 0xc4,
  bip32: tpub,
  genesis: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
  powLimitBits: 0x1d00ffff,
}

/** Regtest as Bitcoin Core writes it. */
export const bitcoinRegtest: BitcoinNetwork = {
  id: 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328',
  name: 'Bitcoin regtest',
  bech32: 'bcrt',
  pubKeyHash: 0x6f,
  scriptHash: 0xc4,
  bip32: tpub,
  genesis: regtestGenesis,
  powLimitBits: 0x207fffff,
}

/** The same regtest chain as bcoin writes its addresses; keys keep the `tpub` form that signers know. */
export const bitcoinRegtestBcoin: BitcoinNetwork = {
  ...bitcoinRegtest,
  name: 'Bitcoin regtest (bcoin)',
  bech32: 'rb',
  pubKeyHash: 0x3c,
  scriptHash: 0x26,
}
