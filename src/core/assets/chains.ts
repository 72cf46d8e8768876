/**
 * Chains by CAIP-2 id, network included, with what an address on each looks like. Mainnet, test and development networks are
 * different chains, and their coins different assets. Bitcoin-like ids: `bip122:` and the first 32 hex digits of the genesis
 * block, or of the block that began a fork (CAIP-4). Tron: the last 4 bytes of its genesis block id, as its `eth_chainId` answers.
 */
export interface Chain {
  readonly id: string
  readonly family: ChainFamily
  /** Coins with a price, or a network whose coins are made for trials. A case has one world. */
  readonly world: 'real' | 'rehearsal'
  readonly name: string
  /** Version bytes, human-readable parts and prefixes of bitcoin-like chains. */
  readonly forms?: BitcoinForms
  /** What people write for it, lower-case, in any of the languages. */
  readonly aliases: readonly string[]
}

export type ChainFamily = 'bitcoin' | 'evm' | 'tron' | 'filecoin' | 'xrpl'

export interface BitcoinForms {
  readonly p2pkh: readonly number[]
  readonly p2sh: readonly number[]
  /** BIP-173 human-readable parts; empty where the chain has no segwit. */
  readonly hrp: readonly string[]
  /** CashAddr prefix, Bitcoin Cash only. */
  readonly cashaddr?: string
}

export const bitcoinMainnet = 'bip122:000000000019d6689c085ae165831e93'
export const bitcoinTestnet = 'bip122:000000000933ea01ad0ee984209779ba'
export const bitcoinRegtest = 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328'
export const litecoinMainnet = 'bip122:12a765e31ffd4059bada1e25190f6e98'
export const litecoinRegtest = 'bip122:530827f38f93b43ed12af0b3ad25a288'
export const dogecoinMainnet = 'bip122:1a91e3dace36e2be3bf030a65679fe82'
export const dashMainnet = 'bip122:00000ffd590b1485b3caadc19b22e637'
export const bitcoinCashMainnet = 'bip122:000000000000000000651ef99cb9fcbe'
export const ethereumMainnet = 'eip155:1'
export const ethereumSepolia = 'eip155:11155111'
/** anvil and hardhat; the sandbox's EVM chain. */
export const evmDevelopment = 'eip155:31337'
export const tronMainnet = 'tron:0x2b6653dc'
export const tronNile = 'tron:0xcd8690dc'
export const tronShasta = 'tron:0x94a9059e'
export const filecoinMainnet = 'fil:f'
export const xrplMainnet = 'xrpl:0'

