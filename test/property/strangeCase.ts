import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { personKey } from '../../sandbox/rehearsal/cast.ts'
import { castOf, type Way } from '../../sandbox/rehearsal/way.ts'
import { actionDigestInput, normalAction, type SignedAction, signApproval } from '../../src/core/case/action.ts'
import type { Action, Actor, StreamKind, Subject } from '../../src/core/case/kind.ts'
import { actionOf } from '../../src/core/case/machine.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { ordersActionId } from '../../src/offshore/sale/orders.ts'
import { saleOf } from '../../src/offshore/sale/sale.ts'
import type { MemoryEntry, MemoryZone } from '../simulation/memoryZone.ts'
import { anyOf, type Draw, spoilt } from './anyPayload.ts'

/** Where a walk stood after one of its entries, and what it did next. */
export interface Point {
  readonly zone: MemoryZone
  readonly recordedAt: string
  /** Position of the next act among the acts of its zone. */
  readonly next: number
}

/** An act of the walk as somebody may do it again, in another order, at another time, under another name. */
export interface Act {
  readonly kind: string
  readonly actor: Actor
  readonly subject: Subject
  readonly payload: { readonly [key: string]: Json }
  readonly documents: readonly string[]
  readonly stream: StreamKind
  readonly in: string
  readonly parent: string | undefined
  readonly approved: boolean
}

export interface Story {
  readonly seed: string
  readonly way: Way
  readonly points: readonly Point[]
  readonly acts: Readonly<Record<'onshore' | 'offshore', readonly Act[]>>
  /** What payloads are filled from. */
  readonly words: readonly string[]
}

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const keys = new Map<string, { readonly native: KeyObject; readonly publicKey: string }>()

function keyOf(seed: string, person: string) {
  const known = keys.get(`${seed} ${person}`)
  if (known !== undefined) return known
  const { secretKey, publicKey } = personKey(seed, person)
  const der = Buffer.concat([pkcs8, Buffer.from(secretKey as Uint8Array)])
  const made = { native: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), publicKey }
  keys.set(`${seed} ${person}`, made)
  return made
}

/** As `signAction` signs, by the host's own Ed25519: the same bytes. */
export function signed(seed: string, action: Action, signer: string): SignedAction {
  const normal = normalAction(action)
  const { native, publicKey } = keyOf(seed, signer)
  const signature = sign(null, actionDigestInput(normal), native).toString('hex')
  return { ...normal, signature: { key: publicKey, signature } }
}

export function actOf(zone: MemoryZone, { entry, stream }: MemoryEntry): Act | undefined {
  const { kind, parent } = zone.streams.get(stream)!
  if (kind !== 'case' && parent === undefined) return undefined
  const { actor, subject = {}, payload, documents = [], proposal, kind: name } = actionOf(entry)
  if (payload.entry !== undefined || name === 'case.opened') return undefined
  const approved = proposal !== undefined
  return { kind: name, actor, subject, payload, documents, stream: kind, in: stream, parent, approved }
}

/** One attempt at a point: mostly what the walk did about there, sometimes something else, by somebody else, or spoilt. */
export function attempt(
  story: Story,
  zone: MemoryZone,
  from: number,
  draw: Draw,
  count: number,
): SignedAction & { readonly place: object } {
  const side = zone.parameters.kind
  const acts = story.acts[side]
  const state = caseOf(zone)
  const choice = draw.below(20)
  const open = Object.entries(state.proposals)
  if (choice < 5 && open.length > 0) return approval(story, zone, draw, draw.of(open), count)
  if (choice < 9 && open.length > 0) {
    const [proposal, { kind }] = draw.of(open)
    const same = acts.filter((act) => act.kind === kind)
    if (same.length > 0) return asAction(story, zone, { ...draw.of(same), proposal }, draw, count)
  }
  if (choice < 11) return asAction(story, zone, invented(story, zone, draw), draw, count)
  const near = acts[Math.min(acts.length - 1, from + draw.below(choice < 18 ? 2 : 40))]!
  const act = near.kind === 'approval.given' ? acts[Math.min(acts.length - 1, from)]! : near
  return asAction(story, zone, act, draw, count)
}

export function caseOf(zone: MemoryZone): CaseState {
  return zone.streamOf('case')!.state as CaseState
}

type Asked = Act & { readonly proposal?: string }

