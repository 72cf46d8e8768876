import { union } from '../../src/onshore/seizure/lineSet.ts'
import type { Custody } from '../coins/coins.ts'
import { makeHolder } from '../signer/holder.ts'
import { statementOf } from './bringHome.ts'
import { statementText } from './entrust.ts'
import { settleGas } from './gas.ts'
import { moveCoins } from './move.ts'
import { asksScreening, screen } from './screen.ts'
import type { Held } from './seize.ts'
import { file, rest, type Stage } from './stage.ts'
import { enact, has } from './way.ts'

/** Rows 19 and 20: everything credited for lot A is forfeited and goes to the treasury, gross. */
export async function distribute(stage: Stage): Promise<string> {
  const { onshore, clock, world, way } = stage
  const { account, treasury } = way
  const subject = { lot: 'A' }
  const { state } = await onshore.state()
  const total = state.balances[`assets:case-account ${account.currency ?? 'CNY'}`]!
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
  const played = account.bank === undefined
  if (played) world.bank.transfer({ from: account.number, to: treasury.number, amountMinor: BigInt(total), reference })
  await clock.pass(5)
  const slip = await file(stage, onshore, 'finance-bureau', 'treasury-slip', {
    level: '区级',
    unitCode: 'SANDBOX-110113',
    item: '罚没收入',
    amount: total,
  })
  const statement = played
    ? await onshore.document(await statementText(stage, 'bank-cn', account.owner, account.number))
    : await statementOf(stage, { reference, minor: BigInt(total), credit: false })
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
  await returnInKind(stage, { custody, lot: 'B', units: BigInt(held.at(-1)!.units) })
}

/** A lot, all that is in custody of it, to the victim. */
export async function returnInKind(
  stage: Stage,
  { custody, lot, units: all }: { readonly custody: Custody; readonly lot: string; readonly units: bigint },
): Promise<void> {
  const { onshore, seed, way, traded } = stage
  const { coins } = stage.world
  const subject = { lot }
  const transfer = `return-${lot.toLowerCase()}`
  const holder = makeHolder({ seed, holder: 'victim' })
  const address = coins.addressOf(holder)
  const message = `SANDBOX: I, victim, ask that lot ${lot} be returned to ${address}`
  const control = await file(stage, onshore, 'victim', 'address-control', {
    claimant: 'victim',
    address,
    message,
    signature: coins.signMessage({ message, holder }),
  })
  const identity = await file(stage, onshore, way.principal, 'identity-check', { claimant: 'victim' })
  if (asksScreening(stage, 'onshore'))
    await screen(stage, 'onshore', { purpose: 'return', about: 'victim', lot, addresses: [address] })
  const recipient = { claimant: 'victim', address, control, identity }
  if (has(way, 'return.decided')) {
    await enact(stage, { kind: 'return.decided', subject, payload: recipient, documents: [control, identity] })
    stage.say({ stage: 'return.decided', text: 'to the victim whom the judgment names' })
  } else {
    // Before any judgment: handed back to whom the organ finds entitled (StPO § 111n).
    const finding = await file(stage, onshore, way.principal, 'unrelated-finding', {
      lot,
      unrelated: true,
      from: 'victim',
    })
    await enact(stage, {
      kind: 'release.decided',
      subject,
      payload: { ground: 'unrelated', foundOn: stage.clock.now().slice(0, 10), finding, ...recipient },
      documents: [control, identity, finding],
    })
    stage.say({ stage: 'release.decided', text: 'to the victim whom the finding names' })
  }
  const units = (all - (traded.feesInKind ? traded.fees.return : 0n)).toString()
  const txid = await moveCoins(stage, {
    transfer,
    purpose: 'return',
    lot,
    pays: [{ address, units }],
    fee: traded.fees.return,
    custody,
  })
  const receipt = await file(stage, onshore, 'victim', 'receipt', { txid, units })
  await enact(stage, {
    kind: 'lot.returned',
    subject,
    payload: { transfer, receipt, collectedByOfficer: false },
    documents: [receipt],
  })
  stage.say({ stage: 'lot.returned', text: `${units} ${traded.unit}` })
}

/** Row 26: the deposit goes back, the ledgers are zero, the case is closed. */
export async function close(stage: Stage, depositFen: bigint): Promise<void> {
  await settleGas(stage)
  if (has(stage.way, 'deposit.released')) await giveDepositBack(stage, depositFen)
  await enact(stage, {
    kind: 'case.closed',
    payload: { retentionYears: 10, retentionBasis: 'SANDBOX default of the product' },
  })
  stage.say({ stage: 'case.closed', text: 'every unit ended, ledgers zero' })
  await rest(stage)
}

async function giveDepositBack(stage: Stage, depositFen: bigint): Promise<void> {
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
}

/** Row 18: what an emergency sale brought waits in the place of the object; the final decision then says what becomes of it. */
export async function holdAndJudge(stage: Stage, held: readonly Held[]): Promise<void> {
  const { onshore, way, clock } = stage
  const subject = { lot: 'A' }
  const { state } = await onshore.state()
  const { id: account, currency = 'CNY' } = way.account
  const amount = state.balances[`assets:case-account ${currency}`]!
  await enact(stage, {
    kind: 'money.held',
    subject,
    payload: { account, amount, reason: 'SANDBOX no final decision yet', reviewOn: '2026-09-01' },
  })
  stage.say({ stage: 'money.held', text: `${amount} in the place of the object` })
  await clock.pass(60 * 24 * 30)
  const units = held.reduce((sum, row) => sum + BigInt(row.units), 0n).toString()
  const lines = union(held.map(({ line }) => line))
  const judgment = await file(stage, onshore, 'court', 'judgment', {
    court: 'SANDBOX court',
    number: 'SANDBOX-Ls-1',
    effectiveOn: clock.now().slice(0, 10),
    appealClosed: true,
    lines: [{ lines, asset: stage.traded.asset, units, outcome: 'forfeit' }],
  })
  await enact(stage, {
    kind: 'basis.judged',
    subject,
    payload: { judgment, outcome: 'forfeit', serviceOn: clock.now().slice(0, 10), mapping: false, purpose: 'held' },
    documents: [judgment],
  })
  stage.say({ stage: 'basis.judged', text: 'what is held is forfeited' })
}
