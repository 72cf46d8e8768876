import { SluiceError } from '../errors.ts'

const digits = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖']
const places = ['', '拾', '佰', '仟']
const wan = 10_000n
const yi = 100_000_000n
// 玖仟玖佰玖拾玖万亿 is as far as the words go without a word of their own.
const fenMax = 10n ** 18n - 1n

/**
 * 大写: an amount of RMB as payment documents write it. Where the published rule leaves two ways, the first of its examples is
 * taken: 零 after 元 when yuan end in a zero and 角 follows, none before 仟 that follows 万; 整 after 元 only.
 *
 * @example uppercaseRmb(100_000_000n) // '壹佰万元整'
 * @param amountFen Zero or more.
 * @throws {INPUT_INVALID} below zero or from 10^16 yuan on
 * @see 支付结算办法 (银发〔1997〕393号), annex 一: 正确填写票据和结算凭证的基本规定
 */
export function uppercaseRmb(amountFen: bigint): string {
  if (amountFen < 0n || amountFen > fenMax) {
    throw new SluiceError('INPUT_INVALID', `expected an amount from 0 to ${fenMax} fen, found ${amountFen}.`, {
      facts: { expected: `0 to ${fenMax} fen`, found: String(amountFen) },
    })
  }
  const yuan = amountFen / 100n
  const jiao = Number((amountFen / 10n) % 10n)
  const fen = Number(amountFen % 10n)
  const whole = yuan === 0n ? '' : `${wholeNumber(yuan)}元`
  if (jiao === 0 && fen === 0) return `${whole || '零元'}整`
  const gap = whole !== '' && (jiao === 0 || yuan % 10n === 0n) ? '零' : ''
  const tenths = jiao === 0 ? '' : `${digits[jiao]}角`
  return `${whole}${gap}${tenths}${fen === 0 ? '' : `${digits[fen]}分`}`
}

/** With the name of the currency in front, so that nothing can be added before it. @example rmbInWords(1n) // '人民币壹分' */
export function rmbInWords(amountFen: bigint): string {
  return `人民币${uppercaseRmb(amountFen)}`
}

function wholeNumber(value: bigint): string {
  if (value >= yi) return joined(wholeNumber(value / yi), '亿', value % yi, yi / 10n)
  if (value >= wan) return joined(group(value / wan), '万', value % wan, wan / 10n)
  return group(value)
}

/** 零 stands for places skipped between the two: the lower part does not fill its highest place. */
function joined(upper: string, unit: string, rest: bigint, highest: bigint): string {
  if (rest === 0n) return `${upper}${unit}`
  return `${upper}${unit}${rest < highest ? '零' : ''}${wholeNumber(rest)}`
}

/** Below ten thousand: zeros inside become one 零, zeros at the end none. */
function group(value: bigint): string {
  let text = ''
  let skipped = false
  for (let place = 3; place >= 0; place--) {
    const digit = Number((value / 10n ** BigInt(place)) % 10n)
    if (digit === 0) {
      skipped = text !== ''
    } else {
      text += `${skipped ? '零' : ''}${digits[digit]}${places[place]}`
      skipped = false
    }
  }
  return text
}
