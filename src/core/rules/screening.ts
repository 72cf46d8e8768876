import type { Texts, Zone } from './pack.ts'

/** A list of persons or addresses: who issues it, and where it binds. */
export interface ScreeningList {
  readonly id: string
  readonly title: Texts
  readonly issuer: string
  readonly zone: Zone | 'both'
  readonly force: 'binding-onshore' | 'binding-hong-kong' | 'information'
  readonly source: string
}

export interface ScreeningLists {
  readonly format: 'sluice/lists/1'
  readonly note: string
  readonly lists: readonly ScreeningList[]
}

export interface Screened {
  /** No list that binds in the zone was hit, and none that binds was left out of the screening. */
  readonly ok: boolean
  /** Binding lists that were hit: these stop. */
  readonly stops: readonly string[]
  /** Offshore only: lists without force there whose hit goes to the venue's officer. */
  readonly toOfficer: readonly string[]
  /** Kept as information; refuses nothing. */
  readonly information: readonly string[]
  /** Binding lists that nobody screened against. */
  readonly notScreened: readonly string[]
}

const forceOf: Record<Zone, ScreeningList['force']> = { onshore: 'binding-onshore', offshore: 'binding-hong-kong' }

/**
 * What hits mean in a zone. A list binds where its sovereign does: an information hit never refuses onshore (AFSL 12), and a list unknown to the
 * register counts for nothing.
 *
 * @example screen({ lists, zone: 'onshore', screened: ['cn-terror', 'cn-un', 'cn-pboc', 'us-sdn'], hits: ['us-sdn'] }).ok // true
 */
export function screen(question: {
  readonly lists: readonly ScreeningList[]
  readonly zone: Zone
  readonly screened: readonly string[]
  readonly hits: readonly string[]
}): Screened {
  const { lists, zone, screened, hits } = question
  const binding = lists.filter((list) => list.force === forceOf[zone]).map((list) => list.id)
  const others = lists.filter((list) => list.force !== forceOf[zone] && hits.includes(list.id)).map((list) => list.id)
  const stops = binding.filter((id) => hits.includes(id))
  const notScreened = binding.filter((id) => !screened.includes(id))
  const apart = zone === 'onshore' ? { toOfficer: [], information: others } : { toOfficer: others, information: [] }
  return { ok: stops.length === 0 && notScreened.length === 0, stops, notScreened, ...apart }
}
