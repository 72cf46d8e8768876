import { useTranslation } from 'react-i18next'
import { group } from '../../format/amount.ts'
import type { Ladder, Rung } from '../../record/ladder.ts'

interface Props {
  readonly title: string
  readonly state: React.ReactNode
  readonly ladder: Ladder
  readonly currency: string
  readonly unit: string
  /** Own orders that rest in the book, whole coins by price. */
  readonly own: ReadonlyMap<string, string>
  /** Whose levels are consolidated: each rung then says where it lies. */
  readonly marks?: ReadonlyMap<string, string>
  readonly note: React.ReactNode
}

/** A ladder as desks have it: prices in the middle, asks above on the right, bids below on the left, and what lies up to each price as a bar. */
export function DepthLadder({ title, state, ladder, currency, unit, own, marks, note }: Props) {
  const { t } = useTranslation('desk')
  const { asks, bids, spreadBps } = ladder
  const empty = asks.length + bids.length === 0
  return (
    <section className="ladder" aria-label={title} data-testid={`ladder-${marks === undefined ? title : 'all'}`}>
      <header>
        <b>{title}</b>
        {state}
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">{`${t('bid')} (${unit})`}</th>
            <th scope="col">{`${t('price')} (${currency})`}</th>
            <th scope="col">{`${t('ask')} (${unit})`}</th>
          </tr>
        </thead>
        <tbody>
          {asks.map((rung) => (
            <Row key={`a${rung.price}`} rung={rung} side="ask" own={own.get(rung.price)} marks={marks} />
          ))}
          <tr className="ladder-spread">
            <td colSpan={3}>
              {empty ? t('empty') : spreadBps === undefined ? t('oneSided') : t('spread', { bps: spreadBps })}
            </td>
          </tr>
          {bids.map((rung) => (
            <Row key={`b${rung.price}`} rung={rung} side="bid" own={undefined} marks={marks} />
          ))}
        </tbody>
      </table>
      <footer>{note}</footer>
    </section>
  )
}

function Row({
  rung,
  side,
  own,
  marks,
}: {
  readonly rung: Rung
  readonly side: 'bid' | 'ask'
  readonly own: string | undefined
  readonly marks: ReadonlyMap<string, string> | undefined
}) {
  const { t } = useTranslation('desk')
  const { price, quantity, depth, bar, belowFloor, platforms } = rung
  const size = (
    <td className={`ladder-size ${side}`} title={t('upTo', { depth: group(depth) })}>
      <i style={{ inlineSize: `${Math.round(bar * 1000) / 10}%` }} />
      <span>{group(quantity)}</span>
    </td>
  )
  const beside = (
    <td className="ladder-beside">
      {own === undefined ? null : <span className="ladder-own">{t('own', { units: group(own) })}</span>}
      {marks === undefined ? null : platforms.map((platform) => marks.get(platform)).join(' ')}
    </td>
  )
  return (
    <tr className={belowFloor ? 'below-floor' : undefined} title={belowFloor ? t('belowFloor') : undefined}>
      {side === 'bid' ? size : beside}
      <th scope="row">{group(price)}</th>
      {side === 'ask' ? size : beside}
    </tr>
  )
}
