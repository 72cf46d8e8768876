import { type ClaimTable, claimClasses, claimRanks, emptyTable, numberBytes } from '../../src/core/claims/claimTable.ts'

/** A generator of the family of Mulberry32: the same seed, the same claims. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Losses as T6 asks: lognormal, many equal ones, some zeros, and one claimant with 60 % of everything. Pure in its seed. */
export function drawClaims(count: number, seed: number): ClaimTable {
  const draw = random(seed)
  const table = emptyTable(count)
  const victim = claimClasses.indexOf('victim')
  const restitution = claimRanks.indexOf('restitution')
  let sum = 0
  for (let row = 0; row < count; row++) {
    writeNumber(table.numbers, row)
    table.classes[row] = victim
    table.ranks[row] = restitution
    const kind = draw()
    const normal = Math.sqrt(-2 * Math.log(draw() + 1e-12)) * Math.cos(2 * Math.PI * draw())
    const owed = kind < 0.02 ? 0 : kind < 0.2 ? 1_000_000 : Math.floor(Math.exp(13 + 1.6 * normal))
    table.owed[row] = owed
    table.repaid[row] = kind > 0.9 ? Math.floor(owed * 0.25) : 0
    sum += owed
    for (let i = 0; i < 16; i++) table.salts[row * 16 + i] = Math.floor(draw() * 256)
  }
  table.owed[count >> 1] = Math.floor(sum * 1.5)
  return table
}

function writeNumber(numbers: Uint8Array, row: number): void {
  const text = `C${String(row).padStart(9, '0')}`
  for (let i = 0; i < text.length; i++) numbers[row * numberBytes + i] = text.charCodeAt(i)
}
