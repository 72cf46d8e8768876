import { sumDecimals } from '../decimal.ts'
import {
  at,
  decimal,
  flag,
  has,
  integer,
  items,
  malformed,
  positive,
  type Reader,
  text,
  textOrEmpty,
  timeMs,
} from '../reader.ts'
import type { Balance, Deposit, DepositAddress, Withdrawal } from '../venue.ts'

const assetPattern = /^[A-Z0-9]{2,12}$/

/** GET /api/v1/account. Fields: ccxt's `hashkey.parseBalance` (4.5.84). */
export function readBalances(reply: Reader): readonly Balance[] {
  return items(at(reply, 'balances'), 2_000).map((row) => {
    const free = decimal(at(row, 'free'))
    const locked = decimal(at(row, 'locked'))
    const total = decimal(at(row, 'total'))
    if (sumDecimals([free, locked]) !== total) malformed(row, 'total = free + locked')
    return { asset: text(at(row, 'asset'), assetPattern), free, locked, total }
  })
}

/** GET /api/v1/account/deposit/address. Fields: ccxt's `hashkey.parseDepositAddress` (4.5.84). An address that needs a tag is refused: we would lose the tag. */
export function readDepositAddress(reply: Reader, asset: string, network: string): DepositAddress {
  if (!flag(at(reply, 'canDeposit'))) malformed(at(reply, 'canDeposit'), 'an address that takes deposits')
  if (flag(at(reply, 'needAddressTag')) || textOrEmpty(at(reply, 'addressExt')) !== '') {
    malformed(reply, 'an address without a tag')
  }
  return {
    asset,
    network,
    address: text(at(reply, 'address'), /^[A-Za-z0-9]{20,120}$/),
    minimum: decimal(at(reply, 'minQuantity')),
    confirmations: integer(at(reply, 'requiredConfirmTimes'), 10_000),
  }
}

const depositStates = new Map<number, Deposit['state']>([
  [1, 'pending'],
  [2, 'pending'],
  [3, 'failed'],
  [4, 'credited'],
  [5, 'pending'],
  [6, 'credited'],
  [7, 'failed'],
  [8, 'failed'],
  [9, 'failed'],
  [10, 'failed'],
])

/** GET /api/v1/account/depositOrders. Fields and status numbers: ccxt's `hashkey.parseTransaction`, `parseTransactionStatus` (4.5.84). */
export function readDeposit(row: Reader): Deposit {
  const state = depositStates.get(integer(at(row, 'status'), 100))
  return {
    asset: text(at(row, 'coin'), assetPattern),
    address: text(at(row, 'address')),
    txid: text(at(row, 'txId')),
    quantity: positive(at(row, 'quantity')),
    state: state ?? malformed(at(row, 'status'), 'a known deposit status'),
    atMs: timeMs(at(row, 'time')),
  }
}

/** GET /api/v1/account/withdrawOrders. Fields: ccxt's `hashkey.parseTransaction` (4.5.84); a transaction id means that it left. `clientOrderId` is there
 * in our sandbox; whether the real host shows it is not known. */
export function readWithdrawal(row: Reader): Withdrawal {
  const reference = textOrEmpty(at(row, 'txId'))
  const key = textOrEmpty(at(row, 'clientOrderId'))
  return {
    ...(key === '' ? {} : { key }),
    withdrawalId: text(at(row, 'id'), /^[A-Za-z0-9_-]{1,64}$/),
    asset: text(at(row, 'coin'), assetPattern),
    destination: text(at(row, 'address')),
    quantity: positive(at(row, 'quantity')),
    fee: has(row, 'fee') ? decimal(at(row, 'fee')) : '0',
    state: reference === '' ? 'pending' : 'done',
    ...(reference === '' ? {} : { reference }),
    atMs: timeMs(at(row, 'time')),
  }
}

/** The answer of POST /api/v1/account/withdraw: ccxt's `hashkey.withdraw` (4.5.84). */
export function readWithdrawalAccepted(reply: Reader): { withdrawalId: string } {
  if (!flag(at(reply, 'success'))) malformed(at(reply, 'success'), 'true')
  return { withdrawalId: text(at(reply, 'orderId'), /^[A-Za-z0-9_-]{1,64}$/) }
}
