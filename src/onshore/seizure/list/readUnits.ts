import type { Asset } from '../../../core/assets/register.ts'
import { SluiceError } from '../../../core/errors.ts'
import { parseAmount, parseBaseUnits } from '../../../core/money/amount.ts'
import { type Flaw, flaw } from './fault.ts'
import type { LineReader } from './readLine.ts'

/** Base units of a line, from whole units with decimals or from base units themselves; exactly one of the two is filled. */
export function readUnits(reader: LineReader, asset: Asset): string | undefined {
  const { amount, baseUnits } = reader.row.cells
  if (amount && baseUnits) {
    reader.fault('baseUnits', flaw('AMOUNT_TWICE', { found: `${amount.text}, ${baseUnits.text}` }))
    return undefined
  }
  if (!amount && !baseUnits) return reader.missing('amount')
  return amount
    ? reader.take('amount', (text) =>
        judgeUnits(text, () => parseAmount({ asset: asset.id, text, decimals: asset.decimals }), asset),
      )
    : reader.take('baseUnits', (text) =>
        judgeUnits(text, () => parseBaseUnits(text), { ticker: asset.ticker, decimals: 0 }),
      )
}

/** Reads an amount and says of a bad one what is bad about it. */
export function judgeUnits(
  text: string,
  parse: () => bigint,
  unit: { readonly ticker: string; readonly decimals: number },
): string | Flaw {
  const values = { found: text, ticker: unit.ticker, decimals: String(unit.decimals) }
  try {
    const units = parse()
    return units > 0n ? units.toString() : flaw('AMOUNT_NOT_POSITIVE', values)
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    if (error.code === 'AMOUNT_TOO_PRECISE') return flaw('AMOUNT_TOO_PRECISE', values)
    if (/^[-\u2212\uff0d][0-9]/.test(text)) return flaw('AMOUNT_NOT_POSITIVE', values)
    const isFraction = unit.decimals === 0 && /^[0-9]+\.[0-9]+$/.test(text)
    return flaw('AMOUNT_MALFORMED', { ...values, reason: isFraction ? 'fraction' : reasonOf(text) })
  }
}

/** What makes a number unreadable: the name of a sentence in the texts. */
export function reasonOf(text: string): string {
  if (/[\uff10-\uff19\uff0e\uff0c]/.test(text)) return 'full-width'
  if (/^\s|\s$/.test(text)) return 'blank'
  if (/^[0-9.]+[eE][+-]?[0-9]+$/.test(text)) return 'exponent'
  if (/^[0-9]{1,3}([,'\u2019\u00a0\u202f ][0-9]{2,4})+(\.[0-9]+)?$/.test(text)) return 'grouped'
  if (/^[+\u002b]/.test(text)) return 'sign'
  if (/[\u4e00\u4e07\u4ebf\u5104\u842c]/.test(text)) return 'words'
  return 'other'
}
