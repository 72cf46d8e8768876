import { chainShown } from '../../../../verifier/chainShown.ts'
import { createCollector } from '../../../../verifier/collector.ts'
import { type EvmAddress, evmAddress } from '../../../core/custody/evm/evmAddress.ts'
import { mappedSlot } from '../../../core/custody/evm/stateProof.ts'
import { balanceMappingOf, safeSlotsFor } from '../../../core/custody/evm/stateReading.ts'
import { SluiceError } from '../../../core/errors.ts'
import { hashText } from '../../../core/record/hash.ts'
import { openEvmChain } from '../../../world/chains/evm/evmChain.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone } from '../command.ts'
import { writeNew } from '../files.ts'

/** `sluice chain state FILE`. */
export async function proveState(call: Call): Promise<number> {
  const { words, io, json } = call
  const [network, url] = [words.text('network'), words.text('source')]
  if (network === undefined || url === undefined) throw callError('CHAIN_SOURCE')
  const accounts = words.texts('account').map(evmAddress)
  const safes = words.texts('safe').map(evmAddress)
  const holders = [...new Set([...accounts, ...safes])]
  if (holders.length === 0) throw callError('CHAIN_WHOSE')
  const tokens = words.texts('token').map((text) => readToken(network, text))
  const chain = openEvmChain({ network, source: { url } })
  const asked: { address: string; slots: string[] }[] = []
  for (const address of holders) {
    const owners = safes.includes(address) ? (await chain.safeState(address)).owners : undefined
    asked.push({ address, slots: owners === undefined ? [] : safeSlotsFor(owners) })
  }
  for (const { contract, mapping } of tokens)
    asked.push({ address: contract, slots: holders.map((holder) => mappedSlot(holder, mapping)) })
  const text = await chain.stateProof({ accounts: asked })
  const sha256 = hashText(text)
  // As the verifier will read it, before it is kept.
  const collector = createCollector()
  const [shown] = chainShown(new Map([[sha256, text]]), collector)
  if (shown === undefined) throw new SluiceError('PROOF_INVALID', collector.result().faults[0]?.message ?? 'no proof')
  const file = words.operand('FILE')
  await writeNew(io, file, text)
  if (file === '-') return exitDone
  const { height, hash, says } = shown
  io.out(
    json
      ? `${JSON.stringify({ ok: true, file, sha256, network, height, hash, says })}\n`
      : `${file}: ${network} block ${height} ${hash}\n${says.map((line) => `  ${line}\n`).join('')}SHA-256 ${sha256}\nCompare the hash of the block with another node: this proof does not show that it is the chain's.\n`,
  )
  return exitDone
}

function readToken(network: string, text: string): { contract: EvmAddress; mapping: bigint } {
  const [address, slot] = text.split('@') as [string, string | undefined]
  const contract = evmAddress(address)
  const mapping = slot === undefined ? balanceMappingOf(network, contract) : BigInt(slot)
  if (mapping !== undefined) return { contract, mapping }
  throw callError('CHAIN_TOKEN', { address })
}
