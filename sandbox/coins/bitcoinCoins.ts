import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scriptOfAddress } from '../../src/core/custody/bitcoin/address.ts'
import { addressAt, parseDescriptor } from '../../src/core/custody/bitcoin/descriptor.ts'
import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import type { BitcoinNode } from '../nodes/bitcoin.ts'
import { custodyDescriptor, makeCustodian } from '../signer/custodian.ts'
import { payFromHolder, signBip322 } from '../signer/holder.ts'
import { signerProcess } from '../signer/signerProcess.ts'
import type { Coins } from './coins.ts'

/** What each sweep costs; noted as the difference between list and inventory. */
const sweepFee = 2_000n

/** Bitcoin on the sandbox's own chain. @example bitcoinCoins({ node, seed: '1' }).confirmations // 6 */
export function bitcoinCoins({ node, seed }: { readonly node: BitcoinNode; readonly seed: string }): Coins {
  return {
    confirmations: 6,
    addressOf: ({ bitcoinAddress }) => bitcoinAddress,
    signMessage: signBip322,
    mintTo: async (address, units) => {
      const { txid, vout } = await node.mintTo(address, units)
      return { txid, index: vout }
    },
    sweep: async ({ holder, found, address }) => {
      const amountSat = found.units - sweepFee
      const raw = payFromHolder({
        holder,
        coins: [{ txid: found.txid, vout: found.index, amountSat: found.units }],
        outputs: [{ scriptPubKey: scriptOfAddress(address, bitcoinRegtestBcoin), amountSat }],
      })
      return { txid: await broadcast(node, raw), index: 0, units: amountSat }
    },
    mine: async (blocks) => {
      await node.mine(blocks)
    },
    prepareCustody: async ({ keepers, folder }) => {
      const custodians = keepers.map((holder) => makeCustodian({ seed, holder }))
      const descriptor = custodyDescriptor({ threshold: 2, custodians })
      const keyFiles = custodians.map(({ keyFile }) => {
        const path = join(folder, `SANDBOX-${keyFile.holder}.json`)
        writeFileSync(path, JSON.stringify(keyFile), { mode: 0o600 })
        return path
      })
      const parsed = parseDescriptor(descriptor)
      const sign = (psbt: string, key: string, txid: string): Promise<string> =>
        signerProcess('main.ts', ['--key', key, '--descriptor', descriptor, '--approve', txid], psbt)
      return {
        wallet: descriptor,
        addresses: Array.from({ length: 24 }, (_, index) =>
          addressAt(parsed, { branch: 0, index }, bitcoinRegtestBcoin),
        ),
        request: {},
        sign: async ({ text, txid }) => {
          const once = await sign(text, keyFiles[0]!, txid)
          return { signed: await sign(once, keyFiles[1]!, txid), txid }
        },
      }
    },
    has: async (txid) => (await ask<readonly string[]>(node, 'getrawmempool', [])).includes(txid),
  }
}

/** Officers hand a transaction to the node over its own interface. @returns its id */
export function broadcast(node: BitcoinNode, raw: string): Promise<string> {
  return ask<string>(node, 'sendrawtransaction', [raw])
}

/** What the node answers over its own interface. */
export async function ask<T>({ rpcUrl, apiKey }: BitcoinNode, method: string, params: readonly unknown[]): Promise<T> {
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`x:${apiKey}`).toString('base64')}`,
    },
    body: JSON.stringify({ method, params, id: 1 }),
  })
  const { result, error } = (await response.json()) as { result: T | null; error: { message: string } | null }
  if (result === null) throw new TypeError(`the node did not answer ${method}: ${error?.message ?? 'nothing'}`)
  return result
}
