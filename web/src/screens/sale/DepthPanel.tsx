import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskBooks, DeskVenue } from '../../../../src/host/desk/deskBooks.ts'
import type { OrdersState, SalePlan } from '../../../../src/offshore/sale/sale.ts'
import { shortest } from '../../../../src/world/venues/decimal.ts'
import { useBooks } from '../../api/queries.ts'
import { exactAmount, group } from '../../format/amount.ts'
import { tickerOf } from '../../format/asset.ts'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { aboveFloor, ageSeconds, ladderOf } from '../../record/ladder.ts'
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
  const usable = found.venues.filter(({ by }) => by !== 'none')
  const all = new Map([...own.values()].flatMap((prices) => [...prices]))
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
          own={all}
          marks={marks}
          note={t('consolidated.note')}
        />
        {found.venues.map((venue) => (
          <DepthLadder
            key={venue.platform}
            title={venue.platform}
            state={<Source books={found} venue={venue} />}
            ladder={ladderOf([venue], found.floor, rungs)}
            currency={venue.currency}
            unit={unit}
            own={own.get(venue.platform) ?? new Map()}
            note={
              venue.by === 'none'
                ? '--'
                : t('aboveFloor', { units: group(shortest(aboveFloor(venue, found.floor))), unit })
            }
          />
        ))}
      </div>
    </Panel>
  )
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
