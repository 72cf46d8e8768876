import type { CountedClock, Rulebook } from '../case/rulebook.ts'
import { flaw, flawError } from '../flaws/flaw.ts'
import { evaluate, type Override } from './evaluate.ts'
import type { Pack, PackStep, Zone } from './pack.ts'

/** A pack's clocks, each with the calendar that stands beside it. @example clocksOf(cn).find(({ clock }) => clock.id === 'hand-over') */
export function clocksOf(pack: Pack): CountedClock[] {
  const { clocks = [], calendars = [] } = pack.manifest
  return clocks.map((clock) => ({
    clock,
    calendar: calendars.find((calendar) => calendar.id === clock.calendar)!,
    pack: pack.hash,
  }))
}

/**
 * The packs of a zone with one model, as the machine asks them.
 *
 * @example rulebookOf({ packs: [cn, hk, beijing], zone: 'onshore' }).parameter('depositCover')?.value // '1.10'
 * A zone's own streams are decided without a model.
 *
 * @throws {PACK_INVALID} if more than one of the packs is a model
 */
export function rulebookOf(parameters: {
  readonly packs: readonly Pack[]
  readonly zone: Zone
  readonly overrides?: readonly Override[]
}): Rulebook {
  const { zone, overrides } = parameters
  const packs = parameters.packs.filter((pack) => pack.manifest.zones.includes(zone))
  const models = packs.filter((pack) => pack.manifest.kind === 'model')
  const [model] = models
  if (models.length > 1) {
    throw flawError('PACK_INVALID', flaw('PACK_MODELS', { zone, count: String(models.length) }), { zone })
  }
  const ordered = [...models, ...packs.filter((pack) => pack !== model)]
  const byKind = new Map<string, PackStep[]>()
  for (const step of model?.manifest.steps ?? [])
    if (step.zone === zone) byKind.set(step.kind, [...(byKind.get(step.kind) ?? []), step])
  return {
    packs: packs.map((pack) => pack.hash).sort(),
    model: model?.hash ?? '',
    steps: (kind) => byKind.get(kind) ?? [],
    parameter: (name) => {
      const pack = ordered.find((candidate) => Object.hasOwn(candidate.manifest.parameters, name))
      const value = pack?.manifest.parameters[name]?.value
      return pack === undefined || value === undefined ? undefined : { value, pack: pack.hash }
    },
    incompatibleRoles: model?.manifest.incompatibleRoles ?? [],
    passesHolds: model?.manifest.passesHolds ?? [],
    passesPartialHolds: model?.manifest.passesPartialHolds ?? [],
    clocks: packs.flatMap(clocksOf),
    evaluate: (question) => {
      const given = [...(overrides ?? []), ...(question.overrides ?? [])]
      return evaluate({ ...question, packs, zone, ...(given.length === 0 ? {} : { overrides: given }) })
    },
  }
}
