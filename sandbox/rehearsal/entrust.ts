import type { Json } from '../../src/core/record/jcs.ts'
import { union } from '../../src/onshore/seizure/lineSet.ts'
import { openSandboxBank } from '../../src/world/banks/sandbox/openSandboxBank.ts'
import type { Traded } from '../coins/traded.ts'
import { makeHolder } from '../signer/holder.ts'
import { trustAccount } from '../world.ts'
import { platformA, platformB } from './cast.ts'
import { defineFloorOfWay } from './dayFloor.ts'
import { type Planned, planWholeSale } from './planSale.ts'
import { screen } from './screen.ts'
import type { Held } from './seize.ts'
import { file, rest, type Stage } from './stage.ts'
import { enact, has, type WayDoing } from './way.ts'

export interface Route extends Planned {
  readonly tranches: readonly { readonly tranche: string; readonly platform: string; readonly units: string }[]
}

/** Two tranches; what tests and fees leave goes into the last. Which platform gets how much, the plan says. */
export function tranchesOf(
  { testUnits, fees, feesInKind, firstTranche }: Traded,
  lotUnits: bigint,
): readonly { readonly tranche: string; readonly units: bigint }[] {
  const left = lotUnits - 2n * testUnits - (feesInKind ? fees.test + 2n * fees.tranche : 0n)
  return [
    { tranche: 'A/1', units: firstTranche },
    { tranche: 'A/2', units: left - firstTranche },
  ]
}

export const mandateUntil = '2026-06-30T15:59:59.000Z'

interface EntrustParameters {
  readonly held: readonly Held[]
  readonly inventory: string
  readonly depositFen: bigint
  /** Classes of claimants to whom the judgment returns what is forfeited; absent: to none. */
  readonly returnsTo?: readonly string[]
}

/** Rows 5 to 7: judgment, entrustment, deposit. Answers the units of lot A. */
export async function entrustOnshore(stage: Stage, parameters: EntrustParameters): Promise<bigint> {
  const { clock } = stage
  const { held, inventory } = parameters
  const returns = has(stage.way, 'return.decided')
  const ofA = returns ? held.slice(0, -1) : held
  const unitsA = ofA.reduce((sum, { units }) => sum + BigInt(units), 0n)
  await clock.pass(10)
  if (has(stage.way, 'basis.judged')) await judge(stage, held, parameters.returnsTo)
  await entrustLot(stage, { inventory, unitsA })
  if (has(stage.way, 'deposit.received')) await bond(stage, parameters.depositFen)
  return unitsA
}

/** Rows 5 to 8b: what is done onshore; then offshore clearance and route. */
export async function entrust(
  stage: Stage,
  parameters: EntrustParameters & { readonly extraClearance?: string; readonly passivePpm?: number },
): Promise<Route> {
  const unitsA = await entrustOnshore(stage, parameters)
  const planned = await planWholeSale(stage, {
    tranches: tranchesOf(stage.traded, unitsA),
    ...(parameters.passivePpm === undefined ? {} : { passivePpm: parameters.passivePpm }),
  })
  const route = {
    ...planned,
    tranches: planned.plan.tranches.flatMap(({ tranche, allocation }) =>
      allocation.map(({ platform, units }) => ({ tranche, platform, units })),
    ),
  }
  await clear(stage, route, parameters.extraClearance)
  return route
}

/** Row 5a: the effective judgment forfeits lot A and returns lot B. What it found with the court is the court's to deal with (SPC 447(1)). */
async function judge(stage: Stage, held: readonly Held[], returnsTo?: readonly string[]): Promise<void> {
  const { onshore, way } = stage
  const unitsOf = (rows: readonly Held[]): string => rows.reduce((sum, { units }) => sum + BigInt(units), 0n).toString()
  const [ofA, ofB] = [held.slice(0, -1), held.slice(-1)]
  const linesOf = (rows: readonly Held[]): Json => union(rows.map(({ line }) => line))
  const judgment = await file(stage, onshore, 'court', 'judgment', {
    court: 'SANDBOX court',
    number: 'SANDBOX-刑初-1',
    effectiveOn: '2026-02-10',
    appealClosed: true,
    ...(returnsTo === undefined ? {} : { returnsTo: [...returnsTo] }),
    lines: [
      { lines: linesOf(ofA), asset: stage.traded.asset, units: unitsOf(ofA), outcome: 'forfeit' },
      { lines: linesOf(ofB), asset: stage.traded.asset, units: unitsOf(ofB), outcome: 'return', returnTo: 'victim' },
    ],
  })
  for (const [lot, outcome] of [
    ['A', 'forfeit'],
    ['B', 'return'],
  ] as const) {
    const kept = way.principal === 'court' ? { keeper: 'court' } : {}
    await enact(stage, {
      kind: 'basis.judged',
      subject: { lot },
      payload: { judgment, outcome, serviceOn: '2026-02-20', mapping: false, ...kept },
      documents: [judgment],
    })
  }
  stage.say({ stage: 'basis.judged', text: 'A forfeited, B returned to the victim' })
}

