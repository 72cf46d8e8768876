import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskBooks, DeskVenue } from '../../../../src/host/desk/deskBooks.ts'
import type { OrdersState, SalePlan } from '../../../../src/offshore/sale/sale.ts'
import { shortest, sumDecimals } from '../../../../src/world/venues/decimal.ts'
import { useBooks } from '../../api/queries.ts'
import { exactAmount, group } from '../../format/amount.ts'
import { tickerOf } from '../../format/asset.ts'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { aboveFloor, ageSeconds, inSaleCurrency, ladderOf, priceInSale } from '../../record/ladder.ts'
import { DepthLadder } from './DepthLadder.tsx'

const rungs = 10

/** The books of a running sale's platforms side by side, and as one: with the spread, how old each is and where it comes from. */
export function DepthPanel({
  stream,
  plan,
  orders,
}: {
  readonly stream: string
  readonly plan: SalePlan
  readonly orders: OrdersState | undefined
}) {
  const { t } = useTranslation('desk')
  const books = useBooks(stream, plan.tranche)
  const unit = tickerOf(plan.asset)
  const own = useMemo(() => restingBy(plan, orders), [plan, orders])
  const found = books.data
  if (found === undefined)
    return books.error === null ? null : (
      <Panel title={t('title')}>
        <Empty title={t('unread')} next={books.error.message} />
      </Panel>
    )
  const marks = new Map(found.venues.map(({ platform }, i) => [platform, String.fromCharCode(65 + (i % 26))]))
  const usable = inSaleCurrency(found.venues.filter(({ by }) => by !== 'none'))
  const turned = found.venues.some(({ currency }) => currency !== found.currency)
  return (
    <Panel
      testId="depth"
      title={t('title')}
      extra={<span className="muted">{t('floorAt', { floor: group(found.floor), currency: found.currency })}</span>}
    >
      <div className="ladders">
        <DepthLadder
          title={t('consolidated')}
          state={
            <span className="muted">{[...marks].map(([platform, mark]) => `${mark} ${platform}`).join(' · ')}</span>
          }
          ladder={ladderOf(usable, found.floor, rungs)}
          currency={found.currency}
          unit={unit}
          own={ownInSale(found.venues, own)}
          marks={marks}
          note={t(turned ? 'consolidated.turned' : 'consolidated.note', { currency: found.currency })}
        />
        {found.venues.map((venue) => (
          <DepthLadder
            key={venue.platform}
            title={venue.platform}
            state={<Source books={found} venue={venue} />}
            ladder={ladderOf([venue], venue.floor, rungs)}
            currency={venue.currency}
            unit={unit}
            own={own.get(venue.platform) ?? new Map()}
            note={<AboveFloor venue={venue} unit={unit} />}
          />
        ))}
      </div>
    </Panel>
  )
}

/** How much a platform's book takes at or above the floor, which stands in the book's own currency. */
function AboveFloor({ venue, unit }: { readonly venue: DeskVenue; readonly unit: string }) {
  const { t } = useTranslation('desk')
  const units = aboveFloor(venue)
  if (units === undefined) return t('noRate', { currency: venue.currency })
  return (
    <>
      {venue.worth === '1'
        ? null
        : `${t('floorAt', { floor: group(venue.floor ?? '--'), currency: venue.currency })} · `}
      {venue.by === 'none' ? '--' : t('aboveFloor', { units: group(shortest(units)), unit })}
    </>
  )
}

/** Own orders by their prices in the sale's currency, as the consolidated ladder has them. */
function ownInSale(
  venues: readonly DeskVenue[],
  own: ReadonlyMap<string, ReadonlyMap<string, string>>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const venue of venues)
    for (const [price, units] of own.get(venue.platform) ?? []) {
      const at = priceInSale(venue, price)
      if (at !== undefined) found.set(at, sumDecimals([found.get(at) ?? '0', units]))
    }
  return found
}

/** Where a book comes from and how old it is: in words, with an icon. */
function Source({ books, venue }: { readonly books: DeskBooks; readonly venue: DeskVenue }) {
  const { t } = useTranslation('desk')
  const seconds = ageSeconds(books, venue)
  const age = seconds === undefined ? '--' : t('age', { seconds })
  const why = venue.doubt === undefined ? '' : t(`doubt.${venue.doubt as 'gap'}`, { defaultValue: venue.doubt })
  if (venue.by === 'stream')
    return (
      <State
        tone={seconds !== undefined && seconds <= 2 ? 'good' : 'warn'}
        title={t('sequence', { sequence: venue.sequence })}
      >
        {`${t('by.stream')} · ${age}`}
      </State>
    )
  return (
    <State
      tone={venue.by === 'look' ? 'warn' : 'bad'}
    >{`${t(`by.${venue.by}`)} · ${age}${why === '' ? '' : ` · ${why}`}`}</State>
  )
}

/** Own orders in the books, whole coins by platform and price. */
function restingBy(plan: SalePlan, orders: OrdersState | undefined): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>()
  for (const { platform, price, units, rests } of Object.values(orders?.open ?? {})) {
    if (rests !== true) continue
    const prices = found.get(platform) ?? new Map<string, string>()
    found.set(platform, prices.set(shortest(price), shortest(exactAmount(units, plan.asset))))
  }
  return found
}
