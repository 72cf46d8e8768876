import { readFileSync } from 'node:fs'
import type { ZoneKind } from '../../src/core/case/kind.ts'
import type { Step } from '../../src/core/case/rulebook.ts'
import { type CastPerson, organisations, people, personOf } from './cast.ts'
import type { Stage } from './stage.ts'
import type { Doing, Done } from './zoneClient.ts'

/** An account of the rehearsal: as the zones' directories call it, and as the bank does. */
export interface WayAccount {
  readonly id: string
  readonly number: string
  /** Organisation whose it is. */
  readonly owner: string
  /** The payee as the directory offshore knows it. */
  readonly payee: string
  /** Where it is kept; absent: at the mainland's bank, in yuan. */
  readonly bank?: string
  readonly currency?: string
}

/** What a model leaves to whoever rehearses it: which organisations play, and whose account the money comes home to. Steps, roles and parameters are the model's. */
export interface WayCast {
  /** Packs of the law that each zone decides by, before the model. */
  readonly law: Readonly<Record<ZoneKind, readonly string[]>>
  readonly caseNumber: string
  /** Who files the case and seizes. */
  readonly organ: string
  /** Who entrusts, and answers for the money. */
  readonly principal: string
  /** Who is entrusted, and by whose paper. */
  readonly agent: string
  readonly designatedBy: string
  readonly account: WayAccount
  readonly deposit: WayAccount
  readonly treasury: WayAccount
  /** In which order organisations are asked for somebody who holds a role. */
  readonly asked: readonly string[]
  /** Organisations of the cast that are not part of it. */
  readonly absent: readonly string[]
  /** Another role that an organisation has here. */
  readonly roles: Readonly<Record<string, string>>
  /** Another name that an organisation has here. */
  readonly names?: Readonly<Record<string, string>>
  /** Of the market, in millionths, that the plan may take. */
  readonly sharePpm?: number
  /** Minutes between two looks at the books: who sells slowly looks seldom; one unless said. */
  readonly lookMinutes?: number
  /** What is written into free text. */
  readonly scope: string
  /** How it is sold, and what follows from that. */
  readonly sale: { readonly method: '变卖' | '拍卖'; readonly consequence: string }
}

export interface Way extends WayCast {
  readonly model: string
  /** Roles that one person never holds both of in a case. */
  readonly incompatibleRoles: readonly (readonly [string, string])[]
  steps(kind: string): readonly Step[]
  parameter(name: string): string
}

const chinese = { onshore: ['packs/house', 'packs/cn'], offshore: ['packs/house', 'packs/hk'] } as const
/** Sold by negotiation: what SCL 36(5) says of that is shown before it is approved. */
const negotiated = {
  method: '变卖',
  consequence: 'SANDBOX 国家赔偿法 36(5): a price clearly below value is made good',
} as const
const treasury: WayAccount = { id: 'treasury', number: 'SBX-CN-TREASURY', owner: 'finance-bureau', payee: '' }

/** The ways that can be rehearsed, by model. Onshore a deposit lies where the service institution cannot draw. */
const ways: Readonly<Record<string, WayCast>> = {
  beijing: {
    law: chinese,
    caseNumber: 'SANDBOX-京公顺2026-0001',
    organ: 'psb',
    principal: 'psb',
    agent: 'cbex',
    designatedBy: 'finance-bureau',
    account: { id: 'psb-case', number: 'SBX-CN-CASE', owner: 'psb', payee: 'psb-payee' },
    deposit: { id: 'deposit', number: 'SBX-CN-DEPOSIT', owner: 'cbex', payee: '' },
    treasury,
    asked: ['psb', 'cbex', 'trust'],
    absent: ['agency', 'court-payee', 'bank-de'],
    roles: {},
    scope: 'SANDBOX sale at licensed platforms in Hong Kong',
    sale: negotiated,
  },
  shanghai: {
    law: chinese,
    caseNumber: 'SANDBOX-沪宝刑初2026-0001',
    organ: 'psb',
    principal: 'court',
    agent: 'agency',
    designatedBy: 'court',
    account: { id: 'court-case', number: 'SBX-CN-COURT', owner: 'court', payee: 'court-payee' },
    deposit: { id: 'court-deposit', number: 'SBX-CN-COURT-DEPOSIT', owner: 'court', payee: '' },
    treasury,
    asked: ['court', 'psb', 'agency', 'trust'],
    absent: ['cbex', 'psb-payee', 'bank-de'],
    // The third party entrusts the part abroad to an agent there, who is the platforms' customer in its own name.
    roles: { trust: 'overseas-agent' },
    scope: 'SANDBOX sale at licensed platforms in Hong Kong through an overseas agent (转委托)',
    sale: negotiated,
  },
  saxony: {
    law: { onshore: ['packs/house'], offshore: ['packs/house'] },
    caseNumber: 'SANDBOX-GenStA-DD-2026-0001',
    organ: 'psb',
    principal: 'psb',
    agent: 'agency',
    designatedBy: 'procuratorate',
    account: {
      id: 'justice-deposit',
      number: 'SBX-DE-JUSTICE',
      owner: 'psb',
      payee: 'psb-payee',
      bank: 'bank-de',
      currency: 'EUR',
    },
    deposit: { id: 'deposit', number: 'SBX-CN-DEPOSIT', owner: 'agency', payee: '' },
    treasury,
    asked: ['psb', 'procuratorate', 'agency', 'trust'],
    absent: ['cbex', 'court-payee', 'bank-cn', 'treasury-cn'],
    roles: {},
    names: {
      psb: 'SANDBOX Landeskriminalamt',
      'psb-payee': 'SANDBOX Landesjustizkasse',
      procuratorate: 'SANDBOX Generalstaatsanwaltschaft',
      court: 'SANDBOX Amtsgericht',
      agency: 'SANDBOX Bankhaus',
    },
    sharePpm: 10_000,
    lookMinutes: 10,
    scope: 'SANDBOX emergency sale that spares the market',
    sale: { method: '变卖', consequence: 'SANDBOX StPO § 111p: the proceeds take the place of the object' },
  },
}

