import { assert, SluiceError } from '../../src/core/errors.ts'
import { isDecimal, textOf, unitsOf } from '../../src/world/venues/decimal.ts'
import { takeFault } from './faults.ts'
import { post } from './ledger.ts'
import { type Form, freeOf } from './orders.ts'
import type { NetworkProfile } from './profile.ts'
import { refuse } from './refuse.ts'
import { type Account, assetOf, type ExchangeState, nextId, type WithdrawalRecord } from './state.ts'

export interface CreditParameters {
  readonly asset: string
  /** Decimal text, as '0.5'. */
  readonly amount: string
  readonly txid: string
  readonly address: string
  /** Output index or log index, where one transaction pays an address more than once. Default 0. */
  readonly index?: number
}

/**
 * The chain has confirmed a payment to an address of a customer: the venue books it. Told twice, it books once.
 *
 * @throws {NOT_FOUND} no customer has this address
 * @throws {INPUT_INVALID} the same output was told before with another amount
 */
export function creditDeposit(state: ExchangeState, parameters: CreditParameters): { depositId: string } {
  const { asset, address, txid, index = 0 } = parameters
  const { account, network } = ownerOf(state, asset, address)
  const amount = unitsOf(parameters.amount, assetOf(state.profile, asset).scale)
  const known = state.deposits.find(
    (one) => one.asset === asset && one.txid === txid && one.address === address && one.index === index,
  )
  if (known) {
    if (known.amount === amount) return { depositId: known.depositId }
    throw new SluiceError('INPUT_INVALID', `${txid}:${index} was credited with another amount.`, {
      facts: { txid, index, found: parameters.amount },
    })
  }
  if (amount < unitsOf(network.minDeposit, assetOf(state.profile, asset).scale)) {
    throw new SluiceError('INPUT_INVALID', `SANDBOX: less than the smallest deposit, ${network.minDeposit} ${asset}.`, {
      facts: { asset, found: parameters.amount, minimum: network.minDeposit },
    })
  }
  const depositId = nextId(state)
  const atMs = state.clock()
  const record = { depositId, account: account.id, asset, network: network.network, address, txid, index, amount, atMs }
  post(state.ledger, { atMs, asset, from: 'chain', to: `customer:${account.id}`, amount, reference: depositId })
  state.deposits.push(record)
  return { depositId }
}

/** Money that the bank brought for a customer. */
export function creditFiat(
  state: ExchangeState,
  parameters: { account: string; currency: string; amount: string; reference: string },
): { depositId: string } {
  const { account, currency, reference } = parameters
  const known = state.deposits.find((one) => one.txid === reference && one.asset === currency)
  if (known) return { depositId: known.depositId }
  const amount = unitsOf(parameters.amount, assetOf(state.profile, currency).scale)
  const depositId = nextId(state)
  const atMs = state.clock()
  assert(state.accounts.has(account), `${account} is an account`)
  post(state.ledger, { atMs, asset: currency, from: 'bank', to: `customer:${account}`, amount, reference: depositId })
  state.deposits.push({
    depositId,
    account,
    asset: currency,
    network: 'BANK',
    address: 'bank transfer',
    txid: reference,
    index: 0,
    amount,
    atMs,
  })
  return { depositId }
}

function ownerOf(state: ExchangeState, asset: string, address: string): { account: Account; network: NetworkProfile } {
  for (const account of state.accounts.values()) {
    const found = account.depositAddresses.find((one) => one.asset === asset && one.address === address)
    const network = found && assetOf(state.profile, asset).networks.find((one) => one.network === found.network)
    if (network) return { account, network }
  }
  throw new SluiceError('NOT_FOUND', `SANDBOX: no account of ${state.entity} takes ${asset} at ${address}.`, {
    facts: { asset, address },
  })
}

