import { bitcoinNetworkOf } from '../core/custody/wallet.ts'
import { SluiceError } from '../core/errors.ts'
import { onshoreKinds } from '../onshore/kinds.ts'
import type { Bank } from '../world/banks/bank.ts'
import { openSandboxBank } from '../world/banks/sandbox/openSandboxBank.ts'
import { openBitcoinChain } from '../world/chains/bitcoin/bitcoinChain.ts'
import { openEvmChain } from '../world/chains/evm/evmChain.ts'
import { measureDays } from './clocks/measureDays.ts'
import { runZone } from './main.ts'
import { buildTransferRoute, type CustodyChain } from './server/buildTransfer.ts'
import { chainRoutes } from './server/chain.ts'
import { startZone } from './startZone.ts'
import { broadcastHandler } from './work/broadcast.ts'
import { paymentHandler } from './work/pay.ts'

/** The zone onshore as a process. It contains no venue, no inquiry, no auction and no router: the wall test walks what it can reach. */
await runZone(({ config, secrets, databaseUrl, say }) => {
  const chains = new Map<string, CustodyChain>(
    config.chains.map(({ network, url }) => {
      const basic = secrets.chains[network]
      const source = { url, ...(basic === undefined ? {} : { basic }) }
      return [
        network,
        network.startsWith('eip155:')
          ? openEvmChain({ network, source })
          : openBitcoinChain({ network: bitcoinNetworkOf(network), source }),
      ]
    }),
  )
  const banks = new Map<string, Bank>(
    config.banks.map(({ bank, url }) => [bank, openSandboxBank({ url, token: secrets.banks[bank] ?? '' })]),
  )
  const chainFor = (network: string): CustodyChain => {
    const chain = chains.get(network)
    if (chain === undefined)
      throw new SluiceError('CHAIN_SOURCE_MISSING', `no source configured for ${network}.`, { facts: { network } })
    return chain
  }
  return startZone({
    config,
    secrets,
    databaseUrl,
    say,
    kinds: onshoreKinds,
    standing: measureDays,
    handlers: (zone) => ({
      broadcast: broadcastHandler({ zone, chainFor }),
      payment: paymentHandler({ zone, bankFor: (bank) => banks.get(bank) }),
    }),
    extra: (server, reading) => {
      buildTransferRoute({ server, reading, chainFor })
      chainRoutes({ server, reading, chainFor })
    },
  })
})
