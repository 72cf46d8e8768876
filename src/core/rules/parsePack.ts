import Value from 'typebox/value'
import type { SluiceError } from '../errors.ts'
import { flaw, flawError } from '../flaws/flaw.ts'
import { hashText } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { cedar, faultsOf } from './cedar.ts'
import { actionGroups, kindContracts, kindsOf } from './facts.ts'
import { type Interval, startOf } from './interval.ts'
import type { Instrument, Manifest, Pack, ReadyRule, Rule } from './pack.ts'
import { packShape } from './packShape.ts'
import { type CedarRule, readCedar } from './readCedar.ts'
import { cedarSchema } from './schema.ts'

/** Hex SHA-256 of the canonical document: the name under which a pack decides. */
export function packHash(document: Json): string {
  return hashText(canonical(document))
}

const parsed = new Map<string, Pack>()

/**
 * Reads a pack strictly: its form, every rule once in the manifest and once in Cedar, with the same actions and the same facts, each source named, each
 * rule sound under the schema of the facts.
 *
 * @example parsePack(document).rules.length
 * @throws {PACK_INVALID} with every fault
 */
export function parsePack(document: Json): Pack {
  const hash = packHash(document)
  const known = parsed.get(hash)
  if (known !== undefined) return known
  if (!Value.Check(packShape, document)) {
    const faults = [...Value.Errors(packShape, document)]
      .slice(0, 20)
      .map((fault) => `${fault.instancePath || '/'} ${fault.message}`)
    throw invalid(faults)
  }
  const { manifest, cedar: files } = document as unknown as { manifest: Manifest; cedar: Record<string, string> }
  const texts = Object.entries(files).flatMap(([file, source]) => readCedar(file, source))
  const faults = [...faultsOfManifest(manifest), ...faultsOfPairs(manifest, texts), ...faultsOfSchema(texts)]
  if (faults.length > 0) throw invalid(faults, manifest.id)
  const pack = { hash, manifest, document, rules: manifest.rules.map((rule) => ready(rule, manifest, texts)) }
  parsed.set(hash, pack)
  return pack
}

function ready(rule: Rule, manifest: Manifest, texts: readonly CedarRule[]): ReadyRule {
  const { text } = texts.find((candidate) => candidate.id === rule.id)!
  const instrument = manifest.instruments.find((candidate) => candidate.id === rule.instrument)!
  return {
    ...rule,
    cedar: text,
    kinds: [...new Set(rule.actions.flatMap(kindsOf))],
    interval: intervalOf(rule, instrument),
  }
}

/** A rule holds while its instrument does, unless it names days of its own. */
function intervalOf(rule: Rule, instrument: Instrument): Interval {
  const from = startOf(rule.effective ?? instrument.effective)
  const until = rule.repealed ?? instrument.repealed
  return until === undefined ? { from } : { from, until: startOf(until) }
}

function faultsOfManifest(manifest: Manifest): string[] {
  const faults: string[] = []
  const instruments = new Set(manifest.instruments.map((instrument) => instrument.id))
  for (const id of twice([...manifest.rules.map((rule) => rule.id)])) faults.push(`rule ${id} stands twice`)
  for (const id of twice(manifest.instruments.map((instrument) => instrument.id)))
    faults.push(`instrument ${id} stands twice`)
  for (const rule of manifest.rules) {
    if (!instruments.has(rule.instrument)) faults.push(`rule ${rule.id}: no instrument ${rule.instrument}`)
    for (const kind of rule.actions.flatMap(kindsOf)) {
      const zones = kindContracts[kind]?.zones
      if (zones === undefined) faults.push(`rule ${rule.id}: no kind is called ${kind}`)
      else if (!zones.some((zone) => manifest.zones.includes(zone)) && !isGroup(rule.actions)) {
        faults.push(`rule ${rule.id}: ${kind} is a kind of the ${zones.join()} zone, where this pack decides nothing`)
      }
    }
  }
  if (manifest.kind === 'law' && manifest.steps !== undefined) faults.push('only a model has steps')
  if (
    manifest.kind === 'model' &&
    [manifest.steps, manifest.incompatibleRoles, manifest.passesHolds].includes(undefined)
  ) {
    faults.push('a model needs steps, incompatibleRoles and passesHolds')
  }
  for (const step of manifest.steps ?? []) faults.push(...faultsOfStep(step))
  return [...faults, ...faultsOfClocks(manifest, instruments)]
}

