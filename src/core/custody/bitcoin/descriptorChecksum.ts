const inputCharset = '0123456789()[],\'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#"\\ '
const checksumCharset = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const generator = [0xf5dee51989n, 0xa9fdca3312n, 0x1bab10e32dn, 0x3706b1677an, 0x644d626ffdn]

/**
 * The eight checksum characters of a descriptor (BIP-380), or undefined if a character is outside the descriptor alphabet.
 *
 * @example descriptorChecksum('raw(deadbeef)') // '89f8spxm'
 */
export function descriptorChecksum(body: string): string | undefined {
  const symbols = toSymbols(body)
  if (symbols === undefined) return undefined
  let checksum = 1n
  for (const symbol of [...symbols, 0, 0, 0, 0, 0, 0, 0, 0]) checksum = step(checksum, symbol)
  checksum ^= 1n
  let text = ''
  for (let i = 0; i < 8; i++) text += checksumCharset[Number((checksum >> BigInt(5 * (7 - i))) & 31n)]
  return text
}

function step(checksum: bigint, symbol: number): bigint {
  const top = checksum >> 35n
  let next = ((checksum & 0x7ffffffffn) << 5n) ^ BigInt(symbol)
  for (let i = 0; i < 5; i++) if ((top >> BigInt(i)) & 1n) next ^= generator[i]!
  return next
}

/** Each character gives its low five bits; three characters' high bits make one more symbol. */
function toSymbols(body: string): number[] | undefined {
  const symbols: number[] = []
  let groups: number[] = []
  for (const char of body) {
    const at = inputCharset.indexOf(char)
    if (at < 0) return undefined
    symbols.push(at & 31)
    groups.push(at >> 5)
    if (groups.length === 3) {
      symbols.push(groups[0]! * 9 + groups[1]! * 3 + groups[2]!)
      groups = []
    }
  }
  if (groups.length === 1) symbols.push(groups[0]!)
  if (groups.length === 2) symbols.push(groups[0]! * 3 + groups[1]!)
  return symbols
}
