import { useTranslation } from 'react-i18next'
import { useZone } from '../api/queries.ts'
import { age, formatTime } from '../format/time.ts'

/** A time of the record at UTC+8, the zone named unless a header names it; hover shows UTC. */
export function At({ at, named = false }: { readonly at: string | undefined; readonly named?: boolean }) {
  if (at === undefined) return <span className="muted">--</span>
  return (
    <time
      className="nowrap"
      style={{ fontVariantNumeric: 'tabular-nums' }}
      dateTime={at}
      title={`${formatTime(at, 'UTC')} UTC`}
    >
      {formatTime(at)}
      {named ? <span className="muted"> UTC+8</span> : null}
    </time>
  )
}

/** How long ago by the zone's own clock, which in a rehearsal is told. */
export function Since({ at }: { readonly at: string | undefined }) {
  const { t } = useTranslation('common')
  const zone = useZone()
  const since = age(at, zone.data?.now)
  if (since === undefined) return <span className="muted">--</span>
  return <span className="nowrap">{t(`age.${since.unit}`, { n: since.count })}</span>
}