/** A clock stands once, names a source of its pack, and is counted by a calendar that stands beside it. */
function faultsOfClocks(manifest: Manifest, instruments: ReadonlySet<string>): string[] {
  const { clocks = [], calendars = [] } = manifest
  const known = new Set(calendars.map((calendar) => calendar.id))
  return [
    ...twice(clocks.map((clock) => clock.id)).map((id) => `clock ${id} stands twice`),
    ...twice(calendars.map((calendar) => calendar.id)).map((id) => `calendar ${id} stands twice`),
    ...clocks.flatMap(({ id, instrument, calendar }) => [
      ...(instruments.has(instrument) ? [] : [`clock ${id}: no instrument ${instrument}`]),
      ...(known.has(calendar) ? [] : [`clock ${id}: no calendar ${calendar}`]),
    ]),
  ]
}

function isGroup(actions: readonly string[]): boolean {
  return actions.some((action) => Object.hasOwn(actionGroups, action))
}

function faultsOfStep(step: NonNullable<Manifest['steps']>[number]): string[] {
  const contract = kindContracts[step.kind]
  if (contract === undefined) return [`step ${step.kind}: no such kind`]
  return contract.zones.includes(step.zone) ? [] : [`step ${step.kind}: not a kind of the ${step.zone} zone`]
}

function faultsOfPairs(manifest: Manifest, texts: readonly CedarRule[]): string[] {
  const faults = twice(texts.map((text) => text.id)).map((id) => `Cedar rule ${id} stands twice`)
  for (const text of texts) {
    const rule = manifest.rules.find((candidate) => candidate.id === text.id)
    if (rule === undefined) faults.push(`Cedar rule ${text.id} is not in the manifest`)
    else faults.push(...differences(rule, text))
  }
  for (const rule of manifest.rules) {
    if (!texts.some((text) => text.id === rule.id)) faults.push(`rule ${rule.id} has no Cedar text`)
  }
  return faults
}

function differences(rule: Rule, text: CedarRule): string[] {
  const faults: string[] = []
  const same = (a: readonly string[], b: readonly string[]) => [...a].sort().join(' ') === [...b].sort().join(' ')
  if (!same(rule.actions, text.actions))
    faults.push(`rule ${rule.id}: manifest says ${rule.actions.join(', ')}, Cedar ${text.actions.join(', ')}`)
  if (!same(rule.facts, text.reads))
    faults.push(`rule ${rule.id}: manifest reads ${rule.facts.join(', ')}, Cedar ${text.reads.join(', ')}`)
  return faults
}

function faultsOfSchema(texts: readonly CedarRule[]): string[] {
  const staticPolicies = Object.fromEntries(texts.map(({ id, text }) => [id, text]))
  const answer = cedar().validate({ schema: cedarSchema(), policies: { staticPolicies } })
  if (answer.type === 'failure') return [faultsOf(answer.errors)]
  return [...answer.validationErrors, ...answer.validationWarnings].map(
    ({ policyId, error }) => `rule ${policyId}: ${error.message}`,
  )
}

function twice(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))]
}

function invalid(faults: readonly string[], pack?: string): SluiceError {
  const said = faults.join('; ')
  const of = pack === undefined ? flaw('PACK_UNNAMED', { faults: said }) : flaw('PACK_FAULTS', { pack, faults: said })
  return flawError('PACK_INVALID', of, { faults, ...(pack === undefined ? {} : { pack }) })
}
