export interface LookAlike {
  readonly a: string
  readonly b: string
  /** `look-alike`: same beginning and end, as planted to be copied by mistake. `case-twin`: the same letters in other case. */
  readonly kind: 'look-alike' | 'case-twin'
}

export interface LookAlikeParameters {
  /** Canonical addresses; equal ones count once. */
  readonly addresses: Iterable<string>
  /** Characters that agree at the beginning, after what all addresses of the form share; 4 by default, as wallets shorten. */
  readonly head?: number
  /** Characters that agree at the end; 4 by default. */
  readonly tail?: number
}

/**
 * Pairs of different addresses that a person takes for one another: the mark of address poisoning, or of a slip in copying.
 * Pairs come in the order in which their later half appears.
 *
 * @example lookAlikes({ addresses: ['0xdAC1…1ec7', '0xdac1…1ec7'] })
 */
export function lookAlikes({ addresses, head = 4, tail = 4 }: LookAlikeParameters): LookAlike[] {
  const pairs: LookAlike[] = []
  const byCase = new Map<string, string[]>()
  const byEnds = new Map<string, string[]>()
  for (const address of new Set(addresses)) {
    const twins = put(byCase, address.toLowerCase(), address)
    for (const a of twins) pairs.push({ a, b: address, kind: 'case-twin' })
    for (const a of put(byEnds, ends(address, head, tail), address)) {
      if (!twins.includes(a)) pairs.push({ a, b: address, kind: 'look-alike' })
    }
  }
  return pairs
}

/** Adds to a bucket and returns who was there before. */
function put(buckets: Map<string, string[]>, key: string, address: string): string[] {
  const before = buckets.get(key) ?? []
  buckets.set(key, [...before, address])
  return before
}

// What every address of a form begins with tells nothing: '0x', 'bc1q', 'bitcoincash:q'. The first character of base58 is kept,
// since people read it with the next three.
const sharedPrefix = /^(0x|[a-z]{2,4}1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]|bitcoincash:[qp]|f[0-4])/

function ends(address: string, head: number, tail: number): string {
  const shared = sharedPrefix.exec(address)?.[0] ?? ''
  const rest = address.slice(shared.length).toLowerCase()
  // The tail may not overlap the head, or a short text would be its own twin.
  return rest.length < head + tail ? address : `${shared.toLowerCase()}|${rest.slice(0, head)}|${rest.slice(-tail)}`
}
