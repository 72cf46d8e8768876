import type { Json } from '../../src/core/record/jcs.ts'
import { evaluate, type Override, type Verdict } from '../../src/core/rules/evaluate.ts'
import { type FactType, factsOf, kindContracts } from '../../src/core/rules/facts.ts'
import type { Pack, ReadyRule, Zone } from '../../src/core/rules/pack.ts'
import { shippedPacks } from '../../src/host/packs/writeReference.ts'

const shipped = shippedPacks()
const packOf = (id: string) => shipped.find((pack) => pack.manifest.id === id)!

export const cn = packOf('cn')
export const hk = packOf('hk')
export const beijing = packOf('beijing')
export const laws = shipped.filter((pack) => pack.manifest.kind === 'law')
export const models = shipped.filter((pack) => pack.manifest.kind === 'model')
export const allPacks: readonly Pack[] = shipped

/** After every law of the packs came in force. */
export const today = '2026-11-24T02:00:00.000Z'

/** Values of text facts under which nothing is refused for their sake; the rest are met by their type. */
const textsMet: Record<string, string> = {
  granterRole: 'legal-affairs',
  outcome: 'sell',
  outcomePerLine: 'forfeit',
  purpose: 'tranche',
  fxRoute: 'approval',
  platformStates: 'may proceed',
  methodRecorded: '变卖',
  decision: 'wait',
  answer: 'confirm',
  holdAuthority: 'court-clerk',
  propertyClass: 'volatile',
  listForce: 'binding-onshore',
  screenerRole: 'compliance-officer',
  method: '变卖',
  recipient: 'competent-authority',
  'entrustment.made role': 'court-clerk',
  'measure.lifted ground': 'not-prosecuted',
  'lot.split ground': 'partial-judgment',
  holdKind: 'stay',
  'basis.unclaimed ground': 'unrelated-ownerless',
  'basis.consentedInvestigation approverLevel': 'principal-head',
  'basis.consentedInvestigation moneyHeldBy': 'police',
  'basis.consentedProsecution approverLevel': 'chief-procurator',
  'basis.consentedProsecution moneyHeldBy': 'procuratorate',
  'basis.consentedTrial approverLevel': 'court-president',
  'basis.consentedTrial moneyHeldBy': 'court',
}

/** Flags that are met by being false. */
const metByFalse = new Set([
  'outOfArea',
  'neededAsEvidence',
  'exchangedOnshore',
  'forVirtualCurrencyBusiness',
  'opensOnshore',
  'asksOnshoreBuyers',
  'computesPrice',
  'buyerOnshore',
  'offExchange',
  'staked',
  'lent',
  'invested',
  'dealerOrIndividual',
  'paidInToken',
  'beforeLastFill',
  'messageInstead',
  'restrictedHold',
  'suspicion',
  'crossesOnshore',
  'underInvestigation',
])

const countsMet: Record<string, number> = { coldSharePercent: 98, hotCoveredPercent: 100, coldCoveredPercent: 50 }

export function met(kind: string, name: string, type: FactType): Json {
  if (type === 'verdict') return { ok: true, found: 'as required', required: 'as required' }
  if (type === 'Bool') return !metByFalse.has(name)
  if (type === 'Long') return countsMet[name] ?? 3
  if (type === 'Set') return []
  return textsMet[`${kind} ${name}`] ?? textsMet[name] ?? 'text'
}

/** Every fact of a kind so that no rule of any pack is unmet. */
export function factsMet(kind: string): Record<string, Json> {
  return Object.fromEntries(Object.entries(factsOf(kind)!).map(([name, type]) => [name, met(kind, name, type)]))
}

export function decide(parameters: {
  readonly packs: readonly Pack[]
  readonly kind: string
  readonly facts: Readonly<Record<string, Json>>
  readonly zone: Zone
  readonly at?: string
  readonly overrides?: readonly Override[]
}): Verdict {
  const { at = today, ...rest } = parameters
  return evaluate({
    ...rest,
    at,
    principal: { id: 'p1', roles: ['case-officer'], org: 'psb' },
    resource: { type: 'case', id: 'c1' },
  })
}

/** Ids of the rules that a verdict says are unmet. */
export function unmetIds(verdict: Verdict): string[] {
  return verdict.allowed ? [] : verdict.unmet.map((unmet) => unmet.rule).sort()
}

export function zoneOf(pack: Pack, kind: string): Zone {
  return pack.manifest.zones.find((zone) => kindContracts[kind]!.zones.includes(zone))!
}

/** A moment at which a rule holds and steps back before none. */
export function momentOf(rule: ReadyRule): string {
  if (rule.yieldsTo !== undefined) return rule.interval.from
  return rule.interval.until === undefined ? today : new Date(Date.parse(rule.interval.until) - 1).toISOString()
}
