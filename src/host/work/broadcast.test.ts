import { expect, test } from 'vitest'
import type { SignedAction } from '../../core/case/action.ts'
import type { ChainAdapter, ChainTransaction } from '../../world/chains/chain.ts'
import type { Zone } from '../zone/zone.ts'
import { broadcastHandler } from './broadcast.ts'

const network = 'eip155:1'
const [stream, txid] = ['a'.repeat(64), 'b'.repeat(64)]
const transfer = { purpose: 'tranche', lot: 'A', tranche: 'A/1', network, asset: `${network}/erc20:0x1`, pays: [], fee: '1', feeAsset: `${network}/slip44:60`, unsigned: 'c'.repeat(64), txid } // biome-ignore format: one transfer
const state = { model: 'm', slices: { transfers: { t: transfer }, custody: { wallets: [{ network }] } } }

/** Asks the handler once about a transaction that the chain has, where the packs ask for 32 blocks. */
async function ask(known: Omit<ChainTransaction, 'txid' | 'raw'>) {
  const acts: SignedAction[] = []
  const asked: string[] = []
  const row = { id: Buffer.from(stream, 'hex'), kind: 'case', parent: null, key: Buffer.alloc(0), head: Buffer.alloc(32), position: 0, state: JSON.stringify(state), recorded_at: '' } // biome-ignore format: one row
  const zone = {
    config: { id: 'z' },
    pool: { query: async () => ({ rows: [row] }) },
    rulebookOf: async () => ({
      parameter: (name: string) => {
        asked.push(name)
        return { value: '32', pack: 'p' }
      },
    }),
    putDocument: async (text: string) => `hash of ${text}`,
    act: async (action: SignedAction) => {
      acts.push(action)
      return { outcome: 'appended', entry: 'e', stream }
    },
  } as unknown as Zone
  const chain = {
    transaction: async () => ({ txid, raw: '0x', ...known }),
    failure: async () => 'its failure',
    proof: async () => {
      throw new TypeError('a proof of what failed was asked for')
    },
  } as unknown as ChainAdapter
  const handler = broadcastHandler({ zone, chainFor: () => chain })
  const request = { network, signed: 'd'.repeat(64), transfer: 't', txid }
  const effect = { key: `broadcast ${txid}`, entry: 'e', stream, type: 'broadcast', request, attempts: 1 }
  return { attempt: await handler(effect, async () => {}), acts, asked }
}

test('a transfer waits for as many blocks as the packs ask for on its network', async () => {
  expect(await ask({ confirmations: 31 })).toEqual({
    attempt: { outcome: 'later' },
    acts: [],
    asked: ['confirmationsEthereum'],
  })
  expect(await ask({ confirmations: 31, failed: true })).toMatchObject({ attempt: { outcome: 'later' }, acts: [] })
})

test('one that the chain took and that failed ends by the proof of that, told once under an id of its own', async () => {
  const { attempt, acts } = await ask({ confirmations: 32, failed: true })
  expect(attempt).toEqual({ outcome: 'done', note: `failed ${txid}` })
  expect(acts).toEqual([
    {
      id: `failed:${txid}`,
      kind: 'transfer.failed',
      actor: { org: 'z', person: 'worker', role: 'system' },
      subject: { lot: 'A', tranche: 'A/1' },
      payload: { transfer: 't', purpose: 'tranche', txid, proof: 'hash of its failure' },
      documents: ['hash of its failure'],
    },
  ])
})
