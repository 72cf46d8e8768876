import { coinOf, tokenOf } from '../src/core/custody/evm/evmAddress.ts'
import { readEvmProof, verifyReceipt } from '../src/core/custody/evm/proof.ts'
import { type ProvedState, readEvmStateProof, verifyState } from '../src/core/custody/evm/stateProof.ts'
import { balanceMappingOf, safeOf, tokenBalanceOf } from '../src/core/custody/evm/stateReading.ts'
import { SluiceError } from '../src/core/errors.ts'
import { flaw, flawOf } from '../src/core/flaws/flaw.ts'
import type { Collector } from './collector.ts'
import type { ChainShown } from './report.ts'

/**
 * What proofs of EVM chains among the documents show, and of which blocks. A receipt that does not hold is a fault of the entry that rests on it and told
 * there; a state that does not hold is told here, and two blocks of one height are too: one of them is not the chain's.
 */
export function chainShown(documents: ReadonlyMap<string, string>, collector: Collector): ChainShown[] {
  const shown = [...documents].flatMap(([document, text]): ChainShown[] => {
    if (text.startsWith('{"format":"sluice/evm-receipt/')) return receiptShown(document, text)
    if (!text.startsWith('{"accounts":[') || !text.includes('"format":"sluice/evm-state/1"')) return []
    try {
      return [stateShown(document, verifyState(readEvmStateProof(text)))]
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error
      collector.fault({ kind: 'document', name: document, flaw: flawOf(error) })
      return []
    }
  })
  const hashes = new Map<string, string>()
  for (const { network, height, hash, document } of shown) {
    const block = `${network} block ${height}`
    const other = hashes.get(block)
    hashes.set(block, other ?? hash)
    if (other === undefined || other === hash) continue
    const of = flaw('BLOCKS_APART', { network, height: String(height), hash, other })
    collector.fault({ kind: 'document', name: document, flaw: of })
  }
  return shown
}

function receiptShown(document: string, text: string): ChainShown[] {
  try {
    const proof = readEvmProof(text)
    const { network } = proof
    const { block, confirmations, transfers, coin, txid } = verifyReceipt({ proof, network })
    const says = [
      ...transfers.map(({ from, to, units, contract }) => `${from} → ${to} ${units} ${tokenOf(network, contract)}`),
      ...(coin === undefined ? [] : [`→ ${coin.to} ${coin.units} ${coinOf(network)}`]),
    ]
    return [{ document, network, what: 'receipt', ...placeOf(block), confirmations, says: [txid, ...says] }]
  } catch (error) {
    if (error instanceof SluiceError) return []
    throw error
  }
}

function stateShown(document: string, { network, block, confirmations, accounts }: ProvedState): ChainShown {
  const says = accounts.flatMap((account) => {
    const { address, exists, balance, nonce } = account
    const safe = safeOf(account)
    const mapping = balanceMappingOf(network, address)
    const held = mapping === undefined ? [] : holdersOf(accounts, { token: account, mapping, network })
    return [
      exists ? `${address} ${balance} ${coinOf(network)}, nonce ${nonce}` : `${address} –`,
      ...(safe === undefined
        ? []
        : [`${address} Safe ${safe.threshold}/${safe.owners.length}, nonce ${safe.nonce}: ${safe.owners.join(', ')}; singleton ${safe.singleton}`]), // biome-ignore format: one line
      ...held,
    ]
  })
  return { document, network, what: 'state', ...placeOf(block), confirmations, says }
}

/** Balances of a token whose slots we know, of the other accounts of the proof. */
function holdersOf(
  accounts: ProvedState['accounts'],
  { token, mapping, network }: { token: ProvedState['accounts'][number]; mapping: bigint; network: string },
): string[] {
  return accounts.flatMap(({ address }) => {
    const units = tokenBalanceOf({ token, holder: address, mapping })
    return units === undefined ? [] : [`${address} ${units} ${tokenOf(network, token.address)}`]
  })
}

const placeOf = ({ height, hash, timeSec }: ProvedState['block']) => ({
  height,
  hash,
  at: new Date(timeSec * 1000).toISOString(),
})
