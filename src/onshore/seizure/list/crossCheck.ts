import { lookAlikes } from '../../../core/assets/addresses/lookAlikes.ts'
import { type Fault, type FaultCode, flaw } from './fault.ts'
import type { Holding } from './holding.ts'
import { at, type Row } from './row.ts'

export interface Accepted {
  readonly row: Row
  readonly holding: Holding
}

/**
 * What only several lines together show: one output twice, one balance twice, a balance beside a part of itself, addresses that a
 * person takes for one another. The fault stands at the later line and names the earlier.
 */
export function crossCheck(accepted: readonly Accepted[], file: string): Fault[] {
  return [...doubles(accepted, file), ...alike(accepted, file)]
}

function doubles(accepted: readonly Accepted[], file: string): Fault[] {
  const seen = new Map<string, Accepted>()
  return accepted.flatMap((one) => {
    const clash = claimsOf(one.holding).clashes.find(({ key }) => seen.has(key))
    for (const key of claimsOf(one.holding).makes) if (!seen.has(key)) seen.set(key, one)
    return clash ? [faultAt(one, file, clash.code, seen.get(clash.key)!)] : []
  })
}

interface Claims {
  /** What later lines are held against. */
  readonly makes: readonly string[]
  /** Earlier claims that speak of the same units, the plainest first. */
  readonly clashes: readonly { readonly key: string; readonly code: FaultCode }[]
}

/** What a line claims: without a transaction the whole balance, without an index the whole of a transaction, else one output. */
function claimsOf({ chain, txid, index, asset, address }: Holding): Claims {
  const place = `${asset} ${address}`
  const [whole, part] = [`whole ${place}`, `part ${place}`]
  if (txid === undefined) {
    return {
      makes: [whole],
      clashes: [
        { key: whole, code: 'DUPLICATE_HOLDING' },
        { key: part, code: 'HOLDING_OVERLAPS' },
      ],
    }
  }
  const [output, transfer, someOf] = [
    `output ${chain} ${txid} ${index}`,
    `transfer ${place} ${txid}`,
    `some of ${place} ${txid}`,
  ]
  const same = index === undefined ? [transfer, someOf] : [output, transfer]
  return {
    makes: [part, ...(index === undefined ? [transfer] : [output, someOf])],
    clashes: [
      ...same.map((key) => ({ key, code: 'DUPLICATE_OUTPUT' as const })),
      { key: whole, code: 'HOLDING_OVERLAPS' },
    ],
  }
}

function faultAt(one: Accepted, file: string, code: FaultCode, earlier: Accepted): Fault {
  const cell = code === 'DUPLICATE_OUTPUT' ? one.row.cells.txid : one.row.cells.address
  const { txid, index, address } = one.holding
  const found = code === 'DUPLICATE_OUTPUT' ? `${txid}${index === undefined ? '' : `:${index}`}` : address
  return at(
    file,
    cell ?? { line: one.row.line, column: '' },
    flaw(code, { found, otherLine: String(earlier.holding.line) }),
  )
}

function alike(accepted: readonly Accepted[], file: string): Fault[] {
  const first = new Map<string, Accepted>()
  for (const one of accepted) if (!first.has(one.holding.address)) first.set(one.holding.address, one)
  return lookAlikes({ addresses: first.keys() }).map(({ a, b, kind }) => {
    const [earlier, later] = [first.get(a)!, first.get(b)!]
    return at(
      file,
      later.row.cells.address!,
      flaw('ADDRESS_LOOK_ALIKE', { found: b, other: a, otherLine: String(earlier.holding.line), kind }),
    )
  })
}
