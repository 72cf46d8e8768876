import { assert } from '../src/core/errors.ts'
import { openSandboxBank } from '../src/world/banks/sandbox/openSandboxBank.ts'
import { openHashKey } from '../src/world/venues/hashkey/hashkey.ts'
import type { Venue } from '../src/world/venues/venue.ts'
import type { BankOptions } from './bank/options.ts'
import { accountsByDefault } from './bank/options.ts'
import { type SandboxBank, startBank } from './bank/startBank.ts'
import { bitcoinCoins } from './coins/bitcoinCoins.ts'
import type { Coins } from './coins/coins.ts'
import { tetherCoins } from './coins/tetherCoins.ts'
import { type TradedTicker, tradedBy } from './coins/traded.ts'
import { entityB, hashKeyLike } from './exchange/profiles.ts'
import { type ServedExchange, startExchange } from './exchange/startExchange.ts'
import { type BitcoinNode, startBitcoinNode } from './nodes/bitcoin.ts'
import { type EvmNode, startEvmNode } from './nodes/evm.ts'
import { makeHolder } from './signer/holder.ts'

export const { network, asset: bitcoinAsset } = tradedBy.BTC

export interface WorldParameters {
  readonly seed: string
  /** Told time in ms. */
  readonly clock: () => number
  /** First of the ports that the world listens on; what stands in a licence register must not change from run to run. */
  readonly port: number
  /** Public keys of who signs the trust account's payments. */
  readonly trustSignatories: readonly string[]
  /** Entities of the two platforms. */
  readonly platforms: readonly [string, string]
  /** What the case is about; bitcoin unless said. */
  readonly traded?: TradedTicker
}

/** All outside parties of a rehearsal on loopback: nodes, two platforms, banks. */
export interface World {
  readonly bitcoin: BitcoinNode
  /** Where the case is about a token. */
  readonly evm?: EvmNode
  /** What the case is about, on its chain. */
  readonly coins: Coins
  readonly exchanges: Readonly<Record<string, ServedExchange>>
  readonly bank: SandboxBank
  /** Where each platform takes deposits: an address on our own chain. */
  readonly depositAddress: Readonly<Record<string, string>>
  /** A client that reads books, as anybody may. */
  readonly reader: (platform: string) => Venue
  /** A bank's signed sheet of rates, as the trust gets it. */
  readonly rateSheet: (bank: string) => Promise<string>
  /** The trust's client that pays out: its withdrawals go to the registered account only. */
  readonly treasurer: (platform: string) => Venue
  stop(): Promise<void>
}

/** Desks that bid for a block: each has an account at either platform, and one at the bank. */
export const desks = ['desk', 'desk-fix'] as const
export const accountOfDesk = { desk: 'SBX-HK-DESK-USD', 'desk-fix': 'SBX-HK-DESK-FIX-USD' } as const

/** The trust's accounts by currency. */
export const trustAccounts: Readonly<Record<string, string>> = { USD: 'SBX-HK-TRUST-USD', HKD: 'SBX-HK-TRUST-HKD' }

/** How the directory calls a desk's account at the bank. @example bidderAccount('desk') // 'desk-usd' */
export function bidderAccount(desk: string): string {
  return `${desk}-usd`
}

export const trustAccount = 'SBX-HK-TRUST-USD'

export async function startWorld(parameters: WorldParameters): Promise<World> {
  const { seed, clock, port, trustSignatories } = parameters
  const [platformA, platformB] = parameters.platforms
  const traded = tradedBy[parameters.traded ?? 'BTC']
  const bitcoin = await startBitcoinNode({ seed, clock, port })
  const evm = parameters.traded === 'USDT' ? await startEvmNode({ clock }) : undefined
  assert(evm === undefined || evm.tokenAsset === traded.asset, 'the token stands where the register says')
  const coins = evm === undefined ? bitcoinCoins({ node: bitcoin, seed }) : tetherCoins({ node: evm, seed })
  const depositOf = (platform: string): string => coins.addressOf(makeHolder({ seed, holder: platform }))
  const depositAddress: Record<string, string> = {
    [platformA]: depositOf(platformA),
    [platformB]: depositOf(platformB),
  }
  const anchorMs = clock()
  const open = (entity: string, at: number, profile: typeof hashKeyLike): Promise<ServedExchange> =>
    startExchange({
      seed,
      clock,
      entity,
      profile,
      port: at,
      anchorMs,
      accounts: [
        {
          id: 'trust',
          owner: 'trust',
          depositAddresses: [{ asset: traded.ticker, network: traded.venueNetwork, address: depositAddress[entity]! }],
          bankAccounts: Object.values(trustAccounts),
        },
        ...desks.map((id) => ({ id, owner: id })),
      ],
    })
  const exchanges: Record<string, ServedExchange> = {
    [platformA]: await open(platformA, port + 1, hashKeyLike),
    [platformB]: await open(platformB, port + 2, entityB),
  }
  const accounts: BankOptions['accounts'] = accountsByDefault.map((account) =>
    Object.values(trustAccounts).includes(account.number)
      ? { ...account, mandate: { threshold: 2, keys: trustSignatories } }
      : account,
  )
  const bank = await startBank({ seed, clock, port: port + 3, accounts })
  const client = (platform: string, purpose: 'trade' | 'withdraw'): Venue =>
    openHashKey({
      registration: exchanges[platform]!.registration('trust'),
      credentials: exchanges[platform]!.credentials('trust', purpose),
      sandbox: true,
      clock,
    })
  return {
    bitcoin,
    ...(evm === undefined ? {} : { evm }),
    coins,
    exchanges,
    bank,
    depositAddress,
    rateSheet: async (institution) => {
      const token = bank.token({ institution, customer: 'trust' })
      return (await openSandboxBank({ url: bank.institutionUrl(institution), token }).rateSheet()).text
    },
    reader: (platform) => client(platform, 'trade'),
    treasurer: (platform) => client(platform, 'withdraw'),
    stop: async () => {
      await bank.stop()
      for (const exchange of Object.values(exchanges)) await exchange.stop()
      await evm?.stop()
      await bitcoin.stop()
    },
  }
}
