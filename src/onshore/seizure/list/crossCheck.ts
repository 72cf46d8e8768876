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
  const faults: Fault[] = []
  const byPlace = new Map<string, Accepted[]>()
  const byOutput = new Map<string, Accepted>()
  for (const one of accepted) {
    const { chain, txid, index, asset, address } = one.holding
    const output = txid === undefined || index === undefined ? undefined : `${chain} ${txid} ${index}`
    const sameOutput = output === undefined ? undefined : byOutput.get(output)
    if (output !== undefined && !sameOutput) byOutput.set(output, one)
    const place = `${asset} ${address}`
    const there = byPlace.get(place) ?? []
    byPlace.set(place, [...there, one])
    const code = sameOutput ? 'DUPLICATE_OUTPUT' : undefined
    const earlier = sameOutput ?? there.find((other) => overlap(one.holding, other.holding) !== undefined)
    if (earlier) faults.push(faultAt(one, file, code ?? overlap(one.holding, earlier.holding)!, earlier))
  }
  return faults
}

/** How two lines of one asset at one address claim the same units. */
function overlap(a: Holding, b: Holding): FaultCode | undefined {
  // Without a transaction a line speaks of the whole balance.
  if (a.txid === undefined && b.txid === undefined) return 'DUPLICATE_HOLDING'
  if (a.txid === undefined || b.txid === undefined) return 'HOLDING_OVERLAPS'
  if (a.txid !== b.txid) return undefined
  return a.index === undefined || b.index === undefined ? 'DUPLICATE_OUTPUT' : undefined
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