async function entrustLot(
  stage: Stage,
  { inventory, unitsA }: { readonly inventory: string; readonly unitsA: bigint },
): Promise<void> {
  const { onshore, way } = stage
  const { principal, agent } = way
  const framework = await file(stage, onshore, principal, 'framework-agreement', {
    parties: [principal, agent],
    from: '2025-06-05T00:00:00.000Z',
    until: '2027-06-05T00:00:00.000Z',
  })
  const agreement = await file(stage, onshore, principal, 'case-agreement', { number: 'SANDBOX-协-1' })
  const letter = await file(stage, onshore, principal, 'letter-of-entrustment', {
    entrustee: agent,
    inventory,
    units: unitsA.toString(),
    asset: stage.traded.asset,
    mandateUntil,
  })
  await enact(stage, {
    kind: 'entrustment.made',
    subject: { lot: 'A' },
    payload: {
      framework,
      agreement,
      letter,
      scope: way.scope,
      feeAuthority: 'SANDBOX budget line of the finance bureau',
    },
    documents: [framework, agreement, letter],
  })
  const designation = await file(stage, onshore, way.designatedBy, 'designation', { designated: agent })
  await enact(stage, {
    kind: 'entrustment.accepted',
    subject: { lot: 'A' },
    payload: { designation, letter, asset: stage.traded.asset, units: unitsA.toString(), mandateUntil },
    documents: [designation, letter],
  })
  stage.say({ stage: 'entrustment.accepted', text: `${unitsA} ${stage.traded.unit} to ${agent}` })
  await rest(stage)
}

async function bond(stage: Stage, depositFen: bigint): Promise<void> {
  const { onshore, world, clock, way } = stage
  const { deposit } = way
  world.bank.transfer({
    from: 'SBX-CN-PROVIDER',
    to: deposit.number,
    amountMinor: depositFen,
    reference: 'SBX-DEPOSIT-1',
  })
  await clock.pass(5)
  await screen(stage, 'onshore', { purpose: 'deposit', about: 'provider', lot: 'A', addresses: [] })
  const statement = await onshore.document(await statementText(stage, 'bank-cn', deposit.owner, deposit.number))
  await enact(stage, {
    kind: 'deposit.received',
    subject: { lot: 'A' },
    payload: {
      provider: 'provider',
      account: deposit.id,
      amount: depositFen.toString(),
      currency: 'CNY',
      statement,
      reference: 'SBX-DEPOSIT-1',
    },
    documents: [statement],
  })
  stage.say({ stage: 'deposit.received', text: `${depositFen} fen in cash` })
  await rest(stage)
}

/** The statement of an account for today, as its bank signs it. */
export async function statementText(
  stage: Stage,
  institution: string,
  customer: string,
  account: string,
): Promise<string> {
  const { bank } = stage.world
  const day = new Date(stage.clock.nowMs() + 8 * 3_600_000).toISOString().slice(0, 10)
  const client = openSandboxBank({
    url: bank.institutionUrl(institution),
    token: bank.token({ institution, customer }),
  })
  const last = (await client.statements({ account, from: day, to: day })).at(-1)
  if (last === undefined) throw new TypeError(`no statement of ${account}`)
  return last.text
}

