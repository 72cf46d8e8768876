import { administrators, personKey } from '../../sandbox/rehearsal/cast.ts'
import { countersignAction, type SignedAction } from '../../src/core/case/action.ts'
import type { Directory } from '../../src/core/case/directory.ts'
import type { Action } from '../../src/core/case/kind.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import type { MemoryEntry, MemoryZone } from '../simulation/memoryZone.ts'
import type { Draw } from './anyPayload.ts'
import { type Point, type Story, signed } from './strangeCase.ts'

/**
 * Company families in walks: administrators learn that somebody of the case is of the provider's family, that a tie became another, that it ended; and
 * nothing is taken from, or handed to, one's own family. Who is related is found here again from the entries of the directory, not by the product's functions.
 */

/** Acts at which two companies face each other, by the facts that ask whether they are one family. */
const facing: Readonly<Record<string, readonly string[]>> = {
  'deposit.received': ['conflict'],
  'transfer.approved': ['conflict'],
  'bids.invited': ['biddersUnrelated'],
  'buyer.cleared': ['buyerUnrelated'],
  'sale.started': ['buyerUnrelated'],
}

const days = ['2026-01-15', '2026-03-02', '2026-03-03', '2026-09-02']

/** Whether the next act of a real case at a point is one at which two companies face each other. */
export function facesAt({ acts }: Story, { zone, next }: Point): boolean {
  const act = acts[zone.parameters.kind][next]
  return act !== undefined && (facing[act.kind] ?? facing[String(act.payload.proposes)]) !== undefined
}

/** Whether a refusal names a tie. */
export function refusedForTie(kind: string, unmet: readonly { readonly found: object }[]): boolean {
  return unmet.some(({ found }) =>
    (facing[kind] ?? []).some((fact) => (found as Record<string, { ok?: boolean }>)[fact]?.ok === false),
  )
}

/** An act of two administrators, sometimes of one: a tie declared, one that stands changed or ended, a family of the enrolment left. */
export function tieAct({ seed, way }: Story, zone: MemoryZone, draw: Draw, count: number): SignedAction {
  const { ties = [] } = zone.streamOf('directory')!.state as Directory
  const document = [...zone.documents.keys()][0]!
  const day = () => draw.of(days)
  const declared = () => ({
    tie: `t${count}`,
    owner: draw.of(['provider', 'holding']),
    owned: draw.of([way.agent, 'desk', 'desk-fix', 'sandbox-venue-a', 'provider', 'psb']),
    kind: draw.of(['owns', 'controls', 'brand', 'person']),
    from: day(),
    document,
  })
  const known = ties.map(({ tie }) => tie)
  const choice = draw.below(12)
  const [kind, payload]: [string, { readonly [key: string]: Json }] =
    choice < 8 || known.length === 0
      ? ['tie.declared', declared()]
      : choice < 9
        ? ['tie.changed', { tie: draw.of(known), kind: 'brand', from: day(), document }]
        : ['tie.ended', { tie: draw.of([...known, ...known, `enrolled:${way.agent}`]), until: day(), document }]
  const [first, second] = administrators
  const action: Action = {
    id: `strange:${count}`,
    zone: zone.parameters.id,
    kind,
    actor: { org: 'administration', person: first, role: 'administrator' },
    payload,
    documents: [document],
  }
  const alone = signed(seed, action, first)
  return draw.oneIn(12) ? alone : countersignAction(alone, personKey(seed, second).secretKey)
}

type Row = MemoryEntry & { readonly of: (field: string) => Json | undefined }

