import { makeHolder, signBip322 } from '../signer/holder.ts'
import { statementText, transferFees } from './entrust.ts'
import { moveCoins } from './move.ts'
import type { Custody, Held } from './seize.ts'
import { file, rest, type Stage } from './stage.ts'
import { enact } from './way.ts'

/** Rows 19 and 20: everything credited for lot A is forfeited and goes to the treasury, gross. */
export async function distribute(stage: Stage): Promise<string> {
  const { onshore, clock, world, way } = stage
  const { account, treasury } = way
  const subject = { lot: 'A' }
  const { state } = await onshore.state()
  const total = state.balances['assets:case-account CNY']!
  const plan = await file(stage, onshore, 'court', 'distribution-plan', { method: 'treasury-only' })
  await enact(stage, {
    kind: 'distribution.decided',
    subject,
    payload: {
      pot: 'forfeitable',
      method: 'treasury-only',
      plan,
      total,
      shares: [{ to: 'treasury', amount: total }],
    },
    documents: [plan],
  })
  stage.say({ stage: 'distribution.decided', text: `${total} fen to the treasury` })
  const reference = 'SBX-TREASURY-1'
  world.bank.transfer({ from: account.number, to: treasury.number, amountMinor: BigInt(total), reference })
  await clock.pass(5)
  const slip = await file(stage, onshore, 'finance-bureau', 'treasury-slip', {
    level: '区级',
    unitCode: 'SANDBOX-110113',
    item: '罚没收入',
    amount: total,
  })
  const statement = await onshore.document(await statementText(stage, 'bank-cn', account.owner, account.number))
  await enact(stage, {
    kind: 'treasury.paid',
    subject,
    payload: { slip, account: account.id, amount: total, statement, reference },
    documents: [slip, statement],
  })
  stage.say({ stage: 'treasury.paid', text: `${total} fen` })
  return total
}

/** Row 21: lot B goes back in kind to the victim whom the judgment names, at an address whose control was shown. */
export async function returnLot(
  stage: Stage,
  { custody, held }: { readonly custody: Custody; readonly held: readonly Held[] },
): Promise<void> {
  const { onshore, seed, way } = stage
  const subject = { lot: 'B' }
  const holder = makeHolder({ seed, holder: 'victim' })
  const message = `SANDBOX: I, victim, ask that lot B be returned to ${holder.bitcoinAddress}`
  const control = await file(stage, onshore, 'victim', 'address-control', {
    claimant: 'victim',
    address: holder.bitcoinAddress,
    message,
    signature: signBip322({ message, holder }),
  })
  const identity = await file(stage, onshore, way.principal, 'identity-check', { claimant: 'victim' })
  await enact(stage, {
    kind: 'return.decided',
    subject,
    payload: { claimant: 'victim', address: holder.bitcoinAddress, control, identity },
    documents: [control, identity],
  })
  stage.say({ stage: 'return.decided', text: 'to the victim whom the judgment names' })
  const units = (BigInt(held.find(({ line }) => line === 4)!.units) - transferFees.return).toString()
  const txid = await moveCoins(stage, {
    transfer: 'return-b',
    purpose: 'return',
    lot: 'B',
    pays: [{ address: holder.bitcoinAddress, units }],
    fee: transferFees.return,
    custody,
  })
  const receipt = await file(stage, onshore, 'victim', 'receipt', { txid, units })
  await enact(stage, {
    kind: 'lot.returned',
    subject,
    payload: { transfer: 'return-b', receipt, collectedByOfficer: false },
    documents: [receipt],
  })
  stage.say({ stage: 'lot.returned', text: `${units} sat` })
}

/** Row 26: the deposit goes back, the ledgers are zero, the case is closed. */
export async function close(stage: Stage, depositFen: bigint): Promise<void> {
  const { world, clock, way } = stage
  world.bank.transfer({
    from: way.deposit.number,
    to: 'SBX-CN-PROVIDER',
    amountMinor: depositFen,
    reference: 'SBX-DEPOSIT-BACK',
  })
  await clock.pass(5)
  await enact(stage, { kind: 'deposit.released', subject: { lot: 'A' }, payload: { reference: 'SBX-DEPOSIT-BACK' } })
  stage.say({ stage: 'deposit.released', text: `${depositFen} fen` })
  await enact(stage, {
    kind: 'case.closed',
    payload: { retentionYears: 10, retentionBasis: 'SANDBOX default of the product' },
  })
  stage.say({ stage: 'case.closed', text: 'every unit ended, ledgers zero' })
  await rest(stage)
}
