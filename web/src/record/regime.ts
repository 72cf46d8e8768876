import { startOf } from '../../../src/core/rules/interval.ts'
import { type Notice, type NoticeStatus, statusOf } from '../../../src/core/rules/notices.ts'
import type { Instrument, Rule, Zone } from '../../../src/core/rules/pack.ts'
import type { PackManifest } from './packs.ts'

/** The law of one shore: the pack that this zone published, or, of the other shore, the one that ships. */
export interface Water {
  readonly zone: Zone
  readonly published: boolean
  readonly manifest: Pick<PackManifest, 'instruments' | 'rules'>
}

/** What a source asks while it holds: how many of its rules forbid, permit, or are shown because they bind others. */
export interface Held {
  readonly instrument: Instrument
  readonly forbids: number
  readonly permits: number
  readonly shown: number
}

export interface RegimeChange {
  readonly what: 'change'
  readonly at: string
  readonly zone: Zone
  readonly begins: readonly Held[]
  readonly ends: readonly Held[]
}

/** Something heard: beside the law on the same line of time, and never a part of it. */
export interface Heard {
  readonly what: 'notice'
  readonly at: string
  readonly notice: Notice
  readonly status: NoticeStatus
}

interface Span {
  readonly from: string
  readonly until?: string
}

function spanOf(rule: Rule, instrument: Instrument): Span {
  const until = rule.repealed ?? instrument.repealed
  return {
    from: startOf(rule.effective ?? instrument.effective),
    ...(until === undefined ? {} : { until: startOf(until) }),
  }
}

/** Sources of which a rule passes the test, each with its rules that do. */
function sources({ manifest }: Water, holds: (span: Span) => boolean): Held[] {
  return manifest.instruments.flatMap((instrument) => {
    const rules = manifest.rules.filter((rule) => rule.instrument === instrument.id && holds(spanOf(rule, instrument)))
    if (rules.length === 0) return []
    const permits = rules.filter(({ effect }) => effect === 'permits').length
    const shown = rules.filter(({ blocks }) => !blocks).length
    return [{ instrument, forbids: rules.length - permits - shown, permits, shown }]
  })
}

/** What held on a shore at a moment, source by source. */
export function heldAt(water: Water, at: string): Held[] {
  return sources(water, ({ from, until }) => from <= at && (until === undefined || at < until))
}

/** Every moment at which the law of a shore became another, newest first, with what is heard about policy at the day it was heard. */
export function timeline(
  waters: readonly Water[],
  notices: readonly Notice[],
  today: string,
): (RegimeChange | Heard)[] {
  const changes = waters.flatMap((water) => {
    const spans = water.manifest.rules.flatMap((rule) => {
      const instrument = water.manifest.instruments.find(({ id }) => id === rule.instrument)
      return instrument === undefined ? [] : [spanOf(rule, instrument)]
    })
    const moments = new Set(spans.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until])))
    return [...moments].map((at) => ({
      what: 'change' as const,
      at,
      zone: water.zone,
      begins: sources(water, ({ from }) => from === at),
      ends: sources(water, ({ until }) => until === at),
    }))
  })
  const heard = notices.map((notice) => ({
    what: 'notice' as const,
    at: startOf(notice.heardOn),
    notice,
    status: statusOf(notice, today),
  }))
  return [...changes, ...heard].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.what < b.what ? -1 : 1))
}