/** POST /api/v1/account/withdraw: only to an address on the account's list; the coins leave when the sandbox's world has sent them. */
export function withdrawCoins(state: ExchangeState, account: Account, form: Form): WithdrawalRecord {
  const asset = form.get('coin') ?? ''
  const destination = form.get('address') ?? ''
  const networks = state.profile.assets[asset]?.networks ?? []
  const network = networks.find((one) => one.network === (form.get('chainType') ?? networks[0]?.network))
  if (!network) return refuse('asset', 'Invalid asset')
  const listed = account.whitelist.some(
    (one) => one.asset === asset && one.network === network.network && one.address === destination,
  )
  if (!listed) refuse('notWhitelisted', 'Withdrawal address not in whitelist')
  const { scale } = assetOf(state.profile, asset)
  const amount = amountOf(form, scale)
  if (amount < unitsOf(network.minWithdraw, scale)) refuse('withdrawTooLow', 'Withdrawal amount less than the minimum')
  if (network.maxWithdraw !== undefined && amount > unitsOf(network.maxWithdraw, scale))
    refuse('parameter', `SANDBOX: at most ${network.maxWithdraw} ${asset} in one withdrawal`)
  const fee = unitsOf(network.withdrawFee, scale)
  return takeOut(state, account, form, { kind: 'coin', asset, network: network.network, destination, amount, fee })
}

/** POST /sandbox/v1/fiatWithdraw: only to a bank account registered for this account. */
export function withdrawMoney(state: ExchangeState, account: Account, form: Form): WithdrawalRecord {
  const asset = form.get('coin') ?? ''
  const destination = form.get('bankAccount') ?? ''
  const profile = state.profile.assets[asset]
  if (profile?.kind !== 'fiat') return refuse('asset', 'Invalid asset')
  if (!account.bankAccounts.includes(destination)) refuse('bankAccount', 'Invalid bank account number')
  const amount = amountOf(form, profile.scale)
  return takeOut(state, account, form, { kind: 'fiat', asset, network: 'BANK', destination, amount, fee: 0n })
}

function amountOf(form: Form, scale: number): bigint {
  const text = form.get('quantity')
  if (!isDecimal(text)) return refuse('parameter', "Required field 'quantity' missing or invalid.")
  let amount: bigint
  try {
    amount = unitsOf(text, scale)
  } catch {
    return refuse('quantityPrecision', 'Illegal withdrawal amount')
  }
  return amount > 0n ? amount : refuse('parameter', 'Illegal withdrawal amount')
}

function takeOut(
  state: ExchangeState,
  account: Account,
  form: Form,
  what: Pick<WithdrawalRecord, 'kind' | 'asset' | 'network' | 'destination' | 'amount' | 'fee'>,
): WithdrawalRecord {
  const clientOrderId = form.get('clientOrderId') ?? ''
  const again = state.withdrawals.some((one) => one.account === account.id && one.clientOrderId === clientOrderId)
  if (clientOrderId !== '' && again) refuse('withdrawAgain', 'Withdraw repeatly')
  if (freeOf(state, account, what.asset) < what.amount) refuse('balance', 'Insufficient Balance')
  const late = what.kind === 'coin' ? takeFault(state.faults, ['late-withdrawal']) : undefined
  const short = what.kind === 'coin' ? takeFault(state.faults, ['short-withdrawal']) : undefined
  const record: WithdrawalRecord = {
    withdrawalId: `W${nextId(state)}`,
    clientOrderId,
    account: account.id,
    ...what,
    atMs: state.clock(),
    ...(late === undefined ? {} : { notBeforeMs: state.clock() + late.forMs }),
    ...(short === undefined ? {} : { shortBy: (what.amount * BigInt(short.share)) / 1_000_000n }),
    reference: '',
    settledMs: 0,
  }
  const move = { atMs: record.atMs, asset: what.asset, reference: record.withdrawalId } as const
  const customer = `customer:${account.id}` as const
  post(state.ledger, { ...move, from: customer, to: 'withdrawing', amount: what.amount - what.fee })
  post(state.ledger, { ...move, from: customer, to: 'fees', amount: what.fee })
  state.withdrawals.push(record)
  return record
}

