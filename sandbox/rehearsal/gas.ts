import { screen } from './screen.ts'
import { file, type Stage } from './stage.ts'
import { enact } from './way.ts'

/** Where the network takes its fees in another coin than the seized one: the service institution lends that coin in kind. */
export async function borrowGas(stage: Stage): Promise<void> {
  const { gas } = stage.world.coins
  if (gas === undefined) return
  const { asset, account: address } = gas
  const units = gas.units.toString()
  const paid = await shown(stage, () => gas.lend())
  const agreement = await file(stage, stage.onshore, 'provider', 'gas-loan', { asset, units })
  await enact(stage, {
    kind: 'gas.lent',
    payload: { lender: 'provider', asset, units, address, ...paid, agreement },
    documents: [paid.proof, agreement],
  })
  stage.say({ stage: 'gas.lent', text: `${units} wei to pay the network with` })
}

/** What the transfers did not use, at the most that each may have cost, goes back; the rest is the lender's expense. */
export async function settleGas(stage: Stage): Promise<void> {
  const { gas } = stage.world.coins
  if (gas === undefined) return
  const { asset, units: lent } = gas
  const { state } = await stage.onshore.state()
  const left = BigInt(state.balances[`assets:gas ${asset}`] ?? '0')
  await screen(stage, 'onshore', { purpose: 'deposit', about: 'provider', lot: 'A', addresses: [] })
  const paid = await shown(stage, () => gas.giveBack(left))
  const [returned, expensed] = [left.toString(), (lent - left).toString()]
  const account = await file(stage, stage.onshore, 'provider', 'gas-account', { returned, expensed })
  await enact(stage, {
    kind: 'gas.settled',
    payload: { asset, returned, ...paid, expensed, account },
    documents: [paid.proof, account],
  })
  stage.say({ stage: 'gas.settled', text: `${returned} wei back, ${expensed} used` })
}

/** A payment once everybody counts it, with its proof kept in the zone. */
async function shown(stage: Stage, pay: () => Promise<{ readonly txid: string; readonly index: number }>) {
  const { coins } = stage.world
  const { txid, index } = await pay()
  await coins.mine(coins.confirmations)
  const { network } = stage.traded
  const { sha256: proof } = await stage.onshore.post<{ sha256: string }>('/api/chain/proofs', { network, txid })
  return { txid, index, proof }
}
