import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serializeTransaction } from 'viem/utils'
import { transferCall } from '../../src/core/custody/evm/erc20.ts'
import { chainIdOf, coinOf, type EvmAddress, evmAddress } from '../../src/core/custody/evm/evmAddress.ts'
import { parseEvmTransaction } from '../../src/core/custody/evm/safeExecution.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import { canonical } from '../../src/core/record/jcs.ts'
import { openEvmChain, priorityFeePerGas } from '../../src/world/chains/evm/evmChain.ts'
import type { EvmNode } from '../nodes/evm.ts'
import { type SandboxHolder, signEip191 } from '../signer/holder.ts'
import { signerProcess } from '../signer/signerProcess.ts'
import { evmKeyOf, makeEvmKey, type SandboxEvmKey, signOuter } from '../signer/signSafe.ts'
import type { Coins } from './coins.ts'

/** What a holder needs to pay the network for one token transfer. */
const sweepWei = 10n ** 16n
/** What is lent to pay the network with. */
const lentWei = 10n ** 16n
const transferGas = 100_000n
const coinGas = 21_000n

/** A USDT-like token on an EVM chain, kept in a Safe; the network's fees come as a loan in kind. @example tetherCoins({ node, seed: '1' }).confirmations // 32 */
export function tetherCoins({ node, seed }: { readonly node: EvmNode; readonly seed: string }): Coins {
  const { network } = node
  const chain = openEvmChain({ network, source: { url: node.rpcUrl } })
  const gasKey = makeEvmKey({ seed, holder: 'gas' })
  const lender = makeEvmKey({ seed, holder: 'provider' })
  /** Signs and sends a plain transaction of one key. @returns its id */
  const send = async (
    key: SandboxEvmKey,
    call: { readonly to: EvmAddress; readonly value?: bigint; readonly data?: `0x${string}`; readonly gas: bigint },
  ): Promise<string> => {
    const unsigned = serializeTransaction({
      type: 'eip1559',
      chainId: chainIdOf(network),
      nonce: Number(await chain.nonceOf(key.address)),
      maxFeePerGas: await chain.feeRate(),
      maxPriorityFeePerGas: priorityFeePerGas,
      ...call,
    })
    return (await chain.broadcast(signOuter({ unsigned, key }))).txid
  }
  return {
    confirmations: 32,
    addressOf: ({ evmAddress: address }) => address,
    signMessage: signEip191,
    mintTo: async (address, units) => ({ txid: (await node.mintToken(address, units)).txid, index: 0 }),
    sweep: async ({ holder, found: { units }, address }) => {
      await node.fundCoin(holder.evmAddress, sweepWei)
      const data = transferCall({ to: evmAddress(address), units })
      return { txid: await send(keyOf(holder), { to: node.token, data, gas: transferGas }), index: 0, units }
    },
    mine: (blocks) => node.mine(blocks),
    prepareCustody: async ({ keepers, folder }) => {
      const keys = keepers.map((holder) => makeEvmKey({ seed, holder }))
      const fileOf = ({ type, holder, privateKey }: SandboxEvmKey): string => {
        const path = join(folder, `SANDBOX-${holder}-evm.json`)
        writeFileSync(path, JSON.stringify({ type, holder, privateKey: bytesToHex(privateKey) }), { mode: 0o600 })
        return path
      }
      const [first, second] = keys.map(fileOf)
      const gasFile = fileOf(gasKey)
      const owners = keys.map(({ address }) => address)
      const safe = await node.deploySafe({ owners, threshold: 2, salt: BigInt(`0x${bytesToHex(gasKey.privateKey)}`) })
      return {
        wallet: canonical({ safe, owners, threshold: 2 }),
        // One for all lines: what is whose, the record keeps apart.
        addresses: Array.from({ length: 24 }, () => safe),
        request: { gasAccount: gasKey.address },
        sign: async ({ text, txid }) => {
          const approve = ['--approve', `0x${txid}`] as const
          const sign = (file: string): Promise<string> =>
            signerProcess('safeMain.ts', ['--key', file, ...approve], text)
          const signatures = join(folder, `SANDBOX-${txid.slice(0, 16)}.signatures.json`)
          writeFileSync(signatures, `[${await sign(first!)},${await sign(second!)}]`)
          const outer = ['--key', gasFile, ...approve, '--outer', signatures]
          const signed = await signerProcess('safeMain.ts', outer, text)
          return { signed, txid: parseEvmTransaction(signed).txid.slice(2) }
        },
      }
    },
    has: async (txid) => (await chain.transaction(txid)) !== undefined,
    gas: {
      asset: coinOf(network),
      account: gasKey.address,
      units: lentWei,
      lend: async () => {
        await node.fundCoin(lender.address, 2n * lentWei)
        return { txid: await send(lender, { to: gasKey.address, value: lentWei, gas: coinGas }), index: 0 }
      },
      giveBack: async (units) => ({
        txid: await send(gasKey, { to: lender.address, value: units, gas: coinGas }),
        index: 0,
      }),
    },
  }
}

function keyOf({ holder, privateKey }: SandboxHolder): SandboxEvmKey {
  return evmKeyOf({ type: 'SANDBOX-evm', holder, privateKey: bytesToHex(privateKey) })
}
