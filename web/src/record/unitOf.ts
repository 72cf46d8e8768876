import type { Json } from '../../../src/core/record/jcs.ts'
import { coinOf } from '../format/asset.ts'

type Payload = Readonly<Record<string, Json>>

const inAsset = new Set(['units', 'testUnits', 'unitsOut', 'shown'])
const inMoney = new Set([
  'amount',
  'gross',
  'net',
  'ceiling',
  'remitted',
  'received',
  'total',
  'withdrawalFee',
  'charge',
])
const inRmb = new Set(['rmb', 'rmbGross', 'bankFee'])

/**
 * The asset or currency that a payload's field counts in, so that base units can be shown as people read them. Undefined where the field is no amount or
 * the payload does not say.
 *
 * @example unitOf('units', { asset: 'bip122:…/slip44:0' }) // 'bip122:…/slip44:0'
 */
export function unitOf(name: string, payload: Payload, fallbackAsset?: string): string | undefined {
  const asset = textOf(payload.asset) ?? fallbackAsset
  const currency = textOf(payload.currency)
  if (inRmb.has(name)) return 'CNY'
  if (inAsset.has(name)) return asset
  if (inMoney.has(name)) return currency ?? 'CNY'
  if (name !== 'fee') return undefined
  const network = textOf(payload.network)
  // What a platform keeps for sending a coin, it keeps in that coin.
  if (payload.withdrawal !== undefined) return asset
  return network === undefined ? currency : coinOf(network)
}

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
