import { useTranslation } from 'react-i18next'
import { exactAmount, group, trimmedAmount } from '../format/amount.ts'
import { decimalsOfAsset, tickerOf } from '../format/asset.ts'
import { CopyButton } from './Id.tsx'

interface Props {
  /** Base or minor units as text; `--` is shown for none, never 0. */
  readonly units: string | undefined
  readonly asset: string
  /** Writes the unit behind the number where no header names it. */
  readonly unit?: boolean
  readonly trim?: boolean
  /** With nothing to press in it: among choices, where a key would meet it. */
  readonly still?: boolean
}

/** An amount, exact. Hover shows base units, copy gives the exact value without grouping. */
export function Amount({ units, asset, unit = false, trim = false, still = false }: Props) {
  const { t } = useTranslation('common')
  if (units === undefined) return <span className="muted">--</span>
  const exact = exactAmount(units, asset)
  const shown = trim ? trimmedAmount(units, asset) : exact
  const base = decimalsOfAsset(asset) === undefined
  return (
    <span className="amount" title={`${exact} ${tickerOf(asset)} · ${t('exactUnits', { units })}`}>
      {group(shown)}
      {unit || base ? (
        <span className="unit">{base ? t('exactUnits', { units: tickerOf(asset) }) : tickerOf(asset)}</span>
      ) : null}
      {still ? null : <CopyButton text={exact} label={t('copyExact')} />}
    </span>
  )
}

/** A rate or price: a decimal string that is shown as it is. */
export function Rate({ value, unit }: { readonly value: string | undefined; readonly unit?: string }) {
  if (value === undefined) return <span className="muted">--</span>
  return (
    <span className="amount" title={value}>
      {group(value)}
      {unit === undefined ? null : <span className="unit">{unit}</span>}
    </span>
  )
}
