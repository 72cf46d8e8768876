import { wordlist as english } from '@scure/bip39/wordlists/english.js'
import { wordlist as simplified } from '@scure/bip39/wordlists/simplified-chinese.js'
import { wordlist as traditional } from '@scure/bip39/wordlists/traditional-chinese.js'
import { sha256 } from '../../record/hash.ts'
import type { Hit } from '../secrets.ts'

const windowWords = 12
const knownMin = 11

const englishIndex = new Map(english.map((word, index) => [word, index]))
// BIP-39 makes words unique by their first four letters, and steel plates carry no more.
const englishStems = new Set(english.map((word) => word.slice(0, 4)))
const chineseIndexes = [simplified, traditional].map((list) => new Map(list.map((word, index) => [word, index])))

/** `1`, `word1`, `2nd`, `第3`: what people number words with. */
const numbering = /^(?:word|no|w|n|第)?_?\p{N}{1,2}(?:st|nd|rd|th|个|個)?$/iu

interface Token {
  readonly word: string
  readonly offset: number
}

/** Recovery phrases after BIP-39: one hit a phrase. */
export function phrases(text: string): Hit[] {
  const offsets = [...englishPhrases(text), ...spacedChinese(text), ...runTogetherChinese(text)]
  return offsets.map((offset) => ({ kind: 'recovery-phrase', offset }))
}

/**
 * Twelve words in a row of which eleven are on the list. Prose does not reach that: the, a, of, to, is and and are not on it.
 * Blanks, commas, line ends, quotes and numbers may stand between the words.
 */
function englishPhrases(text: string): number[] {
  // Digits and marks between words are numbering; any other letter, or a digit stuck to one, breaks the row.
  const tokens = [...text.matchAll(/[\p{L}\p{N}_]+/gu)]
    .filter(([word]) => !numbering.test(word))
    .map((match) => ({ word: match[0].toLowerCase(), offset: match.index }))
  return [
    ...rows(tokens, (word) => englishIndex.has(word)),
    ...rows(tokens, (word) => word.length <= 4 && englishStems.has(word)).filter((offset) => isStems(tokens, offset)),
  ].filter((offset, i, all) => all.indexOf(offset) === i)
}

// Stems alone are weak evidence, so all twelve must be stems and most of them no words in themselves.
function isStems(tokens: readonly Token[], offset: number): boolean {
  const start = tokens.findIndex((token) => token.offset === offset)
  const row = tokens.slice(start, start + windowWords)
  return (
    row.every(({ word }) => englishStems.has(word)) && row.filter(({ word }) => !englishIndex.has(word)).length >= 6
  )
}

/** Twelve single characters, apart, of which eleven are on a list: prose does not set its characters apart. */
function spacedChinese(text: string): number[] {
  const tokens = [...text.matchAll(/[\p{L}\p{N}_]+/gu)]
    .filter(([word]) => !numbering.test(word))
    .map((match) => ({ word: match[0], offset: match.index }))
  return chineseIndexes
    .flatMap((index) => rows(tokens, (word) => index.has(word)))
    .filter((offset, i, all) => all.indexOf(offset) === i)
}

/** Starts of rows in which at least 11 of 12 neighbours are known. Overlapping windows are one row, which begins at the fullest. */
function rows(tokens: readonly Token[], isKnown: (word: string) => boolean): number[] {
  const known = tokens.map(({ word }) => isKnown(word))
  const found: { start: number; end: number; count: number }[] = []
  let count = 0
  for (let end = 0; end < tokens.length; end++) {
    if (known[end]) count++
    if (known[end - windowWords]) count--
    const start = end - windowWords + 1
    if (count < knownMin || start < 0) continue
    const last = found.at(-1)
    if (last === undefined || start > last.end) found.push({ start, end, count })
    else if (count > last.count) Object.assign(last, { start, end, count })
    else last.end = end
  }
  return found.map(({ start }) => tokens[start]!.offset)
}

// The lists begin with the commonest characters of the language. Prose stays among them, a random phrase does not.
const meanIndexMin = 600
const phraseLengths = [12, 15, 18, 21, 24]

/**
 * Characters written without gaps look like any sentence. A run is taken for a phrase when it fills a cell or line by itself, has the
 * length of a phrase, its checksum fits (one in sixteen by chance) and its characters are as rare as random ones; or when the word
 * "mnemonic" or 助记词 stands before it.
 */
function runTogetherChinese(text: string): number[] {
  return [...text.matchAll(/\p{Script=Han}{12,}/gu)]
    .filter(({ 0: run, index }) => {
      const before = text.slice(Math.max(0, index - 24), index)
      if (label.test(before)) return isLabelledRun(run)
      return /(^|[\n,\t"'])\s*$/.test(before) && /^\s*($|[\n,\t"'])/.test(text.slice(index + run.length)) && isRun(run)
    })
    .map(({ index }) => index)
}

const label = /(mnemonic|seed|phrase|助[记記][词詞]|种子|種子|[恢還还][复復原])\P{Script=Han}{0,6}$/iu

function isLabelledRun(run: string): boolean {
  const words = [...run]
  return chineseIndexes.some(
    (index) => words.filter((word) => index.has(word)).length >= Math.max(knownMin, words.length - 1),
  )
}

function isRun(run: string): boolean {
  return chineseIndexes.some((index) => {
    const indexes = [...run].map((word) => index.get(word) ?? -1)
    if (!phraseLengths.includes(indexes.length) || indexes.includes(-1)) return false
    const mean = indexes.reduce((total, one) => total + one, 0) / indexes.length
    return mean >= meanIndexMin && checksumFits(indexes)
  })
}

/** BIP-39: 11 bits a word; the last 1/33 of them are the first bits of the SHA-256 of the rest. */
function checksumFits(indexes: readonly number[]): boolean {
  const bits = indexes.map((index) => index.toString(2).padStart(11, '0')).join('')
  const checkBits = bits.length / 33
  const entropy = bits.slice(0, -checkBits)
  const bytes = Uint8Array.from({ length: entropy.length / 8 }, (_, i) =>
    Number.parseInt(entropy.slice(i * 8, i * 8 + 8), 2),
  )
  const hash = [...sha256(bytes)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.slice(-checkBits) === hash.slice(0, checkBits)
}
