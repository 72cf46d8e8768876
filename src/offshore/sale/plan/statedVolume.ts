import type { Paper } from '../../../core/record/paper.ts'
import { hourOf, volumeMs } from './feeSchedule.ts'

/** A platform's signed word of what an account traded there: type `traded-volume`. */
export const volumePaper = 'traded-volume'

/** Hours beyond those of thirty days and their two ends are no statement of thirty days. */
const hoursMost = 722

/**
 * What a platform states that an account traded in the thirty days before a moment: minor units of the currency by hour of UTC, all pairs at the platform's
 * own conversion. Undefined where the paper says something else, of another account or currency, or of hours outside of those days.
 *
 * @example statedVolume(paper, { platform, owner: 'trust', currency: 'USD' })?.hours // { '2026-03-02T02': '2664553' }
 */
export function statedVolume(
  { issuer, body }: Pick<Paper, 'issuer' | 'body'>,
  wanted: { readonly platform: string; readonly owner: string; readonly currency: string },
): { readonly asOf: string; readonly hours: Readonly<Record<string, string>> } | undefined {
  const { account, currency, asOf, hours } = body as Readonly<Record<string, unknown>>
  if (issuer !== wanted.platform || account !== wanted.owner || currency !== wanted.currency) return undefined
  if (typeof asOf !== 'string' || Number.isNaN(Date.parse(asOf))) return undefined
  if (typeof hours !== 'object' || hours === null || Array.isArray(hours)) return undefined
  const rows = Object.entries(hours as Readonly<Record<string, unknown>>)
  const first = hourOf(new Date(Date.parse(asOf) - volumeMs).toISOString())
  const fits = rows.every(
    ([hour, gross]) =>
      /^\d{4}-\d{2}-\d{2}T\d{2}$/.test(hour) &&
      hour >= first &&
      hour <= hourOf(asOf) &&
      typeof gross === 'string' &&
      /^(0|[1-9]\d{0,20})$/.test(gross),
  )
  return fits && rows.length <= hoursMost ? { asOf, hours: hours as Readonly<Record<string, string>> } : undefined
}