export interface PendingWithdrawal {
  readonly withdrawalId: string
  readonly account: string
  readonly kind: 'coin' | 'fiat'
  readonly asset: string
  readonly network: string
  readonly destination: string
  /** What is to arrive: decimal text, after the venue's fee. */
  readonly amount: string
}

/** What the sandbox's chains and bank have yet to carry out. */
export function pendingWithdrawals(state: ExchangeState, nowMs: number): readonly PendingWithdrawal[] {
  return state.withdrawals
    .filter((one) => one.reference === '' && nowMs >= (one.notBeforeMs ?? 0))
    .map(({ withdrawalId, account, kind, asset, network, destination, amount, fee, shortBy = 0n }) => ({
      withdrawalId,
      account,
      kind,
      asset,
      network,
      destination,
      amount: textOf(amount - fee - shortBy, assetOf(state.profile, asset).scale),
    }))
}

/** The chain or the bank has carried it out. Told twice with the same reference, it stands once. */
export function settleWithdrawal(state: ExchangeState, parameters: { withdrawalId: string; reference: string }): void {
  const { withdrawalId, reference } = parameters
  const found = state.withdrawals.find((one) => one.withdrawalId === withdrawalId)
  if (!found) throw new SluiceError('NOT_FOUND', `SANDBOX: no withdrawal ${withdrawalId}.`, { facts: { withdrawalId } })
  if (found.reference === reference) return
  if (found.reference !== '') {
    throw new SluiceError('INPUT_INVALID', `SANDBOX: ${withdrawalId} was settled as ${found.reference}.`, {
      facts: { withdrawalId, found: reference },
    })
  }
  found.reference = reference
  found.settledMs = state.clock()
  post(state.ledger, {
    atMs: found.settledMs,
    asset: found.asset,
    from: 'withdrawing',
    to: found.kind === 'coin' ? 'chain' : 'bank',
    amount: found.amount - found.fee,
    reference: withdrawalId,
  })
}

export interface HandOverParameters {
  readonly from: string
  readonly to: string
  readonly asset: string
  /** Decimal text. */
  readonly amount: string
  /** The customer's instruction; told twice, it moves once. */
  readonly reference: string
}

/** On a customer's own instruction coins go to another customer, inside the venue: a withdrawal of the one, a deposit of the other, without a chain. */
export function handOver(state: ExchangeState, parameters: HandOverParameters): { readonly withdrawalId: string } {
  const { from, to, asset, reference } = parameters
  const known = state.withdrawals.find((one) => one.network === inside && one.clientOrderId === reference)
  if (known !== undefined) return { withdrawalId: known.withdrawalId }
  const [giver, taker] = [from, to].map((id) => state.accounts.get(id))
  if (giver === undefined || taker === undefined)
    throw new SluiceError('NOT_FOUND', `SANDBOX: no account ${giver === undefined ? from : to}.`, {
      facts: { from, to },
    })
  const amount = unitsOf(parameters.amount, assetOf(state.profile, asset).scale)
  if (amount <= 0n || freeOf(state, giver, asset) < amount)
    throw new SluiceError('INPUT_INVALID', `SANDBOX: ${from} has less than ${parameters.amount} ${asset} free.`, {
      facts: { from, asset, found: parameters.amount },
    })
  const atMs = state.clock()
  const withdrawalId = `W${nextId(state)}`
  const move = { atMs, asset, amount, reference: withdrawalId }
  post(state.ledger, { ...move, from: `customer:${from}`, to: `customer:${to}` })
  const one = { account: from, kind: 'coin', asset, network: inside, destination: to, amount, fee: 0n, atMs } as const
  state.withdrawals.push({ ...one, withdrawalId, clientOrderId: reference, reference: withdrawalId, settledMs: atMs })
  const into = { account: to, asset, network: inside, address: from, txid: withdrawalId, index: 0, amount, atMs }
  state.deposits.push({ ...into, depositId: nextId(state) })
  return { withdrawalId }
}

const inside = 'INSIDE'