export const chains: readonly Chain[] = [
  {
    id: bitcoinMainnet,
    family: 'bitcoin',
    world: 'real',
    name: 'Bitcoin',
    forms: { p2pkh: [0x00], p2sh: [0x05], hrp: ['bc'] },
    aliases: [
      'bitcoin',
      'btc',
      'bitcoin mainnet',
      '比特币',
      '比特币主网',
      '比特幣',
      '比特幣主網',
      '比特币网络',
      '比特幣網絡',
    ],
  },
  {
    id: ethereumMainnet,
    family: 'evm',
    world: 'real',
    name: 'Ethereum',
    aliases: ['ethereum', 'eth', 'erc20', 'erc-20', 'ethereum mainnet', '以太坊', '以太坊主网', '以太坊主網'],
  },
  {
    id: tronMainnet,
    family: 'tron',
    world: 'real',
    name: 'Tron',
    aliases: ['tron', 'trx', 'trc20', 'trc-20', 'tron mainnet', '波场', '波場', '波场链', '波場鏈'],
  },
  {
    id: litecoinMainnet,
    family: 'bitcoin',
    world: 'real',
    name: 'Litecoin',
    // Litecoin wrote its script addresses with Bitcoin's version byte before it took one of its own.
    forms: { p2pkh: [0x30], p2sh: [0x32, 0x05], hrp: ['ltc'] },
    aliases: ['litecoin', 'ltc', '莱特币', '萊特幣'],
  },
  {
    id: dogecoinMainnet,
    family: 'bitcoin',
    world: 'real',
    name: 'Dogecoin',
    forms: { p2pkh: [0x1e], p2sh: [0x16], hrp: [] },
    aliases: ['dogecoin', 'doge', '狗狗币', '狗狗幣'],
  },
  {
    id: dashMainnet,
    family: 'bitcoin',
    world: 'real',
    name: 'Dash',
    forms: { p2pkh: [0x4c], p2sh: [0x10], hrp: [] },
    aliases: ['dash', '达世币', '達世幣'],
  },
  {
    id: bitcoinCashMainnet,
    family: 'bitcoin',
    world: 'real',
    name: 'Bitcoin Cash',
    forms: { p2pkh: [0x00], p2sh: [0x05], hrp: [], cashaddr: 'bitcoincash' },
    aliases: ['bitcoin cash', 'bitcoincash', 'bch', '比特币现金', '比特幣現金'],
  },
  {
    id: filecoinMainnet,
    family: 'filecoin',
    world: 'real',
    name: 'Filecoin',
    aliases: ['filecoin', 'fil', '文件币', '檔案幣', '菲乐币'],
  },
  {
    id: xrplMainnet,
    family: 'xrpl',
    world: 'real',
    name: 'XRP Ledger',
    aliases: ['xrp ledger', 'xrpl', 'xrp', 'ripple', '瑞波'],
  },
  {
    id: bitcoinTestnet,
    family: 'bitcoin',
    world: 'rehearsal',
    name: 'Bitcoin testnet',
    forms: { p2pkh: [0x6f], p2sh: [0xc4], hrp: ['tb'] },
    aliases: ['bitcoin testnet', 'testnet', 'testnet3'],
  },
  {
    id: bitcoinRegtest,
    family: 'bitcoin',
    world: 'rehearsal',
    name: 'Bitcoin regtest',
    // Bitcoin Core's version bytes and HRP, and those that bcoin uses on the same genesis block.
    forms: { p2pkh: [0x6f, 0x3c], p2sh: [0xc4, 0x26], hrp: ['bcrt', 'rb'] },
    aliases: ['bitcoin regtest', 'regtest'],
  },
  {
    id: litecoinRegtest,
    family: 'bitcoin',
    world: 'rehearsal',
    name: 'Litecoin regtest',
    forms: { p2pkh: [0x6f], p2sh: [0x3a, 0xc4], hrp: ['rltc'] },
    aliases: ['litecoin regtest'],
  },
  { id: ethereumSepolia, family: 'evm', world: 'rehearsal', name: 'Ethereum Sepolia', aliases: ['sepolia'] },
  {
    id: evmDevelopment,
    family: 'evm',
    world: 'rehearsal',
    name: 'EVM development chain',
    aliases: ['anvil', 'evm dev', 'evm development chain'],
  },
  { id: tronNile, family: 'tron', world: 'rehearsal', name: 'Tron Nile', aliases: ['nile', 'tron nile'] },
  { id: tronShasta, family: 'tron', world: 'rehearsal', name: 'Tron Shasta', aliases: ['shasta', 'tron shasta'] },
]

const byId = new Map(chains.map((chain) => [chain.id, chain]))
const byAlias = new Map(chains.flatMap((chain) => chain.aliases.map((alias) => [alias, chain] as const)))

/** @example chainById('eip155:1')?.name // 'Ethereum' */
export function chainById(id: string): Chain | undefined {
  return byId.get(id)
}

/** The chain that a person means: a CAIP-2 id or a name in any of the languages. @example chainNamed('波场')?.id // 'tron:0x2b6653dc' */
export function chainNamed(text: string): Chain | undefined {
  return byId.get(text) ?? byAlias.get(text.trim().toLowerCase())
}

/** The chain part of a CAIP-19 asset id. @example chainOf('eip155:1/slip44:60') // 'eip155:1' */
export function chainOf(asset: string): string {
  const slash = asset.indexOf('/')
  return slash < 0 ? asset : asset.slice(0, slash)
}