/** @example wayNames() // ['beijing', 'shanghai', 'saxony'] */
export function wayNames(): readonly string[] {
  return Object.keys(ways)
}

/** @example readWay('shanghai').parameter('reserveMethod') // 'day-average' */
export function readWay(model: string): Way {
  const cast = ways[model]
  if (cast === undefined) throw new TypeError(`no way of the rehearsal follows ${model}: ${wayNames().join(', ')}`)
  const pack = JSON.parse(readFileSync(new URL(`../../packs/models/${model}/pack.json`, import.meta.url), 'utf8')) as {
    readonly steps: readonly Step[]
    readonly incompatibleRoles: Way['incompatibleRoles']
    readonly parameters: Readonly<Record<string, { readonly value: string }>>
  }
  return {
    ...cast,
    model,
    incompatibleRoles: pack.incompatibleRoles,
    steps: (kind) => pack.steps.filter((step) => step.kind === kind),
    parameter: (name) => {
      const found = pack.parameters[name]
      if (found === undefined) throw new TypeError(`${model} has no parameter ${name}`)
      return found.value
    },
  }
}

/** Folders of the packs that a zone decides by, in the order in which they are published. */
export function packsOfWay({ law, model }: Way, kind: ZoneKind): readonly string[] {
  return [...law[kind], `packs/models/${model}`]
}

/** Who of the cast takes part. */
export function castOf({ absent, roles, names = {}, model }: Way) {
  return {
    organisations: organisations
      .filter(({ org }) => !absent.includes(org))
      .map((row) => ({ ...row, role: roles[row.org] ?? row.role, name: names[row.org] ?? row.name })),
    people: people.filter(({ org, models }) => !absent.includes(org) && models?.includes(model) !== false),
  }
}

function holders(way: Way, role: string, first?: string): readonly CastPerson[] {
  const order = first === undefined ? way.asked : [first, ...way.asked]
  const rank = ({ org }: CastPerson): number => {
    const at = order.indexOf(org)
    return at < 0 ? order.length : at
  }
  return castOf(way)
    .people.filter(({ roles }) => roles.includes(role))
    .toSorted((a, b) => rank(a) - rank(b))
}

/** Somebody who holds a role, of the organisation that is asked first. @example holderOf(way, 'property-manager') // 'p-wang' */
export function holderOf(way: Way, role: string, org?: string): string {
  const [found] = holders(way, role, org)
  if (found === undefined) throw new TypeError(`nobody of the cast holds ${role} in ${way.model}`)
  return found.person
}

/** Everybody who holds a role. */
export function holdersOf(way: Way, role: string): readonly string[] {
  return holders(way, role).map(({ person }) => person)
}

export interface WayDoing extends Omit<Doing, 'by'> {
  /** Of the roles that the step names, the one that is wanted here. */
  readonly role?: string
}

function stepOf(way: Way, { kind, payload }: WayDoing): Step | undefined {
  const steps = way.steps(kind)
  return (
    steps.find(({ purpose }) => purpose !== undefined && purpose === payload.purpose) ??
    steps.find(({ purpose }) => purpose === undefined)
  )
}

/** Does what the model has a step for, by whom it names: proposed and approved by others where it asks for approvals. */
export async function enact(stage: Stage, doing: WayDoing): Promise<Done> {
  const { way } = stage
  const step = stepOf(way, doing)
  if (step === undefined) throw new TypeError(`${way.model} has no step ${doing.kind}`)
  const { role, ...rest } = doing
  const roles = role === undefined ? step.roles.filter((name) => name !== 'system') : [role]
  const wanted = roles.find((name) => holders(way, name).length > 0)
  if (wanted === undefined) throw new TypeError(`nobody of the cast may do ${doing.kind} in ${way.model}`)
  const by = holderOf(way, wanted)
  const zone = stage[step.zone]
  const act = { ...rest, by }
  if (step.approvals.length === 0) return zone.act(act)
  return zone.approved(act, approversOf(way, step, by))
}

/** Who of the cast takes a step of the model. @example actorOf(way, 'clearance.given') // 'p-ng' */
export function actorOf(way: Way, kind: string): string {
  const roles = way.steps(kind).flatMap((step) => step.roles.filter((name) => name !== 'system'))
  const wanted = roles.find((name) => holders(way, name).length > 0)
  if (wanted === undefined) throw new TypeError(`nobody of the cast may do ${kind} in ${way.model}`)
  return holderOf(way, wanted)
}

/** For each approval that a step asks for somebody else who holds the role, of the actor's own organisation first. */
function approversOf(way: Way, step: Step, by: string): readonly string[] {
  const { org } = personOf(by)
  const chosen: string[] = []
  for (const { role, count } of step.approvals) {
    const free = holders(way, role, org).filter(({ person }) => person !== by && !chosen.includes(person))
    if (free.length < count) throw new TypeError(`${way.model} asks for ${count} ${role}, the cast has ${free.length}`)
    chosen.push(...free.slice(0, count).map(({ person }) => person))
  }
  return chosen
}

/** Whether the model knows a step, and so whether the story has that scene. @example has(way, 'deposit.received') */
export function has(way: Way, kind: string, purpose?: string): boolean {
  return way.steps(kind).some((step) => step.purpose === purpose)
}
