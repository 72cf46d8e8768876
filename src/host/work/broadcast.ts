import type { CaseState } from '../../core/case/state.ts'
import { provedPayments } from '../../core/custody/payments.ts'
import { checkTransferSigned } from '../../core/custody/transfer.ts'
import { SluiceError } from '../../core/errors.ts'
import { confirmationsOf } from '../../onshore/custody/confirmationsOf.ts'
import { custodyOf } from '../../onshore/custody/custody.ts'
import { transfersOf } from '../../onshore/custody/transfer.ts'
import type { ChainAdapter } from '../../world/chains/chain.ts'
import { loadDocuments, loadStream } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'
import { actAsWorker } from './handlers.ts'
import type { Handler } from './outbox.ts'

/**
 * Broadcasts what custodians signed, waits for its blocks, and brings the chain's proof back. The network de-duplicates: the same bytes move coins once,
 * however often they are sent.
 */
export function broadcastHandler(parameters: {
  readonly zone: Zone
  readonly chainFor: (network: string) => ChainAdapter
}): Handler {
  const { zone, chainFor } = parameters
  return async (row, performed) => {
    const {
      network,
      signed,
      transfer: id,
      txid,
    } = row.request as { network: string; signed: string; transfer: string; txid: string }
    const stream = await loadStream(zone.pool, row.stream)
    const state = stream?.state as CaseState
    const transfer = transfersOf(state)[id]
    const wallet = custodyOf(state).wallets.find((candidate) => candidate.network === network)
    if (transfer === undefined || wallet === undefined)
      throw new SluiceError('NOT_FOUND', `no transfer ${id} in this case.`)
    const chain = chainFor(network)
    const known = await chain.transaction(txid)
    if (known === undefined) {
      const documents = await loadDocuments(zone.pool, [signed, transfer.unsigned])
      const { raw, ok, found } = checkTransferSigned({
        ...wallet,
        unsigned: documents.get(transfer.unsigned)!,
        signed: documents.get(signed)!,
      })
      if (!ok) throw new SluiceError('PROOF_INVALID', `the signed bytes are not what was approved: ${found}`)
      await chain.broadcast(raw)
      await performed()
      return { outcome: 'later' }
    }
    const confirmationsMin = await confirmationsAsked(zone, state, network)
    if (known.confirmations < confirmationsMin) return { outcome: 'later' }
    const { lot, tranche, purpose } = transfer
    const subject = tranche === undefined ? { lot } : { lot, tranche }
    if (known.failed && chain.failure !== undefined) {
      const shown = await zone.putDocument(await chain.failure({ txid }))
      const payload = { transfer: id, purpose, txid, proof: shown }
      const failed = { id: `failed:${txid}`, kind: 'transfer.failed', subject, payload, documents: [shown] }
      await actAsWorker(zone, failed, { stream: row.stream })
      return { outcome: 'done', note: `failed ${txid}` }
    }
    const proof = await chain.proof({ txid })
    if (provedPayments({ network, proof, confirmationsMin }).length === 0) return { outcome: 'later' }
    const sha256 = await zone.putDocument(proof)
    await actAsWorker(
      zone,
      {
        id: `confirmed:${txid}`,
        kind: 'transfer.confirmed',
        subject,
        payload: {
          transfer: id,
          purpose,
          txid,
          asset: transfer.asset,
          pays: transfer.pays as never,
          proof: sha256,
        },
        documents: [sha256],
      },
      { stream: row.stream },
    )
    return { outcome: 'done', note: `confirmed ${txid}` }
  }
}

/** As many blocks as the packs in force ask for on the network: a proof with fewer would be refused. */
async function confirmationsAsked(zone: Zone, state: CaseState, network: string): Promise<number> {
  const rulebook = await zone.rulebookOf(state)
  const parameter = (name: string): string => {
    const found = rulebook.parameter(name)
    if (found === undefined)
      throw new SluiceError('NOT_FOUND', `no pack in force has the parameter ${name}.`, { facts: { name } })
    return found.value
  }
  return confirmationsOf(network, { parameter })
}
