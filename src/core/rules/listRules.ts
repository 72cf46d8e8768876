import { kindContracts } from './facts.ts'
import { isWithin } from './interval.ts'
import type { Force, Pack, ReadyRule, Zone } from './pack.ts'

export interface ListedRule {
  readonly rule: string
  readonly pack: string
  readonly instrument: string
  readonly number?: string
  readonly article: string
  readonly force: Force
  readonly blocks: boolean
  readonly kinds: readonly string[]
  /** First moment, and the first at which it no longer holds. */
  readonly from: string
  readonly until?: string
}

/** All rules that hold at a moment, by pack and id. @example listRules({ packs, at, zone: 'offshore' }) */
export function listRules(question: {
  readonly packs: readonly Pack[]
  readonly at: string
  readonly zone?: Zone
}): ListedRule[] {
  const { packs, at, zone } = question
  const inZone = (pack: Pack) => zone === undefined || pack.manifest.zones.includes(zone)
  return packs
    .filter(inZone)
    .flatMap((pack) => pack.rules.filter((rule) => isWithin(rule.interval, at)).map((rule) => listed(pack, rule)))
}

function listed(pack: Pack, rule: ReadyRule): ListedRule {
  const { title, number } = pack.manifest.instruments.find((instrument) => instrument.id === rule.instrument)!
  return {
    rule: rule.id,
    pack: pack.manifest.id,
    instrument: title,
    ...(number === undefined ? {} : { number }),
    article: rule.article,
    force: rule.force,
    blocks: rule.blocks,
    kinds: rule.kinds,
    ...rule.interval,
  }
}

export interface RegimeView {
  readonly at: string
  readonly onshore: readonly ListedRule[]
  readonly offshore: readonly ListedRule[]
  /** What began and what ended at each moment up to the end of the view, both shores. */
  readonly changes: readonly {
    readonly at: string
    readonly zone: Zone
    readonly began: readonly string[]
    readonly ended: readonly string[]
  }[]
}

/** Mainland beside Hong Kong at a moment, and how each came to be so. @example regimeView({ packs, at }).changes.length */
export function regimeView(question: { readonly packs: readonly Pack[]; readonly at: string }): RegimeView {
  const { packs, at } = question
  const law = packs.filter((pack) => pack.manifest.kind === 'law')
  const zones: readonly Zone[] = ['onshore', 'offshore']
  const changes = zones.flatMap((zone) => {
    const rules = law.flatMap((pack) => (pack.manifest.zones.includes(zone) ? pack.rules : []))
    const moments = new Set(
      rules.flatMap(({ interval }) =>
        interval.until === undefined ? [interval.from] : [interval.from, interval.until],
      ),
    )
    return [...moments]
      .filter((moment) => moment <= at)
      .map((moment) => ({
        at: moment,
        zone,
        began: rules.filter((rule) => rule.interval.from === moment).map((rule) => rule.id),
        ended: rules.filter((rule) => rule.interval.until === moment).map((rule) => rule.id),
      }))
  })
  const order = (a: { at: string }, b: { at: string }) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)
  return {
    at,
    onshore: listRules({ packs: law, at, zone: 'onshore' }),
    offshore: listRules({ packs: law, at, zone: 'offshore' }),
    changes: changes.sort(order),
  }
}

/** Kinds that no rule of these packs governs at a moment: what nothing refuses, nothing permits either, and a reader should know. */
export function ungoverned(packs: readonly Pack[], at: string): string[] {
  const governed = new Set(listRules({ packs, at }).flatMap((rule) => rule.kinds))
  return Object.keys(kindContracts).filter((kind) => !governed.has(kind))
}