/** Any kind of the closed list, with a payload of the form that it asks. */
function invented({ words, way }: Story, zone: MemoryZone, draw: Draw): Act {
  const { kinds, kind: side } = zone.parameters
  const open = [...kinds.values()].filter(({ stream, zones }) => stream === 'case' && zones.includes(side))
  const kind = draw.of(open)
  const payload = anyOf(kind.payload, draw, words) as { [key: string]: Json }
  const { org, person, roles } = draw.of(castOf(way).people.filter((one) => one.zone === side))
  const documents = [
    ...new Set(
      Object.values(payload)
        .filter((value) => zone.documents.has(String(value)))
        .map(String),
    ),
  ]
  return {
    kind: kind.name,
    actor: { org, person, role: roles[0]! },
    subject: draw.of([{}, { lot: 'A' }, { lot: 'B' }, { lot: 'A', tranche: 'A/1' }, { lot: 'A', tranche: 'A/2' }]),
    payload,
    documents,
    stream: 'case',
    in: zone.streamOf('case')!.id,
    parent: undefined,
    approved: false,
  }
}

function asAction(story: Story, zone: MemoryZone, act: Asked, draw: Draw, count: number) {
  const { seed, way } = story
  const side = zone.parameters.kind
  const people = castOf(way).people.filter((one) => one.zone === side)
  let { actor, payload, subject, kind } = act
  if (draw.oneIn(12)) {
    const { org, person, roles } = draw.of(people)
    actor = { org, person, role: draw.oneIn(2) ? roles[0]! : actor.role }
  }
  if (draw.oneIn(12)) payload = spoilt(payload, draw)
  if (draw.oneIn(20)) subject = draw.of([{}, { lot: 'B' }, { lot: 'A', tranche: 'A/2' }, { lot: 'Z' }])
  // What needs approval is proposed first, except where somebody tries without.
  if (act.approved && act.proposal === undefined && !draw.oneIn(8)) {
    payload = { proposes: kind, payload }
    kind = 'proposal.made'
  }
  const opens = kind === 'orders.opened'
  const action: Action = {
    // Each other id for the orders of a sale is refused.
    id: (opens ? ordersIdOf(zone, payload) : undefined) ?? `strange:${count}`,
    kind,
    actor,
    subject,
    payload,
    documents: act.documents,
    ...(act.proposal === undefined ? {} : { proposal: act.proposal }),
    ...(draw.oneIn(25) ? { effectiveAt: '2026-01-15T01:00:00.000Z' } : {}),
  }
  const place = opens ? { parent: act.parent } : { stream: act.in }
  if (actor.role === 'system') return { ...normalAction(action), place }
  const full = { ...action, zone: zone.parameters.id, stream: opens ? act.parent! : act.in }
  const signer = draw.oneIn(30) ? draw.of(people).person : actor.person
  return { ...signed(seed, full, signer), place }
}

function ordersIdOf(zone: MemoryZone, { tranche }: { readonly [key: string]: Json }): string | undefined {
  const sale = saleOf(caseOf(zone), String(tranche))
  return sale && ordersActionId(sale)
}

function approval(
  { seed, way }: Story,
  zone: MemoryZone,
  draw: Draw,
  [proposal, { what, values, kind, by }]: [string, CaseState['proposals'][string]],
  count: number,
) {
  const side = zone.parameters.kind
  const people = castOf(way).people.filter((one) => one.zone === side)
  const asked = way.steps(kind).flatMap(({ approvals }) => approvals.map(({ role }) => role))
  const holders = people.filter(({ roles }) => roles.some((role) => asked.includes(role)))
  const who =
    draw.oneIn(6) || holders.length === 0
      ? draw.of([...people, people.find(({ person }) => person === by)!])
      : draw.of(holders)
  const { id, head } = zone.streamOf('case')!
  const role = draw.oneIn(10) && asked.length > 0 ? draw.of(asked) : who.roles[0]!
  const { key, signature } = signApproval(
    { proposal, what, values, role, seen: head },
    personKey(seed, who.person).secretKey,
  )
  const action: Action = {
    id: `strange:${count}`,
    zone: zone.parameters.id,
    stream: id,
    kind: 'approval.given',
    actor: { org: who.org, person: who.person, role },
    subject: {},
    payload: { proposal, what, values, seen: head, key, signature },
    documents: [],
  }
  return { ...signed(seed, action, who.person), place: { stream: id } }
}
