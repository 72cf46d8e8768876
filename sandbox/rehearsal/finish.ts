import { makeHolder, signBip322 } from '../signer/holder.ts'
import { statementText, transferFees } from './entrust.ts'
import { moveCoins } from './move.ts'
import type { Custody, Held } from './seize.ts'
import { file, rest, type Stage } from './stage.ts'

/** Rows 19 and 20: everything credited for lot A is forfeited and goes to the treasury, gross. */
export async function distribute(stage: Stage): Promise<string> {
  const { onshore, clock, world } = stage
  const subject = { lot: 'A' }
  const { state } = await onshore.state()
  const total = state.balances['assets:case-account CNY']!
  const plan = await file(stage, onshore, 'court', 'distribution-plan', { method: 'treasury-only' })
  await onshore.approved(
    {
      by: 'p-zhang',
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
    },
    ['p-zhao', 'p-sun'],
  )
  stage.say({ stage: 'distribution.decided', text: `${total} fen to the treasury` })
  const reference = 'SBX-TREASURY-1'
  world.bank.transfer({ from: 'SBX-CN-CASE', to: 'SBX-CN-TREASURY', amountMinor: BigInt(total), reference })
  await clock.pass(5)
  const slip = await file(stage, onshore, 'finance-bureau', 'treasury-slip', {
    level: '区级',
    unitCode: 'SANDBOX-110113',
    item: '罚没收入',
    amount: total,
  })
  const statement = await onshore.document(await statementText(stage, 'bank-cn', 'psb', 'SBX-CN-CASE'))
  await onshore.act({
    by: 'p-sun',
    kind: 'treasury.paid',
    subject,
    payload: { slip, account: 'psb-case', amount: total, statement, reference },
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
  const { onshore, seed } = stage
  const subject = { lot: 'B' }
  const holder = makeHolder({ seed, holder: 'victim' })
  const message = `SANDBOX: I, victim, ask that lot B be returned to ${holder.bitcoinAddress}`
  const control = await file(stage, onshore, 'victim', 'address-control', {
    claimant: 'victim',
    address: holder.bitcoinAddress,
    message,
    signature: signBip322({ message, holder }),
  })
  const identity = await file(stage, onshore, 'psb', 'identity-check', { claimant: 'victim' })
  await onshore.approved(
    {
      by: 'p-zhang',
      kind: 'return.decided',
      subject,
      payload: { claimant: 'victim', address: holder.bitcoinAddress, control, identity },
      documents: [control, identity],
    },
    ['p-zhao', 'p-chen'],
  )
  stage.say({ stage: 'return.decided', text: 'to the victim whom the judgment names' })
  const units = (BigInt(held.find(({ line }) => line === 4)!.units) - transferFees.return).toString()
  const txid = await moveCoins(stage, {
    transfer: 'return-b',
    purpose: 'return',
    lot: 'B',
    pays: [{ address: holder.bitcoinAddress, units }],
    fee: transferFees.return,
    approvers: ['p-zhao', 'p-chen'],
    custody,
  })
  const receipt = await file(stage, onshore, 'victim', 'receipt', { txid, units })
  await onshore.act({
    by: 'p-wang',
    kind: 'lot.returned',
    subject,
    payload: { transfer: 'return-b', receipt, collectedByOfficer: false },
    documents: [receipt],
  })
  stage.say({ stage: 'lot.returned', text: `${units} sat` })
}

/** Row 26: the deposit goes back, the ledgers are zero, the case is closed. */
export async function close(stage: Stage, depositFen: bigint): Promise<void> {
  const { onshore, world, clock } = stage
  world.bank.transfer({
    from: 'SBX-CN-DEPOSIT',
    to: 'SBX-CN-PROVIDER',
    amountMinor: depositFen,
    reference: 'SBX-DEPOSIT-BACK',
  })
  await clock.pass(5)
  await onshore.approved(
    { by: 'p-qian', kind: 'deposit.released', subject: { lot: 'A' }, payload: { reference: 'SBX-DEPOSIT-BACK' } },
    ['p-zhou'],
  )
  stage.say({ stage: 'deposit.released', text: `${depositFen} fen` })
  await onshore.approved(
    {
      by: 'p-zhang',
      kind: 'case.closed',
      payload: { retentionYears: 10, retentionBasis: 'SANDBOX default of the product' },
    },
    ['p-chen'],
  )
  stage.say({ stage: 'case.closed', text: 'every unit ended, ledgers zero' })
  await rest(stage)
}
