import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rmbInWords, uppercaseRmb } from './uppercase.ts'

// The first six amounts and their words are the examples of the published rule (支付结算办法, annex 一, 二).
test.each([
  [1409_50n, '壹仟肆佰零玖元伍角'],
  [6007_14n, '陆仟零柒元壹角肆分'],
  [1680_32n, '壹仟陆佰捌拾元零叁角贰分'],
  [107000_53n, '壹拾万柒仟元零伍角叁分'],
  [16409_02n, '壹万陆仟肆佰零玖元零贰分'],
  [325_04n, '叁佰贰拾伍元零肆分'],
  [1_000_000_00n, '壹佰万元整'],
  [0n, '零元整'],
  [1n, '壹分'],
  [10n, '壹角'],
  [11n, '壹角壹分'],
  [100n, '壹元整'],
  [101n, '壹元零壹分'],
  [110n, '壹元壹角'],
  [10_00n, '壹拾元整'],
  [10_10n, '壹拾元零壹角'],
  [1001_00n, '壹仟零壹元整'],
  [10001_00n, '壹万零壹元整'],
  [10010_00n, '壹万零壹拾元整'],
  [11000_00n, '壹万壹仟元整'],
  [100_0000_0000n, '壹亿元整'],
  [100_0001_0000n, '壹亿零壹佰元整'],
  [101_0000_0000n, '壹亿零壹佰万元整'],
  [110_0000_0000n, '壹亿壹仟万元整'],
  [1_0000_0000_0001_00n, '壹万亿零壹元整'],
  [1005_0020_0300_00n, '壹仟零伍亿零贰拾万零叁佰元整'],
  [4_615_384_61n, '肆佰陆拾壹万伍仟叁佰捌拾肆元陆角壹分'],
])('%s fen is %s', (fen, words) => {
  expect(uppercaseRmb(fen)).toBe(words)
})

test('the name of the currency stands directly before the words', () => {
  expect(rmbInWords(1234_56n)).toBe('人民币壹仟贰佰叁拾肆元伍角陆分')
})

test.each([[-1n], [10n ** 18n]])('%s fen is refused', (fen) => {
  expect(() => uppercaseRmb(fen)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
})

const value: Record<string, bigint> = { 壹: 1n, 贰: 2n, 叁: 3n, 肆: 4n, 伍: 5n, 陆: 6n, 柒: 7n, 捌: 8n, 玖: 9n }
const place: Record<string, bigint> = { 拾: 10n, 佰: 100n, 仟: 1000n }

/** Reads the words by their meaning, without regard to how they were made. */
function readWords(words: string): bigint {
  const [whole = '', rest = ''] = words.includes('元') ? words.split('元') : ['', words]
  const tenths = /(.)角/.exec(rest)
  const hundredths = /(.)分/.exec(rest)
  const parts = (tenths ? value[tenths[1]!]! * 10n : 0n) + (hundredths ? value[hundredths[1]!]! : 0n)
  return readWhole(whole) * 100n + parts
}

function readWhole(words: string): bigint {
  const yi = words.lastIndexOf('亿')
  if (yi >= 0) return readWhole(words.slice(0, yi)) * 100_000_000n + readWhole(words.slice(yi + 1))
  const wan = words.lastIndexOf('万')
  if (wan >= 0) return readWhole(words.slice(0, wan)) * 10_000n + readWhole(words.slice(wan + 1))
  let total = 0n
  let digit = 0n
  for (const sign of words.replaceAll('零', '')) {
    const unit = place[sign]
    if (unit === undefined) digit = value[sign]!
    else total += digit * unit
    if (unit !== undefined) digit = 0n
  }
  return total + digit
}

test('read back by their meaning the words give the amount, with no two zeros together', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (fen) => {
      const words = uppercaseRmb(fen)
      expect(readWords(words)).toBe(fen)
      expect(words).not.toMatch(/零零|零[元万亿整]$|零万|零亿/)
    }),
  )
})
