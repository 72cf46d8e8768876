import { createHash } from 'node:crypto'
import { closeSync, createReadStream, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gunzipSync } from 'node:zlib'

/**
 * The list and the questions. Real addresses first (OFAC and tag packs, where `SLUICE_DATA` has them), padded with made ones of six chains in the
 * proportions of the real: base58 with its checksum, bech32 with a right alphabet and length, EVM in small letters, which carry no checksum.
 */
export interface Made {
  readonly lines: number
  readonly real: number
  /** One in so many of the listed, for questions that hit. */
  readonly sample: readonly string[]
}

/** Of 19,047 real addresses: 88.0 % bitcoin base58, 10.0 % EVM, 0.8 % bech32, 0.2 % Tron, 0.1 % litecoin, 0.1 % dogecoin; the rest are given to the first. */
const proportions = [
  { upTo: 0.89, make: (dice: Dice) => base58(dice() < 0.5 ? 0 : 5, dice) },
  { upTo: 0.989, make: (dice: Dice) => `0x${hexOf(dice, 20)}` },
  { upTo: 0.997, make: (dice: Dice) => `bc1q${bech32Of(dice, 38)}` },
  { upTo: 0.999, make: (dice: Dice) => base58(0x41, dice) },
  { upTo: 0.9996, make: (dice: Dice) => base58(0x30, dice) },
  { upTo: 1, make: (dice: Dice) => base58(0x1e, dice) },
] as const

export type Dice = () => number

/** mulberry32: the same numbers from the same seed on any machine. */
export function diceOf(seed: number): Dice {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function addressOf(dice: Dice): string {
  const at = dice()
  return proportions.find(({ upTo }) => at < upTo)!.make(dice)
}

/** Writes the labels, one a line. @param sampleEach one listed address in so many is kept for the questions */
export function writeLabels(parameters: {
  readonly file: string
  readonly lines: number
  readonly seed: number
  readonly data: string
  readonly sampleEach: number
}): Made {
  const { file, lines, seed, data, sampleEach } = parameters
  const dice = diceOf(seed)
  const real = realAddresses(data).slice(0, lines)
  const sample: string[] = []
  const out = openSync(file, 'w')
  let text = ''
  for (let line = 0; line < lines; line++) {
    const address = real[line] ?? addressOf(dice)
    if (line % sampleEach === 0 && address.trim() !== '') sample.push(address)
    text += `${address}\tlabel ${line}\n`
    if (text.length > 1 << 20) {
      writeSync(out, text)
      text = ''
    }
  }
  writeSync(out, text)
  closeSync(out)
  return { lines, real: real.length, sample }
}

/** A list that stands there already: how many lines, and a sample for the questions. `real` is not known of it. */
export async function readLabels(file: string, sampleEach: number): Promise<Made> {
  const sample: string[] = []
  let lines = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const address = line.slice(0, line.indexOf('\t'))
    // Cut free of the chunk that it was read in.
    if (lines % sampleEach === 0 && address.trim() !== '') sample.push(Buffer.from(address).toString())
    lines++
  }
  return { lines, real: 0, sample }
}

export interface Question {
  readonly address: string
  readonly kind: 'hit' | 'near' | 'other'
}

/**
 * Questions: one in a hundred listed, one in ten a near miss of a listed one (a character changed, the case of one letter, bech32 in capitals or the
 * legacy twin's first letter), the rest made as the list is. A near miss may be listed all the same (the case of an EVM address): whether it is, an
 * exact search says.
 */
export function questionsOf(parameters: {
  readonly count: number
  readonly sample: readonly string[]
  readonly seed: number
}): Question[] {
  const { count, sample, seed } = parameters
  const dice = diceOf(seed)
  const any = () => sample[Math.floor(dice() * sample.length)]!
  return Array.from({ length: count }, (_, i) => {
    if (i % 100 === 0) return { kind: 'hit', address: any() }
    if (i % 10 === 1) return { kind: 'near', address: nearTo(any(), dice) }
    return { kind: 'other', address: addressOf(dice) }
  })
}

function nearTo(address: string, dice: Dice): string {
  const at = 2 + Math.floor(dice() * (address.length - 2))
  const put = (letter: string) => address.slice(0, at) + letter + address.slice(at + 1)
  const letter = address[at]!
  const how = dice()
  if (how < 0.4) return put(letter === '2' ? '3' : '2')
  if (how < 0.8) return put(letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())
  return address.startsWith('bc1')
    ? address.toUpperCase()
    : address.startsWith('1')
      ? `3${address.slice(1)}`
      : `1${address.slice(1)}`
}

export function realAddresses(data: string): string[] {
  const ofac = join(data, 'addresses/dev/ofac_sdn_addresses_asof_2023-05-24.json')
  const tags = join(data, 'addresses/dev/graphsense_tags_dev.jsonl.gz')
  if (!existsSync(ofac) || !existsSync(tags)) return []
  const lines = gunzipSync(readFileSync(tags)).toString('utf8').split('\n')
  const tagged = lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as { address: string }).address)
  return [...textsIn(JSON.parse(readFileSync(ofac, 'utf8'))), ...tagged].filter((each) => !/[\t\r\n]/.test(each))
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^[A-Za-z0-9]{20,}$/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

const alphabet58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const alphabet32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

function hexOf(dice: Dice, bytes: number): string {
  let text = ''
  for (let i = 0; i < bytes * 2; i += 8)
    text += Math.floor(dice() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return text.slice(0, bytes * 2)
}

function bech32Of(dice: Dice, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += alphabet32[Math.floor(dice() * 32)]!
  return text
}

function base58(version: number, dice: Dice): string {
  const body = Buffer.allocUnsafe(25)
  body[0] = version
  for (let i = 1; i < 21; i += 4) body.writeUInt32LE(Math.floor(dice() * 2 ** 32), i)
  createHash('sha256')
    .update(createHash('sha256').update(body.subarray(0, 21)).digest())
    .digest()
    .copy(body, 21, 0, 4)
  const digits: number[] = []
  for (const byte of body) {
    let carry = byte
    for (let i = 0; i < digits.length; i++) {
      carry += digits[i]! << 8
      digits[i] = carry % 58
      carry = Math.floor(carry / 58)
    }
    for (; carry > 0; carry = Math.floor(carry / 58)) digits.push(carry % 58)
  }
  let text = ''
  for (const byte of body) {
    if (byte !== 0) break
    text += '1'
  }
  for (let i = digits.length - 1; i >= 0; i--) text += alphabet58[digits[i]!]!
  return text
}
