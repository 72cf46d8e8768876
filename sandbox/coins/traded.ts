import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'

/** What a rehearsal's suspect had, and in what amounts it is moved and sold. */
export interface Traded {
  /** CAIP-2. */
  readonly network: string
  /** CAIP-19. */
  readonly asset: string
  /** As platforms write it. @example 'USDT' */
  readonly ticker: string
  readonly decimals: number
  /** How platforms call the network. */
  readonly venueNetwork: string
  /** What base units are called where the script speaks. */
  readonly unit: string
  /** What was found at whom: all but the last belong to the suspect. Base units. */
  readonly found: readonly { readonly holder: string; readonly units: bigint }[]
  readonly firstTranche: bigint
  readonly testUnits: bigint
  /** The fee of each sort of transfer, in the network's coin: exactly where it is taken from the coins themselves, else at most. */
  readonly fees: Readonly<Record<'test' | 'tranche' | 'return', bigint>>
  readonly feesInKind: boolean
}

const bitcoin: Traded = {
  network: bitcoinRegtestBcoin.id,
  asset: `${bitcoinRegtestBcoin.id}/slip44:0`,
  ticker: 'BTC',
  decimals: 8,
  venueNetwork: 'BTC',
  unit: 'sat',
  found: [
    { holder: 'suspect-1', units: 150_000_000n },
    { holder: 'suspect-2', units: 70_000_000n },
    { holder: 'suspect-3', units: 25_000_000n },
  ],
  firstTranche: 110_000_000n,
  testUnits: 10_000n,
  fees: { test: 2_000n, tranche: 3_000n, return: 2_000n },
  feesInKind: true,
}

const tether: Traded = {
  network: 'eip155:31337',
  asset: 'eip155:31337/erc20:0xc7d2bc5e35a1acd94ce23e7d72a10c13fe4fa494',
  ticker: 'USDT',
  decimals: 6,
  venueNetwork: 'ETH',
  unit: 'units',
  found: [
    { holder: 'suspect-1', units: 30_000_000_000n },
    { holder: 'suspect-2', units: 14_000_000_000n },
    { holder: 'suspect-3', units: 5_000_000_000n },
  ],
  firstTranche: 22_000_000_000n,
  testUnits: 1_000_000n,
  fees: { test: 2n * 10n ** 15n, tranche: 2n * 10n ** 15n, return: 2n * 10n ** 15n },
  feesInKind: false,
}

/** What a rehearsal can be of, by the ticker that asks for it. */
export const tradedBy = { BTC: bitcoin, USDT: tether } as const
export type TradedTicker = keyof typeof tradedBy