async function clear(stage: Stage, route: Route, extra: string | undefined): Promise<void> {
  const { offshore, way } = stage
  const [first] = await offshore.get<{ id: string }[]>('/api/cases')
  offshore.caseId = first!.id
  for (const platform of [...(extra === undefined ? [] : [extra]), platformA, platformB]) await clearAt(stage, platform)
  stage.say({ stage: 'clearance.given', text: 'both platforms may proceed' })
  const bankAcceptance = await file(stage, offshore, 'bank-hk', 'bank-acceptance', { account: trustAccount })
  const safeAnswer = await file(stage, offshore, 'safe', 'safe-route-answer', { route: 'approval' })
  const acceptances = []
  for (const platform of [platformA, platformB]) {
    acceptances.push({
      platform,
      statement: await file(stage, offshore, platform, 'platform-acceptance', { asset: stage.traded.asset }),
    })
  }
  const floor = await agreedFloor(stage)
  await enact(stage, {
    kind: 'route.agreed',
    subject: { lot: 'A' },
    payload: {
      bankAcceptance,
      safeAnswer,
      acceptances,
      tranches: route.tranches,
      returnAddress: stage.world.depositAddress[platformA]!,
      reserveMethod: way.parameter('reserveMethod'),
      ...floor,
      plan: route.planHash,
      planEvidence: route.evidenceHash,
    },
    documents: [
      bankAcceptance,
      safeAnswer,
      ...acceptances.map(({ statement }) => statement),
      ...Object.values(floor),
      route.planHash,
      route.evidenceHash,
    ],
  })
  stage.say({ stage: 'route.agreed', text: route.plan.said.en })
  for (const platform of [platformA, platformB]) await issueAddress(stage, platform)
  await rest(stage)
}

/** Whether the floor can be reached: for an average its definition and what history says of it, else that the books of the day decide. */
async function agreedFloor(stage: Stage): Promise<{ readonly reachability: string; readonly floorHistory?: string }> {
  const { offshore, way } = stage
  if (way.parameter('reserveMethod') === 'day-average') return defineFloorOfWay(stage)
  const note = { method: way.parameter('reserveMethod'), note: 'SANDBOX floor is set from the books of the day' }
  return { reachability: await offshore.document(JSON.stringify(note)) }
}

/** One platform's clearance, after a screening of its own; refused when its licence is not in force. */
export async function clearAt(stage: Stage, platform: string): Promise<void> {
  await screen(stage, 'offshore', {
    purpose: 'clearance',
    about: 'trust',
    platform,
    lot: 'A',
    addresses: [stage.world.coins.addressOf(makeHolder({ seed: stage.seed, holder: 'suspect-1' }))],
  })
  await enact(stage, await clearanceOf(stage, platform))
}

/** What a platform's clearance says, with its papers. */
export async function clearanceOf(stage: Stage, platform: string): Promise<WayDoing> {
  const { offshore } = stage
  const diligence = await file(stage, offshore, platform, 'customer-diligence', {
    customer: 'trust',
    asset: stage.traded.asset,
  })
  const titleOpinion = await file(stage, offshore, 'counsel', 'title-opinion', { basis: 'judgment' })
  const oscoOpinion = await file(stage, offshore, 'counsel', 'osco-opinion', { section: 's.25' })
  const sourcePack = await file(stage, offshore, platform, 'source-pack-accepted', { asset: stage.traded.asset })
  const screening = await file(stage, offshore, platform, 'sanctions-screening', {
    lists: ['UNSO', 'UNATMO', 'WMD'],
    hits: 0,
  })
  const statement = await file(stage, offshore, platform, 'platform-statement', {
    asset: stage.traded.asset,
    states: 'may proceed',
  })
  return {
    kind: 'clearance.given',
    subject: { lot: 'A' },
    payload: {
      platform,
      accountHolder: 'trust',
      clientType: 'institutional-professional',
      asset: stage.traded.asset,
      diligence,
      titleOpinion,
      oscoOpinion,
      sourcePack,
      screening,
      statement,
      states: 'may proceed',
    },
    documents: [diligence, titleOpinion, oscoOpinion, sourcePack, screening, statement],
  }
}

async function issueAddress(stage: Stage, platform: string): Promise<void> {
  const { offshore, world, traded } = stage
  const { asset, network } = traded
  const testUnits = traded.testUnits.toString()
  const address = world.depositAddress[platform]!
  const statement = await file(stage, offshore, platform, 'deposit-address', {
    address,
    asset,
    testUnits,
    particulars: [
      'originator-name',
      'originator-wallet',
      'originator-address-or-id',
      'recipient-name',
      'recipient-account',
    ],
    thirdPartyApprovedBy: 'SANDBOX MLRO',
    network,
  })
  await enact(stage, {
    kind: 'address.issued',
    subject: { lot: 'A' },
    payload: { platform, address, testUnits, particulars: true, thirdParty: true, statement },
    documents: [statement],
  })
  stage.say({ stage: 'address.issued', text: platform })
}
