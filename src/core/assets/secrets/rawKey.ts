import type { Hit } from '../secrets.ts'

const hex = /(?<![0-9A-Za-z])(?:0x)?[0-9a-f]{64}(?![0-9A-Za-z])/gi
/** A value of 32 characters or more behind a label that says "private key", in whatever encoding. */
const longValue = /(?<![\w+/=-])[A-Za-z0-9+/_=-]{32,}(?![\w+/=-])/g

const secretLabel =
  /priv|secret|seed|mnemonic|passphrase|\bwif\b|signing.?key|^key$|私[钥鑰匙]|[密秘][钥鑰匙]|助[记記][词詞]|种子|種子|[恢還还][复復原]/i
const hashLabel =
  /tx|trans|hash|digest|sha|block|merkle|root|leaf|checksum|fingerprint|integrity|commit|entry|pack|head|stream|image|public|pub.?key|signature|\bid\b|哈希|雜湊|杂凑|散列|交易|校[验驗]|区块|區塊|摘要|指[纹紋]|公[钥鑰匙]|签名|簽名|[编編][号號]|完整性|流水/i

/**
 * Numbers of 32 bytes that may be private keys, and anything long that a label calls one. Nothing in the digits tells a key from a
 * transaction id, so the label does: the heading of the CSV column first, then the JSON key or words just before it, then a path
 * such as `/tx/`.
 */
export function rawKeys(text: string, bareHex: 'refuse' | 'allow'): Hit[] {
  const table = headings(text)
  const named = [...text.matchAll(longValue)].filter((match) => {
    // Base64 and base58 of a key have both letters and digits; a long word or a row of dashes is neither.
    return (
      /[0-9]/.test(match[0]) &&
      /[A-Za-z]/.test(match[0]) &&
      labelOf(text, match.index, table).some((label) => secretLabel.test(label))
    )
  })
  const bare = [...text.matchAll(hex)].filter((match) => {
    const labels = labelOf(text, match.index, table)
    if (labels.some((label) => secretLabel.test(label))) return true
    return bareHex === 'refuse' && !labels.some((label) => hashLabel.test(label))
  })
  const offsets = new Set([...named, ...bare].map((match) => match.index))
  return [...offsets].map((offset) => ({ kind: 'private-key', offset }))
}

// No row of a table is longer; without a bound one endless line would be split once for each number in it.
const lineMax = 20_000

function labelOf(text: string, offset: number, table: readonly string[] | undefined): string[] {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const before = text.slice(Math.max(lineStart, offset - 200), offset)
  const labels: string[] = []
  const heading =
    table && lineStart > 0 && offset - lineStart < lineMax
      ? table[cells(text.slice(lineStart, offset)).length - 1]
      : undefined
  // What stands in the same cell speaks before the heading of its column: "private key: 0x…" in a note.
  const near = (heading === undefined ? before : (cells(before).at(-1) ?? '')).slice(-60)
  const word = /([\p{L}\p{N}_./# -]{1,40})["'“”`\\]*\s*[:=：#]?\s*["'“”`\\]*\s*$/u.exec(near)?.[1]
  if (word !== undefined && /\p{L}/u.test(word)) labels.push(word)
  if (heading !== undefined) labels.push(heading)
  return labels
}

/** The headings of a text that is a table: its first line holds commas or tabs, and words rather than figures. */
function headings(text: string): string[] | undefined {
  const first = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'))
  const found = cells(first)
  return found.length >= 2 && !/[0-9a-f]{32}/i.test(first) && !/^\s*[[{]/.test(first) ? found : undefined
}

/** Splits a line at commas and tabs outside quotes. */
function cells(line: string): string[] {
  const found = ['']
  let quoted = false
  for (const character of line) {
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === ',' || character === '\t')) found.push('')
    else found[found.length - 1] += character
  }
  return found
}