/** What was taken from, or given to, a company of the other side's family, as the directory knew it then. */
export function familiesFacing(zone: MemoryZone): readonly string[] {
  const rowsOf = (stream: 'case' | 'directory'): readonly Row[] =>
    zone.streamOf(stream)!.entries.map((id) => {
      const entry = zone.entries.get(id)!
      return { ...entry, of: (field) => entry.entry.fields[field]?.value }
    })
  const told = rowsOf('directory').filter(({ entry }) => entry.header.kind.startsWith('tie.'))
  if (told.length === 0) return []
  const { organisations } = zone.streamOf('directory')!.state as Directory
  const rows = rowsOf('case')
  return rows.flatMap((row, i) => {
    const { kind, recordedAt, effectiveAt } = row.entry.header
    if (facing[kind] === undefined) return []
    const known = told.filter(({ index }) => index < row.index)
    return pairsOf(zone, row, rows.slice(0, i)).flatMap(([a, b]) => {
      // An act that is dated back is asked for the day that it bears, too, where its rule asks so.
      const moments = kind === 'deposit.received' ? [recordedAt, effectiveAt] : [recordedAt]
      return moments
        .filter((at) => oneFamily({ known, organisations, at, a, b }))
        .map((at) => `${kind} with ${a} of the family of ${b} at ${at}`)
    })
  })
}

/** Who faces whom in an entry: provider and agency onshore, provider and whoever the coins go to offshore. */
function pairsOf(zone: MemoryZone, { entry, of }: Row, before: readonly Row[]): readonly (readonly [string, string])[] {
  const { kind } = entry.header
  const lot = (of('subject') as { lot?: string } | undefined)?.lot
  const last = (name: string) =>
    before.findLast((row) => row.entry.header.kind === name && (row.of('subject') as { lot?: string })?.lot === lot)
  if (kind === 'deposit.received' || kind === 'transfer.approved') {
    if (kind === 'transfer.approved' && of('payload.purpose') !== 'tranche') return []
    const agency = (last('entrustment.accepted')?.of('actor') as { org?: string } | undefined)?.org
    const provider = kind === 'deposit.received' ? of('payload.provider') : providerOf(before)
    return agency === undefined || provider === undefined ? [] : [[String(provider), agency]]
  }
  const provider = providerOf(before)
  if (provider === undefined) return []
  const others =
    kind === 'bids.invited'
      ? (of('payload.bidders') as readonly string[])
      : kind === 'buyer.cleared'
        ? [String(of('payload.bidder'))]
        : platformsOf(zone, of('payload.plan'))
  return others.map((other) => [provider, other] as const)
}

/** The provider of the last deposit, as its own zone or the crossing of it says. */
function providerOf(before: readonly Row[]): string | undefined {
  for (const { entry, of } of before.toReversed()) {
    if (entry.header.kind === 'deposit.received') return String(of('payload.provider'))
    const crossed = of('payload.entry') as unknown as MemoryEntry['entry'] | undefined
    if (crossed?.header?.kind === 'deposit.received') return String(crossed.fields['payload.provider']?.value)
  }
  return undefined
}

/** Platforms of the plan by which a sale starts. */
function platformsOf(zone: MemoryZone, plan: Json | undefined): readonly string[] {
  const { venues } = JSON.parse(zone.documents.get(String(plan))!) as {
    readonly venues: readonly { readonly platform: string }[]
  }
  return venues.map(({ platform }) => platform)
}

/** Companies are joined where a chain of ties leads from one to the other on that day; of each tie counts its beginning and its end, whatever it was between. */
function oneFamily(parameters: {
  readonly known: readonly Row[]
  readonly organisations: Directory['organisations']
  readonly at: string
  readonly a: string
  readonly b: string
}): boolean {
  const { known, organisations, at, a, b } = parameters
  const begun = (day: unknown) => Date.parse(`${String(day)}T00:00:00+08:00`) <= Date.parse(at)
  const ended = new Set(
    known
      .filter(({ entry, of }) => entry.header.kind === 'tie.ended' && begun(of('payload.until')))
      .map(({ of }) => String(of('payload.tie'))),
  )
  const joined = known
    .filter(({ entry, of }) => entry.header.kind === 'tie.declared' && begun(of('payload.from')))
    .filter(({ of }) => !ended.has(String(of('payload.tie'))))
    .map(({ of }) => [String(of('payload.owner')), String(of('payload.owned'))])
  for (const [org, { family }] of Object.entries(organisations))
    if (!ended.has(`enrolled:${org}`)) joined.push([org, `the family ${family}`])
  const side = new Set([a])
  for (let size = 0; size < side.size; ) {
    size = side.size
    for (const pair of joined) if (pair.some((one) => side.has(one))) for (const one of pair) side.add(one)
  }
  return side.has(b)
}
