/** A refusal as the API words it. Codes and meanings: the error list in ccxt's `hashkey` (4.5.84). */
export class ApiRefusal extends Error {
  readonly status: number
  readonly apiCode: string

  constructor(apiCode: string, message: string, status = 400) {
    super(`SANDBOX: ${message}`)
    this.name = 'ApiRefusal'
    this.apiCode = apiCode
    this.status = status
  }
}

export const apiCodes = {
  parameter: '0001',
  signature: '0002',
  rateLimit: '0003',
  apiKey: '0102',
  permission: '-1005',
  timestamp: '-1021',
  type: '-1014',
  timeInForce: '-1115',
  side: '-1117',
  clientOrderId: '-1123',
  price: '-1124',
  quantity: '-1126',
  quantityAndAmount: '-1129',
  priceTooHigh: '-1132',
  priceTooLow: '-1133',
  quantityTooHigh: '-1135',
  quantityTooLow: '-1136',
  quantityPrecision: '-1137',
  partlyCancelled: '-1138',
  filled: '-1139',
  amountTooLow: '-1140',
  duplicateOrder: '-1141',
  cancelled: '-1142',
  orderNotFound: '-1143',
  notOpen: '-1151',
  frozen: '-1179',
  wouldTake: '-1156',
  notWhitelisted: '-1171',
  noDeposit: '-1170',
  amountTooHigh: '-1206',
  asset: '-4001',
  withdrawTooLow: '-4002',
  balance: '-4003',
  bankAccount: '-4004',
  noWithdrawPermission: '-4009',
  withdrawAgain: '-4013',
  symbol: '-100010',
  insufficient: '0401',
} as const

export function refuse(code: keyof typeof apiCodes, message: string, status = 400): never {
  throw new ApiRefusal(apiCodes[code], message, status)
}
